"""The files of data/snapshot as they stand, read without the program."""

import csv
from functools import cache
from pathlib import Path

import yaml

SNAPSHOT = Path(__file__).parents[2] / "data" / "snapshot"
SIGNS = {":": "suppressed", "..": "not_reported", ".": "not_applicable", "": "not_in_source"}
ABOUT = {"division", "code", "year", "status", "note"}


@cache
def rows(name):
    """The rows of a file."""
    with (SNAPSHOT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def provenance(path):
    """What the file beside another says of it."""
    return yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))


@cache
def observation_files():
    """Names of the files that hold figures of municipalities."""
    tables = {"former_municipality.csv", "age_sex.csv", "labour_market_region.csv"}
    names = [path.name for path in sorted(SNAPSHOT.glob("*.csv")) if path.name not in tables]
    return [name for name in names if rows(name)[0].keys() >= {"division", "code", "year"}]


@cache
def observations(name):
    """The figures of a file, a row each, also where the file has a column for each indicator."""
    if "indicator_id" in rows(name)[0]:
        return rows(name)
    told = {(row["year"], column) for row in rows(name) for column, cell in row.items() if cell and column not in ABOUT}
    wide = ((row, column) for row in rows(name) for column in row)
    return [_observation(row, column) for row, column in wide if (row["year"], column) in told]


def _observation(row, indicator_id):
    cell = row[indicator_id]
    known = {key: row[key] for key in ("division", "code", "year")} | {"indicator_id": indicator_id}
    if cell in SIGNS:
        return known | {"value": "", "status": SIGNS[cell], "note": row.get("note", "")}
    return known | {"value": cell, "status": row.get("status", "observed"), "note": ""}


@cache
def _found():
    found = {}
    for name in observation_files():
        for row in observations(name):
            found.setdefault((row["indicator_id"], row["division"], row["year"]), {})[row["code"]] = row
    return found


def of(indicator_id, year, division="2024"):
    """Rows of one indicator and year in a division, by municipality code."""
    return _found().get((indicator_id, division, str(year)), {})


def values(indicator_id, year, division="2024"):
    """The figures of one indicator and year that there are."""
    return [float(row["value"]) for row in of(indicator_id, year, division).values() if row["value"]]
