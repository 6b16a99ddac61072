"""What the files of the embedded dataset must hold: their columns, what a cell may be, and what identifies a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.dataset import MISSING, UNIT, VALUED


@dataclass(frozen=True)
class Kind:
    """What the cells of a column must be. `convert` gives a missing value for a cell that isn't so."""

    wanted: str
    convert: Callable[[pd.Series], pd.Series]
    optional: bool = False


def _matching(pattern: str) -> Callable[[pd.Series], pd.Series]:
    return lambda cells: cells.where(cells.str.fullmatch(pattern))


def _number(cells: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(cells, errors="coerce")
    return numbers.where(np.isfinite(numbers))


def _integer(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells.where(cells.str.fullmatch(r"-?\d+"))).astype("Int64")


def _date(cells: pd.Series) -> pd.Series:
    return pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce").dt.date


TEXT = Kind("tekst", lambda cells: cells.where(cells.str.strip() != ""))
TEXT_OR_NOTHING = Kind("tekst", TEXT.convert, optional=True)
CODE = Kind("et kommunenummer med fire sifre", _matching(r"\d{4}"))
COUNTY_CODE = Kind("et fylkesnummer med to sifre", _matching(r"\d{2}"))
YEAR = Kind("et år", lambda cells: _integer(cells.where(cells.str.fullmatch(r"(19|20)\d\d"))))
INTEGER = Kind("et heltall", _integer)
NUMBER = Kind("et tall", _number)
NUMBER_OR_NOTHING = Kind("et tall", _number, optional=True)
DATE = Kind("en dato (åååå-mm-dd)", _date)
DATE_OR_NOTHING = Kind("en dato (åååå-mm-dd)", _date, optional=True)
STATUS = Kind("en kjent status", lambda cells: cells.where(cells.isin([*VALUED, *MISSING])))


@dataclass(frozen=True)
class Layout:
    """The columns that a file must have, no more and no fewer, and those that identify a row."""

    columns: dict[str, Kind]
    key: tuple[str, ...]


OBSERVATION = Layout(
    {
        "indicator_id": TEXT,
        "division": TEXT,
        "code": CODE,
        "year": YEAR,
        "value": NUMBER_OR_NOTHING,
        "status": STATUS,
        "note": TEXT_OR_NOTHING,
    },
    ("indicator_id", *UNIT),
)
#: Columns that a file of observations has where the publisher tells how sure its figures are.
INTERVAL = {"lower": NUMBER_OR_NOTHING, "upper": NUMBER_OR_NOTHING}
#: What a file with a column for each indicator has beside them; the last two only where there is something to tell.
WIDE = Layout(
    {column: OBSERVATION.columns[column] for column in (*UNIT, "status", "note")},
    tuple(UNIT),
)
REGISTERS = {
    "division": Layout(
        {"division": TEXT, "valid_from": DATE, "valid_to": DATE_OR_NOTHING},
        ("division",),
    ),
    "municipality": Layout(
        {"division": TEXT, "code": CODE, "name": TEXT, "county_code": COUNTY_CODE, "county": TEXT},
        ("division", "code"),
    ),
    "code_change": Layout(
        {
            "from_division": TEXT,
            "from_code": CODE,
            "to_division": TEXT,
            "to_code": CODE,
            "share": NUMBER,
            "kind": TEXT,
        },
        ("from_division", "from_code", "to_division", "to_code"),
    ),
    "national": Layout({"indicator_id": TEXT, "year": YEAR, "value": NUMBER}, ("indicator_id", "year")),
}
#: Five years each, but for the last.
AGE_GROUPS = [*(f"{first}-{first + 4}" for first in range(0, 90, 5)), "90+"]
TABLES = {
    "former_municipality": Layout(
        {"old_code": CODE, "old_name": TEXT, "last_year": YEAR, "division": TEXT, "code": CODE},
        ("old_code",),
    ),
    "group_figure": Layout(
        {"group_kind": TEXT, "group_id": TEXT, "measure": TEXT, "reference_date": DATE, "value": NUMBER},
        ("group_kind", "group_id", "measure", "reference_date"),
    ),
    "nordic_summary": Layout(
        {
            "country": TEXT,
            "scope": TEXT,
            "reference_date": DATE,
            "municipalities": INTEGER,
            "population": INTEGER,
            "mean": NUMBER,
            "median": NUMBER,
            "largest": INTEGER,
            "smallest": INTEGER,
            "below_5000": INTEGER,
        },
        ("country", "scope", "reference_date"),
    ),
    "nordic_size_class": Layout(
        {
            "country": TEXT,
            "scope": TEXT,
            "reference_date": DATE,
            "size_class": TEXT,
            "municipalities": INTEGER,
            "population": INTEGER,
        },
        ("country", "scope", "reference_date", "size_class"),
    ),
    "labour_market_region": Layout({"division": TEXT, "code": CODE, "region": TEXT}, ("division", "code")),
    "age_sex": Layout(
        {"division": TEXT, "code": CODE, "year": YEAR, "sex": TEXT} | dict.fromkeys(AGE_GROUPS, INTEGER),
        (*UNIT, "sex"),
    ),
    "state_grant": Layout(
        {
            "ministry": TEXT,
            "chapter": TEXT,
            "chapter_name": TEXT,
            "item": TEXT,
            "name": TEXT,
            "kind": TEXT,
            "year": YEAR,
            "accounts_mnok": NUMBER_OR_NOTHING,
            "budget_adopted_mnok": NUMBER_OR_NOTHING,
            "budget_revised_mnok": NUMBER_OR_NOTHING,
        },
        ("chapter", "item", "year"),
    ),
    "committee_table": Layout(
        {"country": TEXT, "row": TEXT, "value": NUMBER, "note": TEXT_OR_NOTHING},
        ("country", "row"),
    ),
}
#: A table that the offices of several countries fill, each with a file of its own.
NORDIC_MUNICIPALITY = Layout(
    {"country": TEXT, "code": TEXT, "name": TEXT, "reference_date": DATE, "population": INTEGER, "scope": TEXT},
    ("country", "code", "reference_date", "scope"),
)
NEIGHBOUR = Layout({"code": CODE, "neighbour_code": CODE, "border_km": NUMBER}, ("code", "neighbour_code"))
