"""«Framover» for all municipalities: where and when few of working age would be left for each inhabitant of 80 or over,
by centrality, and beside what others have published. All of it is modelled, but for the years behind.
"""

from __future__ import annotations

import datetime
from functools import cache

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.data import classes, queries
from dashboard.figures import ahead_panels, map_panel, pictures
from dashboard.figures.ahead_panels import STATUS
from dashboard.figures.citing import missing_line
from dashboard.figures.figure import Citation, Panel, name_columns
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import ahead, track_record
from dashboard.state.selection import choose_municipality
from dashboard.views.population import centrality

RATIO, WORKERS = MAPS = (ahead.MAP_RATIO, ahead.MAP_WORKERS)
MEASURES = {RATIO: ahead.RATIO, WORKERS: ahead.WORKERS}
PER = "innbyggere på 20–66 år per innbygger på 80 år eller mer"
MOST_NAMED = 6
"""Municipalities below a limit that a title names."""

LIMITS_SAID = (
    f"Grensene er {text.listed(str(limit) for limit in sorted(ahead.LIMITS))} i alle år, og holdes mot tallene med én "
    "desimal, slik de vises."
)

FEWER_SAID = "En kommune får færre når endringen, med én desimal slik den vises, er under null."


def _values(context: PageContext, kind: str, year: int) -> pd.DataFrame:
    """A map's figures of every municipality, with their intervals where they lie ahead."""
    rows = ahead.ratio_in if kind == RATIO else ahead.workers_in
    return rows(context.database, context.selection.division, year)


def _second_run(context: PageContext, codes: pd.Series, kind: str, year: int) -> pd.Series:
    """A map's figures by the run without the newest five years."""
    found = ahead.of(context.database, context.selection.division, MEASURES[kind], "other")
    wanted, now = (codes.map(found[one]) for one in (year, found.columns[0]))
    return wanted if kind == RATIO else 100 * (wanted / now - 1)


@cached_panel(marks_chosen=False)
def ahead_map(context: PageContext, kind: str, year: int) -> Panel:
    """Where few of working age are left for each old inhabitant, or where they become fewer, in a year."""
    database, division = context.database, context.selection.division
    first = ahead.base(database, division)
    values = context.within(_values(context, kind, year))
    modelled = year != first
    title = (_ratio_title if kind == RATIO else _workers_title)(values, year, first)
    unit = PER if kind == RATIO else f"prosent endring i antall 20–66 år fra {first}"
    figure = context.figure(
        "ahead_map",
        title=title,
        subtitle=f"{ahead.WARNING} {ahead.NAME}. {unit[0].upper()}{unit[1:]}, 1. januar {year}"
        f"{' (modellert)' if modelled else ''}. {context.where}",
        unit=unit,
        alt=f"Kart: {title}.",
        citations=ahead_panels.sources(context, ahead.OBSERVED[ahead.RATIO], year=year),
        table=lambda: _map_table(context, values, kind, year),
        decimals=dict.fromkeys(
            [_heading(kind, year, first), "Nedre (80 prosent)", "Øvre (80 prosent)", ahead_panels.second_run(context)],
            1,
        ),
        missing=missing_line(values),
        status_words=STATUS if modelled else (text.DERIVED_WORDS,),
        indicators=(queries.all_indicators(database)[MEASURES[kind]],),
        notes=tuple(filter(None, [
            track_record.coverage_sentence(database, division, year, [MEASURES[kind]]),
            LIMITS_SAID if kind == RATIO else FEWER_SAID,
            _beside(context, kind, year) if modelled else "",
        ])),
        sortable=False,
    )  # fmt: skip
    content = cache(lambda: _map_content(context, kind, year, title, modelled))
    return Panel(figure, pictures.MapPicture(content, key="ahead_municipality_map", on_pick=choose_municipality))


def _beside(context: PageContext, kind: str, year: int) -> str:
    """What a map's title stands beside: how many are below its limit today, or how many get more of the oldest."""
    database, division = context.database, context.selection.division
    first = ahead.base(database, division)
    if kind == RATIO:
        today = ahead.counted(context.within(_values(context, kind, first)), ahead.TITLE_LIMIT)
        return f"I dag ({first}) har {today.below or 'ingen'} av {today.of} kommuner færre enn {ahead.TITLE_LIMIT}."
    more, of = ahead.more_of_the_oldest(
        database, division, frozenset(context.within(_values(context, kind, year))["code"]), year
    )
    return f"{more or 'Ingen'} av {of} kommuner får flere på 80 år eller mer fra {first} til {year} (modellert)."


def _ratio_title(values: pd.DataFrame, year: int, first: int) -> str:
    if len(values) == 1:
        return _alone(values.iloc[0], RATIO, year, first)
    found, fewest = (ahead.counted(values, limit) for limit in (ahead.TITLE_LIMIT, min(ahead.LIMITS)))
    verb, told = ("hadde", "") if year == first else ("får", f" {found.modelled}")
    aside = [_named(values, min(ahead.LIMITS)), "" if year == first else fewest.ends]
    beside = f" ({'; '.join(filter(None, aside))})" if any(aside) else ""
    return (
        f"{found.below or 'Ingen'} av {found.of} kommuner {verb} færre enn {ahead.TITLE_LIMIT} {PER} i {year}{told}; "
        f"{fewest.below or 'ingen'} {verb} færre enn {min(ahead.LIMITS)}{beside}"
    )


def _named(values: pd.DataFrame, limit: float) -> str:
    """«Lødingen, Vega og Træna»: who is below a limit, the lowest first, where they are few."""
    below = values[values["value"].map(lambda value: text.rounded(value, 1) < limit if value == value else False)]
    if not 0 < len(below) <= MOST_NAMED:
        return ""
    return text.listed(below.sort_values("value", kind="stable")["name"].map(text.short_name))


def _workers_title(values: pd.DataFrame, year: int, first: int) -> str:
    if year == first:
        return f"Endringen regnes fra {first}: velg et år framover"
    if len(values) == 1:
        return _alone(values.iloc[0], WORKERS, year, first)
    found = ahead.counted(values, 0)
    below = found.below or "Ingen"
    return f"{below} av {found.of} kommuner får færre på 20–66 år fra {first} til {year} {found.modelled}"


def _alone(row: pd.Series, kind: str, year: int, first: int) -> str:
    """The figure of a county's only municipality."""
    name, unit = text.short_name(row["name"]), PER if kind == RATIO else f"prosent endring i 20–66 år fra {first}"
    shown = text.number(row["value"], 1) if kind == RATIO else text.signed(row["value"], 1)
    told = "" if year == first else f" ({_span(row['lower'], row['upper'], kind)}, modellert)"
    return f"{name}: {shown} {unit} i {year}{told}"


def _map_content(context: PageContext, kind: str, year: int, title: str, modelled: bool):
    everyone = _values(context, kind, year)
    if kind == RATIO:
        limits = [float(limit) for limit in sorted(ahead.LIMITS)]
        colours, unit = palette.sequential(len(limits) + 1).reversed(), "20–66 år per innbygger 80+"
    else:
        limits = [-20.0, -10.0, -5.0, 0.0, 5.0, 10.0, 20.0]
        colours, unit = palette.around_zero(*classes.sides(limits)), "prosent"
    worth = track_record.coverage_of(context.database, context.selection.division, year, MEASURES[kind])
    notes = [_interval(row, kind, worth) for row in everyone.itertuples()]
    return map_panel.map_content_of(
        context.database, context.selection, everyone.assign(note=notes), limits=limits,
        legend=classes.labels(limits, 1), colours=colours, decimals=1, title=f"{kind} {year}", summary=title, unit=unit,
        year=f"1. januar {year}", ranked=False, modelled=modelled, signed=kind == WORKERS,
        rank_from="lowest", sorts=True,
    )  # fmt: skip


def _interval(row: object, kind: str, worth: float) -> str | None:
    """«intervall på 80 prosent (målt dekning 71 prosent): 4,1–6,6», and what lacks behind the figure."""
    measured = "" if pd.isna(worth) else f" (målt dekning {text.number(worth)} prosent)"
    said = [] if pd.isna(row.lower) else [f"intervall på 80 prosent{measured}: {_span(row.lower, row.upper, kind)}"]
    if isinstance(row.note, str):
        said.append(row.note)
    return ". ".join(said) or None


def _span(low: float, high: float, kind: str) -> str:
    if kind == RATIO:
        return f"{text.number(low, 1)}–{text.number(high, 1)}"
    return f"fra {text.signed(low, 1)} til {text.signed(high, 1)}"


def _heading(kind: str, year: int, first: int) -> str:
    unit = f" (prosent fra {first})" if kind == WORKERS else ""
    return f"{kind}{unit}, {year}{'' if year == first else ', modellert'}"


def _map_table(context: PageContext, values: pd.DataFrame, kind: str, year: int) -> pd.DataFrame:
    ordered = values.sort_values("value", kind="stable", ignore_index=True)
    first = ahead.base(context.database, context.selection.division)
    second = (
        {} if year == first else {ahead_panels.second_run(context): _second_run(context, ordered["code"], kind, year)}
    )
    return pd.DataFrame(
        name_columns(ordered)
        | {
            _heading(kind, year, first): ordered["value"],
            "Nedre (80 prosent)": ordered["lower"],
            "Øvre (80 prosent)": ordered["upper"],
            **second,
            ahead_panels.COVERED: track_record.coverage_of(
                context.database, context.selection.division, year, MEASURES[kind]
            ),
            "Status": ordered["status"].map(text.STATUS_WORDS),
            "Merknad": ordered["note"].fillna(""),
        }
    )


# --- By centrality ---------------------------------------------------------------------------------------------------


@cached_panel(marks_chosen=False)
def by_class(context: PageContext) -> Panel:
    """Of working age per old inhabitant by centrality class, what is known and, dashed, what lies ahead."""
    database, division = context.database, context.selection.division
    table, first = ahead.by_class(database, division), ahead.base(database, division)
    names = centrality.class_names(context)
    title = _class_title(table, first, names)
    figure = context.figure(
        "ahead_classes",
        title=title,
        subtitle=f"{ahead.WARNING} {ahead.NAME}. {PER[0].upper()}{PER[1:]}, etter sentralitetsklasse, 1. januar. Hele "
        "landet. Stiplet: modellert.",
        unit=PER,
        alt=f"Linjediagram: {title}. Sentralitetsklasse 1 er mest sentral.",
        citations=(
            *ahead_panels.sources(context, ahead.OBSERVED[ahead.WORKERS], ahead.OBSERVED[ahead.OLDEST]),
            *centrality.citations(context),
        ),
        table=lambda: pd.DataFrame(
            {
                "Sentralitetsklasse": table["centrality_class"].map(names),
                "År (1. januar)": table["year"],
                "Type": table["projected"].map({True: text.MODELLED_WORDS, False: text.DERIVED_WORDS}),
                f"{PER[0].upper()}{PER[1:]}": table["value"],
            }
        ),
        decimals={f"{PER[0].upper()}{PER[1:]}": 1},
        missing="Kommuner uten tall et år er ikke med i klassen det året",
        status_words=STATUS,
        indicators=(queries.all_indicators(database)[ahead.RATIO],),
        notes=("Intervallet på 80 prosent er målt for kommuner, ikke for klasser.",),
        sortable=False,
    )
    return Panel(
        figure,
        pictures.ChartPicture(
            lambda: _class_chart(table, names, centrality.line_colours(context)), figure.key, figure.alt
        ),
    )


def _class_title(table: pd.DataFrame, first: int, names: dict[int, str]) -> str:
    by_year = table.set_index(["year", "centrality_class"])["value"]
    least, most, last = table["centrality_class"].max(), table["centrality_class"].min(), table["year"].max()
    found = ahead.caught_up(table, first)
    if found is None:
        return (
            f"Minst sentrale kommuner går fra {text.number(by_year[first, least], 1)} til "
            f"{text.number(by_year[last, least], 1)} på 20–66 år per innbygger 80+ fra {first} til {last} (modellert), "
            f"de mest sentrale fra {text.number(by_year[first, most], 1)} til {text.number(by_year[last, most], 1)}"
        )
    number, year = found
    return (
        f"Sentralitetsklasse {number} står i {year} (modellert) der klasse {least} står i dag: "
        f"{text.number(by_year[year, number], 1)} på 20–66 år per innbygger 80+, mot "
        f"{text.number(by_year[first, least], 1)}"
    )


MODELLED = ", modellert"


def _class_chart(table: pd.DataFrame, names: dict[int, str], colours: dict[str, str]) -> charts.Lines:
    known = table[~table["projected"]]
    joint = known[known["year"] == known["year"].max()]
    on = pd.concat([joint, table[table["projected"]]])
    rows = pd.concat(
        [
            known.assign(name=known["centrality_class"].map(names)),
            on.assign(name=on["centrality_class"].map(names) + MODELLED),
        ]
    ).sort_values(["centrality_class", "name", "year"])
    dashed = [f"{name}{MODELLED}" for name in colours]
    told = [year for year in sorted(rows["year"].unique().tolist()) if year % 5 == rows["year"].max() % 5]
    return charts.legend_below(
        charts.Lines(
            rows,
            Axis("year", "", ticks=told),
            Axis("value", "20–66 år per innbygger 80+", 1),
            series="name",
            series_colours=colours | {f"{name}{MODELLED}": colour for name, colour in colours.items()},
            dashed=dashed,
            unlisted=dashed,
            marked=told,
        )
    )


# --- Beside what others have published -----------------------------------------------------------------------------


SSB_2024 = Citation(
    "Statistisk sentralbyrå",
    "Befolkningsframskrivinger for kommunene, 2024",
    None,
    "https://www.ssb.no/befolkning/befolkningsframskrivinger/artikler/befolkningsframskrivinger-for-kommunene-2024",
    "CC BY 4.0",
    "framskrivingen fra 2024, hovedalternativet",
    datetime.date(2026, 11, 28),
)
NAV_2025 = Citation(
    "Nav",
    "Omverdensanalysen 2025",
    None,
    "https://data.nav.no/fortelling/omverdensanalysen2025/",
    "NLOD",
    "til 2035, etter SSBs framskriving fra 2024",
    datetime.date(2026, 11, 28),
)


def check(context: PageContext) -> Panel:
    """The country's line beside what Statistics Norway and Nav have published for it."""
    database, division = context.database, context.selection.division
    totals = {name: ahead.of(database, division, name).sum() for name in ahead.LABELS}
    first, year = ahead.base(database, division), ahead.usual_year(database, division)
    grow = {name: 100 * (total[year] / total[first] - 1) for name, total in totals.items()}
    people = totals[ahead.PEOPLE]
    reached = next((place for place, number in enumerate(people) if number >= 6e6), None)
    around = people.index[reached - 1 : reached + 1] if reached else people.index[-1:]
    million = f"mellom {around[0]} og {around[1]}" if reached else f"etter {around[0]}"
    workers = ahead.workers_in(database, division, year)
    counted = ahead.counted(workers, 0)
    fewer = f"{counted.below} av {counted.of} kommuner"
    rows = [
        ("Seks millioner innbyggere", million, "like etter 2040 (SSB 2024)"),
        ("Innbyggere", f"{text.signed(grow[ahead.PEOPLE], 1)} prosent til {year}", "+5,1 prosent til 2035 (Nav)"),
        ("20–66 år", f"{text.signed(grow[ahead.WORKERS], 1)} prosent til {year}",
         "+3,1 prosent i arbeidsfør alder til 2035 (Nav)"),
        ("Barn", f"{text.signed(grow[ahead.YOUNG], 1)} prosent i 0–17 år til {year}",
         "−4 prosent i 0–18 år til 2035 (Nav)"),
        ("Færre på 20–66 år", f"{fewer} til {year}", "kanskje over halvparten av kommunene til 2035 (Nav)"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["Hva", f"Regneeksempelet fra {first} (modellert)", "Publisert av andre"])
    figure = context.figure(
        "ahead_check",
        title=f"Landet vokser {text.number(grow[ahead.PEOPLE], 1)} prosent til {year} i regneeksempelet (modellert); "
        "det står her ved siden av det SSB og Nav har publisert",
        subtitle=f"{ahead.WARNING} Årene og aldersgruppene er ikke helt de samme. Hele landet.",
        unit="som angitt i hver rad",
        alt="; ".join(f"{what}: {ours}, mot {theirs}" for what, ours, theirs in rows) + ".",
        citations=(*ahead_panels.sources(context), SSB_2024, NAV_2025),
        table=lambda: table,
        missing="Ingen av kommunene mangler tall"
        if workers["value"].notna().all()
        else "Kommuner uten tall er ikke med",
        status_words=STATUS,
        sortable=False,
    )
    return Panel(figure, pictures.TablePicture(table, "ahead_check_table", "Hele landet", sortable=False))
