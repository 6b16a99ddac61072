"""The statutory duties that open figures tell of, for one municipality: how far met, of how many, by which law."""

from __future__ import annotations

import pandas as pd

from dashboard import text
from dashboard.data import compliance_queries, queries
from dashboard.figures.citing import citations, status_words
from dashboard.figures.figure import Figure, Panel
from dashboard.figures.pictures import TablePicture
from dashboard.measures import duties
from dashboard.views.municipality.municipality import Profile

DECIMALS = {"Tall": 1, "Sikkert fra": 0, "Sikkert til": 0, "Median": 1} | dict.fromkeys(duties.BESIDE, 1)
NOT_COMPLIANCE = "Åpne tall for enkelte plikter – ikke grad av lovoppfyllelse"


def panel(profile: Profile) -> Panel | None:
    """A row a duty; None where the division has figures of no duty."""
    scores = compliance_queries.duty_scores(profile.database, profile.division)
    known = queries.all_indicators(profile.database)
    ids = scores.sort_values("kind", kind="stable")["indicator_id"].unique().tolist()
    if not ids:
        return None
    rows = [_row(profile, known[id_], scores[scores["indicator_id"] == id_].set_index("code")) for id_ in ids]
    table = duties.without_empty(pd.DataFrame(rows).drop(columns=["met", "year"]))
    years = {id_: row["year"] for id_, row in zip(ids, rows, strict=True)}
    title = _title(profile, rows)
    figure = Figure(
        key="duties",
        link=profile.link,
        version=profile.database.version,
        title=title,
        subtitle=f"Nyeste tall for hver plikt, de målte først. {profile.name} mot {profile.compared_with}. Inndelingen "
        f"{profile.division_label}.",
        unit="ulike enheter",
        alt=f"Tabell, en rad for hver plikt: {title}.",
        citations=tuple(
            dict.fromkeys(
                cited for id_ in ids for cited in citations(profile.database, id_, profile.division, years[id_])
            )
        ),
        table=lambda: table,
        decimals=DECIMALS,
        missing=_missing(profile, table),
        status_words=(NOT_COMPLIANCE, *_words(profile, [known[id_] for id_ in ids], years)),
        notes=tuple(filter(None, (_about_intervals(table), _unavailable(profile)))),
        indicators=tuple(known[id_] for id_ in ids),
        sortable=False,
    )
    return Panel(figure, TablePicture(table, "duties_table", title, DECIMALS, sortable=False))


def _row(profile: Profile, indicator: queries.Indicator, scores: pd.DataFrame) -> dict[str, object]:
    """What is told of one duty; `met` is how far, of 100, None without a figure."""
    year = queries.years(profile.database, indicator.indicator_id, profile.division)[0]
    values = queries.values(profile.database, indicator.indicator_id, profile.division, year).set_index("code")
    own = values.loc[profile.code]
    cases = scores["cases"].get(profile.code)
    peers = values["value"].reindex(list(profile.group.codes)).dropna()
    ends = duties.interval(pd.Series([own["value"]], dtype=float), pd.Series([cases], dtype=float)).iloc[0]
    is_share = indicator.unit.startswith("prosent")
    reason = text.STATUS_WORDS[own["status"]] if pd.isna(own["value"]) else ""
    return {
        "Plikt": indicator.short_title,
        "Lovgrunnlag": indicator.legal_basis,
        "Målt eller indirekte": text.DUTY_KINDS[indicator.duty_kind],
        "Tall": own["value"],
        "Enhet": queries.unit_in_tables(profile.database, indicator),
        "Antall bak tallet": cases,
        "Sikkert fra": ends["lower"] if is_share else None,
        "Sikkert til": ends["upper"] if is_share else None,
        **{heading: scores[column].get(profile.code) for heading, column in duties.BESIDE.items()},
        "Median": peers.median() if len(peers) >= text.FEWEST_FOR_MEDIAN else None,
        "Gjelder": indicator.reference_in(year),
        "Merknad": ". ".join(filter(None, [reason, own["note"] if isinstance(own["note"], str) else ""])),
        "met": scores["own_score"].get(profile.code),
        "year": year,
    }


def _title(profile: Profile, rows: list[dict[str, object]]) -> str:
    """«Utsira: 2 av 3 målte plikter er oppfylt fullt ut»."""
    measured = [row for row in rows if row["Målt eller indirekte"] == text.DUTY_KINDS["measured"]]
    with_figure = [row for row in measured if row["met"] is not None]
    if not measured:
        return f"{profile.name}: ingen plikter er målt i tallene som er hentet, {_indirect(rows)}"
    if not with_figure:
        return f"{profile.name}: ingen av {text.count(len(measured), 'målt plikt', 'målte plikter')} har tall"
    full = sum(row["met"] >= 100 for row in with_figure)
    count = text.count(len(with_figure), "målt plikt", "målte plikter")
    return f"{profile.name}: {full} av {count} med tall er oppfylt fullt ut"


def _indirect(rows: list[dict[str, object]]) -> str:
    """How many duties an indirect measure tells of, and how many of those measures this municipality has."""
    absent = sum(pd.isna(row["Tall"]) for row in rows)
    if not absent:
        return f"{len(rows)} har et indirekte mål"
    if absent == len(rows):
        return "og det indirekte målet mangler" if absent == 1 else f"og de {absent} indirekte målene mangler"
    return f"{len(rows)} har et indirekte mål, og {absent} av dem mangler"


def _missing(profile: Profile, table: pd.DataFrame) -> str:
    """The duties without a figure, each with the reason that is stored."""
    absent = table[table["Tall"].isna()]
    if absent.empty:
        return f"Ingen av tallene mangler for {profile.name}"
    said = [
        f"{duty} ({why.replace('. ', ': ', 1)})" for duty, why in zip(absent["Plikt"], absent["Merknad"], strict=True)
    ]
    return f"{len(absent)} av {len(table)} tall mangler for {profile.name}: {text.listed(said)}"


def _words(profile: Profile, indicators: list[queries.Indicator], years: dict[str, int]) -> list[str]:
    found = [
        word
        for one in indicators
        for word in status_words(
            one, queries.values(profile.database, one.indicator_id, profile.division, years[one.indicator_id])
        )
    ]
    return list(dict.fromkeys(found))


def _about_intervals(table: pd.DataFrame) -> str:
    if table["Sikkert fra"].isna().all():
        return ""
    return (
        f"Der færre enn {duties.FEW} tilfeller er talt, står det 95 prosent intervallet for andelen («sikkert fra» og "
        "«til»): med én barnehage er andelen 0 eller 100, og det sier lite."
    )


def _unavailable(profile: Profile) -> str:
    """The duties that have no figures yet; why stands on the page on compliance."""
    unavailable = compliance_queries.unavailable_duties(profile.database)
    if unavailable.empty:
        return ""
    return f"Uten tall ennå: {text.listed(unavailable['short_title'])}. Hva de venter på, står på siden Lovoppfyllelse."
