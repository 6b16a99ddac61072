"""The state's transfers to municipalities and counties as pages show them: parts over time, and the many items."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.data import state_grant_queries
from dashboard.data.database import Database
from dashboard.figures import pictures
from dashboard.figures.citing import cite
from dashboard.figures.figure import Citation, Panel
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import state_transfers
from dashboard.measures.state_transfers import KINDS
from dashboard.state import choices

SHARES, AMOUNTS = "andel", "kroner"
SHOWN = {SHARES: "Andeler", AMOUNTS: "Løpende kroner"}
"""What the chart can show, by its name in the address."""

NOT_THE_LIST = (
    "Postene 60–69 på statsbudsjettet, til kommuner og fylkeskommuner. «Alle andre poster» er det nærmeste åpne tall "
    "kommer de øremerkede tilskuddene. Det er ikke departementets egen liste: noen øremerkede tilskudd står på poster "
    "i 20- og 70-årene, og ikke alt på 60-postene er øremerket."
)
NO_DEFLATOR = (
    "Beløpene er løpende kroner. Faste priser vises ikke, for ingen prisindeks (verken konsumprisindeksen eller "
    "kommunesektorens egen) er blant kildene her. Andelene påvirkes ikke av prisveksten."
)
BASES = {"accounts": "regnskap", "revised": "revidert budsjett", "adopted": "vedtatt budsjett"}
"""What a year's amounts are from."""
MOST_NAMED = 15
"""How many items are drawn; the table has them all."""

COLOURS = (1, 2, 3, 0)
"""The places of the kinds' colours in the categorical palette: what is looked at stands out."""


def chosen(context: PageContext) -> tuple[str, int]:
    """What the chart shows and which year's items are listed, with the selectors for them."""
    years = sorted(state_grant_queries.transfers(context.database)["year"].unique().tolist(), reverse=True)
    with st.container(horizontal=True):
        shown = choices.one(
            "priser", "Overføringene som", list(SHOWN), words=SHOWN.__getitem__, ids=str, draw=st.segmented_control
        )
        year = choices.one("postaar", "Poster i år", [int(year) for year in years], width=160)
    return shown, year


def panels(context: PageContext, shown: str, year: int) -> list[Panel]:
    """The parts over time, and the largest of the other items in a year."""
    return [over_time(context, shown), items(context, year)]


def citations(database: Database, reference: str | None = None) -> tuple[Citation, ...]:
    """The source of the amounts."""
    return tuple(cite(row, reference) for row in state_grant_queries.source(database).to_dict("records"))


def _of_year(year: int, basis: str) -> str:
    """«2025», «revidert budsjett for 2026»."""
    return str(year) if basis == "accounts" else f"{BASES[basis]} for {year}"


def sentence(database: Database, shown: str = SHARES) -> str:
    """The other items in the years that tell their course: «11,3 prosent av statens overføringer i 2014, …», or
    «22 510 millioner kroner i 2014, …».
    """
    table = state_transfers.yearly(state_grant_queries.transfers(database)).set_index("year")
    column, decimals, unit = (
        ("share_other", 1, "prosent av statens overføringer") if shown == SHARES else ("other", 0, "millioner kroner")
    )
    figures, bases = table[column].to_dict(), table["basis"].to_dict()
    years = state_transfers.turning_points(table.reset_index(), column)
    first, *rest = [(text.number(figures[year], decimals), _of_year(year, bases[year])) for year in years]
    return text.listed([f"{first[0]} {unit} i {first[1]}", *(f"{figure} i {year}" for figure, year in rest)])


@cached_panel(marks_chosen=False)
def over_time(context: PageContext, shown: str) -> Panel:
    """Block grant, top-up financing, VAT compensation and the rest, year by year."""
    table = state_transfers.yearly(state_grant_queries.transfers(context.database))
    title = f"Alt utenom rammetilskudd, toppfinansiering og momskompensasjon var {sentence(context.database, shown)}"
    first, last = int(table["year"].min()), int(table["year"].max())
    accounts = int(table.loc[table["basis"] == "accounts", "year"].max())
    ahead = f", {BASES[table['basis'].iloc[-1]]} {last}" if last > accounts else ""
    unit = "prosent av overføringene" if shown == SHARES else "millioner kroner"
    figure = context.figure(
        "transfers",
        title=title,
        subtitle=f"Statens overføringer til kommuner og fylkeskommuner, {SHOWN[shown].lower()}. Regnskap {first}–"
        f"{accounts}{ahead}. Hele landet.",
        unit=unit,
        alt=f"Stablede stolper per år: {title}.",
        citations=citations(context.database, f"regnskap {first}–{accounts}{ahead}"),
        table=lambda: yearly_twin(table),
        decimals={f"{name} (prosent)": 1 for name in KINDS.values()}
        | {f"{name} (mill. kr)": 1 for name in (*KINDS.values(), "I alt")},
        missing="Ingen år mangler",
        status_words=(text.DERIVED_WORDS,),
        notes=(NOT_THE_LIST, NO_DEFLATOR),
        sortable=False,
    )
    return Panel(figure, pictures.ChartPicture(lambda: _stacked(table, shown), "transfers", figure.alt))


def yearly_twin(table: pd.DataFrame) -> pd.DataFrame:
    """Amounts, shares and how many other items there are, a row a year."""
    columns: dict[str, object] = {
        "År": table["year"],
        "Grunnlag": table["basis"].map(BASES),
    }
    columns |= {f"{name} (prosent)": table[f"share_{kind}"] for kind, name in KINDS.items()}
    columns |= {f"{name} (mill. kr)": table[kind] for kind, name in KINDS.items()}
    return pd.DataFrame(columns | {"I alt (mill. kr)": table["total"], "Andre poster med penger": table["posts"]})


def _stacked(table: pd.DataFrame, shown: str) -> charts.Bars:
    prefix, decimals, unit = ("share_", 1, "prosent") if shown == SHARES else ("", 0, "mill. kr")
    shades = theme.colours(palette.CATEGORICAL)
    rows = pd.concat(
        [
            pd.DataFrame(
                {
                    "year": [_tick(*pair) for pair in zip(table["year"], table["basis"], strict=True)],
                    "kind": name,
                    "value": table[f"{prefix}{kind}"],
                    "label": [
                        text.number(value, decimals) if kind == "other" else "" for value in table[prefix + kind]
                    ],
                    "hover": [
                        f"{name}, {_of_year(year, basis)}: {text.number(value, decimals)} {unit}"
                        for year, basis, value in zip(
                            table["year"], table["basis"], table[f"{prefix}{kind}"], strict=True
                        )
                    ],
                }
            )
            for kind, name in KINDS.items()
        ]
    )
    return charts.legend_below(
        charts.Bars(
            rows, "year", Axis("value", "Prosent" if shown == SHARES else "Millioner kroner"), "", series="kind",
            series_colours=dict(zip(KINDS.values(), (shades[place] for place in COLOURS), strict=True)), stacked=True,
            labels="label",
            hover="hover",
        )
    )  # fmt: skip


def _tick(year: int, basis: str) -> str:
    return str(year) if basis == "accounts" else f"{year}<br>(budsjett)"


@cached_panel(marks_chosen=False)
def items(context: PageContext, year: int) -> Panel:
    """The largest of the other items in a year, and how many there are."""
    transfers = state_grant_queries.transfers(context.database)
    table, yearly = state_transfers.others(transfers, year), state_transfers.yearly(transfers).set_index("year")
    basis = _of_year(year, yearly["basis"].loc[year])
    first = int(yearly.index.min())
    of = "" if yearly["basis"].loc[year] == yearly["basis"].loc[first] else "regnskapet for "
    counted = "" if year == first else f" ({yearly['posts'].loc[first]} i {of}{first})"
    title = (
        f"{len(table)} andre poster har penger i {basis}{counted}; de fem største er "
        f"{text.number(table['share'].head(5).sum())} prosent av beløpet"
    )
    figure = context.figure(
        "transfer_items",
        title=title,
        subtitle=f"Poster 60–69 utenom rammetilskudd, toppfinansiering og momskompensasjon, {basis}. De "
        f"{min(MOST_NAMED, len(table))} største; tabellen har alle. Hele landet.",
        unit="millioner kroner",
        alt=f"Stolper: {title}. Størst er {table['name'].iloc[0]}.",
        citations=citations(context.database, basis),
        table=lambda: items_twin(table),
        decimals={"Beløp (mill. kr)": 1, "Andel av de andre postene (prosent)": 1},
        missing="Poster uten beløp dette året er ikke med",
        status_words=(text.DERIVED_WORDS,),
        notes=(NOT_THE_LIST,),
    )
    return Panel(figure, pictures.ChartPicture(lambda: _largest(table.head(MOST_NAMED)), "transfer_items", figure.alt))


def items_twin(table: pd.DataFrame) -> pd.DataFrame:
    """All the items of a year, the largest first."""
    return pd.DataFrame(
        {
            "Post": table["post"],
            "Tilskudd": table["name"],
            "Kapittel": table["chapter_name"],
            "Departement": table["ministry"],
            "Beløp (mill. kr)": table["amount"],
            "Andel av de andre postene (prosent)": table["share"],
        }
    )


LONGEST_NAME = 44


def _largest(table: pd.DataFrame) -> charts.RankedBars:
    rows = table.assign(
        label=[f"{_short(name)} ({post})" for name, post in zip(table["name"], table["post"], strict=True)],
        colour=theme.colours(palette.CATEGORICAL)[COLOURS[0]],
        hover=[
            f"{post} {name}: {text.number(amount, 1)} mill. kr, {text.number(share, 1)} prosent av de andre postene"
            for post, name, amount, share in zip(
                table["post"], table["name"], table["amount"], table["share"], strict=True
            )
        ],
    )
    return charts.RankedBars(rows, "label", Axis("amount", "Millioner kroner"), "colour", "hover")


def _short(name: str) -> str:
    """A name that leaves room for its bar; a comma and what follows are left out first."""
    short = name if len(name) <= LONGEST_NAME else name.split(",")[0]
    return short if len(short) <= LONGEST_NAME else f"{short[: LONGEST_NAME - 1].rstrip()}…"
