"""Extracts of Statistics Norway's tables as observations: summed, checked, and put in the division they are of."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from etl.dataset import UNIT
from etl.divisions_register import Division, DivisionsRegister
from etl.frames import grouped
from etl.http import SourceError
from etl.indicator import Indicator
from etl.jsonstat import SIGNS, WITH_NUMBER, WITHOUT_NUMBER
from etl.names import listed
from etl.origins import SsbTable
from etl.sources.ssb import Extract
from etl.sources.ssb_selection import chosen_codes
from etl.sources.ssb_table import Metadata, municipality_code, region_dimensions

#: Statuses of a cell, the weightiest last: it decides the status of a sum.
WEIGHT = ["observed", "provisional", "not_reported", "suppressed", "not_applicable"]
FIRST_MISSING = WEIGHT.index("not_reported")
#: Codes of a year before the oldest division are that division's when so many of its municipalities are in use. Two
#: divisions that differ by a reform share far fewer.
ENOUGH = 0.9
#: The region variable of the tables that municipalities report to (KOSTRA). The figures of a year come unrevised in
#: March of the next and revised on 15 June; the answers don't tell, but for their time.
REPORTED_REGION = "KOKkommuneregion"
REVISED = (6, 15)
ABSENT_NOTE = "Ikke sammenlignbart: SSB har ikke tall for dagens kommune dette året"


class FiguresError(SourceError):
    """An answer whose figures can't be right: a municipality is missing, or the sum is not the country's."""


@dataclass(frozen=True)
class Figures:
    """Observations, and the published totals (indicator_id, year, value) that they sum to."""

    observations: pd.DataFrame
    national: pd.DataFrame


def years(codes: Collection[str], quarter: int | None = None) -> dict[str, int]:
    """The periods that are whole years, or that quarter of one, with their year: 2024 of «2024» or «2024K4»."""
    wanted = re.compile(r"((?:19|20)\d\d)" + (f"K{quarter}" if quarter else ""))
    return {code: int(match[1]) for code in codes if (match := wanted.fullmatch(code))}


def figures(
    extract: Extract,
    contents: Mapping[str, str],
    catalogue: Mapping[str, Indicator],
    register: DivisionsRegister,
    intervals: Mapping[str, tuple[str, str]] | None = None,
) -> Figures:
    """What an extract says of each indicator; `contents` maps indicator ids to contents codes, `intervals` those with a
    low and a high alternative to the codes of both.

    Codes of a year belong to the division whose municipalities are in use that year; a year in which no known
    division's are (they are older), or in which nobody has a figure, is left out. Codes of a code list are the newest
    division's. Raises FiguresError.
    """
    observations, totals = [], []
    for indicator_id, content in contents.items():
        indicator = catalogue[indicator_id]
        origin = indicator.drawn_from(SsbTable)
        cells = _cells(extract, origin, content)
        rows = _placed(extract, cells, register)
        for end in (intervals or {}).get(indicator_id, ()):
            rows = _reaching(rows, _placed(extract, _cells(extract, origin, end), register))
        if not extract.codelists:
            total = cells[(cells["region"] == origin.national) & cells["value"].notna()]
            totals.append(total[["year", "value"]].assign(indicator_id=indicator_id))
            _check_sums(extract, indicator, rows, totals[-1])
        if indicator.kind == "modelled":
            rows = rows.assign(status=rows["status"].mask(rows["value"].notna(), "modelled"))
        observations.append(rows.assign(indicator_id=indicator_id, source_id=indicator.source_id))
    return Figures(pd.concat(observations, ignore_index=True), _joined(totals, ["indicator_id", "year", "value"]))


def _placed(extract: Extract, cells: pd.DataFrame, register: DivisionsRegister) -> pd.DataFrame:
    """The municipalities' cells in the division that they are of."""
    place = _on_todays_borders if extract.codelists else _in_divisions
    return place(extract, cells, register)


def _reaching(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The rows with an interval that reaches to an alternative of each figure. What is low for the country need not be
    low for a municipality; where an alternative is missing, there is no interval.
    """
    other = others.set_index(UNIT)["value"].reindex(pd.MultiIndex.from_frame(rows[UNIT])).to_numpy()
    lower, upper = (rows.get(name, rows["value"]).to_numpy() for name in ("lower", "upper"))
    there = rows["value"].notna().to_numpy() & ~np.isnan(other)
    return rows.assign(
        lower=np.where(there, np.minimum(lower, other), np.nan), upper=np.where(there, np.maximum(upper, other), np.nan)
    )


def outside_range(observations: pd.DataFrame, catalogue: Mapping[str, Indicator]) -> dict[str, str]:
    """Ids of the indicators that have a figure outside the range that they declare, with what to tell of each."""
    found = {}
    for indicator_id, rows in grouped(observations, "indicator_id", str):
        indicator = catalogue[indicator_id]
        minimum = -np.inf if indicator.minimum is None else indicator.minimum
        maximum = np.inf if indicator.maximum is None else indicator.maximum
        outside = rows[(rows["value"] < minimum) | (rows["value"] > maximum)]
        if len(outside):
            row = outside.iloc[0]
            value, least, most = (f"{number:.10g}".replace(".", ",") for number in (row["value"], minimum, maximum))
            found[indicator_id] = (
                f"{row['code']} har {value} i {row['year']}, ventet mellom {least} og {most}. "
                f"Hopper over «{indicator.short_title}»."
            )
    return found


def _joined(parts: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _cells(extract: Extract, origin: SsbTable, content: str) -> pd.DataFrame:
    """The indicator's sums: region (as in the table), code (None but for municipalities), year, value, status, note."""
    described = extract.cube
    regions = [dimension.code for dimension in region_dimensions(_metadata(extract), origin.diagonal)]
    region, time, table = regions[0], described.role("time").code, described.table
    years_of = years(described.role("time").codes, origin.quarter)
    inside = (table[described.role("metric").code] == content) & table[time].isin(list(years_of))
    if origin.diagonal:
        inside &= table[regions[0]].astype(object) == table[regions[1]].astype(object)
    rows = table[inside]
    if rows.empty:
        raise FiguresError(extract.subject, f"svaret mangler {content}")
    cells = _summed(rows[_selected(extract, origin, rows)], region, time, origin.scale_by)
    if origin.zero_is_absent:
        empty = rows.groupby([region, time], observed=True)["value"].sum() == 0
        absent = pd.MultiIndex.from_frame(cells[["region", "period"]]).isin(empty[empty].index)
        absent &= cells["value"].notna().to_numpy()
        cells.loc[absent, ["value", "status"]] = np.nan, "not_applicable"
    codes = cells["region"].map({name: municipality_code(name) for name in cells["region"].unique()})
    told = [ABSENT_NOTE if status == "not_applicable" else None for status in cells["status"]]
    note = pd.Series(told, cells.index, dtype=object)
    cells = cells.assign(code=codes, year=cells["period"].map(years_of).astype(int), note=note).drop(columns="period")
    if region.startswith(REPORTED_REGION) and described.updated:
        unrevised = (cells["year"] >= _first_unrevised(described.updated)) & (cells["status"] == "observed")
        cells.loc[unrevised, "status"] = "provisional"
    return cells


def _first_unrevised(updated: str) -> int:
    """The first year whose reported figures had not been revised at an ISO time."""
    day = datetime.fromisoformat(updated).date()
    return day.year - 1 if (day.month, day.day) < REVISED else day.year


def _metadata(extract: Extract) -> Metadata:
    return Metadata(extract.table_id, extract.subject, extract.cube, {})


def _selected(extract: Extract, origin: SsbTable, rows: pd.DataFrame) -> np.ndarray:
    """Which rows the indicator's selection means."""
    described, metadata = extract.cube, _metadata(extract)
    names = {metadata.dimension(name).code: expressions for name, expressions in origin.selection.items()}
    chosen = chosen_codes(metadata, {code: names.get(code, ["*"]) for code in described.dimensions})
    wanted = np.ones(len(rows), dtype=bool)
    for dimension in names:
        wanted &= rows[dimension].isin(chosen[dimension]).to_numpy()
    return wanted


def _summed(rows: pd.DataFrame, region: str, time: str, factor: float) -> pd.DataFrame:
    """A row per region and period; the sum lacks a value if any of its cells does, for the weightiest reason."""
    signs = rows["status"].cat.set_categories(SIGNS).cat.codes.to_numpy()
    with_number = np.array([WEIGHT.index(WITH_NUMBER.get(sign, "not_reported")) for sign in SIGNS], dtype=np.int8)
    without = np.array([WEIGHT.index(WITHOUT_NUMBER[sign]) for sign in SIGNS], dtype=np.int8)
    weight = np.where(rows["value"].notna(), with_number[signs], without[signs])
    grouped = rows.assign(weight=weight).groupby([region, time], observed=True)
    sums = grouped.agg(value=("value", "sum"), weight=("weight", "max")).reset_index()
    return pd.DataFrame(
        {
            "region": sums[region].astype(str),
            "period": sums[time].astype(str),
            "value": (sums["value"] * factor).mask(sums["weight"] >= FIRST_MISSING),
            "status": sums["weight"].map(dict(enumerate(WEIGHT))),
        }
    )


def _in_divisions(extract: Extract, cells: pd.DataFrame, register: DivisionsRegister) -> pd.DataFrame:
    """The municipalities' cells, each year in the division that it is of."""
    found = []
    for year, of_year in grouped(cells[cells["code"].notna()], "year", int):
        division = _division_of(of_year, register, year)
        if division is None:
            continue
        rows = of_year[of_year["code"].isin(register.codes(division))]
        if rows["value"].isna().all():
            continue
        _refuse_gaps(extract, rows, register.codes(division), year)
        found.append(rows.assign(division=division))
    return _joined(found, [*cells.columns, "division"]).drop(columns="region")


def _division_of(cells: pd.DataFrame, register: DivisionsRegister, year: int) -> str | None:
    """The division whose codes are in use (have a figure or a reason other than «not applicable») in a year's cells.

    Where the table gives codes of other years a reason too, figures decide, and then the calendar.
    """
    in_use = set(cells.loc[cells["status"] != "not_applicable", "code"])
    with_figure = set(cells.loc[cells["value"].notna(), "code"])

    def fit(division: Division) -> tuple[float, float, bool]:
        codes = register.codes(division.division)
        share, told = (len(found & codes) / len(codes) for found in (in_use, with_figure))
        ended = division.valid_to is not None and division.valid_to.year < year
        return share, told, division.valid_from.year <= year and not ended

    best = max(register.in_order, key=fit)
    return best.division if fit(best)[0] >= ENOUGH or year >= register.first_year else None


def _on_todays_borders(extract: Extract, cells: pd.DataFrame, register: DivisionsRegister) -> pd.DataFrame:
    """The cells in the newest division. Where a part of an earlier unit has no figures of its own, nobody knows what
    the other parts' figures are of: they are given to the whole unit, in its own division.
    """
    codes = register.codes(register.newest)
    rows = cells[cells["code"].isin(codes)].assign(division=register.newest).drop(columns="region")
    rows = rows[rows.groupby("year")["value"].transform("count") > 0]
    for year, of_year in grouped(rows, "year", int):
        _refuse_gaps(extract, of_year, codes, year)
    for division, code, parts in register.splits():
        of_parts = rows[rows["code"].isin(parts)]
        undivided = set(of_parts.loc[of_parts["status"] == "not_applicable", "year"])
        whole = of_parts[of_parts["year"].isin(undivided)].groupby("year", as_index=False)[["value"]].sum(min_count=1)
        whole = whole.dropna(subset="value").assign(code=code, division=division, status="observed", note=None)
        rows = rows[~(rows["code"].isin(parts) & rows["year"].isin(undivided))]
        rows = pd.concat([rows, whole], ignore_index=True)
    return rows


def _refuse_gaps(extract: Extract, rows: pd.DataFrame, codes: set[str], year: int) -> None:
    """Raise FiguresError for a municipality that the answer says nothing of."""
    if missing := sorted(codes - set(rows["code"])):
        raise FiguresError(extract.subject, f"mangler {listed(missing)} i {year}")


def _check_sums(extract: Extract, indicator: Indicator, rows: pd.DataFrame, totals: pd.DataFrame) -> None:
    """Raise FiguresError for a year whose municipalities don't sum to the country."""
    by_year = dict(grouped(rows, "year", int))
    for year, total in zip(totals["year"], totals["value"], strict=True):
        of_year = by_year.get(year, rows[:0])
        found_sum = of_year["value"].sum(skipna=False)
        if year in by_year and not abs(found_sum - total) <= 0.5:
            lacking = of_year.loc[of_year["value"].isna(), "code"].tolist()
            found = f"mangler tall for {', '.join(lacking[:3])}" if lacking else f"summen er {found_sum:.0f}"
            raise FiguresError(
                extract.subject, f"«{indicator.short_title}» {year}: {found}, men landet har {total:.0f}"
            )
