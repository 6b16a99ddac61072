"""«Framover»: what the pattern of the last years would give if it went on, and how the same computation did before.

Everything here is modelled (etl/projection.py). Of one municipality it has an interval of 80 per cent; of several
together it has none, so that the run without the newest five years stands beside instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.data import age_queries, projection_queries, queries
from dashboard.data.database import Database, question
from dashboard.measures import population

NOT_OFFICIAL = "Ikke SSBs framskriving"
WARNING = f"{NOT_OFFICIAL}. Bruk SSBs tall i plan og budsjett."
NAME = "Regneeksempel: mønsteret fra de siste årene fortsetter"

PREFIX = "own_projection_"
PEOPLE, YOUNG, WORKERS, OLDEST, RATIO = (
    f"{PREFIX}{measure}" for measure in ("population", "0_17", "20_66", "80_plus", "workers_per_80_plus")
)
OBSERVED = {
    PEOPLE: "population",
    YOUNG: "population_0_17",
    WORKERS: "population_20_66",
    OLDEST: "population_80_plus",
    RATIO: "workers_per_80_plus",
}
"""The published figure that each continues."""

LABELS = {PEOPLE: "Alle", YOUNG: "0–17 år", WORKERS: "20–66 år", OLDEST: "80 år og over"}
"""The measures that are counts, as they are called beside each other."""

LIMITS = (8, 6, 5, 4)
"""Of working age per inhabitant of 80 or over: where the map's classes lie."""

TITLE_LIMIT = 6
"""The limit that titles count by."""

MAP_RATIO, MAP_WORKERS = "20–66 år per innbygger 80+", "Endring i antall 20–66 år"
"""What the map of the years ahead can show."""

SERVICES = {
    "nurses": "Sykepleierårsverk",
    "home_care_users": "Brukere av hjemmetjenester",
    "institution_residents": "Langtidsbeboere i institusjon",
}
USERS, OLD_USERS = "home_care_users", "home_care_users_80_plus"
USUAL_AHEAD = 10
"""How many years ahead one sees at first."""


def there(database: Database) -> bool:
    """Whether the data hold the projection."""
    return RATIO in queries.all_indicators(database)


def years(database: Database, division: str) -> list[int]:
    """The years ahead, the nearest first."""
    return sorted(queries.years(database, RATIO, division))


def base(database: Database, division: str) -> int:
    """The year that is reckoned from: the newest with figures by sex and age before the years ahead."""
    first = years(database, division)[0]
    return max(year for year in age_queries.years(database, division) if year < first)


def usual_year(database: Database, division: str) -> int:
    """The year that one sees at first."""
    wanted = base(database, division) + USUAL_AHEAD
    return min(years(database, division), key=lambda year: (abs(year - wanted), year))


@question
def of(database: Database, division: str, indicator_id: str) -> pd.DataFrame:
    """One measure of every municipality: codes x years, the base year's published figure first."""
    rows = projection_queries.ahead(database, division)
    wide = rows[rows["indicator_id"] == indicator_id].pivot(index="code", columns="year", values="value")
    first = base(database, division)
    now = queries.values_by_code(database, OBSERVED[indicator_id], division, first)["value"]
    wide.insert(0, first, now.reindex(wide.index))
    return wide


@question
def together(database: Database, division: str, codes: frozenset[str]) -> pd.DataFrame:
    """The counts of some municipalities together: indicator_id, year, value, low, high, is_ahead.

    `low` and `high` are the interval of a single municipality; of several, the two runs.
    """
    rows = projection_queries.ahead(database, division)
    rows = rows[rows["code"].isin(codes) & rows["indicator_id"].isin(list(LABELS))]
    sums = rows.groupby(["indicator_id", "year"])[["value", "lower", "upper", "other"]].sum(min_count=1).reset_index()
    if len(codes) > 1:
        sums["lower"], sums["upper"] = np.fmin(sums["value"], sums["other"]), np.fmax(sums["value"], sums["other"])
    ahead = sums.rename(columns={"lower": "low", "upper": "high"}).assign(is_ahead=True)
    first, known = base(database, division), frozenset(rows["code"])
    now = [
        {"indicator_id": name, "year": first, "value": float(of(database, division, name)[first][list(known)].sum())}
        for name in LABELS
    ]
    found = pd.concat([pd.DataFrame(now).assign(is_ahead=False), ahead.drop(columns="other")], ignore_index=True)
    order = found["indicator_id"].map(list(LABELS).index)
    return found.assign(order=order).sort_values(["order", "year"], ignore_index=True).drop(columns="order")


# --- Working age per old inhabitant ---------------------------------------------------------------------------------


@question
def ratios(database: Database, division: str) -> pd.DataFrame:
    """The ratio as it is shown, with one decimal, so that who is below a limit is who is seen to be: codes x years."""
    return of(database, division, RATIO).map(lambda value: text.rounded(value, 1))


@dataclass(frozen=True)
class Counted:
    """How many municipalities `of` how many are below something: by the figure itself, and by the ends of the interval
    (all of it below, some of it below).
    """

    below: int
    surely: int
    possibly: int
    of: int

    @property
    def modelled(self) -> str:
        """«(modellert; 83 også i øvre ende av sitt eget intervall, 167 i nedre)»."""
        return f"(modellert; {self.surely} også i øvre ende av sitt eget intervall, {self.possibly} i nedre)"


def counted(rows: pd.DataFrame, limit: float) -> Counted:
    """Of rows with value, lower and upper, how many are below a limit as they are shown, with one decimal."""
    known = rows.loc[rows["value"].notna(), ["value", "lower", "upper"]].astype(float)
    shown = known.map(lambda value: text.rounded(value, 1) if pd.notna(value) else value)
    below, surely, possibly = (int((shown[name] < limit).sum()) for name in ("value", "upper", "lower"))
    return Counted(below, surely, possibly, len(shown))


def ratio_in(database: Database, division: str, year: int) -> pd.DataFrame:
    """The ratio of a year in every municipality, published in the base year and with its interval ahead."""
    name = OBSERVED[RATIO] if year == base(database, division) else RATIO
    return queries.values(database, name, division, year)


def workers_in(database: Database, division: str, year: int) -> pd.DataFrame:
    """The change in 20-66 from the base year to another in per cent, with its interval."""
    first = base(database, division)
    rows = queries.values(database, OBSERVED[WORKERS] if year == first else WORKERS, division, year)
    now = rows["code"].map(of(database, division, WORKERS)[first])
    return rows.assign(**{column: 100 * (rows[column] / now - 1) for column in ("value", "lower", "upper")})


def passed(database: Database, division: str) -> pd.DataFrame:
    """By code, for each limit the first year (the base year, or one ahead) with fewer; none is NaN."""
    wide = ratios(database, division)
    below = {limit: wide.lt(limit) for limit in LIMITS}
    return pd.DataFrame(
        {limit: rows.idxmax(axis=1).astype(float).where(rows.any(axis=1)) for limit, rows in below.items()}
    )


def ratio_sentence(database: Database, division: str, name: str, codes: frozenset[str]) -> str:
    """«Rindal: 6,5 på 20–66 år per innbygger 80+ i dag og 5,1 i 2036 (4,4–5,9, modellert). Færre enn 6 fra 2031 …»,
    for one municipality with figures; else nothing.
    """
    then = ratio_in(database, division, usual_year(database, division)).set_index("code")
    if len(codes) != 1 or then["value"].reindex(list(codes)).isna().any():
        return ""
    (code,) = codes
    row, now = then.loc[[code]].iloc[0], ratios(database, division).loc[[code]].iloc[0].iloc[0]
    span = f"{text.number(row['lower'], 1)}–{text.number(row['upper'], 1)}"
    said = (
        f"{name}: {text.number(now, 1)} på 20–66 år per innbygger 80+ i dag og {text.number(row['value'], 1)} i "
        f"{usual_year(database, division)} ({span}, modellert)."
    )
    years_of = passed(database, division).loc[code].dropna()
    told = [
        f"færre enn {limit} {'alt i dag' if year == base(database, division) else f'fra {year:.0f}'}"
        for limit, year in years_of.items()
    ]
    if not told:
        return f"{said} Ingen av grensene passeres i årene som er regnet."
    passing = text.listed(told)
    return f"{said} {passing[0].upper()}{passing[1:]} (modellert)."


@question
def by_class(database: Database, division: str) -> pd.DataFrame:
    """centrality_class, year, value, projected: what is known, and what lies ahead."""
    known = population.ratio_by_class(database, division, OBSERVED[WORKERS], OBSERVED[OLDEST])
    ahead = population.ratio_by_class(database, division, WORKERS, OLDEST)
    return pd.concat([known.assign(projected=False), ahead.assign(projected=True)], ignore_index=True)


def caught_up(table: pd.DataFrame, first: int) -> tuple[int, int] | None:
    """The most central class that comes to where the least central one is today (`first`), and the first year of it."""
    least = table["centrality_class"].max()
    today = table[(table["centrality_class"] == least) & (table["year"] == first)]["value"]
    ahead = table[table["projected"] & (table["centrality_class"] < least)]
    there_by_then = ahead[ahead["value"] <= today.min()].sort_values(["centrality_class", "year"])
    if there_by_then.empty:
        return None
    return int(there_by_then["centrality_class"].iloc[0]), int(there_by_then["year"].iloc[0])


# --- How many more ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Service:
    """`now` in `year`; how many more from only the part of 80 and over (`low`, None where it is unknown) to all of it
    following those of 80 and over (`high`).
    """

    name: str
    year: int
    now: float
    low: float | None
    high: float


def services(database: Database, division: str, codes: frozenset[str], year: int) -> list[Service]:
    """How many more of each service if it follows the number of 80 and over, of the municipalities with figures."""
    oldest, first = of(database, division, OLDEST), base(database, division)
    share, found = _old_share(database, division, codes), []
    for name, label in SERVICES.items():
        newest = next(iter(queries.years(database, name, division)), None)
        if newest is None:
            continue
        values = queries.values_by_code(database, name, division, newest)["value"]
        known = [code for code in sorted(codes & set(oldest.index)) if pd.notna(values.get(code))]
        people = oldest.loc[known, first].sum() if known else 0
        if not people:
            continue
        now, growth = float(values[known].sum()), float(oldest.loc[known, year].sum() / people - 1)
        found.append(Service(label, newest, now, None if share is None else now * share * growth, now * growth))
    return found


def _old_share(database: Database, division: str, codes: Iterable[str]) -> float | None:
    """The share of home-service users who are 80 or over, in the newest year that both are known; None if never."""
    for year in queries.years(database, OLD_USERS, division):
        old, everyone = (
            queries.values_by_code(database, name, division, year)["value"].reindex(sorted(codes))
            for name in (OLD_USERS, USERS)
        )
        known = old.notna() & everyone.gt(0)
        if known.any():
            return float(old[known].sum() / everyone[known].sum())
    return None


# --- The track record ------------------------------------------------------------------------------------------------


def record(database: Database, division: str, codes: frozenset[str]) -> pd.DataFrame:
    """What the same computation would have said of some municipalities together, of those that it could be made for:
    start, year, indicator_id, projected, happened, lower, upper (of a single municipality), error (per cent).
    """
    rows = projection_queries.tests(database, division)
    rows = rows[rows["code"].isin(codes) & rows["indicator_id"].isin(list(LABELS))]
    sums = rows.groupby(["start", "year", "indicator_id"])[["projected", "happened", "lower", "upper"]]
    found = sums.sum(min_count=1).reset_index()
    if len(codes) > 1:
        found[["lower", "upper"]] = np.nan
    order = found["indicator_id"].map(list(LABELS).index)
    found = found.assign(error=100 * (found["projected"] / found["happened"] - 1), order=order)
    return found.sort_values(["start", "year", "order"], ascending=[False, False, True], ignore_index=True)


def tried(database: Database, division: str, codes: frozenset[str]) -> int:
    """How many of some municipalities the later start could be made for."""
    rows = projection_queries.tests(database, division)
    rows = rows[rows["code"].isin(codes) & (rows["start"] == rows["start"].max())]
    return int(rows["code"].nunique())


def record_sentence(found: pd.DataFrame, indicator_id: str, name: str) -> str:
    """«Fra 2016 ville samme regnemåte gitt Rindal 1 950 innbyggere i 2026; det ble 1 950.»; nothing where untested."""
    rows = found[found["indicator_id"] == indicator_id]
    if rows.empty:
        return ""
    one = rows.iloc[0]
    whom = "innbyggere" if indicator_id == PEOPLE else f"innbyggere på {LABELS[indicator_id]}"
    return (
        f"Fra {one['start']} ville samme regnemåte gitt {name} {text.number(one['projected'])} {whom} i "
        f"{one['year']}; det ble {text.number(one['happened'])}."
    )


def backtest(database: Database, division: str) -> pd.DataFrame:
    """start, year, indicator_id, municipalities, median (absolute error in per cent), country (its error in per cent),
    covered (per cent of municipalities within the interval, NaN where there was none).
    """
    rows = _errors(database, division)
    key = ["start", "year", "indicator_id"]
    found = rows.groupby(key).agg(municipalities=("code", "size"), median=("size_of_error", "median"),
                                  projected=("projected", "sum"), happened=("happened", "sum"))  # fmt: skip
    tested = rows[rows["lower"].notna()]
    inside = tested["happened"].between(tested["lower"], tested["upper"])
    found["covered"] = 100 * inside.groupby([tested[name] for name in key]).mean()
    found["country"] = 100 * (found["projected"] / found["happened"] - 1)
    found.loc[found.index.get_level_values("indicator_id") == RATIO, "country"] = np.nan
    found = found.reset_index()
    order = found["indicator_id"].map(list(OBSERVED).index)
    return found.assign(order=order).sort_values(["start", "year", "order"], ascending=[False, False, True],
                                                 ignore_index=True)  # fmt: skip


def backtest_by(database: Database, division: str, group: pd.Series) -> pd.DataFrame:
    """The median absolute error (per cent) of the later start in its last year: groups x indicators, and `n`."""
    rows = _errors(database, division)
    rows = rows[rows["start"] == rows["start"].max()]
    rows = rows[rows["year"] == rows["year"].max()]
    groups = rows["code"].map(group)
    medians = rows.groupby([groups, "indicator_id"])["size_of_error"].median().unstack()
    return medians.assign(n=rows.groupby(groups)["code"].nunique())


def _errors(database: Database, division: str) -> pd.DataFrame:
    rows = projection_queries.tests(database, division)
    return rows.assign(size_of_error=100 * (rows["projected"] / rows["happened"] - 1).abs())


def covered(database: Database, division: str) -> float:
    """Per cent of all figures of the later start's last year, in municipalities, that lay within their interval."""
    rows = backtest(database, division).dropna(subset="covered")
    last = rows[rows["year"] == rows["year"].max()]
    return float(np.average(last["covered"], weights=last["municipalities"]))
