"""What builds of the data changed, newest first, for everyone or for one municipality."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from dashboard import markup, text
from dashboard.api import changes as feed
from dashboard.api.catalogue import path
from dashboard.data import open_queries, queries, sources_queries
from dashboard.data.database import Database
from dashboard.measures import versions
from dashboard.state.selection import Selection

SHOWN = 12
"""Changes of a build that are told on the page; the files have all."""


def listed(database: Database, selection: Selection) -> Markup:
    """Each build with what it changed, and where the same is as CSV and as a feed to follow."""
    code = selection.municipality
    division = selection.division if code else None
    found = open_queries.changes(database, load_id=None, indicator_id=None, code=code, division=division)
    loads = sources_queries.loads(database)
    parts = [_build(load, found[found["load_id"] == load.load_id]) for load in loads.itertuples(index=False)]
    whose = ""
    if code:
        name = queries.municipalities(database, selection.division).set_index("code").at[code, "name"]
        whose = f" for {code} {text.short_name(name)}"
    return markup.html(
        "<h2>Hva som er endret{}</h2><p>Tall som er rettet, kommet til eller falt bort i år som fantes fra før. Nye år "
        "er ingen endring. De største endringene står først, og sist de der bare statusen er ny.</p><ul>{}</ul>"
        "<p>{}</p>",
        whose,
        markup.joined(parts),
        _links(code, division),
    )


def _build(load: object, changed: pd.DataFrame) -> Markup:
    lines = [feed.line(row) for row in changed.head(SHOWN).itertuples(index=False)]
    more = len(changed) - SHOWN
    if more > 0:
        lines.append(f"og {text.number(more)} til: se filen.")
    return markup.html(
        "<li>Datasett {}, bygd {}: {}.{}</li>",
        load.version,
        text.date(load.finished_at),
        versions.counted(changed),
        markup.html("<ul>{}</ul>", markup.each("<li>{}</li>", lines)) if lines else markup.NOTHING,
    )


def _links(code: str | None, division: str | None) -> Markup:
    narrowed = f"municipality={code}&division={division}&" if code else ""
    whose = "kommunens endringer" if code else "alle endringer"
    address = f"{path('changes')}?{narrowed}format="
    return markup.joined(
        (markup.link(f"{address}csv", f"CSV: {whose}"), markup.link(f"{address}atom", f"Atom: følg {whose}")), " · "
    )
