"""A country of three municipalities, one of which was split in 2024: small enough to reckon by head."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import geopandas as gpd
import shapely
import yaml

from etl import build, geometry
from etl.indicator import Indicator

INDICATOR = {
    "title": "Noe",
    "short_title": "Noe",
    "sentence": "{name} hadde {value}",
    "role": "rammebetingelser",
    "stage": "condition",
    "theme": "Prøve",
    "unit": "personer",
    "decimals": 0,
    "direction": "none",
    "kind": "observed",
    "aggregation": "sum",
    "rhythm": "årlig",
    "reference": "1. januar {year}",
    "definition": "Det som telles.",
    "why": "For å prøve.",
    "legal_basis": "ingen",
    "source_id": "population-source",
    "origin": {"kind": "snapshot", "file": "population.csv"},
    "caveat": "Ikke ekte.",
    "position": 1,
}
CATALOGUE = {
    "population": {"short_title": "Innbyggere", "minimum": 0},
    "land_area": {"origin": {"kind": "snapshot", "file": "area.csv"}, "source_id": "area-source"},
    "turnout": {
        "aggregation": "weighted_mean",
        "maximum": 100,
        "origin": {"kind": "snapshot", "file": "turnout.csv"},
        "source_id": "turnout-source",
    },
    "density": {
        "kind": "derived",
        "aggregation": "recomputed",
        "origin": {
            "kind": "ratio",
            "numerator": ["population"],
            "denominator": ["land_area"],
            "denominator_year": 2024,
        },
    },
}
AGE_GROUPS = [*(f"{first}-{first + 4}" for first in range(0, 90, 5)), "90+"]
GRANTED = ("accounts_mnok", "budget_adopted_mnok", "budget_revised_mnok")
TABLES = {
    "division": [("division", "valid_from", "valid_to"), (2020, "2020-01-01", "2023-12-31"), (2024, "2024-01-01", "")],
    "municipality": [
        ("division", "code", "name", "county_code", "county"),
        (2020, "0301", "Oslo", "03", "Oslo"),
        (2020, "1507", "Ålesund", "15", "Møre og Romsdal"),
        (2020, "3001", "Halden", "30", "Viken"),
        (2024, "0301", "Oslo", "03", "Oslo"),
        (2024, "1508", "Ålesund", "15", "Møre og Romsdal"),
        (2024, "1580", "Haram", "15", "Møre og Romsdal"),
        (2024, "3101", "Halden", "31", "Østfold"),
    ],
    "code_change": [
        ("from_division", "from_code", "to_division", "to_code", "share", "kind"),
        (2020, "0301", 2024, "0301", 1, "same"),
        (2020, "1507", 2024, "1508", 0.75, "split"),
        (2020, "1507", 2024, "1580", 0.25, "split"),
        (2020, "3001", 2024, "3101", 1, "renumbered"),
    ],
    "former_municipality": [
        ("old_code", "old_name", "last_year", "division", "code"),
        ("0101", "Halden", 2019, 2024, "3101"),
        ("1507", "Ålesund", 2023, 2024, "1508"),
    ],
    "national": [("indicator_id", "year", "value"), ("population", 2023, 1000), ("population", 2025, 1100)],
    "population": [
        ("indicator_id", "division", "code", "year", "value", "status", "note"),
        ("population", 2024, "0301", 2023, 700, "observed", ""),
        ("population", 2020, "1507", 2023, 200, "observed", ""),
        ("population", 2024, "3101", 2023, 100, "observed", ""),
        ("population", 2024, "0301", 2025, 780, "observed", ""),
        ("population", 2024, "1508", 2025, 165, "observed", ""),
        ("population", 2024, "1580", 2025, 55, "observed", ""),
        ("population", 2024, "3101", 2025, 100, "observed", ""),
    ],
    "area": [
        ("indicator_id", "division", "code", "year", "value", "status", "note"),
        ("land_area", 2024, "0301", 2024, 10, "observed", ""),
        ("land_area", 2024, "1508", 2024, 30, "observed", ""),
        ("land_area", 2024, "1580", 2024, 25, "observed", ""),
        ("land_area", 2024, "3101", 2024, 50, "observed", ""),
    ],
    "turnout": [
        ("indicator_id", "division", "code", "year", "value", "status", "note"),
        ("turnout", 2024, "0301", 2023, 60, "observed", ""),
        ("turnout", 2024, "1508", 2023, 60, "observed", ""),
        ("turnout", 2024, "1580", 2023, 80, "observed", ""),
    ],
    "group_figure": [
        ("group_kind", "group_id", "measure", "reference_date", "value"),
        ("class", "1", "population", "2025-01-01", 5),
    ],
    "nordic_summary": [
        (
            "country",
            "scope",
            "reference_date",
            "municipalities",
            "population",
            "mean",
            "median",
            "largest",
            "smallest",
            "below_5000",
        ),
        ("NO", "alle kommuner", "2025-01-01", 4, 1100, 275, 132.5, 780, 55, 4),
    ],
    "nordic_size_class": [
        ("country", "scope", "reference_date", "size_class", "municipalities", "population"),
        ("NO", "alle kommuner", "2025-01-01", "0-999", 4, 1100),
    ],
    "labour_market_region": [("division", "code", "region"), (2024, "3101", "Halden")],
    "age_sex": [
        ("division", "code", "year", "sex", *AGE_GROUPS),
        *((2024, code, 2025, sex, *([1] * len(AGE_GROUPS))) for code in ("1508", "1580") for sex in ("female", "male")),
    ],
    "state_grant": [
        ("ministry", "chapter", "chapter_name", "item", "name", "kind", "year", *GRANTED),
        ("Departementet", "0571", "Rammetilskudd", "60", "Innbyggertilskudd", "block_grant", 2025, 10.5, 10, ""),
    ],
    "committee_table": [("country", "row", "value", "note"), ("NO", "population", 1100, "")],
}
CORNERS = {"0301": (260_000, 6_640_000), "1507": (260_000, 6_650_000), "3001": (270_000, 6_640_000)}
SIDE_M = 10_000
#: What the split made of 1507: the western and the eastern half.
HALVES = {"1508": CORNERS["1507"], "1580": (265_000, 6_650_000)}


def folders_in(directory: Path) -> build.Folders:
    """The folders of a country that was written there."""
    return build.Folders(**{part: directory / part for part in ("snapshot", "indicators", "raw", "static")})


def folders(directory: Path) -> build.Folders:
    """The country's snapshot and catalogue, written into a new directory."""
    made = folders_in(directory)
    made.snapshot.mkdir(parents=True)
    made.indicators.mkdir()
    for name, rows in TABLES.items():
        write_table(made.snapshot, name, rows)
    whole = {code: shapely.box(x, y, x + SIDE_M, y + SIDE_M) for code, (x, y) in CORNERS.items()}
    halves = {code: shapely.box(x, y, x + SIDE_M / 2, y + SIDE_M) for code, (x, y) in HALVES.items()}
    _write_boundaries(made.snapshot, "2020", whole)
    _write_boundaries(made.snapshot, "2024", {"0301": whole["0301"], "3101": whole["3001"]} | halves)
    for indicator_id, fields in CATALOGUE.items():
        write_indicator(made.indicators, indicator_id, fields)
    return made


def _write_boundaries(directory: Path, division: str, polygons: dict[str, shapely.Polygon]) -> None:
    drawn = geometry.coverage(
        gpd.GeoDataFrame({"code": list(polygons)}, geometry=list(polygons.values()), crs=geometry.PROJECTED)
    )
    drawn.to_parquet(directory / f"boundary_{division}.parquet")
    geometry.neighbours(drawn).to_csv(directory / f"neighbour_{division}.csv", index=False)
    _write_card(directory, f"boundary_{division}")


def write_table(directory: Path, name: str, rows: list[tuple], source_id: str | None = None) -> None:
    """A file of the snapshot and the card beside it."""
    with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    _write_card(directory, name, source_id)


def _write_card(directory: Path, name: str, source_id: str | None = None) -> None:
    card = {
        "source_id": source_id or f"{name}-source",
        "publisher": "Kontoret",
        "title": name,
        "table": None,
        "url": "https://example.org",
        "licence": "CC BY 4.0",
        "reference_date": "1. januar 2025",
        "retrieved": date(2025, 6, 1),
        "note": None,
    }
    (directory / f"{name}.yaml").write_text(yaml.safe_dump(card), encoding="utf-8")


def write_indicator(directory: Path, indicator_id: str, fields: dict) -> None:
    """An indicator file with some fields of its own."""
    content = {"indicator_id": indicator_id} | INDICATOR | {"short_title": f"Noe ({indicator_id})"} | fields
    (directory / f"{indicator_id}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def indicator(indicator_id: str, **fields: object) -> Indicator:
    """The same as a checked object."""
    return Indicator.model_validate({"indicator_id": indicator_id} | INDICATOR | fields)
