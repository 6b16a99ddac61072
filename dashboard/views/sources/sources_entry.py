"""One entry of the catalogue in full: definition, source, coverage year by year, and all its figures as files; or what
it waits for.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from dashboard import addresses, markup, text
from dashboard.data import citation_queries, queries, sources_queries
from dashboard.data.compliance_queries import PATTERN
from dashboard.data.database import Database
from dashboard.data.queries import Indicator
from dashboard.exports.archive import warning
from dashboard.exports.table_files import Provenance, csv_bytes, xlsx_bytes
from dashboard.figures import pictures
from dashboard.figures.citing import citations, cite, status_words
from dashboard.figures.figure import Citation, Figure, Panel, named
from dashboard.figures.figure_html import source_terms
from dashboard.figures.page_context import PageContext
from dashboard.figures.show import completed
from dashboard.views.sources.sources import newest, own_citation, table_words

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

AGGREGATION_WORDS = {
    "sum": "Summen av delene.",
    "weighted_mean": "Gjennomsnittet av delene, vektet med «{base}».",
    "largest_part": "Som den største delen.",
    "recomputed": "Regnes ut på nytt av tallene for enheten.",
}
REASONS = {
    "suppressed": "ikke publisert",
    "not_reported": "ikke rapportert",
    "not_applicable": "ikke aktuelt",
    "not_in_source": "ikke i vårt kildegrunnlag",
    "too_few": "for få tall til en samlet verdi",
}


def entry(context: PageContext, indicator: Indicator) -> Panel:
    """Everything that is known of one indicator. It has figures in the context's division."""
    database, division = context.database, context.selection.division
    rows = sources_queries.coverage(database)
    rows = rows[rows["indicator_id"] == indicator.indicator_id]
    year, found, municipalities = newest(database, division)[indicator.indicator_id]
    reference = indicator.reference_in(year)
    cited = tuple(cite(row) for row in citation_queries.sources_of(database, indicator.indicator_id).to_dict("records"))
    figure = context.figure(
        "entry",
        title=f"{indicator.title}: {text.number(found)} av {text.number(municipalities)} kommuner har tall for {year}",
        subtitle=(
            f"{reference[0].upper()}{reference[1:]}, inndelingen {context.division_label}. Rolle: "
            f"{text.role_words(indicator.role, indicator.stage)}."
        ),
        unit=indicator.unit,
        alt=f"Alt om indikatoren «{indicator.title}», og hvor mange kommuner som har tall hvert år.",
        citations=cited,
        table=lambda: _coverage_table(rows),
        missing=f"{text.number(municipalities - found)} av {text.number(municipalities)} mangler tall for {year}",
        status_words=status_words(indicator, queries.values(database, indicator.indicator_id, division, year)),
        indicators=(indicator,),
    )
    return Panel(figure, pictures.Drawing(lambda: _draw(database, figure, indicator, rows)))


def _coverage_table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Inndeling": rows["division"],
            "År": rows["year"],
            "Kommuner med tall": rows["found"],
            "Kommuner i alt": rows["municipalities"],
            "Ikke publisert": rows["suppressed"],
            "Ikke rapportert": rows["not_reported"],
            "Ikke aktuelt": rows["not_applicable"],
            "Ikke i vårt kildegrunnlag": rows["not_in_source"],
            "For få tall til en samlet verdi": rows["too_few"],
            "Foreløpige": rows["provisional"],
        }
    )


def _draw(database: Database, figure: Figure, indicator: Indicator, rows: pd.DataFrame) -> None:
    st.html(
        _card(database, indicator, figure.citations) + _coverage_list(database, rows) + _map_link(database, indicator)
    )
    if indicator.indicator_id == PATTERN:
        return
    facts = completed(figure).facts
    provenance = Provenance(indicator.title, "Alle kommuner, år og inndelinger", facts)
    name = f"generalistkommunen-{indicator.indicator_id}-{figure.version}"
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Alle tallene (XLSX)",
            data=lambda: xlsx_bytes(
                all_figures(database, indicator), provenance, {_heading(indicator): indicator.decimals}
            ),
            file_name=f"{name}.xlsx",
            mime=XLSX_TYPE,
            on_click="ignore",
            key="entry_all_xlsx",
        )
        st.download_button(
            "Alle tallene (CSV)",
            data=lambda: csv_bytes(all_figures(database, indicator), provenance),
            file_name=f"{name}.csv",
            mime="text/csv",
            on_click="ignore",
            key="entry_all_csv",
        )


def all_figures(database: Database, indicator: Indicator) -> pd.DataFrame:
    """Every figure of an indicator with headings for people; each row says what must be said of it."""
    rows = sources_queries.figures(database, indicator.indicator_id)
    years = rows[["division", "year"]].drop_duplicates().itertuples(index=False)
    cited = {key: named(citations(database, indicator.indicator_id, *key)) for key in map(tuple, years)}
    ends = {"Nedre": rows["lower"], "Øvre": rows["upper"]} if rows["lower"].notna().any() else {}
    return pd.DataFrame(
        {
            "Inndeling": rows["division"],
            "Kommunenummer": rows["code"],
            "Kommune": rows["name"].map(text.short_name),
            "Fylke": rows["county"].map(text.short_name),
            "År": rows["year"],
            _heading(indicator): rows["value"],
            **ends,
            "Status for tallet": rows["status"].map(text.STATUS_WORDS),
            "Merknad til tallet": rows["note"],
            "Må sies": warning(indicator) or "",
            "Kilde for tallet": [cited[key] for key in zip(rows["division"], rows["year"], strict=True)],
        }
    )


def _heading(indicator: Indicator) -> str:
    return f"{indicator.short_title} ({indicator.unit})"


def _card(database: Database, indicator: Indicator, cited: tuple[Citation, ...]) -> Markup:
    """Question and answer, as HTML."""
    answers = [*_declared_answers(database, indicator), ("Merknad fra kilden", indicator.notes or "")]
    return markup.html(
        "<div class='card entry'><dl>{}{}</dl></div>", markup.terms(answers), source_terms(cited, indicator)
    )


def _declared_answers(database: Database, declared: Indicator | Any) -> list[tuple[str, str]]:
    """What the catalogue says of an indicator, or of one that waits (a row of `unavailable`): question and answer."""
    basis = declared.legal_basis
    return [
        ("Hva måler det?", declared.definition),
        ("Hvorfor er det med?", declared.why),
        ("Enhet", declared.unit),
        ("Er høyt bra?", text.DIRECTION_WORDS[declared.direction].capitalize() + "."),
        ("Type tall", text.KIND_WORDS[declared.kind].capitalize() + "."),
        ("Hvor ofte?", declared.rhythm),
        ("Lovgrunnlag", "Ingen plikt måles." if basis == "ingen" else basis[0].upper() + basis[1:] + "."),
        ("Plikt", _duty_words(declared)),
        ("Når kommuner slås sammen eller deles", _aggregation_words(database, declared)),
        ("Hvilke verdier godtas?", _range_words(declared)),
        ("Forbehold", declared.caveat),
    ]


def _duty_words(declared: Indicator | Any) -> str:
    if declared.duty_kind is None:
        return ""
    kind = "måler plikten direkte" if declared.duty_kind == "measured" else "er et indirekte mål på plikten"
    return f"Tallet {kind} (tjenesteområde: {declared.duty_area})."


def _aggregation_words(database: Database, declared: Indicator | Any) -> str:
    titles = {
        row.indicator_id: row.short_title for row in sources_queries.unavailable(database).itertuples(index=False)
    }
    titles |= {name: indicator.short_title for name, indicator in queries.all_indicators(database).items()}
    base = titles.get(declared.base_indicator_id or "population", "Innbyggere")
    return AGGREGATION_WORDS[declared.aggregation].format(base=base)


def _range_words(declared: Indicator | Any) -> str:
    if declared.minimum is None and declared.maximum is None:
        return ""
    ends = [
        end if end is None else text.number(end, 0 if end == int(end) else 1)
        for end in (declared.minimum, declared.maximum)
    ]
    accepted = f"Opp til {ends[1]}" if ends[0] is None else f"{ends[0]} {f'til {ends[1]}' if ends[1] else 'og oppover'}"
    return f"{accepted}. Et hentet tall utenfor blir avvist, og det blir sagt fra om."


def _coverage_list(database: Database, rows: pd.DataFrame) -> Markup:
    """n of N per year and division, the newest first; the years fold away."""
    parts = []
    for division, of_division in sorted(rows.groupby("division"), reverse=True):
        cells = markup.each(
            "<li><b>{}</b> {} av {}{}</li>",
            [
                (row.year, text.number(row.found), text.number(row.municipalities), _reasons(row))
                for row in of_division.itertuples(index=False)
            ],
        )
        parts.append((queries.division_label(database, division), len(of_division), cells))
    return markup.html(
        "<div class='catalogue'>{}</div>",
        markup.each(
            "<details><summary>Dekning, inndelingen {}: {} år</summary><ul class='coverage'>{}</ul></details>", parts
        ),
    )


def _reasons(row: object) -> Markup:
    said = [f"{text.number(getattr(row, name))} {word}" for name, word in REASONS.items() if getattr(row, name)]
    return markup.html(" <span>{}</span>", ", ".join(said)) if said else markup.NOTHING


def _map_link(database: Database, indicator: Indicator) -> Markup:
    if indicator.indicator_id == PATTERN:
        link = addresses.address(addresses.COMPLIANCE, {"kilde": "monster"})
        return markup.html("<p>{}</p>", markup.link(link, "Vises bare på siden Lovoppfyllelse, med forbehold"))
    if indicator.indicator_id not in queries.indicators(database):
        return markup.NOTHING
    link = addresses.address("", {"indikator": indicator.indicator_id})
    return markup.html("<p class='map-link'>{}</p>", markup.link(link, "Vis på kartet"))


def unavailable_entry(context: PageContext, row: Any) -> Panel:
    """What is known of an indicator that has no figures yet (a row of `unavailable`), and what it waits for."""
    answers = [
        ("Hvorfor uten tall?", row.reason[0].upper() + row.reason[1:].rstrip(".") + "."),
        *_declared_answers(context.database, row),
        ("Tallene skal komme fra", table_words(row)),
    ]
    figure = context.figure(
        "entry",
        title=f"{row.title}: har ikke tall ennå",
        subtitle=f"Rolle: {text.role_words(row.role, row.stage)}. Tema: {row.theme}.",
        unit=row.unit,
        alt=f"Alt om indikatoren «{row.title}», som ikke har tall ennå.",
        citations=(own_citation(context.database),),
        table=lambda: pd.DataFrame([pair for pair in answers if pair[1]], columns=["Spørsmål", "Svar"]),
        missing="Alle kommuner mangler tall",
        sortable=False,
    )
    card = markup.html("<div class='card entry'><dl>{}</dl></div>", markup.terms(answers))
    return Panel(figure, pictures.Drawing(lambda: st.html(card)))
