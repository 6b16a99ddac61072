"""Every question that pages ask of the database: one function a question, a DataFrame or a small object back.

Values are in the indicator's unit; NULL comes back as NaN with a status that says why. Answers are cached by database
version; nobody may change a frame in place without copying it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.data import classes
from dashboard.data.changes_queries import STATUS_ALONE
from dashboard.data.database import Database, question

NO_OR_YES = ("Nei", "Ja")
"""What 0 and 1 are called of what a municipality has or has not: tables say the words alone."""


@dataclass(frozen=True)
class Indicator:
    """One row of the catalogue; the fields are the columns of the table `indicator`."""

    indicator_id: str
    title: str
    short_title: str
    sentence: str
    place: str
    role: str
    theme: str
    unit: str
    decimals: int
    direction: str
    kind: str
    scale: str
    aggregation: str
    base_indicator_id: str | None
    minimum: float | None
    maximum: float | None
    rhythm: str
    reference: str
    definition: str
    why: str
    legal_basis: str
    duty_area: str | None
    duty_rule: str | None
    duty_kind: str | None
    source_id: str
    contents: str | None
    definition_url: str | None
    notes: str | None
    caveat: str
    position: int
    shared: bool = True
    computation: str | None = None
    published_unit: str | None = None
    published_period: str | None = None
    expected_contents: str | None = None
    base_year_offset: int = 0
    counted: str | None = None
    divisor: str | None = None
    featured: bool = False
    ranked: bool = True
    one_division: bool = False
    begins: int = 0
    stage: str = "condition"
    duty_counted: str | None = None
    duty_cases: str | None = None
    noun: str | None = None

    @property
    def heading(self) -> str:
        """The title with its unit: «Areal (km²)»."""
        return text.titled(self.title, self.unit)

    @property
    def rankable(self) -> bool:
        """Whether a place among the others means anything: of measured amounts, unless the catalogue says no."""
        return self.ranked and self.kind != "modelled" and self.scale in ("amount", "change")

    @property
    def class_decimals(self) -> int:
        """Decimals that map classes tell apart: more than are shown of an index around 1, which is published finer than
        it is read, so that rounding moves nobody to another class.
        """
        return self.decimals + 2 if self.unit == "indeks (landet = 1)" else self.decimals

    def period(self, year: int) -> str:
        """The year of a figure, or all the years that it is about: «2025», «2021–2024»."""
        return f"{year + self.begins}–{year}" if self.begins else str(year)

    def dated(self, year: int) -> str:
        """«Netto lånegjeld 2025», «Nettoinnflytting 2021–2024»."""
        period = self.period(year)
        return self.short_title if period in self.short_title else f"{self.short_title} {period}"

    def column(self, year: int) -> str:
        """What a column of a year's figures is called: «Netto lånegjeld 2025 (prosent av driftsinntektene)»."""
        return f"{self.dated(year)} ({self.unit})"

    def reference_in(self, year: int) -> str:
        """What the figure of a year refers to: «1. januar 2026»."""
        return self.reference.replace("{year}", str(year)).replace("{previous}", str(year - 1))


@dataclass(frozen=True)
class Load:
    """The build that is shown. `reference_year` is the newest year of any observation."""

    version: str
    mode: str
    finished_at: pd.Timestamp
    problems: tuple[str, ...]
    changes: int


@question
def all_indicators(database: Database) -> dict[str, Indicator]:
    """The indicators that have a figure in some year, by id, in screen order: also those that belong to one page."""
    frame = database.query(
        """
        SELECT indicator.* FROM indicator
        WHERE indicator_id IN (SELECT DISTINCT indicator_id FROM observation WHERE value IS NOT NULL)
        ORDER BY position, indicator_id
        """
    )
    frame = frame.astype(object).where(frame.notna(), None)
    return {row["indicator_id"]: Indicator(**row) for row in frame.to_dict("records")}


@question
def indicators(database: Database) -> dict[str, Indicator]:
    """The indicators that every page may show: nothing modelled, nothing that belongs to one page only."""
    return {
        id_: indicator
        for id_, indicator in all_indicators(database).items()
        if indicator.shared and indicator.kind != "modelled"
    }


@question
def categories(database: Database, indicator_id: str) -> dict[int, str]:
    """What the values of an ordered or category indicator are called, lowest first."""
    frame = database.query(
        "SELECT value, label FROM category WHERE indicator_id = $id ORDER BY value", {"id": indicator_id}
    )
    return dict(zip(frame["value"].astype(int), frame["label"], strict=True))


@question
def divisions(database: Database) -> pd.DataFrame:
    """division, valid_from, valid_to, municipalities (how many), oldest first."""
    return database.query(
        """
        SELECT division, valid_from, valid_to, count(*) AS municipalities
        FROM division JOIN municipality USING (division)
        GROUP BY ALL ORDER BY valid_from
        """
    )


@question
def division_label(database: Database, division: str) -> str:
    """What a division is called on screen: «357 · i dag» for the one in force, else «356 · 2020–2023»."""
    row = divisions(database).set_index("division").loc[division]
    time = "i dag" if pd.isna(row["valid_to"]) else f"{row['valid_from'].year}–{row['valid_to'].year}"
    return f"{text.number(row['municipalities'])} · {time}"


@question
def only_division(database: Database, indicator_id: str) -> str | None:
    """The division that an indicator was measured in where there is no other; None for those that follow all.

    Figures that were measured in one division are there in full; in another, those of units that were divided lack.
    """
    indicator = all_indicators(database).get(indicator_id)
    if indicator is None or not indicator.one_division:
        return None
    counts = database.query(
        """
        SELECT division FROM observation WHERE indicator_id = $id
        GROUP BY division ORDER BY count(value) DESC, division
        """,
        {"id": indicator_id},
    )
    return counts["division"].iloc[0] if len(counts) else None


@question
def municipalities(database: Database, division: str) -> pd.DataFrame:
    """The register of a division, by code: the columns of the table `municipality`."""
    return database.query("SELECT * FROM municipality WHERE division = $division ORDER BY code", {"division": division})


@question
def counties(database: Database, division: str) -> dict[str, str]:
    """County names by county code."""
    frame = database.query(
        "SELECT DISTINCT county_code, county FROM municipality WHERE division = $division ORDER BY county_code",
        {"division": division},
    )
    return dict(zip(frame["county_code"], frame["county"], strict=True))


@question
def code_changes(database: Database) -> pd.DataFrame:
    """from_division, from_code, to_division, to_code, share, kind; the largest part of a unit first."""
    return database.query("SELECT * FROM code_change ORDER BY from_division, from_code, share DESC")


@question
def former_municipalities(database: Database) -> pd.DataFrame:
    """old_code, old_name, last_year of the numbers that are out of use, and the division and code that hold them."""
    return database.query(
        "SELECT old_code, old_name, last_year, division, code FROM former_municipality ORDER BY old_code"
    )


@question
def years(database: Database, indicator_id: str, division: str) -> list[int]:
    """Years in which some municipality of the division has a figure, newest first."""
    frame = database.query(
        """
        SELECT DISTINCT year FROM observation
        WHERE indicator_id = $id AND division = $division AND value IS NOT NULL ORDER BY year DESC
        """,
        {"id": indicator_id, "division": division},
    )
    return frame["year"].astype(int).tolist()


@question
def values(database: Database, indicator_id: str, division: str, year: int) -> pd.DataFrame:
    """One indicator in one year for every municipality of a division, by code.

    Columns: code, name, county_code, county, value (in the indicator's unit), lower and upper (published uncertainty,
    NaN where there is none), status, comparable, note.
    """
    return database.query(
        """
        SELECT m.code, m.name, m.county_code, m.county, o.value, o.lower, o.upper,
               coalesce(o.status, 'not_in_source') AS status, coalesce(o.comparable, true) AS comparable, o.note
        FROM municipality m
        LEFT JOIN observation o ON o.division = m.division AND o.code = m.code
                               AND o.indicator_id = $id AND o.year = $year
        WHERE m.division = $division ORDER BY m.code
        """,
        {"id": indicator_id, "division": division, "year": year},
    )


def comparable(frame: pd.DataFrame) -> pd.DataFrame:
    """The municipalities that have a figure and can be compared with others, of a frame as `values` gives it: the ones
    that are in classes, ranks, medians and extremes.
    """
    return frame[frame["value"].notna() & frame["comparable"].astype(bool)]


@question
def values_by_code(database: Database, indicator_id: str, division: str, year: int) -> pd.DataFrame:
    """The same as `values`, to be looked up by code."""
    return values(database, indicator_id, division, year).set_index("code", drop=False)


@question
def class_limits(database: Database, indicator_id: str, division: str) -> list[float]:
    """Inner limits of the map classes, the same in every year of the division (natural breaks, rounded)."""
    indicator = indicators(database)[indicator_id]
    if indicator.scale in ("ordered", "category"):
        return [value + 0.5 for value in list(categories(database, indicator_id))[:-1]]
    return classes.limits(_classed(database, indicator_id, division), indicator.scale, indicator.class_decimals)


@question
def logarithmic_classes(database: Database, indicator_id: str, division: str) -> bool:
    """Whether the map classes are those of the figures' logarithms."""
    values = _classed(database, indicator_id, division)
    return len(values) > 0 and classes.logarithmic(values, indicators(database)[indicator_id].scale)


def _classed(database: Database, indicator_id: str, division: str) -> np.ndarray:
    """The figures of every year that classes are made of."""
    return database.query(
        """
        SELECT value FROM observation
        WHERE indicator_id = $id AND division = $division AND value IS NOT NULL AND comparable
        """,
        {"id": indicator_id, "division": division},
    )["value"].to_numpy()


@question
def geometry_file(database: Database, division: str) -> str:
    """Name of the file in static/ that the browser draws the division from."""
    return database.query("SELECT file_name FROM geometry_file WHERE division = $division", {"division": division})[
        "file_name"
    ].item()


@question
def load(database: Database) -> Load:
    """The newest load and how many figures it changed; those with another status alone are not counted."""
    row = database.query(
        f"""
        SELECT version, mode, finished_at, problems,
               (SELECT count(*) FROM change LEFT JOIN indicator USING (indicator_id)
                WHERE change.load_id = load.load_id AND old_status IS NOT NULL AND NOT {STATUS_ALONE}) AS changes
        FROM load ORDER BY load_id DESC LIMIT 1
        """
    ).iloc[0]
    return Load(row["version"], row["mode"], row["finished_at"], tuple(row["problems"]), int(row["changes"]))


@question
def newest_reference(database: Database) -> int:
    """The newest year of the indicator `population`: the date that the whole dataset is spoken of by."""
    return int(
        database.query(
            "SELECT max(year) AS year FROM observation WHERE indicator_id = 'population' AND value IS NOT NULL"
        )["year"].item()
    )


@question
def table_of(
    database: Database, indicator_ids: tuple[str, ...], division: str, year: int | None = None
) -> pd.DataFrame:
    """Several indicators side by side, a row a municipality: code, name, county, and a column of values per id.

    Each indicator is of `year`, or of its own newest year where `year` is None.
    """
    frame = municipalities(database, division)[
        ["code", "name", "county_code", "county", "centrality_class", "centrality_index", "kostra_group"]
    ].copy()
    for indicator_id in indicator_ids:
        available = years(database, indicator_id, division)
        chosen = year if year is not None else (available[0] if available else None)
        if chosen is None:
            frame[indicator_id] = np.nan
            continue
        found = values(database, indicator_id, division, chosen)
        frame[indicator_id] = found.set_index("code")["value"].reindex(frame["code"]).to_numpy()
    return frame


@question
def series(database: Database, indicator_id: str, division: str) -> pd.DataFrame:
    """Every year of an indicator for every municipality of a division: code, year, value, status, comparable, note."""
    return database.query(
        """
        SELECT code, year, value, status, comparable, note FROM observation
        WHERE indicator_id = $id AND division = $division ORDER BY code, year
        """,
        {"id": indicator_id, "division": division},
    )


@question
def comparable_years(database: Database, indicator_ids: tuple[str, ...], division: str) -> dict[str, pd.DataFrame]:
    """By indicator: the figures that can be compared, a row a code and a column a year, NaN where there is none."""
    found = database.query(
        """
        SELECT indicator_id, code, year, value FROM observation
        WHERE division = $division AND indicator_id IN (SELECT unnest($ids)) AND value IS NOT NULL AND comparable
        """,
        {"division": division, "ids": list(indicator_ids)},
    )
    return {
        id_: rows.pivot(index="code", columns="year", values="value") for id_, rows in found.groupby("indicator_id")
    }


@question
def neighbour_codes(database: Database, division: str, code: str) -> list[str]:
    """The municipalities that share a border with one, by code."""
    return database.query(
        "SELECT neighbour_code FROM neighbour WHERE division = $division AND code = $code ORDER BY neighbour_code",
        {"division": division, "code": code},
    )["neighbour_code"].tolist()


@question
def boundaries(database: Database, division: str) -> pd.DataFrame:
    """The division's borders: code, geometry (WKB, EPSG:4258) as bytes."""
    frame = database.query(
        "SELECT code, geometry FROM boundary WHERE division = $division ORDER BY code", {"division": division}
    )
    return frame.assign(geometry=frame["geometry"].map(bytes))


@question
def every_year(database: Database, indicator_id: str, division: str) -> pd.DataFrame:
    """One indicator in all its years for every municipality of a division: code, year, value, status, note."""
    return database.query(
        """
        SELECT code, year, value, status, note FROM observation
        WHERE indicator_id = $id AND division = $division ORDER BY year, code
        """,
        {"id": indicator_id, "division": division},
    )


@question
def group_figures(database: Database, group_kind: str) -> pd.DataFrame:
    """Figures that exist for groups only: group_id, measure, reference_date, value (persons), source_id."""
    return database.query(
        """
        SELECT group_id, measure, reference_date, value, source_id FROM group_figure
        WHERE group_kind = $kind ORDER BY reference_date, group_id, measure
        """,
        {"kind": group_kind},
    )
