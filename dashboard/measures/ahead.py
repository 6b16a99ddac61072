"""«Framover»: what the pattern of the last years would give if it went on, and how the same computation did before.

Everything here is modelled (etl/projection.py). Of one municipality it has an interval of 80 per cent; of several
together it has none, so that the run without the newest five years stands beside instead.
"""

from __future__ import annotations

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


def left_out(database: Database, division: str) -> str:
    """The years that the second run leaves out: «2021–2026»."""
    last = base(database, division)
    width = years(database, division)[0] - last
    return f"{last - width}–{last}"


@question
def of(database: Database, division: str, indicator_id: str, end: str = "value") -> pd.DataFrame:
    """One measure of every municipality, or an end of its interval («lower», «upper»): codes x years, the base year's
    published figure first.
    """
    rows = projection_queries.ahead(database, division)
    wide = rows[rows["indicator_id"] == indicator_id].pivot(index="code", columns="year", values=end)
    first = base(database, division)
    now = queries.values_by_code(database, OBSERVED[indicator_id], division, first)["value"]
    wide.insert(0, first, now.reindex(wide.index))
    return wide


@question
def together(database: Database, division: str, codes: frozenset[str]) -> pd.DataFrame:
    """The counts of some municipalities together: indicator_id, year, value, low, high, other, is_ahead.

    `low` and `high` are the interval of a single municipality; of several, the two runs. `other` is the second run,
    without the newest interval of five years.
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
    found = pd.concat([pd.DataFrame(now).assign(is_ahead=False), ahead], ignore_index=True)
    order = found["indicator_id"].map(list(LABELS).index)
    return found.assign(order=order).sort_values(["order", "year"], ignore_index=True).drop(columns="order")


# --- As it is told --------------------------------------------------------------------------------------------------

ROUNDING = (
    "Modellerte antall i tekst er avrundet til den største av 1, 10, 100 og så videre som ikke er større enn halve "
    "intervallet, uten intervall til tre sifre, og hvor mange flere som får tjenester til to; filene har tallene slik "
    "de er regnet."
)
DIGITS = 3
"""How many digits a modelled count without an interval is told with."""


def told(value: float, low: float, high: float) -> str:
    """A modelled count as its interval allows it to be said: rounded to the largest power of ten that is no larger than
    half of what the interval spans; without one, to the first digits.
    """
    if pd.isna(value):
        return text.number(None)
    if pd.isna(low) or pd.isna(high):
        return in_units(value, 10 ** max(len(str(int(abs(value)))) - DIGITS, 0))
    return in_units(value, unit_of(low, high))


def unit_of(low: float, high: float) -> int:
    """The power of ten that a modelled count is rounded to, by its interval."""
    half = abs(high - low) / 2
    return 10 ** int(np.floor(np.log10(half))) if half >= 1 else 1


def in_units(value: float, unit: int) -> str:
    """A number rounded to a power of ten."""
    return text.number(text.rounded(value / unit) * unit)


def more_of_the_oldest(database: Database, division: str, codes: frozenset[str], year: int) -> tuple[int, int]:
    """How many of some municipalities get more inhabitants of 80 or over until a year, and how many have a figure."""
    oldest = of(database, division, OLDEST)
    oldest = oldest.loc[oldest.index.isin(codes), [base(database, division), year]].dropna()
    return int((oldest[year] > oldest[base(database, division)]).sum()), len(oldest)


# --- Working age per old inhabitant ---------------------------------------------------------------------------------


@question
def ratios(database: Database, division: str, end: str = "value") -> pd.DataFrame:
    """The ratio as it is shown, with one decimal, so that who is below a limit is who is seen to be: codes x years; or
    an end of its interval.
    """
    return of(database, division, RATIO, end).map(lambda value: text.rounded(value, 1))


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
        return f"(modellert; {self.ends})"

    @property
    def ends(self) -> str:
        """«83 også i øvre ende av sitt eget intervall, 167 i nedre»; of none, how many are below in the lower end."""
        if not self.below:
            return f"{self.possibly or 'ingen'} i nedre ende av sitt eget intervall"
        return f"{self.surely or 'ingen'} også i øvre ende av sitt eget intervall, {self.possibly or 'ingen'} i nedre"


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


@question
def passed(database: Database, division: str, end: str = "value") -> pd.DataFrame:
    """By code, for each limit the first year (the base year, or one ahead) with fewer; none is NaN."""
    wide = ratios(database, division, end)
    below = {limit: wide.lt(limit) for limit in LIMITS}
    return pd.DataFrame(
        {limit: rows.idxmax(axis=1).astype(float).where(rows.any(axis=1)) for limit, rows in below.items()}
    )


PUBLISHED = "(publiserte tall)"
"""Said of a limit that was passed by what is known already, beside those that the reckoning passes."""


def crossed(database: Database, division: str, code: str, limit: int) -> str:
    """When a municipality comes below a limit, between which of the years that are reckoned, and by the ends of the
    interval: «allerede i 2026 (publiserte tall)», «mellom 2031 og 2036 (tidligst mellom 2026 og 2031, i øvre ende av
    intervallet ikke til og med 2046)», «bare i nedre ende av intervallet, mellom 2041 og 2046»; else empty.
    """
    reckoned = [base(database, division), *years(database, division)]
    already = f"allerede i {reckoned[0]} {PUBLISHED}"

    def when(end: str) -> str:
        year = passed(database, division, end)[limit].to_dict()[code]
        if pd.isna(year):
            return f"etter {reckoned[-1]}"
        place = reckoned.index(int(year))
        return f"mellom {reckoned[place - 1]} og {reckoned[place]}" if place else already

    said, earliest, latest = (when(end) for end in ("value", "lower", "upper"))
    if said.startswith("etter"):
        return "" if earliest.startswith("etter") else f"bare i nedre ende av intervallet, {earliest}"
    if said == already:
        return said
    ends = [f"tidligst {earliest}"] if earliest != said else []
    if latest.startswith("etter"):
        ends.append(f"i øvre ende av intervallet ikke til og med {reckoned[-1]}")
    elif latest != said:
        ends.append(f"senest {latest}")
    return f"{said} ({', '.join(ends)})" if ends else said


def ratio_sentence(database: Database, division: str, name: str, codes: frozenset[str]) -> str:
    """«Rindal: 6,5 på 20–66 år per innbygger 80+ i dag og 5,1 i 2036 (4,4–5,9, modellert). Færre enn 6 mellom 2026 og
    2031 …», for one municipality with figures; else nothing.
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
    told = [f"færre enn {limit} {when}" for limit in LIMITS if (when := crossed(database, division, code, limit))]
    if not told:
        limits, last = text.listed(map(str, LIMITS)), years(database, division)[-1]
        return f"{said} Ingen av grensene ({limits}) passeres til og med {last} (modellert)."
    known = [one for one in told if one.endswith(PUBLISHED)]
    modelled = [one for one in told if one not in known]
    passing = [f"{'; '.join(part)}{mark}." for part, mark in ((known, ""), (modelled, " (modellert)")) if part]
    return " ".join((said, *(f"{one[0].upper()}{one[1:]}" for one in passing)))


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
