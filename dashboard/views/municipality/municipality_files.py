"""What a director takes along: the sheet as one slide, the whole page as slides, and its figures as a workbook."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
from pptx.enum.shapes import MSO_SHAPE
from pptx.slide import Slide as Page
from pptx.util import Emu, Inches, Pt

from dashboard import palette, text
from dashboard.exports import slide_maps, slides
from dashboard.exports.archive import warning
from dashboard.exports.native_charts import Axis, Bars, BarSeries, Points, XySeries
from dashboard.exports.slide_tables import Table
from dashboard.exports.slides import Box, Content, Slide, Words, rgb, words
from dashboard.exports.table_files import Sheet, book_bytes
from dashboard.figures import figure_slides
from dashboard.measures import locator, sentences, trend
from dashboard.measures.keyfigures import KeyFigure
from dashboard.views.municipality import changes_figure, compared, municipality, trend_chart, trend_figure
from dashboard.views.municipality.municipality import Profile

INK, DOT, MEDIAN = palette.INK, "#8d989b", palette.ACCENT
OWN_BAR, PEER_BAR = palette.ACCENT, "#a9b4b7"
NUMBERS = ("Median", "Midterste halvdel", "Landet")

MEANINGS = 4
"""Definitions with their caveats on a slide."""

MOST_BARS = 40
"""Bars above which their names can't be read on a slide."""


# --- Slides -----------------------------------------------------------------------------------------------------------


def sheet_deck(profile: Profile, origin: str) -> bytes:
    """«Kommunearket» as one slide."""
    return slides.deck([_sheet(profile)], origin, f"{profile.name}: kommuneark")


def whole_deck(profile: Profile, origin: str) -> bytes:
    """Everything on the page as slides: the sheet, what differs most, role by role, what changed, the years, side by
    side, who.
    """
    pages = [_sheet(profile), *(_against_peers(profile, figure) for figure in municipality.on_sheet(profile))]
    pages += [_role(profile, role, figures) for role, figures, _ in municipality.by_role(profile) if figures]
    pages += [_changes(profile), *_trend(profile)]
    pages += [_comparison(profile), _peers(profile), *_meanings(profile)]
    return slides.deck(pages, origin, f"{profile.name} mot {profile.group.title}")


@dataclass(frozen=True)
class SheetContent(Content):
    """The sheet on one slide: what is said, three strips, where it is, and what must not be read into it."""

    profile: Profile

    def draw(self, page: Page, box: Box) -> None:
        profile = self.profile
        Words(tuple(municipality.sheet_sentences(profile)), sizes=(15, 14, 13, 12, 11)).draw(
            page, box.part(0, 0, 0.64, 0.4)
        )
        shown = [figure for figure in municipality.on_sheet(profile) if Strip.of(figure)]
        for place, figure in enumerate(shown):
            Strip(figure).draw(page, box.part(0, 0.41 + place * 0.185, 0.64, 0.175))
        if shown:
            key = f"◆ {profile.name}    ● én sammenlignbar kommune    | medianen for dem"
            words(page, box.part(0.22, 0.955, 0.42, 0.045), [key], sizes=(11, 10, 9), colour=palette.QUIET_INK)
        Locator(locator.locator(profile.database, profile.division, profile.code), profile.name).draw(
            page, box.part(0.7, 0, 0.3, 0.4)
        )
        limits = Words(tuple(municipality.limits(profile)), "Dette kan tallene ikke si", sizes=(12, 11, 10, 9))
        limits.draw(page, box.part(0.67, 0.42, 0.33, 0.58))


def _sheet(profile: Profile) -> Slide:
    return figure_slides.slide_of(municipality.sheet_figure(profile), SheetContent(profile))


@dataclass(frozen=True)
class Strip(Content):
    """A municipality among its peers on one line: name and figure to the left, a native chart to the right."""

    figure: KeyFigure

    @staticmethod
    def of(figure: KeyFigure) -> bool:
        """Whether there is anything to draw: a figure of the municipality's own and one of a peer's."""
        return figure.place is not None and not figure.named

    def draw(self, page: Page, box: Box) -> None:
        figure = self.figure
        left = box.part(0, 0, 0.34, 1)
        name = f"{figure.indicator.short_title}: {figure.shown(figure.value)}"
        words(page, left.part(0, 0, 1, 0.56), [name], sizes=(14, 13, 12, 11, 10), bold=True)
        words(page, left.part(0, 0.56, 1, 0.44), [sentences.standing(figure)], sizes=(11, 10, 9),
              colour=palette.QUIET_INK)  # fmt: skip
        strip_chart(figure).draw(page, box.part(0.35, 0, 0.65, 1))


def strip_chart(figure: KeyFigure) -> Points:
    """Peers as dots, their median as an upright line, the municipality as a diamond, over one axis."""
    peers = tuple(figure.peer_values.dropna().sort_values())
    low, high = min(*peers, figure.value), max(*peers, figure.value)
    low, high, step = _round_ends(low, high)
    median = figure.spread.median
    middle = XySeries("Median", (median, median), (-0.8, 0.8), MEDIAN, line=2.5, marker=None)
    series = (
        XySeries("Sammenlignbare", peers, (0.0,) * len(peers), DOT, size=7),
        *([] if math.isnan(median) else [middle]),
        # Above the line, where no dot can lie over it.
        XySeries(figure.municipality, (figure.value,), (0.5,), INK, marker="diamond", size=13),
    )
    places = figure.indicator.decimals
    return Points(
        series,
        Axis("", _format(places), minimum=low, maximum=high, step=step),
        Axis(minimum=-1, maximum=1, hidden=True),
        sentences.sentence(figure),
        legend=False,
    )


def _round_ends(low: float, high: float) -> tuple[float, float, float]:
    """Round numbers outside two others, and the round step between the three to six ticks from one to the other."""
    span = (high - low) or abs(high) or 1.0
    power = 10 ** math.floor(math.log10(span / 4))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if span / (power * factor) <= 4)
    return step * math.floor(low / step), step * math.ceil(high / step), step


def _format(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


@dataclass(frozen=True)
class Locator(Content):
    """Where the municipality is: the country and the municipality as native shapes, a ring around it."""

    found: locator.Locator
    name: str

    def draw(self, page: Page, box: Box) -> None:
        found = self.found
        scale = min(box.width / locator.WIDTH, box.height / found.height)
        left = box.left + (box.width - locator.WIDTH * scale) / 2
        group = page.shapes.add_group_shape()
        group.name = f"Kart: {self.name}"
        for rings, colour in ((found.country, "#cdd3d4"), (found.municipality, INK)):
            drawn = [[(round(x * 10), round(y * 10)) for x, y in ring] for ring in rings]
            shape = slide_maps.freeform(group.shapes, drawn, left, box.top, scale / 10)
            shape.fill.solid()
            shape.fill.fore_color.rgb = rgb(colour)
            shape.line.fill.background()
        radius = Inches(0.13)
        x, y = left + found.point[0] * scale, box.top + found.point[1] * scale
        ring = slide_maps.unstyled(
            group.shapes.add_shape(MSO_SHAPE.OVAL, Emu(int(x - radius)), Emu(int(y - radius)), 2 * radius, 2 * radius)
        )
        ring.fill.background()
        ring.line.color.rgb, ring.line.width = rgb(INK), Pt(1.75)
        slides.describe(group, f"Kart som viser hvor {self.name} ligger")


def _against_peers(profile: Profile, figure: KeyFigure) -> Slide:
    """A figure of the municipality and every peer, highest first, as a native chart; as a strip where they are many."""
    shown = municipality.single_figure(profile, figure)
    return figure_slides.slide_of(shown, _bars(figure) or (strip_chart(figure) if Strip.of(figure) else None))


def _bars(figure: KeyFigure) -> Bars | None:
    values = pd.concat([figure.peers.assign(value=figure.peer_values), figure.own.to_frame().T])
    known = values.dropna(subset=["value"]).sort_values("value", ascending=False, kind="stable")
    if figure.named or figure.value is None or not figure.indicator.ranked or not 1 < len(known) <= MOST_BARS:
        return None
    return Bars(
        tuple(known["name"].map(text.short_name)),
        (
            BarSeries(
                figure.indicator.short_title,
                tuple(known["value"].astype(float)),
                tuple(OWN_BAR if code == figure.own["code"] else PEER_BAR for code in known["code"]),
            ),
        ),
        Axis(text.titled(figure.indicator.short_title, figure.indicator.unit), _format(figure.indicator.decimals)),
        description=sentences.sentence(figure),
    )


def _role(profile: Profile, role: str, figures: Sequence[KeyFigure]) -> Slide:
    """The key figures of a role as a native table."""
    return figure_slides.slide_of(municipality.role_figure(profile, role), key_figures(figures))


def key_figures(figures: Sequence[KeyFigure]) -> Table:
    """Key figures in words, a row each: the figure, its place, the peers, the country; nothing where there are none."""
    cells = [
        {
            "Nøkkeltall": f"{figure.indicator.short_title}, {figure.reference}",
            "Tall": "mangler" if figure.value is None else figure.shown(figure.value),
            "Plass": figure.missing_reason if figure.value is None else sentences.standing(figure),
            "Median": "–" if figure.named or not figure.spread.reporting else figure.number(figure.spread.median),
            "Midterste halvdel": _half(figure),
            "Landet": "–" if figure.country is None else figure.number(figure.country),
        }
        for figure in figures
    ]
    return Table(pd.DataFrame(cells), right=NUMBERS)


def _half(figure: KeyFigure) -> str:
    spread = figure.spread
    if figure.named or spread.reporting < text.FEWEST_FOR_MEDIAN:
        return "–"
    return f"{figure.number(spread.lower)} til {figure.number(spread.upper)}"


def _changes(profile: Profile) -> Slide:
    """«Endret siden sist» as a native table."""
    top, own = changes_figure.found(profile)
    return figure_slides.slide_of(changes_figure.figure(profile, top, own), changes_figure.content(top, own))


def _trend(profile: Profile) -> list[Slide]:
    if profile.choices.trend is None:
        return []
    figure = profile.figure(profile.choices.trend)
    table = trend.trend(profile.database, profile.division, figure, profile.group)
    marks = trend.breaks(profile.database, profile.division, figure)
    shown = trend_figure.trend_figure(profile, figure, table, marks)
    return [figure_slides.slide_of(shown, trend_chart.chart(table, figure, marks))]


def _comparison(profile: Profile) -> Slide:
    return figure_slides.slide_of(
        compared.comparison_figure(profile, compared.comparison_table(profile)), comparison(profile)
    )


def comparison(profile: Profile) -> Table:
    """The municipalities side by side, a column each."""
    first, *rest = compared.comparison_cells(profile)
    return Table(pd.DataFrame(rest, columns=first), right=tuple(first[1:]))


def _peers(profile: Profile) -> Slide:
    table = compared.peers_table(profile)
    shown = compared.peers_figure(profile, table)
    return figure_slides.slide_of(shown, Table(table, shown.decimals, shown.alt))


def _meanings(profile: Profile) -> list[Slide]:
    """What the figures measure and the caveats, for whoever asks: a few on each slide."""
    rows = [
        {
            "Nøkkeltall": figure.indicator.short_title,
            "Måler": figure.indicator.definition,
            "Forbehold": figure.indicator.caveat,
        }
        for figure in profile.figures
    ]
    shown = municipality.roles_figure(profile)
    said = replace(
        shown.provenance,
        title="Hva tallene måler, og hva de ikke sier",
        subtitle="Definisjon og forbehold for hvert tall på lysbildene foran.",
    )
    return [
        slides.slide(said, Table(pd.DataFrame(rows[start : start + MEANINGS])))
        for start in range(0, len(rows), MEANINGS)
    ]


# --- The workbook -----------------------------------------------------------------------------------------------------


def workbook(profile: Profile) -> bytes:
    """Values with their spread, every peer's value, the years, who the peers are, and the sources."""
    shown = municipality.roles_figure(profile)
    figures = municipality.in_order(profile)
    return book_bytes(
        [
            Sheet("Nøkkeltall", municipality.key_figure_table(profile, figures), shown.decimals),
            Sheet("Sammenlignbare", *_every_peer(profile, figures)),
            Sheet("Utvikling", *_years(profile, figures)),
            Sheet("Hvem", (table := compared.peers_table(profile)), compared.peers_figure(profile, table).decimals),
            Sheet("Kilder", _sources(profile, figures), {}),
        ],
        shown.provenance,
    )


def _every_peer(profile: Profile, figures: Sequence[KeyFigure]) -> tuple[pd.DataFrame, dict[str, int]]:
    """The municipality and its peers, a row each, a column a figure; named values by their name."""
    codes = [profile.code, *profile.group.codes]
    return compared.side_by_side(profile, codes, figures), {
        municipality.heading(figure): figure.indicator.decimals for figure in figures
    }


def _years(profile: Profile, figures: Sequence[KeyFigure]) -> tuple[pd.DataFrame, dict[str, list[int]]]:
    """Every year of every figure of the municipality: value and status, missing as an empty cell; decimals a row."""
    rows = [
        {"Nøkkeltall": figure.indicator.short_title, "Gjelder": figure.indicator.reference_in(int(row.year)),
         "År": int(row.year), "Verdi": row.value, "Enhet": figure.indicator.unit,
         "Status": text.STATUS_WORDS[row.status], "Merknad": row.note if isinstance(row.note, str) else "",
         "Må sies": warning(figure.indicator) or ""}
        for figure in figures for row in figure.series.itertuples()
    ]  # fmt: skip
    places = [figure.indicator.decimals for figure in figures for _ in figure.series.itertuples()]
    columns = ["Nøkkeltall", "Gjelder", "År", "Verdi", "Enhet", "Status", "Merknad", "Må sies"]
    table = pd.DataFrame(rows, columns=columns)
    return table, {"Verdi": places}


def _sources(profile: Profile, figures: Sequence[KeyFigure]) -> pd.DataFrame:
    """A row for each figure and source: what it measures, where it is from, of when, how reliable."""
    return pd.DataFrame(
        [
            {"Nøkkeltall": figure.indicator.short_title,
             "Rolle": text.role_words(figure.indicator.role, figure.indicator.stage),
             "Måler": figure.indicator.definition, "Forbehold": figure.indicator.caveat,
             "Merknad fra kilden": figure.indicator.notes or "",
             "Kilde": cited.short, "Tittel": cited.title, "Adresse": cited.url, "Lisens": cited.licence,
             "Gjelder": cited.reference, "Hentet": text.date(cited.retrieved),
             "Status": text.STATUS_WORDS[figure.own["status"]], "Type": text.KIND_WORDS[figure.indicator.kind],
             "Må sies": warning(figure.indicator) or ""}
            for figure in figures for cited in municipality.citations(profile, figure)
        ]
    )  # fmt: skip
