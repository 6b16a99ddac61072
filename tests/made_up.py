"""Databases for tests whose figures or catalogue are not the program's own: whatever is added here is made up."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from pathlib import Path

import yaml

from etl import build, catalogue, snapshot
from etl.snapshot import DIRECTORY

NOTE = "SYNTETISKE TALL: Alle tall i denne tabellen er konstruert for utprøving av programvare."
SOURCE = "made-up"
#: Indicators that are given made-up figures, and their years.
SYNTHETIC = {
    "net_operating_result": (2024, 2025),
    "free_income": (2025,),
    "higher_education": (2020,),
    "kindergarten_staffing": (2024, 2025),
    "duty_drinking_water": (2024, 2025),
    "population_projection": (2026, 2036, 2050),
}
#: Where the first value lies, and the step to the next: values with decimals that no real figure has.
START, STEP = 7.001234567, 0.013753171


def municipalities() -> list[str]:
    """Numbers of the municipalities of 2024."""
    with (DIRECTORY / "municipality.csv").open(encoding="utf-8", newline="") as file:
        return [row["code"] for row in csv.DictReader(file) if row["division"] == "2024"]


def folders(root: Path) -> build.Folders:
    """A copy of the program's own catalogue and embedded figures."""
    made = build.Folders(snapshot=root / "snapshot", indicators=root / "indicators", raw=root / "raw")
    shutil.copytree(snapshot.DIRECTORY, made.snapshot)
    shutil.copytree(catalogue.DIRECTORY, made.indicators)
    return made


def write_figures(folder: Path, name: str, values: Mapping[str, Mapping[int, float]], card: Mapping[str, str]) -> None:
    """A file of figures by indicator and year, and its card: every municipality's figure is a step above the last's."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["indicator_id", "division", "code", "year", "value", "status", "note"])
        for indicator_id, years in values.items():
            status = "modelled" if indicator_id.startswith("population_projection") else "observed"
            for year, first in years.items():
                for place, code in enumerate(municipalities()):
                    table.writerow([indicator_id, 2024, code, year, round(first + STEP * place, 9), status, ""])
    written = yaml.safe_load((folder / "turnout.yaml").read_text(encoding="utf-8")) | {"table": None, **card}
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")


def change_indicator(folder: Path, indicator_id: str, /, **fields: object) -> None:
    """Other fields in an indicator's file."""
    path = folder / f"{indicator_id}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8")) | fields
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def synthetic_database(root: Path) -> Path:
    """A database in which some indicators' figures are made up and marked as the publisher marks them."""
    made, path = folders(root), root / "generalist.duckdb"
    values = {
        indicator_id: {year: START + place + (year % 10) / 100 for year in years}
        for place, (indicator_id, years) in enumerate(SYNTHETIC.items())
    }
    write_figures(
        made.snapshot, "made_up", values, {"source_id": SOURCE, "title": "Prøvetall (SYNTETISK)", "note": NOTE}
    )
    for indicator_id in SYNTHETIC:
        origin = {"kind": "snapshot", "file": "made_up.csv"}
        fields = {"origin": origin, "notes": NOTE, "source_id": SOURCE}
        if indicator_id not in ("population_projection", "net_operating_result"):
            fields |= {"base_indicator_id": "population"}
        change_indicator(made.indicators, indicator_id, **fields, minimum=0, maximum=1000, remarks=[])
    change_indicator(made.indicators, "free_income_corrected", minimum=-250_000, maximum=50_000, remarks=[])
    change_indicator(made.indicators, "population_projection_change_10y", source_id=SOURCE)
    _without(made.snapshot, SYNTHETIC)
    build.build(database=path, folders=made)
    return path


def _without(folder: Path, indicators: Mapping[str, object]) -> None:
    """Take the real figures of some indicators out of the embedded files."""
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        if path.stem == "made_up" or "indicator_id" not in header or "status" not in header:
            continue
        column = header.index("indicator_id")
        kept = [row for row in rows if row[column] not in indicators]
        if len(kept) == len(rows):
            continue
        if not kept:
            path.unlink()
            path.with_suffix(".yaml").unlink()
            continue
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *kept])
