"""The illustration: what size and centrality alone would suggest. Modelled, drawn on this page only, in fifths.

No rank, no order by figure, no average, and no level of a municipality but the span of all that it has: what is not
measured must not pass for a measurement.
"""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.components.municipality_map import MapContent
from dashboard.data import citation_queries, compliance_queries, queries
from dashboard.data.compliance_queries import PATTERN
from dashboard.data.database import Database, question
from dashboard.figures import chosen_line, map_panel, pictures
from dashboard.figures.citing import citations, cite, missing_line
from dashboard.figures.figure import Citation, Figure, Panel, name_columns
from dashboard.figures.page_context import PageContext
from dashboard.measures import pattern
from dashboard.measures.pattern import Setting
from dashboard.state.selection import choose_municipality
from dashboard.views.compliance.compliance import PATTERN_TITLE

BANNER = (
    "Modellert – ikke målt. Viser hva kommunens størrelse og sentralitet alene ville tilsi, ikke hvordan kommunen "
    "oppfyller loven. Mange avviker, også små distriktskommuner som gjør det svært bra."
)
WITH_ECONOMY = "I denne innstillingen teller også kommunens økonomi."
MARK = text.MODELLED_WORDS.upper()
"""Written across every picture, so that who cuts one out keeps it."""

UNIT = "femdel av kommunene (modellert)"
LEVELS = (60, 70, 80, 90)
"""Where the curve's levels are drawn on the plane of size and centrality, per cent."""
COMMITTEE = Citation(
    publisher="Generalistkommuneutvalget",
    title="Ståa i norske kommuner (Menon Economics 2022) og utvalgets presentasjon",
    table_id=None,
    url="https://nettsteder.regjeringen.no/generalistkommuneutvalget/dokumenter/",
    licence="Sitat, gjengitt med kilde",
    reference="kartleggingen fra 2022",
    retrieved=datetime.date(2026, 11, 20),
)
FORMULA = (
    ("m", "vekt × zC + (1 − vekt) × zN"),
    ("Nivå", "gulv + spenn / (1 + e^(−bratthet × m))"),
    (
        "Nivå med økonomi",
        "nivå + andel × p × (gulv + spenn − nivå); p går fra 0 til 1 når zE går fra 0 til god økonomi",
    ),
)
FORMULA_WORDS = (
    "zN er logaritmen av folketallet og zC sentralitetsindeksen, begge som standardavvik fra gjennomsnittet av "
    "kommunene; zE er frie inntekter etter utgiftsutjevning på samme måte. Endepunktene 50 og 99 er utvalgets. "
    "Kurven, brattheten og vekten i midtstillingen er valgt uten kilde og kunne vært andre; derfor står ingen kommune "
    "med ett nivå, bare med femdelen og alle nivåene den har i innstillingene her. Ingen kommune er festet til et "
    "endepunkt. Utgiftsbehov er kostnad, ikke velstand, og inngår bare som korreksjon av inntektene."
)


def words(setting: Setting) -> str:
    """The setting of the sliders in words."""
    weight, share = setting.weight, setting.share
    said = f"Sentralitet teller {weight:.0f} prosent og størrelse {100 - weight:.0f} prosent, brattheten er "
    economy = f" God økonomi tetter inntil {share:.0f} prosent av avstanden opp til 99." if share else ""
    return f"{said}{decimal(setting.steepness)}.{economy}"


def decimal(steepness: float) -> str:
    """«1», «0,75»."""
    return f"{steepness:g}".replace(".", ",")


def banner(share: float) -> str:
    """What must stand beside the pattern, with more where economy counts; `share` is in per cent."""
    return f"{BANNER} {WITH_ECONOMY}" if share else BANNER


def pattern_map(context: PageContext, setting: Setting) -> Panel:
    """The map of the fifths."""
    everyone = _values(context, setting)
    values = context.within(everyone)
    counts = values["value"].value_counts()
    told = text.listed(f"{name}: {counts.get(place, 0)}" for place, name in enumerate(pattern.FIFTHS, start=1))
    figure = _figure(
        context,
        setting,
        values,
        key="pattern_map",
        title=PATTERN_TITLE,
        subtitle=(
            f"Modellert femdel av kommunene etter rekkefølgen på kurven. {words(setting)} {_steadiness(context)} "
            f"{context.where}"
        ),
        alt=f"Kart. {banner(setting.share)} Kommuner i hver femdel (modellert): {told}.",
    )
    return Panel(
        figure,
        pictures.MapPicture(
            lambda: _map_content(context, everyone, setting.share),
            key="pattern_municipality_map",
            on_pick=choose_municipality,
        ),
    )


def _figure(context: PageContext, setting: Setting, values: pd.DataFrame, *, key: str, **parts: Any) -> Figure:
    """A figure of the pattern, with everything that is the same however it is drawn."""
    return context.figure(
        key,
        unit=UNIT,
        citations=_citations(context, setting.share),
        table=lambda: _table(values),
        missing=missing_line(values),
        status_words=(banner(setting.share),),
        indicators=(queries.all_indicators(context.database)[PATTERN],),
        decimals={"modellert_lavest": 0, "modellert_hoyest": 0},
        sortable=False,
        **parts,
    )


def _steadiness(context: PageContext) -> str:
    """How little the order depends on the sliders, in a sentence."""
    steady, known = _steady(context.database, context.selection.division)
    return (
        f"{steady} av {known} kommuner flyttes høyst én femdel uansett innstilling, også av hvor mye økonomi teller; "
        "nivået følger innstillingen."
    )


def _map_content(context: PageContext, values: pd.DataFrame, share: float) -> MapContent:
    """Fifths only, in no order of rank, every label saying that it is an estimate."""
    names = {place: f"{name[0].upper()}{name[1:]} (anslag)" for place, name in enumerate(pattern.FIFTHS, start=1)}
    levels = (values["low"], values["high"])
    return map_panel.map_content_of(
        context.database,
        context.selection,
        values.assign(note=[pattern.sentence(*ends) or None for ends in zip(*levels, strict=True)]),
        limits=list(names)[1:],
        legend=list(names.values()),
        colours=palette.ordered(len(names)).reversed(),
        decimals=0,
        title=f"{PATTERN_TITLE} (modellert)",
        summary=banner(share),
        unit=UNIT,
        year=_reference(context),
        value_labels=names,
        details=[pattern.told(*ends) or None for ends in zip(*levels, strict=True)],
        ranked=False,
        modelled=True,
        mark=MARK,
    )


def _inputs(context: PageContext) -> tuple[pd.DataFrame, dict[str, float]]:
    """Where every municipality stands, and the numbers of the curve."""
    return _inputs_in(context.database, context.selection.division)


def _inputs_in(database: Database, division: str) -> tuple[pd.DataFrame, dict[str, float]]:
    numbers = compliance_queries.pattern_coefficients(database, division)
    return compliance_queries.pattern(database, division), dict(zip(numbers["symbol"], numbers["value"], strict=True))


@question
def _steady(database: Database, division: str) -> tuple[int, int]:
    """How many municipalities no setting moves by more than a fifth, and of how many. (Trying all takes a third of a
    second, so no slider waits for it twice.)
    """
    standing, numbers = _inputs_in(database, division)
    return pattern.steady(standing, numbers), int(standing["size"].notna().sum())


def _values(context: PageContext, setting: Setting) -> pd.DataFrame:
    """Every municipality with its fifth (value), and the levels that it has over all settings (low, high)."""
    standing, numbers = _inputs(context)
    values = standing.join(pattern.spans(standing, numbers)).assign(value=pattern.fifths(standing, numbers, setting))
    status = values["value"].isna().map({True: "not_in_source", False: "modelled"})
    return values.assign(status=status, note=None)


# --- The curve --------------------------------------------------------------------------------------------------------


def plane(context: PageContext, setting: Setting) -> Panel:
    """The curve on the committee's scale: its levels on the plane of size and centrality, every municipality a dot."""
    values = context.within(_values(context, setting))
    levels = text.listed(map(str, _contours(context, setting)))
    title = (
        "Kurven – illustrasjon av utvalgets funn: jo færre innbyggere og jo mindre sentral kommune, jo lavere på "
        "skalaen 50–99"
    )
    figure = _figure(
        context,
        setting,
        values,
        key="pattern_plane",
        title=title,
        subtitle=(
            f"Strekene er nivåene {levels} på kurven (modellert), prikkene kommunene, farget "
            f"etter femdel. {words(setting)} {context.where}"
        ),
        alt=f"Prikkdiagram. {banner(setting.share)} Innbyggere bortover, sentralitet oppover, nivåene som streker.",
        notes=(*_level_of_chosen(context, values), _steadiness(context))
        + (("Strekene er for kommuner uten god økonomi.",) if setting.share else ()),
    )
    return Panel(
        figure, pictures.ChartPicture(lambda: _plane_chart(context, values, setting), "pattern_plane", figure.alt)
    )


def _level_of_chosen(context: PageContext, values: pd.DataFrame) -> tuple[str, ...]:
    """What the ring around the chosen municipality is."""
    names = dict(enumerate(pattern.FIFTHS, start=1))

    def said(row: chosen_line.Row) -> str:
        level = text.uncapitalised(pattern.sentence(row["low"], row["high"]))
        return f"{text.uncapitalised(names[row['value']])} (anslag), {level}".rstrip(".")

    return chosen_line.of_value(context, values, said)


def _contours(context: PageContext, setting: Setting) -> dict[int, tuple[pattern.Place, pattern.Place]]:
    """The lines of the levels that the plane has room for, where all the country's municipalities are."""
    standing, numbers = _inputs(context)
    whole = standing.dropna(subset=["size"])
    people, index = whole["population"], whole["centrality_index"]
    across, up = (people.min() * 0.8, people.max() * 1.25), (float(index.min()), float(index.max()))
    found = {level: pattern.contour(numbers, setting, level, across, up) for level in LEVELS}
    return {level: line for level, line in found.items() if line}


def _plane_chart(context: PageContext, values: pd.DataFrame, setting: Setting) -> charts.Chart:
    known = values[values["value"].notna()].sort_values(["value", "code"], ignore_index=True)
    names = dict(enumerate(pattern.FIFTHS, start=1))
    rows = known.assign(
        fifth=known["value"].map(names),
        hover=[
            f"{text.short_name(row['name'])}: {names[row['value']]} (anslag)<br>"
            f"{pattern.sentence(row['low'], row['high'])}<br>{text.number(row['population'])} innbyggere, "
            f"sentralitet {text.number(row['centrality_index'])}<br>{MARK}"
            for row in known.to_dict("records")
        ],
    )
    shades = dict(zip(names.values(), theme.colours(palette.ordered(len(names)).reversed()), strict=True))
    x = Axis("population", "Innbyggere (logaritmisk skala)", log=True, ticks=charts.INHABITANT_TICKS)
    return charts.legend_below(
        charts.Dots(
            rows, x, Axis("centrality_index", "Sentralitetsindeks (poeng)"), "hover", group="fifth",
            group_colours=shades, chosen=context.chosen(rows), mark=MARK,
            curves=[
                charts.Curve(pd.DataFrame(line, columns=["x", "y"]), "x", "y", f"{level} prosent", True, False, True)
                for level, line in _contours(context, setting).items()
            ],
        )
    )  # fmt: skip


# --- Sources, tables and the formula ----------------------------------------------------------------------------------


def _reference(context: PageContext) -> str:
    year = queries.years(context.database, PATTERN, context.selection.division)[0]
    return queries.all_indicators(context.database)[PATTERN].reference_in(year)


def _citations(context: PageContext, share: float) -> tuple[Citation, ...]:
    """The pattern's own source first, then those of the figures that it rests on, and the committee's finding."""
    database, division = context.database, context.selection.division
    year = queries.years(database, PATTERN, division)[0]
    own = citation_queries.sources(database, PATTERN, division, year).to_dict("records")
    names = ["population", "centrality_index", *(["free_income_corrected"] if share else [])]
    inputs = [
        citation
        for name in names
        for citation in citations(database, name, division, queries.years(database, name, division)[0])
    ]
    return tuple(dict.fromkeys((*(cite(row, _reference(context)) for row in own), *inputs, COMMITTEE)))


def _table(values: pd.DataFrame) -> pd.DataFrame:
    """By municipality number: an order by figure would be a ranking of what is not measured."""
    return pd.DataFrame(
        {
            **name_columns(values),
            "modellert_femdel": values["value"].map(dict(enumerate(pattern.FIFTHS, start=1))).fillna(""),
            "modellert_lavest": values["low"],
            "modellert_hoyest": values["high"],
            "Status": text.MODELLED_WORDS,
        }
    ).reset_index(drop=True)


def formula(context: PageContext) -> Panel:
    """The pattern's formula, and every number in it."""
    coefficients = compliance_queries.pattern_coefficients(context.database, context.selection.division)
    rows = pd.concat([pd.DataFrame(FORMULA, columns=["symbol", "meaning"]), coefficients], ignore_index=True)
    table = rows.rename(columns={"symbol": "Tall", "meaning": "Hva det er", "value": "Verdi"})
    table["Status"] = text.MODELLED_WORDS
    figure = context.figure(
        "pattern_formula",
        title="Formelen bak mønsteret er valgt, ikke målt",
        subtitle=f"Formelen og alle tallene i den (modellert), inndelingen {context.division_label}.",
        unit="som angitt for hvert tall",
        alt="Formelen for det modellerte nivået: " + "; ".join(f"{name} = {what}" for name, what in FORMULA) + ".",
        citations=_citations(context, share=1),
        table=lambda: table,
        decimals={"Verdi": 2},
        missing="Ingen av tallene mangler",
        status_words=(text.MODELLED_WORDS,),
        notes=(FORMULA_WORDS,),
        sortable=False,
    )
    return Panel(figure, pictures.TablePicture(
        table, key="pattern_numbers", caption="Formelen og tallene i den (modellert)", decimals={"Verdi": 2},
        sortable=False,
    ))  # fmt: skip
