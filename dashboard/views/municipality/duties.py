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

PEERS = "Sammenlignbare"
"""The heading of what peers have: the median of shares and days, how many say yes of what is yes or no."""

DECIMALS = {"Tall": 1, PEERS: 1} | dict.fromkeys(duties.BESIDE, 1)
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
    words = _words(profile, [known[id_] for id_ in ids], years)
    title = text.marked(_title(profile, rows), words)
    figure = Figure(
        key="duties",
        link=profile.link,
        version=profile.database.version,
        title=title,
        subtitle=f"Nyeste tall for hver plikt, de målte først. {profile.name} mot medianen i {profile.compared_with}, "
        f"eller hvor mange der som svarer ja. Inndelingen {profile.division_label}.",
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
        status_words=(NOT_COMPLIANCE, *words),
        notes=tuple(filter(None, (duties.RULE, _unavailable(profile)))),
        indicators=tuple(known[id_] for id_ in ids),
        sortable=False,
    )
    return Panel(figure, TablePicture(table, "duties_table", "Plikter", DECIMALS, sortable=False))


def _row(profile: Profile, indicator: queries.Indicator, scores: pd.DataFrame) -> dict[str, object]:
    """What is told of one duty; `met` is how far, of 100, None without a figure."""
    year = queries.years(profile.database, indicator.indicator_id, profile.division)[0]
    values = queries.values(profile.database, indicator.indicator_id, profile.division, year).set_index("code")
    own = values.loc[profile.code]
    peers = values["value"].reindex(list(profile.group.codes)).dropna()
    names = queries.categories(profile.database, indicator.indicator_id)
    reason = text.STATUS_WORDS[own["status"]] if pd.isna(own["value"]) else ""
    return {
        "Plikt": indicator.short_title,
        "Lovgrunnlag": indicator.legal_basis,
        "Målt eller indirekte": text.DUTY_KINDS[indicator.duty_kind],
        "Tall": names.get(own["value"], own["value"]),
        "Enhet": indicator.unit,
        "Antall bak tallet": _basis(profile, indicator, year) if pd.notna(own["value"]) else "",
        **{heading: scores[column].get(profile.code) for heading, column in duties.BESIDE.items()},
        PEERS: _of_peers(peers, yes_or_no=bool(names)),
        "Gjelder": indicator.reference_in(year),
        "Merknad": ". ".join(filter(None, [reason, own["note"] if isinstance(own["note"], str) else ""])),
        "met": scores["own_score"].get(profile.code),
        "year": year,
    }


def _basis(profile: Profile, indicator: queries.Indicator, year: int) -> str:
    """How many cases the municipality's figure is of; nothing where they aren't what is counted."""
    found = duties.cases(profile.database, indicator, profile.division, year)
    return "" if found is None else found["basis"].get(profile.code, duties.UNKNOWN)


def _of_peers(peers: pd.Series, *, yes_or_no: bool) -> float | str | None:
    """«Ja i 8 av 9», or the median of enough."""
    if yes_or_no:
        return f"Ja i {int((peers > 0).sum())} av {len(peers)}" if len(peers) else None
    return peers.median() if len(peers) >= text.FEWEST_FOR_MEDIAN else None


def _title(profile: Profile, rows: list[dict[str, object]]) -> str:
    """«Utsira: 2 av 3 målte plikter med tall er oppfylt fullt ut blant de vurderte; for 1 kan det ikke sies»."""
    measured = [row for row in rows if row["Målt eller indirekte"] == text.DUTY_KINDS["measured"]]
    with_figure = [row for row in measured if row["met"] is not None]
    unsaid = sum(row["met"] is None and pd.notna(row["Tall"]) for row in measured)
    if not measured:
        return f"{profile.name}: ingen plikter er målt i tallene som er hentet, {_indirect(rows)}"
    if not with_figure and not unsaid:
        return f"{profile.name}: ingen av {text.count(len(measured), 'målt plikt', 'målte plikter')} har tall"
    full = sum(row["met"] >= 100 for row in with_figure)
    count = text.count(len(with_figure), "målt plikt", "målte plikter")
    rest = f"; for {unsaid} kan det ikke sies" if unsaid else ""
    return f"{profile.name}: {full} av {count} med tall er oppfylt fullt ut blant de vurderte{rest}"


def _indirect(rows: list[dict[str, object]]) -> str:
    """How many duties an indirect measure tells of, and how many of those measures this municipality has."""
    absent = sum(pd.isna(row["Tall"]) for row in rows)
    if not absent:
        return f"{len(rows)} har et indirekte mål"
    if absent == len(rows):
        return "og det indirekte målet mangler" if absent == 1 else f"og de {absent} indirekte målene mangler"
    return f"{len(rows)} har et indirekte mål, og {absent} av dem mangler"


def _missing(profile: Profile, table: pd.DataFrame) -> str:
    """How many duties have no figure, also those that nobody has figures of; each of the table with its reason."""
    absent, nowhere = table[table["Tall"].isna()], len(compliance_queries.unavailable_duties(profile.database))
    if absent.empty and not nowhere:
        return text.none_lacking(len(table), profile.name)
    said = [
        f"{duty} ({why.replace('. ', ': ', 1)})" for duty, why in zip(absent["Plikt"], absent["Merknad"], strict=True)
    ]
    said += [f"{nowhere} uten tall for noen kommune ennå"] if nowhere else []
    whole = len(table) + nowhere
    return f"{len(absent) + nowhere} av {whole} plikter har ingen tall for {profile.name}: {text.listed(said)}"


def _words(profile: Profile, indicators: list[queries.Indicator], years: dict[str, int]) -> list[str]:
    found = [
        word
        for one in indicators
        for word in status_words(
            one, queries.values(profile.database, one.indicator_id, profile.division, years[one.indicator_id])
        )
    ]
    return list(dict.fromkeys(found))


def _unavailable(profile: Profile) -> str:
    """The duties that have no figures yet; why stands on the page on compliance."""
    unavailable = compliance_queries.unavailable_duties(profile.database)
    if unavailable.empty:
        return ""
    return f"Uten tall ennå: {text.listed(unavailable['short_title'])}. Hva de venter på, står på siden Lovoppfyllelse."
