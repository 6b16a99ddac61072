"""The Python face of the charts: a Plotly figure as data for the browser.

Streamlit's own chart is created anew, twice, on every change, and the theme of all charts is sent with each of them.
This component keeps the chart that is drawn, lets Plotly update it, and draws it only when it becomes visible.
"""

from __future__ import annotations

import json
from pathlib import Path

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from dashboard import components, palette

_GROUNDS = palette.Colours(light=("#fcfcfb", "#8a9698", "#e6eaf1"), dark=("#12191b", "#6b7a7d", "#31333f"))
"""The page's ground and border, as .streamlit/config.toml has them, and the lines of a grid."""

_LETTERS = palette.Colours(light=(palette.QUIET_INK, "#262730"), dark=("#e6eaf1", "#fafafa"))
"""Letters of hover texts, and of legends."""

_FONT = "system-ui, Arial, sans-serif"

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False}


def _look(theme: str, presented: bool) -> dict:
    """What all charts have in common, as a Plotly template: what Streamlit gives its own charts.

    Alone on a large screen their letters are larger, as large as seven size classes have room for beside each other.
    """
    ground, border, grid = getattr(_GROUNDS, theme)
    quiet, ink = getattr(_LETTERS, theme)
    small, large = ({"color": quiet, "size": 15 if presented else size} for size in (12, 14))
    axis = {"gridcolor": grid, "zerolinecolor": grid, "tickcolor": grid, "automargin": True, "tickfont": small}
    return {
        "layout": {
            "paper_bgcolor": ground,
            "plot_bgcolor": ground,
            "font": {**small, "family": _FONT, "weight": 400},
            "legend": {"font": {**small, "color": ink}, "valign": "top"},
            "margin": {"pad": 8},
            "hoverlabel": {"bgcolor": ground, "bordercolor": border, "font": {**small, "family": _FONT}},
            "xaxis": {**axis, "showgrid": False, "zeroline": False, "title": {"font": large, "standoff": 20}},
            "yaxis": {**axis, "title": {"font": large, "standoff": 24}},
        }
    }


_mount = components.declare(
    "chart",
    Path(__file__).parent,
    "chart",
    settings={
        "plotly": components.keep("plotly", get_plotlyjs()),
        "config": CONFIG,
        "light_of": palette.light_of(),
        "looks": {theme: [_look(theme, presented) for presented in (False, True)] for theme in ("light", "dark")},
    },
)


def packed(figure: go.Figure, alt: str, *, presented: bool = False) -> bytes:
    """A chart as the browser is sent it. `alt` says what it shows to those who don't see it.

    `presented` is whether it is shown alone on a large screen.
    """
    spec = json.loads(figure.to_json(validate=False))
    spec["layout"].pop("template", None)
    return components.packed({"figure": spec, "alt": alt, "presented": presented})


def chart(data: bytes, key: str) -> None:
    """Puts a chart of `packed` on the page."""
    # Keyed apart from choices, whose names stand in the same state of the session.
    _mount(key=f"chart_{key}", data=data)
