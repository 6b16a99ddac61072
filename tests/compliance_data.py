"""A country in which duties have been pulled and the ministry's workbook imported: all figures of both are made up."""

from __future__ import annotations

import argparse
import csv
import shutil
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import yaml

from etl import build, catalogue, import_kdd, snapshot

ROOT = Path(__file__).parents[1]
WORKBOOK = "syntetisk.xlsx"
SMALL_SEWAGE = "duty_sewage_small"
#: Figures of each duty as published, by municipality number; the others of the country have made-up ones.
KNOWN = {
    "0301": {"duty_psychologist": 1, "duty_midwife": 0, "duty_drinking_water": 99, "duty_sewage_small": 60,
             "duty_fire_inspection": 70, "duty_general_practitioner": 10, "duty_sewage_unmet": 30,
             "duty_building_12_weeks": 168, "duty_building_3_weeks": 14},
    "1151": {"duty_psychologist": 1, "duty_midwife": 1, "duty_drinking_water": 100},
    "1103": {"duty_psychologist": 1, "duty_drinking_water": 90, "duty_sewage_small": 50},
}  # fmt: skip


def municipalities() -> list[tuple[str, str]]:
    """Number and name of the municipalities of 2020."""
    with (ROOT / "data" / "snapshot" / "municipality.csv").open(encoding="utf-8", newline="") as file:
        return [(row["code"], row["name"]) for row in csv.DictReader(file) if row["division"] == "2020"]


def degrees() -> dict[str, float | None]:
    """The made-up total degree of each municipality, None where the workbook says «mangler»."""
    made = np.random.default_rng(20221018).uniform(50, 99, len(municipalities())).round(1)
    found = dict(zip([code for code, _ in municipalities()], made.tolist(), strict=True))
    return found | {"4601": None, "5001": None}


def write_workbook(folder: Path) -> Path:
    """A workbook with a total, one area and two indicators."""
    book = openpyxl.Workbook()
    book.active.append(["Kommunenummer", "Kommune", "Grad av lovoppfyllelse", "Barnehage", None, None])
    book.active.append([None, None, None, "Samlet", "Bemanningsnorm", "Pedagognorm"])
    book.active.merge_cells("D1:F1")
    for place, (code, name) in enumerate(municipalities()):
        degree = degrees()[code]
        book.active.append([int(code), name, "mangler" if degree is None else degree, 50 + place % 50, 80,
                            ":" if code == "0301" else 70])  # fmt: skip
    book.save(folder / WORKBOOK)
    return folder / WORKBOOK


def _folders(root: Path) -> build.Folders:
    """The embedded figures, with the duties as one more file among them."""
    made = build.Folders(snapshot=root / "snapshot", indicators=root / "indicators", raw=root / "raw")
    shutil.copytree(snapshot.DIRECTORY, made.snapshot)
    shutil.copytree(catalogue.DIRECTORY, made.indicators)
    duties = {}
    for path in made.indicators.glob("*.yaml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if "duty" in content and path.stem in KNOWN["0301"]:
            duties[path.stem] = content["duty"]["rule"]
            if embedded := content["origin"].get("snapshot"):
                _without_column(made.snapshot / embedded, path.stem)
            content |= {"origin": {"kind": "snapshot", "file": "duties.csv"}, "notes": "SYNTETISKE TALL"}
            if content["aggregation"] == "recomputed":
                content |= {"aggregation": "weighted_mean", "base_indicator_id": "population", "kind": "observed"}
            content["source_id"] = "duties"
            path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    _write_duties(made.snapshot, duties)
    return made


def _without_column(file: Path, name: str) -> None:
    """The embedded file, without the figures of an indicator that stands in a column of its own."""
    with file.open(encoding="utf-8", newline="") as content:
        rows = [{column: cell for column, cell in row.items() if column != name} for row in csv.DictReader(content)]
    with file.open("w", encoding="utf-8", newline="") as content:
        table = csv.DictWriter(content, rows[0])
        table.writeheader()
        table.writerows(rows)


def _write_duties(folder: Path, duties: dict[str, str]) -> None:
    random = np.random.default_rng(7)
    made = {"yes_no": lambda: random.integers(0, 2), "share": lambda: round(random.uniform(20, 100), 1),
            "days_limit": lambda: random.integers(10, 120)}  # fmt: skip
    with (folder / "duties.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["indicator_id", "division", "code", "year", "value", "status", "note"])
        for code, _ in municipalities():
            for duty, rule in sorted(duties.items()):
                value = KNOWN[code].get(duty, "") if code in KNOWN else made[rule]()
                table.writerow([duty, 2020, code, 2025, value, "not_reported" if value == "" else "observed", ""])
    card = yaml.safe_load((folder / "turnout.yaml").read_text(encoding="utf-8"))
    card |= {"source_id": "duties", "title": "Plikter (SYNTETISK)", "table": None}
    (folder / "duties.yaml").write_text(yaml.safe_dump(card, allow_unicode=True), encoding="utf-8")


def build_measured(root: Path, *, with_workbook: bool) -> Path:
    """The database of that country; its path."""
    folders, path = _folders(root), root / "generalist.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GENERALIST_DB", str(path))
        if with_workbook:
            wanted = argparse.Namespace(workbook=write_workbook(root), mapping=None, write_mapping=None, check=False)
            import_kdd.run(wanted, folders)
        else:
            build.build(folders=folders)
    return path
