"""The open duty index with the user's weights: how far the duties that open figures tell of are met, n of N.

The mean over service areas of the mean of each area's duties. Equal weights are the index that the database holds.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard import text
from dashboard.data import compliance_queries, queries
from dashboard.data.compliance_queries import DUTIES
from dashboard.data.database import Database
from dashboard.figures.citing import citations
from dashboard.figures.figure import Citation
from dashboard.measures import duties as duties_rule
from dashboard.views.compliance.compliance import DUTIES_TITLE, Measure, Part

MINIMUM_AREAS = 3
MINIMUM_SHARE = 0.6
"""No index on less than this: a total of a few duties would be about those duties."""

ROUNDING = 1e-6
"""Differences below this are those of computing in another order."""

UNIT = "av 100"
DECIMALS = 1
NOT_COMPLIANCE = "Beregnet av publiserte tall – ikke grad av lovoppfyllelse"
WITH_PROXIES = "Med indirekte mål"
POOLED = (
    "En andel av få tilfeller er trukket mot andelen i kommunens sentralitetsklasse: med én barnehage ville den vært 0 "
    "eller 100. Kommunens eget tall står ved siden av i tabellene."
)


def areas(scores: pd.DataFrame) -> list[str]:
    """The service areas of the duties, in screen order."""
    return scores["area"].drop_duplicates().tolist()


def counted(scores: pd.DataFrame, proxies: bool) -> pd.DataFrame:
    """The scores that count: measured duties, and those that a proxy tells of where the user wants them."""
    return scores if proxies else scores[scores["kind"] == "measured"]


def weighed(scores: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """The scores of areas that count; an area without a weight counts 1."""
    return scores[scores["area"].map(lambda area: weights.get(area, 1) > 0).astype(bool)]


def totals(scores: pd.DataFrame, weights: Mapping[str, float], codes: pd.Series) -> pd.DataFrame:
    """code, value, n, areas for every code; value is NaN where too little is known for a total.

    `scores` has indicator_id, code, area, score; areas without a weight count 1, those with weight 0 not at all.
    """
    used = weighed(scores, weights)
    duties = used["indicator_id"].nunique()
    by_area = used.groupby(["code", "area"])["score"].agg(["mean", "size"]).reset_index()
    by_area["weight"] = by_area["area"].map(lambda area: weights.get(area, 1)).astype(float)
    by_area["weighted"] = by_area["mean"] * by_area["weight"]
    found = by_area.groupby("code").agg(
        weighted=("weighted", "sum"), weight=("weight", "sum"), n=("size", "sum"), areas=("area", "size")
    )
    found = found.reindex(codes).fillna(0)
    enough = (found["areas"] >= MINIMUM_AREAS) & (found["n"] >= MINIMUM_SHARE * duties)
    found["value"] = (found["weighted"] / found["weight"]).where(enough)
    return found.reset_index(names="code")[["code", "value", "n", "areas"]]


def measure(database: Database, division: str, weights: Mapping[str, float], proxies: bool) -> Measure | None:
    """The index of every municipality, its title beginning with how many duties there are; None where none counts."""
    scores = weighed(counted(compliance_queries.duty_scores(database, division), proxies), weights)
    if scores.empty:
        return None
    duties = scores["indicator_id"].nunique()
    register = queries.municipalities(database, division)[["code", "name", "county_code", "county"]]
    values = register.merge(totals(scores, weights, register["code"]), on="code")
    values["status"] = values["value"].isna().map({True: "too_few", False: "derived"})
    values["comparable"] = True
    values["note"] = [_note(*row, duties) for row in zip(values["n"], values["areas"], values["value"], strict=True)]
    used = [queries.all_indicators(database)[id_] for id_ in scores["indicator_id"].unique()]
    year = int(scores["year"].max())
    return Measure(
        source=DUTIES_TITLE,
        title=title(values.loc[values["value"].notna(), "n"], duties, scores, weights),
        unit=UNIT,
        decimals=DECIMALS,
        reference=f"nyeste tall for hver plikt, til og med {year}",
        year=year,
        values=values,
        citations=_citations(database, division, scores),
        indicators=(*_own(database), *used),
        words=_words(used),
        parts=tuple(_part(rows) for _, rows in scores.groupby("indicator_id", sort=False)),
        counts=values.set_index("code")["n"].map(lambda n: f"{n:.0f} av {duties}"),
        notes=(duties_rule.RULE, *((POOLED,) if is_pooled(scores) else ())),
        pooled=is_pooled(scores),
    )


def is_pooled(scores: pd.DataFrame) -> bool:
    """Whether some scores are not what the municipality's own figure says."""
    return bool(((scores["score"] - scores["own_score"]).abs() > ROUNDING).any())


def _note(n: float, areas: float, value: float, duties: int) -> str:
    """«5 av 8 plikter i 4 områder», and why there is no total."""
    count = f"{n:.0f} av {text.count(duties, 'plikt', 'plikter')} i {text.count(int(areas), 'område', 'områder')}"
    return count if value == value else f"{count}; for få plikter med tall"


def _part(rows: pd.DataFrame) -> Part:
    first, by_code = rows.iloc[0], rows.set_index("code")
    return Part(
        first["short_title"], first["area"], text.DUTY_KINDS[first["kind"]], by_code["score"], by_code["own_score"],
        by_code["cases"],
    )  # fmt: skip


def title(counts: pd.Series, duties: int, scores: pd.DataFrame, weights: Mapping[str, float]) -> str:
    """«Åpen pliktindeks, 4–6 av 6 plikter», with «egen vekting» where the areas don't count alike. `counts` are those
    of the municipalities that have a total.
    """
    least, most = (0, 0) if counts.empty else (int(counts.min()), int(counts.max()))
    span = str(most) if least == most else f"{least}–{most}"
    alike = len({weights.get(area, 1) for area in areas(scores)}) == 1 and 0 not in weights.values()
    own = "" if alike else ", egen vekting"
    return f"{DUTIES_TITLE}, {span} av {text.count(duties, 'plikt', 'plikter')}{own}"


def _own(database: Database) -> tuple[queries.Indicator, ...]:
    known = queries.all_indicators(database)
    return (known[DUTIES],) if DUTIES in known else ()


def _words(used: list[queries.Indicator]) -> tuple[str, ...]:
    words = [NOT_COMPLIANCE]
    if any(indicator.duty_kind == "proxy" for indicator in used):
        words.append(WITH_PROXIES)
    if any(text.is_synthetic(indicator.notes or "") for indicator in used):
        words.append(text.SYNTHETIC_WORDS)
    return tuple(words)


def _citations(database: Database, division: str, scores: pd.DataFrame) -> tuple[Citation, ...]:
    newest = scores.groupby("indicator_id", sort=False)["year"].max()
    found = [citations(database, indicator_id, division, int(year)) for indicator_id, year in newest.items()]
    return tuple({citation.url: citation for cited in found for citation in cited}.values())


def proxies_line(scores: pd.DataFrame) -> str:
    """How many duties open figures tell of at all, and how many of those only by a proxy."""
    duties = scores.drop_duplicates("indicator_id")
    proxies = int((duties["kind"] == "proxy").sum())
    told = f"Åpne tall forteller om {text.count(len(duties), 'plikt', 'plikter')}"
    if not proxies:
        return f"{told}."
    return (
        f"{told}; {text.part_of_them(proxies, len(duties))} bare indirekte: et mål som henger sammen med plikten, men "
        "ikke måler den."
    )
