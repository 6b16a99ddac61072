"""The catalogue as a list that can be searched, for the page on sources and method."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from dashboard import addresses, markup, text
from dashboard.data import queries, sources_queries
from dashboard.data.database import Database, question
from dashboard.data.queries import Indicator
from dashboard.exports.archive import warning
from dashboard.exports.slide_tables import Table
from dashboard.figures import pictures
from dashboard.figures.figure import Citation, Panel
from dashboard.figures.page_context import PageContext
from dashboard.measures.keyfigures import ROLES
from dashboard.state import choices

OWN_LICENCE = "CC BY 4.0 for tekstene; hvert tall har kildens lisens"

KINDS = {"observed": "Publisert", "derived": "Beregnet", "modelled": "Modellert"}


@dataclass(frozen=True)
class Filter:
    """What of the catalogue is shown: all of these words in the text, of this role and kind; None is all."""

    words: str = ""
    role: str | None = None
    kind: str | None = None
    duties: bool = False

    @property
    def parameters(self) -> dict[str, str | None]:
        """The filter as the page's address holds it."""
        return {
            "sok": self.words,
            "rolle": text.slug(self.role) if self.role else None,
            "slag": text.slug(KINDS[self.kind]) if self.kind else None,
            "plikt": choices.YES_NO[True] if self.duties else None,
        }

    def keeps(self, indicator: Indicator, further: str = "") -> bool:
        """Whether an indicator (or one that waits) is shown; `further` is searched too (its tables)."""
        said = " ".join(
            (
                indicator.title, indicator.short_title, indicator.theme, indicator.role, indicator.definition,
                indicator.why, indicator.legal_basis, indicator.caveat, indicator.indicator_id, further,
            )
        ).lower()  # fmt: skip
        return (
            all(word in said for word in self.words.lower().split())
            and self.role in (None, indicator.role)
            and self.kind in (None, indicator.kind)
            and not (self.duties and indicator.duty_kind is None)
        )


def own_citation(database: Database) -> Citation:
    """What this page itself is a source of."""
    load = queries.load(database)
    return Citation(
        publisher="Generalistkommunen i tall",
        title="katalogen over indikatorer",
        table_id=None,
        url=f"/{addresses.SOURCES}",
        licence=OWN_LICENCE,
        reference=f"datasettet som ble bygd {text.date(load.finished_at)}",
        retrieved=pd.Timestamp(load.finished_at).date(),
    )


# --- The catalogue ------------------------------------------------------------------------------------------------


IN_LIST = ["Indikator", "Enhet", "Type tall", "Nyeste år", "Kommuner med tall", "Kommuner i alt", "Kilde"]
"""The columns of the catalogue that its list has, on the page and on slides; the table has more."""


def catalogue(context: PageContext, chosen: Filter) -> Panel:
    """Every indicator that has figures, with what tells whether it can be used: unit, newest year, coverage, source."""
    database, division = context.database, context.selection.division
    known = queries.all_indicators(database)
    tables = _tables(database)
    kept = [indicator for id_, indicator in known.items() if chosen.keeps(indicator, tables.get(id_, ""))]
    unavailable = sources_queries.unavailable(database)
    found = f"{len(kept)} av {text.count(len(known), 'indikator', 'indikatorer')}"
    all_found = f"{len(known)} av {text.count(len(known) + len(unavailable), 'indikator', 'indikatorer')} har tall"
    years = newest(database, division)
    figure = context.figure(
        "catalogue",
        title=f"{found} med tall passer med søket" if len(kept) < len(known) else all_found,
        subtitle=f"Nyeste år og antall kommuner med tall, inndelingen {context.division_label}.",
        unit="kommuner",
        alt=f"Liste over {found}, ordnet etter kommunens roller.",
        citations=(own_citation(database),),
        table=lambda: _catalogue_table(kept, years, tables),
        decimals={"Nyeste år": text.YEAR},
        missing=_missing(unavailable),
    )
    picture = pictures.Drawing(
        lambda: st.html(_catalogue_list(kept, years, tables, kept_choices(division, chosen))),
        on_slide=lambda: Table(figure.table().reindex(columns=IN_LIST), figure.decimals, figure.alt),
    )
    return Panel(figure, picture)


def kept_choices(division: str, chosen: Filter) -> dict[str, str | None]:
    """What stays as it is when an entry is opened from the list."""
    return {"inndeling": division, **chosen.parameters}


def _missing(unavailable: pd.DataFrame) -> str:
    return f"{text.count(len(unavailable), 'indikator', 'indikatorer')} i katalogen har ikke tall ennå"


@question
def newest(database: Database, division: str) -> dict[str, tuple[int, int, int]]:
    """Newest year with a figure, how many municipalities have one, and of how many, by indicator."""
    rows = sources_queries.coverage(database)
    rows = rows[(rows["division"] == division) & (rows["found"] > 0)].drop_duplicates("indicator_id")
    return {
        row.indicator_id: (int(row.year), int(row.found), int(row.municipalities))
        for row in rows.itertuples(index=False)
    }


@question
def _tables(database: Database) -> dict[str, str]:
    """«SSB, tabell 07459» for each indicator."""
    rows = sources_queries.sources(database).set_index("source_id")
    found = {}
    for id_, indicator in queries.all_indicators(database).items():
        row = rows.loc[indicator.source_id]
        table = f", {text.table_words(row['table_id'])}" if isinstance(row["table_id"], str) else ""
        found[id_] = f"{_short(row['publisher'])}{table}"
    return found


def _short(publisher: str) -> str:
    """«Statistisk sentralbyrå (SSB)» is «SSB»."""
    abbreviation = re.search(r"\(([A-ZÆØÅ]+)\)$", publisher)
    return abbreviation[1] if abbreviation else publisher


def _catalogue_table(
    kept: Iterable[Indicator], years: dict[str, tuple[int, int, int]], tables: dict[str, str]
) -> pd.DataFrame:
    rows = []
    for indicator in kept:
        year, count, municipalities = years.get(indicator.indicator_id, (None, 0, 0))
        rows.append(
            {
                "Indikator": indicator.title,
                "Id": indicator.indicator_id,
                "Rolle": indicator.role,
                "Type": text.STAGE_WORDS[indicator.stage],
                "Tema": indicator.theme,
                "Enhet": indicator.unit,
                "Type tall": text.KIND_WORDS[indicator.kind],
                "Retning": text.DIRECTION_WORDS[indicator.direction],
                "Nyeste år": year,
                "Kommuner med tall": count,
                "Kommuner i alt": municipalities,
                "Lovgrunnlag": indicator.legal_basis,
                "Definisjon": indicator.definition,
                "Hvorfor": indicator.why,
                "Forbehold": indicator.caveat,
                "Kilde": tables[indicator.indicator_id],
                "Må sies": warning(indicator) or "",
                "Merknad fra kilden": indicator.notes or "",
            }
        )
    columns = ["Indikator", "Id", "Rolle", "Type"]
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)


def _catalogue_list(
    kept: list[Indicator],
    years: dict[str, tuple[int, int, int]],
    tables: dict[str, str],
    further: Mapping[str, str | None],
) -> Markup:
    """The list as HTML; a link to an entry has the choices in `further` too."""
    if not kept:
        return markup.html("<p>Ingen indikator med tall passer. Ta bort et ord i søket eller et filter.</p>")
    parts = []
    for role in ROLES:
        of_role = [indicator for indicator in kept if indicator.role == role]
        if of_role:
            items = markup.joined(
                _catalogue_item(i, years.get(i.indicator_id), tables[i.indicator_id], further) for i in of_role
            )
            parts.append((role.capitalize(), len(of_role), items))
    return markup.html("<div class='catalogue'>{}</div>", markup.each("<h3>{} <span>{}</span></h3><ul>{}</ul>", parts))


def _catalogue_item(
    indicator: Indicator, newest: tuple[int, int, int] | None, table: str, further: Mapping[str, str | None]
) -> Markup:
    facts = [text.STAGE_WORDS[indicator.stage], indicator.unit]
    if newest:
        year, count, municipalities = newest
        facts.append(f"{year}: {text.number(count)} av {text.number(municipalities)} kommuner")
    facts += [KINDS[indicator.kind].lower(), table]
    said = warning(indicator)
    word = markup.html(" <strong>{}</strong>", said) if said else ""
    entry = markup.link(entry_link(indicator.indicator_id, further), indicator.title)
    return markup.html("<li>{}{}<span>{}</span></li>", entry, word, " · ".join(facts))


def entry_link(indicator_id: str, further: Mapping[str, str | None]) -> str:
    """The address of one entry of the catalogue, with further choices of the page."""
    return addresses.address(addresses.SOURCES, {**further, "post": indicator_id})


# --- What waits ---------------------------------------------------------------------------------------------------


def unavailable_lines(database: Database, chosen: Filter, division: str) -> Markup:
    """One folded line per role for the indicators that have no figures yet and pass the filter, as HTML; nothing where
    there are none.
    """
    every = sources_queries.unavailable(database).itertuples(index=False)
    rows = [row for row in every if chosen.keeps(row, f"{table_words(row)} {row.reason}")]
    further = kept_choices(division, chosen)
    lines = []
    for role in ROLES:
        of_role = [row for row in rows if row.role == role]
        if not of_role:
            continue
        items = markup.each(
            "<li>{}<span>{}</span></li>",
            [(markup.link(entry_link(row.indicator_id, further), row.title), row.reason) for row in of_role],
        )
        count = text.count(len(of_role), "indikator", "indikatorer")
        lines.append((f"{role.capitalize()}: {count} uten tall ennå", items))
    return folded(lines)


def folded(parts: Sequence[tuple[str, Markup]]) -> Markup:
    """Lists that are folded away, each under a line that says what is in it; nothing where there are none."""
    if not parts:
        return markup.NOTHING
    lists = markup.each("<details><summary>{}</summary><ul>{}</ul></details>", parts)
    return markup.html("<div class='catalogue folded'>{}</div>", lists)


def table_words(row: Any) -> str:
    """The table that the figures of an indicator that waits will come from; nothing for what is computed."""
    return f"SSB, tabell {row.table_id}" if row.table_id else ""
