"""What figures show, each described without a page and drawn on one: charts, maps, and what is drawn some other way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from dashboard.charts import Chart
from dashboard.components.chart import chart, packed
from dashboard.components.data_table import data_table
from dashboard.components.municipality_map import MapContent, municipality_map
from dashboard.state import presentation


@dataclass(frozen=True)
class ChartPicture:
    """A chart, described when it is first asked for; `alt` says what it shows to those who don't see it."""

    describe: Callable[[], Chart]
    key: str
    alt: str
    _packed: dict[bool, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def described(self) -> Chart:
        return self.describe()

    def draw(self) -> None:
        presented = presentation.on()
        if presented not in self._packed:
            # Plotly takes time to import: only who draws a chart pays for it.
            from dashboard.figures.plotly_charts import plotly_chart

            self._packed[presented] = packed(plotly_chart(self.described), self.alt, presented=presented)
        chart(self._packed[presented], self.key)


@dataclass(frozen=True)
class MapPicture:
    """A map of municipalities; see `municipality_map` for what its fields do."""

    content: Callable[[], MapContent]
    key: str
    on_pick: Callable[[str | None], None]
    linked: bool = False
    address: str = ""
    follows: Mapping[str, str] | None = None

    @cached_property
    def described(self) -> MapContent:
        return self.content()

    def draw(self) -> None:
        municipality_map(self.described, self.key, self.on_pick, self.linked, self.address, self.follows)


@dataclass(frozen=True)
class TablePicture:
    """A table; see `data_table`. A slide shows the table of the figure, which has every row."""

    table: pd.DataFrame
    key: str
    caption: str
    decimals: Mapping[str, int | Sequence[int]] | None = None
    sortable: bool = True

    described = None

    def draw(self) -> None:
        data_table(
            self.table, key=self.key, caption=self.caption, decimals=dict(self.decimals or {}), sortable=self.sortable
        )


@dataclass(frozen=True)
class Drawing:
    """What is drawn by `on_page`; `on_slide` makes what a slide shows where that is not the figure's table."""

    on_page: Callable[[], object]
    on_slide: Callable[[], object] | None = None

    @cached_property
    def described(self) -> object:
        return self.on_slide() if self.on_slide else None

    def draw(self) -> None:
        self.on_page()
