"""«Framover» for a place: how many there would be, how many more would need help, what the ages would look like, and
how the same computation did before. All of it is modelled, and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts, text
from dashboard.charts import Axis
from dashboard.data import age_queries, projection_queries, queries
from dashboard.figures import pictures, pyramid_panel
from dashboard.figures.citing import citations
from dashboard.figures.figure import Citation, Panel
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.figures.show import Years
from dashboard.measures import ahead, ahead_services, pyramid, track_record
from dashboard.measures.pyramid import Side
from dashboard.state import choices

YEAR = "framaar"
"""The parameter of the address that says which year ahead."""

STATUS = (text.MODELLED_WORDS, ahead.NOT_OFFICIAL)
OWN = "Generalistkommunen i tall"
"""Who the projection is by, as the catalogue has it."""

LACKING = "Regneeksempelet mangler: tallene etter kjønn og alder rekker ikke til å regne framover og måle treffet."


def chosen_year(context: PageContext, *, with_base: bool = False) -> int:
    """The year ahead that the reader wants to see, with its slider; with today's, for what is drawn of both."""
    database, division = context.database, context.selection.division
    available = ahead.years(database, division)
    first = [ahead.base(database, division)] if with_base else []
    return choices.one(
        YEAR, "År framover", [*first, *available], usual=ahead.usual_year(database, division),
        draw=st.select_slider, width=420,
    )  # fmt: skip


def played(context: PageContext, year: int, picture: Callable[[int], object]) -> Years:
    """The years that what is drawn of today and of the years ahead can run through; `picture` describes it in one."""
    database, division = context.database, context.selection.division
    return Years(YEAR, [ahead.base(database, division), *ahead.years(database, division)], year, picture)


def place(context: PageContext) -> tuple[str, frozenset[str]]:
    """Whose figures, in words and by code: the chosen municipality's, else the county's, else everybody's."""
    register = queries.municipalities(context.database, context.selection.division)
    mine, inside = register[context.chosen(register)], context.within(register)
    found = mine if len(mine) else inside
    if len(found) == 1:
        return text.short_name(found["name"].iloc[0]), frozenset(found["code"])
    return context.place, frozenset(found["code"])


def sources(
    context: PageContext, *observed: str, year: int | None = None, reference: str | None = None
) -> tuple[Citation, ...]:
    """The projection's own source (of a year, or of all, or of what `reference` says), and those of the newest
    published figures beside it.
    """
    database, division = context.database, context.selection.division
    available, first = ahead.years(database, division), ahead.base(database, division)
    own = citations(database, ahead.RATIO, division, year if year in available else available[-1])
    if year not in available:
        said = reference or f"1. januar {available[0]}–{available[-1]}, regneeksempel (modellert)"
        own = tuple(replace(one, reference=said) if one.publisher == OWN else one for one in own)
    found = list(own)
    for name in observed:
        known = [one for one in queries.years(database, name, division) if one <= first]
        found += citations(database, name, division, known[0]) if known else ()
    return tuple(dict.fromkeys(found))


def parts(context: PageContext) -> dict[str, Any]:
    """What all figures of a place have in common."""
    return {
        "status_words": STATUS,
        "indicators": (queries.all_indicators(context.database)[ahead.RATIO],),
        "sortable": False,
    }


def _range_words(context: PageContext, name: str, codes: frozenset[str], only: int | None) -> str:
    """What the two ends beside a figure are, and what they have been worth as far ahead as the one year shown."""
    without = ahead.left_out(context.database, context.selection.division)
    if len(codes) == 1:
        database, division = context.database, context.selection.division
        worth = only and track_record.coverage_span(database, division, only)
        if worth and only:
            [code] = codes
            worth += track_record.coverage_of_alike(database, division, only, code)
            worth += track_record.coverage_of_own(database, division, only, code, name)
        return (
            f"intervallet på {track_record.WANTED} prosent{f' (målt dekning: {worth})' if worth else ''}, som også "
            f"dekker en regning uten {without}, da det kom mange flyktninger (åpne merker)"
        )
    return (
        f"spennet mellom regningen med og uten {without}, da det kom mange flyktninger (åpne merker); flere kommuner "
        "samlet har ikke noe intervall"
    )


def second_run(context: PageContext) -> str:
    """What the second run is called beside the first: «Regnet uten 2021–2026 (modellert)»."""
    return f"Regnet uten {ahead.left_out(context.database, context.selection.division)} (modellert)"


# --- How many -------------------------------------------------------------------------------------------------------


@cached_panel(marks_chosen=True)
def numbers(context: PageContext, only: int | None = None, told: int | None = None) -> Panel:
    """The change in the age groups from today, in every year ahead or in one `only`, with the interval; the table has
    the persons. The title is of the one year, or of the one to be `told` among all.
    """
    database, division = context.database, context.selection.division
    name, codes = place(context)
    table, record = ahead.together(database, division, codes), track_record.record(database, division, codes)
    title = _numbers_title(table, name, codes, only or told or ahead.usual_year(database, division))
    figure = context.figure(
        "ahead_numbers",
        title=title,
        subtitle=(
            f"{ahead.WARNING} {ahead.NAME}. Endring fra {ahead.base(database, division)} i prosent; strekene er "
            f"{_range_words(context, name, codes, only)}. Inndelingen {context.division_label}."
        ),
        unit="innbyggere",
        alt=f"{title}. {' '.join(track_record.record_sentences(record, whom(context, name, codes)))}",
        citations=sources(context, *ahead.OBSERVED.values()),
        table=lambda: _numbers_table(context, table, record, codes),
        decimals={"År (1. januar)": text.YEAR} | dict.fromkeys(_TEST_COLUMNS, 1),
        missing=_missing(context, table, codes),
        notes=tuple(filter(None, _notes(context, record, name, codes, only))),
        **parts(context),
    )
    drawn = table[~table["is_ahead"] | (table["year"] == only)] if only else table
    return Panel(figure, pictures.ChartPicture(lambda: _numbers_chart(context, drawn, codes), figure.key, figure.alt))


def _nurses(context: PageContext, codes: frozenset[str], year: int) -> str:
    """«Med dagens bruk: fra 2 til 8 flere sykepleierårsverk i 2036 (modellert; …), mot 31 i 2025. …»"""
    services = ahead_services.services(context.database, context.selection.division, codes, year)
    found = [one for one in services if one.name == ahead_services.SERVICES["nurses"]]
    if not found:
        return ""
    nurses = found[0]
    return (
        f"Med dagens bruk: {nurses.more} i {year} (modellert{nurses.with_interval}), mot {text.number(nurses.now)} i "
        f"alt i {nurses.year}.{'' if nurses.low is None else f' Spennet er {SPAN}.'} "
        f"{_part_of_oldest([nurses] if nurses.low is not None else [])}"
    )


def _interval_of_one(table: pd.DataFrame, codes: frozenset[str]) -> pd.DataFrame:
    """The figures with the interval of a single municipality; the span between two runs is none."""
    return table if len(codes) == 1 else table.assign(low=float("nan"), high=float("nan"))


def _numbers_title(table: pd.DataFrame, name: str, codes: frozenset[str], year: int) -> str:
    """«Rindal: 203 på 80 år eller mer i 2036, mot 151 i 2026, og 870 på 20–66 år, mot 1 012 (modellert)»."""
    old, old_span, old_now = _then_and_now(table, codes, ahead.OLDEST, year)
    working, working_span, working_now = _then_and_now(table, codes, ahead.WORKERS, year)
    first = table["year"].min()
    spans = (f" ({old_span}, modellert)", f" ({working_span})") if len(codes) == 1 else (" (modellert)", "")
    return (
        f"{name}: {old} på 80 år eller mer i {year}{spans[0]}, mot {old_now} i {first}; {working} på 20–66 "
        f"år{spans[1]}, mot {working_now}"
    )


def _then_and_now(table: pd.DataFrame, codes: frozenset[str], indicator_id: str, year: int) -> tuple[str, str, str]:
    """A count of a year as exact as its interval allows, that interval, and the count of the first year."""
    found = _interval_of_one(table, codes).set_index(["indicator_id", "year"]).loc[indicator_id]
    value, low, high = (float(found[column].loc[year]) for column in ("value", "low", "high"))
    span = f"{ahead.told(low, low, high)}–{ahead.told(high, low, high)}"
    return ahead.told(value, low, high), span, text.number(found["value"].loc[table["year"].min()])


def _numbers_chart(context: PageContext, table: pd.DataFrame, codes: frozenset[str]) -> charts.Spans:
    """The first run and, hollow, the second, over the interval of a municipality or the span between the two."""
    first = table[~table["is_ahead"]].set_index("indicator_id")["value"]
    rows = table[table["is_ahead"] & (table["indicator_id"] != ahead.PEOPLE)].copy()
    now = rows["indicator_id"].map(first)
    rows["category"] = rows["indicator_id"].map(ahead.LABELS) + ", " + rows["year"].astype(str)
    for column in ("value", "low", "high", "other"):
        rows[f"{column}_change"] = 100 * (rows[column] / now - 1)
    rows = rows[now > 0]
    ends = ("nedre", "øvre") if len(codes) == 1 else ("lavest av to regninger", "høyest av to regninger")
    return charts.legend_below(
        charts.Spans(
            rows,
            "category",
            "low_change",
            "high_change",
            {"value_change": "Regneeksempelet", "other_change": second_run(context)},
            Axis("value_change", "Endring, prosent (modellert)"),
            level=("Som i dag", 0.0),
            ends=ends,
            hollow=("other_change",),
        )
    )


_TEST_COLUMNS = ("Avvik sist, fra ti år før (prosent)", "Avvik sist, fra femten år før (prosent)")


COVERED = "Målt dekning så langt fram (prosent)"


def _numbers_table(
    context: PageContext, table: pd.DataFrame, record: pd.DataFrame, codes: frozenset[str]
) -> pd.DataFrame:
    """A row a measure and year: persons, the interval with what it has been worth, and how the same computation did
    before.
    """
    low, high = ("Nedre (80 prosent)", "Øvre (80 prosent)") if len(codes) == 1 else (
        "Lavest av to regninger", "Høyest av to regninger")  # fmt: skip
    known = track_record.coverage(context.database, context.selection.division)
    first = ahead.base(context.database, context.selection.division)
    far = zip(table["year"] - first, table["indicator_id"], strict=True)
    worth = {COVERED: [known.get(key, float("nan")) for key in far]} if len(codes) == 1 else {}
    last = record[record["year"] == record["year"].max()]
    errors = {start: rows.set_index("indicator_id")["error"] for start, rows in last.groupby("start")}
    by_start = [errors[start] for start in sorted(errors, reverse=True)]
    told = {heading: table["indicator_id"].map(found) for heading, found in zip(_TEST_COLUMNS, by_start, strict=False)}
    return pd.DataFrame(
        {
            "Alder": table["indicator_id"].map(ahead.LABELS),
            "År (1. januar)": table["year"],
            "Type": table["is_ahead"].map({True: text.MODELLED_WORDS, False: "Publisert"}),
            "Innbyggere": table["value"],
            low: table["low"],
            high: table["high"],
            second_run(context): table["other"],
            **worth,
            **told,
        }
    )


def whom(context: PageContext, name: str, codes: frozenset[str]) -> str:
    """Whose track record it is: of several municipalities, of those that it could be made for."""
    if len(codes) == 1:
        return name
    tried = track_record.tried(context.database, context.selection.division, codes)
    return f"de {text.number(tried)} kommunene med tall fra før til sammen"


def _notes(context: PageContext, record: pd.DataFrame, name: str, codes: frozenset[str], only: int | None) -> list[str]:
    """How many nurses it asks for, how the same computation did, what the intervals are worth, and what is lacking
    behind a municipality's figures.
    """
    database, division = context.database, context.selection.division
    said = [
        _nurses(context, codes, only) if only else "",
        " ".join(track_record.record_sentences(record, whom(context, name, codes))),
    ]
    rows = projection_queries.ahead(database, division)
    if len(codes) == 1:
        said += [ahead.ratio_sentence(database, division, name, codes)]
        said += [f"{note}." for note in rows[rows["code"].isin(codes)]["note"].dropna().unique()]
        if record.empty:
            said.append(
                "Treffet kan ikke måles: kildegrunnlaget her har ikke kommunens egne tall etter kjønn og alder fra før."
            )
        available = ahead.years(database, division)
        said += [
            track_record.coverage_sentence(database, division, year, tuple(ahead.LABELS))
            for year in ([only] if only else available)
        ]
        said.append(
            "Bredden på intervallene er fra feilene til og med femten år fram. "
            f"For {available[-1]} er de forlenget i takt med tiden."
        )
    return [*said, ahead.ROUNDING]


def _missing(context: PageContext, table: pd.DataFrame, codes: frozenset[str]) -> str:
    rows = projection_queries.ahead(context.database, context.selection.division)
    lacking = sorted(codes - set(rows.loc[rows["value"].notna(), "code"]))
    if len(codes) == 1:
        return "Kommunen mangler tall" if lacking else "Ingen av tallene mangler"
    if not lacking:
        return "Ingen av kommunene mangler tall"
    return f"{text.count(len(lacking), 'kommune', 'kommuner')} mangler tall"


# --- How many more --------------------------------------------------------------------------------------------------


@cached_panel(marks_chosen=True)
def more(context: PageContext, year: int) -> Panel | None:
    """How many more nurses, users and residents, from only the part of 80 and over to all of it; None where no
    municipality has such figures, or in today's year.
    """
    database, division = context.database, context.selection.division
    name, codes = place(context)
    found = ahead_services.services(database, division, codes, year)
    if not found:
        return None
    table = ahead.together(database, division, codes)
    first = ahead.base(database, division)
    working, span, working_now = _then_and_now(table, codes, ahead.WORKERS, year)
    interval = f" ({span})" if len(codes) == 1 else ""
    title = _more_title(found, name, year, f"{working} på 20–66 år{interval}, mot {working_now} i {first}")
    known = [one for one in found if one.low is not None]
    figure = context.figure(
        "ahead_more",
        title=title,
        subtitle=(
            f"{ahead.WARNING} Hvor mange flere (eller færre) fra i dag til {year} med dagens bruk: {SPAN}. Inndelingen "
            f"{context.division_label}."
        ),
        unit="årsverk, brukere og beboere",
        alt=title,
        citations=sources(context, *ahead_services.SERVICES, year=year),
        table=lambda: _more_table(found, table, year),
        decimals={"Året for dagens tall": text.YEAR},
        missing="Kommuner uten tall for en tjeneste er ikke med i den" if len(codes) > 1 else "Ingen av tallene mangler"
        if len(found) == len(ahead_services.SERVICES) else "Tjenester som kommunen ikke har tall for, er ikke med",
        notes=(_part_of_oldest(known), _interval_said(found), ahead.ROUNDING),
        **parts(context),
    )  # fmt: skip
    return Panel(figure, pictures.ChartPicture(lambda: _more_chart(found), figure.key, figure.alt))


SPAN = "fra at bare delen som er 80 år eller mer, følger antallet på 80 år og over, til at alt gjør det"
"""What the two ends of how many more are."""


def _part_of_oldest(known: list[ahead_services.Service]) -> str:
    """Whose part of 80 and over the lower end is reckoned with, and of which year it is."""
    if not known:
        return "Alderen på brukerne er ikke kjent her, så bare den øvre enden er regnet."
    share_year, newest = known[0].share_year, max(one.year for one in known)
    older = "" if share_year == newest else f", men delen er fra {share_year}, det nyeste året den er kjent"
    return (
        f"Delen på 80 år og over er andelen av brukerne av hjemmetjenester i {share_year}; den er også brukt for "
        "sykepleiere og beboere, for alderen deres er ikke kjent her. Tallet på innbyggere er regneeksempelet; bruken "
        f"er dagens{older}."
    )


def _interval_said(found: list[ahead_services.Service]) -> str:
    """Where the interval of those of 80 and over is taken in, and where it is not known."""
    if found[0].ends is None:
        return "Spennet er uten intervallet for antallet på 80 år og over, som ikke er kjent for flere kommuner samlet."
    return "Intervallet for antallet på 80 år og over er på 80 prosent. Det som gjelder bruken, er ikke med i det."


def _more_title(found: list[ahead_services.Service], name: str, year: int, workers: str) -> str:
    """«Rindal: fra 4 til 14 flere brukere av hjemmetjenester i 2036 enn de 120 i 2025 … og 950 på 20–66 år, mot 1 066 i
    2026»; «inntil» where only the upper end is known. No difference between a rounded number and an exact one.
    """
    told = next((one for one in found if one.name == ahead_services.SERVICES["home_care_users"]), found[0])
    return (
        f"{name}: {told.more} i {year} enn de {text.number(told.now)} i {told.year} med dagens bruk "
        f"(modellert{told.with_interval}), og {workers}"
    )


def _more_chart(found: list[ahead_services.Service]) -> charts.Spans:
    rows = pd.DataFrame(
        {
            "service": one.name,
            "low": min(one.high if one.low is None else one.low, one.high),
            "high": max(one.high if one.low is None else one.low, one.high),
            "part": one.low,
            "all": one.high,
        }
        for one in found
    )
    marks = {"part": "Bare delen på 80 år og over", "all": "Alt følger 80 år og over"}
    return charts.legend_below(
        charts.Spans(rows, "service", "low", "high", marks, Axis("all", "Flere (modellert)"),
                     level=("Som i dag", 0.0))
    )  # fmt: skip


def _more_table(found: list[ahead_services.Service], table: pd.DataFrame, year: int) -> pd.DataFrame:
    rows: list[tuple[str, float | None, int | None, float | None, float]] = [
        (one.name, one.now, one.year, one.low, one.high) for one in found
    ]
    working, first = table[table["indicator_id"] == ahead.WORKERS].set_index("year")["value"], int(table["year"].min())
    change = float(working[year] - working[first])
    rows.append(("Innbyggere 20–66 år", float(working[first]), first, change, change))
    low, high = f"Flere i {year}, bare delen 80+ (modellert)", f"Flere i {year}, alt (modellert)"
    return pd.DataFrame(rows, columns=["Hva", "I dag", "Året for dagens tall", low, high])


# --- Pyramids -------------------------------------------------------------------------------------------------------


@cached_panel(marks_chosen=True)
def ages(context: PageContext, year: int) -> Panel | None:
    """The pyramid of a year ahead over today's; None in today's year."""
    database, division = context.database, context.selection.division
    first = ahead.base(database, division)
    name, codes = place(context)
    then = projection_queries.ages(database, division, year)
    now = age_queries.ages(database, division, first)
    both = codes & set(then["code"]) & set(now["code"])
    if not both:
        return None
    where = pyramid.Place("framover", name, name, both)
    sides = [pyramid.shares(rows[rows["code"].isin(both)], side) for side, rows in enumerate((then, now))]
    table = pd.concat(sides, axis=1).rename_axis("age_group").reset_index()
    found = pyramid.Pyramid((Side(where, year), Side(where, first)), table, ((), ()))
    drawn = pyramid_panel.pyramid_figure(context, found)

    def said(heading: str) -> str:
        return heading.replace(f" {year}", f" {year}, modellert")

    figure = replace(
        drawn,
        table=lambda: drawn.table().rename(columns=said),
        decimals={said(heading): places for heading, places in drawn.decimals.items()},
        key="pyramid_ahead",
        title=drawn.title.replace(f" i {year}", f" i {year} (modellert)", 1),
        subtitle=f"{ahead.WARNING} {drawn.subtitle} {year} er et regneeksempel (modellert).",
        alt=f"{drawn.alt} {year} er modellert.",
        citations=(*sources(context, year=year), *pyramid_panel.sources(context, first)),
        notes=(*drawn.notes, f"Tallene for {year} er modellert og har ikke noe intervall etter kjønn og alder."),
        **parts(context),
    )
    return Panel(figure, pictures.ChartPicture(lambda: pyramid_panel.chart(found), figure.key, figure.alt))
