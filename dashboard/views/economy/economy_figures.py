"""The figures of the page «Økonomi og kostnader»: each function makes one figure and what draws it."""

from __future__ import annotations

import pandas as pd

from dashboard import charts, text
from dashboard.charts import Axis
from dashboard.data import queries
from dashboard.figures import chosen_line, municipality_dots, pictures
from dashboard.figures.citing import citations, missing_line, status_words
from dashboard.figures.figure import Citation, Panel
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import association, economy, population, relation_words, shape, target_groups
from dashboard.measures.economy import RECOMMENDED_RESULT, Measure

AGAINST = {"Innbyggere": "population", "Sentralitet": "centrality_index"}
"""What a figure can be plotted against, and the column that says it."""

CLASSES_OF = {"population": "size", "centrality_index": "centrality"}
"""The ordered classes of each."""

LESS_AND_MORE = {
    "population": ("færre innbyggere", "flere innbyggere"),
    "centrality_index": ("mindre sentral", "mer sentral"),
}

BALANCE = (
    "Balansekravet står i kommuneloven § 14-4 tredje ledd og § 14-10. ROBEK (§ 28-1, bokstav a–g) er et indirekte mål "
    "på det: å være registrert er ikke et brudd."
)


def held(frame: pd.DataFrame, group: str | None) -> pd.DataFrame:
    """The municipalities of one size class or centrality class; all where none is held."""
    if group is None:
        return frame
    inside = (frame["size"].astype(str) == group) | (frame["centrality"].astype(str) == group)
    return frame[inside].reset_index(drop=True)


def frame_of(context: PageContext, measure: Measure, group: str | None) -> pd.DataFrame:
    """The frame of figures that a view shows: one measure, the chosen county, the class that is held."""
    everyone = economy.figures(context.database, context.selection.division, measure)
    return held(context.within(everyone), group)


def measure_citations(context: PageContext, measure: Measure, *, robek: bool = True) -> tuple[Citation, ...]:
    """The sources of a measure's figures and of what they are grouped by; of the ROBEK register where it is shown."""
    division = context.selection.division
    wanted = [(measure.indicator.indicator_id, measure.year)]
    wanted.append(("population", economy.population_year(context.database, division, measure.year)))
    robek_year = economy.robek_year(context.database, division)
    if robek and robek_year is not None:
        wanted.append(("robek", robek_year))
    found = [citation for name, year in wanted for citation in citations(context.database, name, division, year)]
    return tuple(dict.fromkeys(found))


def where_held(context: PageContext, group: str | None) -> str:
    inside = f" Bare {text.uncapitalised(group)}{'' if 'lasse' in group else ' innbyggere'}." if group else ""
    return f"{context.where}{inside}"


def _notes(context: PageContext, measure: Measure, frame: pd.DataFrame) -> tuple[str, ...]:
    year = economy.robek_year(context.database, context.selection.division)
    register = (
        (f"Firkant: registrert i ROBEK {queries.indicators(context.database)['robek'].reference_in(year)} "
         f"({text.count(int(frame['robek'].sum()), 'kommune', 'kommuner')} av dem som vises).",)
        if year is not None
        else ()
    )  # fmt: skip
    if register and measure.indicator.indicator_id == economy.RESULT:
        register = (*register, BALANCE)
    lumpy = ()
    if measure.indicator.indicator_id in economy.OTHER_EXPENDITURE:
        lumpy = (measure.indicator.caveat, *_negative(frame))
    uncorrected = target_groups.uncorrected(measure.indicator.indicator_id)
    return (*register, *filter(None, [uncorrected]), *lumpy, *economy.remarks(frame))


def dated(context: PageContext, measure: Measure, column: str) -> list[str]:
    """Of which day the inhabitants are that size is told by: another than the one that income is divided by."""
    if column not in ("size", "population"):
        return []
    year = economy.population_year(context.database, context.selection.division, measure.year)
    return [f"Innbyggertallene er fra 1. januar {year}."]


def _negative(frame: pd.DataFrame) -> tuple[str, ...]:
    """How many of the municipalities shown have a figure below zero; nothing where none has."""
    below, known = int((frame["value"] < 0).sum()), frame["value"].notna().sum()
    return (f"Negativt tall i {below} av {text.count(known, 'kommune', 'kommuner')} som vises.",) if below else ()


def _value_of_chosen(context: PageContext, measure: Measure, _column: str, group: str | None) -> tuple[str, ...]:
    return chosen_line.of_value(context, frame_of(context, measure, group), lambda row: measure.shown(row["value"]))


def place_of_chosen(context: PageContext, measure: Measure, grouping: str, group: str | None) -> tuple[str, ...]:
    """The chosen municipality's value and the group that it is in."""
    column = economy.GROUPINGS[grouping]

    def said(row: chosen_line.Row) -> str:
        return f"{measure.shown(row['value'])}, i gruppen {group_words(row[column], column)}"

    return chosen_line.of_value(context, frame_of(context, measure, group), said)


def _heading(measure: Measure) -> str:
    return f"{measure.indicator.short_title} {measure.indicator.period(measure.year)} ({measure.indicator.unit})"


def _table(measure: Measure, frame: pd.DataFrame) -> pd.DataFrame:
    """The twin of a chart with a dot a municipality, those that can't be compared included, with the reason."""
    ordered = frame.sort_values("value", ascending=False, na_position="last", kind="stable")
    return pd.DataFrame(
        {
            "Kommune": ordered["name"].map(text.short_name),
            "Nummer": ordered["code"],
            "Fylke": ordered["county_name"].astype(str),
            _heading(measure): ordered["value"],
            "Innbyggere": ordered["population"],
            "Sentralitetsindeks (poeng)": ordered["centrality_index"],
            "Sentralitetsklasse": ordered["centrality"].astype(str),
            "KOSTRA-gruppe": ordered["kostra"].astype(str),
            "Registrert i ROBEK": ordered["robek"].map({True: "ja", False: "nei"}),
            "Status": ordered["status"].map(text.STATUS_WORDS),
            "Merknad": ordered["note"].fillna(""),
        }
    ).reset_index(drop=True)


def _hovers(measure: Measure, frame: pd.DataFrame) -> list[str]:
    return [
        f"{text.short_name(row['name'])}: {measure.shown(row['value'])}; {text.number(row['population'])} innbyggere, "
        f"{str(row['centrality'])[:8].lower()}{', registrert i ROBEK' if row['robek'] else ''}"
        for row in frame.to_dict("records")
    ]


def _axis_title(unit: str) -> str:
    return unit[0].upper() + unit[1:]


def _levels(measure: Measure) -> dict[str, float]:
    """Named levels of a chart: zero and the recommendation for results."""
    if measure.indicator.indicator_id != economy.RESULT:
        return {}
    return {"": 0, f"{text.number(RECOMMENDED_RESULT, 2)} prosent (anbefalt over flere år)": RECOMMENDED_RESULT}


@cached_panel(marks_chosen=True, of_chosen=_value_of_chosen)
def against(context: PageContext, measure: Measure, column: str, group: str | None) -> Panel:
    """Every municipality a dot, against inhabitants (a logarithmic axis) or the centrality index."""
    frame = frame_of(context, measure, group)
    title = _course(measure, frame, column)
    if column == "population" and group is None and not context.is_narrowed:  # the bend is the whole country's
        database, division = context.database, context.selection.division
        title += relation_words.bend_when_alike(database, division, measure.indicator.indicator_id, measure.year)
    against_words = "innbyggere" if column == "population" else "sentralitetsindeks"
    figure = context.figure(
        "against",
        title=title,
        subtitle=(
            f"{measure.indicator.title} ({measure.indicator.unit}) mot {against_words}, {measure.reference}. "
            f"{where_held(context, group)}"
        ),
        unit=measure.indicator.unit,
        alt=f"Prikkdiagram, hver kommune en prikk: {title}.",
        citations=measure_citations(context, measure),
        table=lambda: _table(measure, frame),
        decimals={_heading(measure): measure.indicator.decimals},
        missing=missing_line(frame),
        status_words=status_words(measure.indicator, frame),
        indicators=(measure.indicator,),
        notes=(*dated(context, measure, column), *_notes(context, measure, frame)),
    )
    return Panel(
        figure, pictures.ChartPicture(lambda: _against_chart(context, measure, frame, column), "against", figure.alt)
    )


def _course(measure: Measure, frame: pd.DataFrame, column: str) -> str:
    """How the figures go with a column: by rank, or by class where they turn on the way."""
    name, found = measure.indicator.short_title, economy.correlation(frame, column)
    if found is None:
        return f"{name}: {text.count(len(queries.comparable(frame)), 'kommune', 'kommuner')} med tall"
    measured = association.measured(found)
    what = "innbyggertallet" if column == "population" else "sentraliteten"
    strength = association.strength(found)
    if not strength:
        turned = _turn(measure, frame, CLASSES_OF[column], what)
        if turned:
            return f"{name} {turned}"
        if not found.sure:
            return f"{name}: ingen sikker sammenheng med {what} {measured}"
        strength = "svakt"
    way = LESS_AND_MORE[column][int(found.r > 0)]
    return f"{name} henger {strength} sammen med {what}: jo {way}, jo høyere {measured}"


def _turn(measure: Measure, frame: pd.DataFrame, column: str, what: str) -> str:
    """Where the figures turn on the way, against all; nothing where they don't by more than chance."""
    known = queries.comparable(frame)
    if not shape.differ(known["value"], known[column]):
        return ""
    key = "below_zero" if measure.indicator.scale == "change" else "median"
    at = shape.sure_bend(known["value"], known[column], key)
    if at is None:
        return ""
    where = f"i {group_words(at.group, column)} {text.of(at.municipalities)}"
    if key == "median":
        middle = text.number(known["value"].median(), measure.indicator.decimals)
        return f"følger ikke {what} jevnt: medianen er {measure.shown(at.median)} {where}, mot {middle} i alle"
    below = text.number(100 * (known["value"] < 0).mean())
    share = f"{text.number(at.below_zero)} prosent av {_municipalities(at.group, column)} {text.of(at.municipalities)}"
    return f"følger ikke {what} jevnt: negativt i {share}, mot {below} prosent av alle"


def _by_class(measure: Measure, frame: pd.DataFrame, column: str) -> str:
    """The classes at the ends, and before them the one in the middle that is highest or lowest of all, if there is one;
    nothing where the classes don't differ by more than chance.
    """
    known = queries.comparable(frame)
    if not shape.differ(known["value"], known[column]):
        return ""
    key = "below_zero" if measure.indicator.scale == "change" else "median"
    found = shape.classes(known["value"], known[column])
    middle = shape.sure_bend(known["value"], known[column], key)
    shown = [one for one in (middle, found[0], found[-1]) if one]
    told = [(getattr(one, key), f"i {group_words(one.group, column)} {text.of(one.municipalities)}") for one in shown]
    few = _few(known, column)
    if key == "median":
        return f"{_listed_medians(measure, told)}{few}"
    (first, where), *rest = told
    others = text.listed([f"{text.number(first)} prosent {where}", *(f"{text.number(n)} {at}" for n, at in rest)])
    return f"andelen kommuner med negativt tall er {others}{few}"


def _few(known: pd.DataFrame, column: str) -> str:
    """Which classes have figures, and too few for a median."""
    counts = known.groupby(column, observed=True).size()
    return text.too_few([group_words(group, column) for group in counts.index[counts < text.FEWEST_FOR_MEDIAN]])


def _against_chart(context: PageContext, measure: Measure, frame: pd.DataFrame, column: str):
    known = queries.comparable(frame)
    rows = known.assign(hover=_hovers(measure, known)).sort_values(["centrality", "code"], ignore_index=True)
    if column == "population":
        x = Axis("population", "Innbyggere (logaritmisk skala)", log=True, ticks=charts.INHABITANT_TICKS)
    else:
        x = Axis("centrality_index", "Sentralitetsindeks (poeng; høyest er mest sentral)")
    return municipality_dots.dots(
        context, rows, x, Axis("value", _axis_title(measure.indicator.unit)), group="centrality",
        marked=("Registrert i ROBEK", rows["robek"]), lines=_levels(measure),
    )  # fmt: skip


@cached_panel(marks_chosen=True, of_chosen=place_of_chosen)
def by_group(context: PageContext, measure: Measure, grouping: str, group: str | None) -> Panel:
    """Every municipality a dot over its group, with the group's median and quartiles."""
    frame = frame_of(context, measure, group)
    column = economy.GROUPINGS[grouping]
    table = economy.quartiles(frame, column)
    by_class = _by_class(measure, frame, column) if column in CLASSES_OF.values() else ""
    title = f"{measure.indicator.short_title}: {by_class or _extremes(measure, table, column)}"
    figure = context.figure(
        "by_group",
        title=title,
        subtitle=(
            f"{measure.indicator.title} ({measure.indicator.unit}) etter {grouping_words(grouping)}, "
            f"{measure.reference}: hver kommune en prikk, tykk strek er medianen, prikkede streker kvartilene. "
            f"{where_held(context, group)}"
        ),
        unit=measure.indicator.unit,
        alt=f"Prikkdiagram etter {grouping_words(grouping)}: {title}.",
        citations=measure_citations(context, measure),
        table=lambda: _quartile_table(measure, table, grouping),
        decimals={f"{name} ({measure.indicator.unit})": measure.indicator.decimals for name in QUARTILES.values()},
        missing=missing_line(frame),
        status_words=status_words(measure.indicator, frame),
        indicators=(measure.indicator,),
        notes=(*dated(context, measure, column), *_notes(context, measure, frame)),
        sortable=False,
    )
    return Panel(
        figure, pictures.ChartPicture(lambda: _group_chart(context, measure, frame, grouping), "by_group", figure.alt)
    )


QUARTILES = {
    "minimum": "Lavest",
    "low": "Nedre kvartil",
    "median": "Median",
    "high": "Øvre kvartil",
    "maximum": "Høyest",
}


def _quartile_table(measure: Measure, table: pd.DataFrame, grouping: str) -> pd.DataFrame:
    return pd.DataFrame(
        {grouping: table["group"].astype(str), "Kommuner": table["municipalities"]}
        | {f"{heading} ({measure.indicator.unit})": table[name] for name, heading in QUARTILES.items()}
    )


def grouping_words(grouping: str) -> str:
    words = {"Størrelse": "innbyggertall", "Sentralitet": "sentralitetsklasse", "Fylke": "fylke"}
    return words.get(grouping, grouping)


def group_words(group: object, column: str) -> str:
    """A group as it stands in a sentence: «kommuner med 0–999 innbyggere», «klasse 6 (minst sentral)»."""
    name = str(group)
    if column == "size":
        return f"kommuner med {population.inhabitants_words(name)}"
    if column == "kostra":
        group_name, _, meaning = name.partition(": ")
        return f"{group_name.lower()} ({meaning})"
    return name if column == "county_name" else text.uncapitalised(name)


def _municipalities(group: object, column: str) -> str:
    """Those of a group, as a share is of them: «kommunene med 0–999 innbyggere», «kommunene i klasse 6 (…)»."""
    words = group_words(group, column)
    return f"kommunene{words.removeprefix('kommuner')}" if column == "size" else f"kommunene i {words}"


def _extremes(measure: Measure, table: pd.DataFrame, column: str) -> str:
    """The medians of the outermost groups where groups have an order, else of the lowest and the highest, each with how
    many figures it is of, and which groups have too few.
    """
    if table.empty:
        return "ingen kommuner med tall"
    enough = table["municipalities"] >= text.FEWEST_FOR_MEDIAN
    few = text.too_few([group_words(group, column) for group in table.loc[~enough, "group"]])
    table = table[enough]
    if table.empty:
        return "for få kommuner i hver gruppe til en median"
    ordered = column in ("size", "centrality")
    ends = table.iloc[[0, -1]] if ordered else table.sort_values("median", kind="stable").iloc[[0, -1]]
    rows = ends.drop_duplicates("group").to_dict("records")
    places = [f"i {group_words(row['group'], column)} {text.of(row['municipalities'])}" for row in rows]
    return f"{_listed_medians(measure, list(zip((row['median'] for row in rows), places, strict=True)))}{few}"


def _listed_medians(measure: Measure, told: list[tuple[float, str]]) -> str:
    """«medianen er 2,5 prosent i klasse 3 og 1,0 i klasse 6»."""
    (first, where), *rest = told
    others = [(text.in_words(median, measure.indicator.decimals), at) for median, at in rest]
    if all(shown == text.in_words(first, measure.indicator.decimals) for shown, _ in others):
        others = [(measure.shown(first), at) for _, at in others]
    return f"medianen er {text.beside([(measure.shown(first), where), *others])}"


def ticks(names: pd.Series, grouping: str) -> pd.Series:
    """Group names short enough to stand under an axis."""
    if grouping == "KOSTRA-gruppe":
        return names.astype(str).str.extract(r"(\d+)", expand=False)
    return names.astype(str).str.replace(" (", "<br>(", regex=False)


def _group_chart(context: PageContext, measure: Measure, frame: pd.DataFrame, grouping: str):
    column = economy.GROUPINGS[grouping]
    known = queries.comparable(frame).sort_values([column, "code"], ignore_index=True)
    rows = known.assign(hover=_hovers(measure, known), tick=ticks(known[column], grouping))
    title = {"Størrelse": "Innbyggere i kommunen", "KOSTRA-gruppe": "KOSTRA-gruppe (navnene står i tabellen)"}
    return charts.DotsByGroup(
        rows, "tick", Axis("value", _axis_title(measure.indicator.unit)), "hover", title.get(grouping, grouping),
        chosen=context.chosen(rows), marked=("Registrert i ROBEK", rows["robek"]), lines=_levels(measure),
    )  # fmt: skip
