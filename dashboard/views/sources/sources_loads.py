"""What is loaded, what could not be fetched, what changed since the previous load, and every source."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from markupsafe import Markup

from dashboard import markup, text
from dashboard.data import queries, sources_queries
from dashboard.exports.archive import warning
from dashboard.exports.slide_tables import Table
from dashboard.exports.table_files import csv_bytes
from dashboard.figures import pictures
from dashboard.figures.citing import cite
from dashboard.figures.figure import Figure, Panel
from dashboard.figures.figure_html import source_words
from dashboard.figures.page_context import PageContext
from dashboard.figures.show import completed
from dashboard.measures import versions
from dashboard.views.sources.sources import folded, own_citation

CHANGES_SHOWN = 20
MODES = {"snapshot": "de innebygde tallene", "raw": "tall hentet fra kildene"}


def loaded(context: PageContext) -> Panel:
    """Which dataset is shown, how old it is, and what the last pull left out."""
    database = context.database
    loads = sources_queries.loads(database)
    newest = loads.iloc[0]
    rows, figures = sources_queries.counts(database)
    problems = list(newest["problems"])
    listed = _problem_list(problems, newest["mode"])
    figure = context.figure(
        "loaded",
        title=f"Datasett {newest['version']} er bygd {text.date(newest['finished_at'])} av {MODES[newest['mode']]}",
        subtitle=f"{text.number(figures)} tall, og {text.number(rows - figures)} steder der en status sier hvorfor "
        "det ikke er noe tall.",
        unit="tall",
        alt="Hvilke tall som er hentet, og hva som ikke kunne hentes.",
        citations=(own_citation(database),),
        table=lambda: _loads_table(loads),
        missing=_left_out(problems),
        sortable=False,
        pictured=bool(listed),
    )
    return Panel(figure, pictures.Drawing(lambda: st.html(listed) if listed else None))


def _left_out(problems: list[str]) -> str:
    if not problems:
        return "Ingenting ble utelatt ved siste henting"
    return f"{text.count(len(problems), 'tabell eller indikator', 'tabeller eller indikatorer')} kunne ikke hentes sist"


def _problem_list(problems: list[str], mode: str) -> Markup:
    if not problems:
        return markup.html("<p>Hent nye tall med «python -m etl».</p>") if mode == "snapshot" else markup.NOTHING
    return folded([(_left_out(problems), markup.each("<li>{}</li>", problems))])


def _loads_table(loads: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Datasett": loads["version"],
            "Bygd": loads["finished_at"].map(text.date),
            "Av": loads["mode"].map(MODES),
            "Tall endret": loads["changes"],
            "Kunne ikke hentes": loads["problems"].map(lambda problems: "; ".join(problems)),
        }
    )


# --- What changed -------------------------------------------------------------------------------------------------


def changed(context: PageContext) -> Panel:
    """What the newest load changed: how much of each indicator, the first changes one by one, and all of it as CSV."""
    rows = sources_queries.changes(context.database)
    summary = _summary(rows)
    figures = int((rows["kind"] == "value").sum())
    title = f"{text.number(figures) if figures else 'Ingen'} tall ble endret ved siste lasting"
    figure = context.figure(
        "changed",
        title=title,
        subtitle="Tall som er rettet, kommet til eller falt bort i år som fantes fra før. Nye år er ingen endring.",
        unit="tall",
        alt=f"{title}.",
        citations=(own_citation(context.database),),
        table=lambda: summary,
        missing="Ingen endringer er utelatt",
        pictured=bool(len(rows)),
        status_words=tuple(dict.fromkeys(filter(None, _warnings(context, rows).unique()))),
    )
    return Panel(figure, pictures.Drawing(lambda: _draw_changes(context, figure, rows, summary)))


def _warnings(context: PageContext, rows: pd.DataFrame) -> pd.Series:
    """What must be said of the indicator of each row; None where nothing."""
    known = queries.all_indicators(context.database)
    said = {id_: warning(known[id_]) if id_ in known else None for id_ in rows["indicator_id"].unique()}
    return rows["indicator_id"].map(said).astype(object).where(lambda words: words.notna(), None)


def _summary(rows: pd.DataFrame) -> pd.DataFrame:
    """A row per indicator: how many figures were corrected, added, taken away and given another status."""
    had, has = rows["old_status"].notna() & rows["old_value"].notna(), rows["new_value"].notna()
    moved = rows["kind"] == "value"
    counted = rows.assign(both=moved & had & has, added=moved & ~had & has, gone=moved & had & ~has, status=~moved)
    kinds = {"both": "Rettet", "added": "Kommet til", "gone": "Falt bort", "status": "Bare ny status"}
    table = counted.groupby("short_title", sort=False)[list(kinds)].sum().astype(int).reset_index()
    return table.rename(columns={"short_title": "Indikator", **kinds})


def _draw_changes(context: PageContext, figure: Figure, rows: pd.DataFrame, summary: pd.DataFrame) -> None:
    if rows.empty:
        return
    items = markup.each("<li>{}</li>", map(_change, rows.head(CHANGES_SHOWN).itertuples(index=False)))
    more = len(rows) - CHANGES_SHOWN
    if more > 0:
        items += markup.html("<li>og {} til: last ned alle.</li>", text.number(more))
    st.html(folded([(f"Endringene i {text.count(len(summary), 'indikator', 'indikatorer')}", items)]))
    provenance = completed(figure).provenance
    st.download_button(
        "Alle endringer (CSV)",
        data=lambda: csv_bytes(changes_table(context, rows), provenance),
        file_name=f"generalistkommunen-endringer-{figure.version}.csv",
        mime="text/csv",
        on_click="ignore",
        key="all_changes",
    )


def _change(row: object) -> Markup:
    """«Innbyggere, 1151 Utsira 2025: 217 → 219 innbyggere»"""
    place = f"{row.code} {text.short_name(row.name)}" if isinstance(row.name, str) else row.code
    return markup.html("{}, {} {}: <span>{}</span>", row.short_title, place, row.year, versions.told(row))


def changes_table(context: PageContext, rows: pd.DataFrame) -> pd.DataFrame:
    """Every change, for a file."""
    return pd.DataFrame(
        {
            "Indikator": rows["short_title"],
            "Inndeling": rows["division"],
            "Kommunenummer": rows["code"],
            "Kommune": rows["name"].map(text.short_name, na_action="ignore"),
            "År": rows["year"],
            "Før": rows["old_value"],
            "Status før": rows["old_status"].map(text.STATUS_WORDS),
            "Nå": rows["new_value"],
            "Status nå": rows["new_status"].map(text.STATUS_WORDS),
            "Enhet for tallet": rows["unit"],
            "Må sies": _warnings(context, rows),
        }
    )


# --- Sources ------------------------------------------------------------------------------------------------------


def sources(context: PageContext) -> Panel:
    """Every source: who, what, of when, retrieved when, under which licence."""
    rows = sources_queries.sources(context.database)
    publishers = rows["publisher"].nunique()
    figure = context.figure(
        "sources",
        title=f"Tallene kommer fra {len(rows)} kilder hos {text.count(publishers, 'utgiver', 'utgivere')}",
        subtitle="Hver kilde med adresse, hva den gjelder, når den ble hentet, og lisens.",
        unit="kilder",
        alt=f"Liste over {len(rows)} kilder, ordnet etter utgiver.",
        citations=(own_citation(context.database),),
        table=lambda: _sources_table(rows),
        missing="Ingen kilder er utelatt",
    )
    picture = pictures.Drawing(
        lambda: st.html(_sources_list(rows)),
        on_slide=lambda: Table(figure.table()[IN_LIST], figure.decimals, figure.alt),
    )
    return Panel(figure, picture)


IN_LIST = ["Utgiver", "Tittel", "Tabell", "Gjelder tid", "Oppdatert av kilden", "Hentet av oss", "Lisens for tallene"]
"""The columns of the sources that their list has, on the page and on slides; the table has more."""


def _sources_table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Utgiver": rows["publisher"],
            "Tittel": rows["title"],
            "Tabell": rows["table_id"],
            "Gjelder tid": rows["reference_date"].map(text.date),
            "Oppdatert av kilden": [text.date(day) if pd.notna(day) else None for day in rows["updated"]],
            "Hentet av oss": rows["retrieved_at"].map(text.date),
            "Lisens for tallene": rows["licence"],
            "Indikatorer": rows["indicators"],
            "Nettadresse": rows["url"],
            "Merknad": rows["note"],
            "Kontrollsum (SHA-256)": rows["sha256"],
        }
    )


def _sources_list(rows: pd.DataFrame) -> Markup:
    parts = []
    for publisher, of_publisher in rows.groupby("publisher", sort=False):
        items = markup.each("<li>{}</li>", (source_words(cite(row)) for row in of_publisher.to_dict("records")))
        parts.append((f"{publisher}: {text.count(len(of_publisher), 'kilde', 'kilder')}", items))
    return folded(parts)
