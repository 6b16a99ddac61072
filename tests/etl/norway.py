"""Offices of the tests' own: a Norway of four municipalities, one of them split in 2024, laid out on a web server.

What they answer can be changed between two pulls: every attribute of Norway is read when a question comes.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

import pytest
import small
from office import Asked, Office, Reply

from etl import build
from etl.sources.kartverket import MUNICIPALITIES

NAMES = {"0301": "Oslo - Oslove", "1507": "Ålesund", "1508": "Ålesund", "1580": "Haram", "3001": "Halden"}
NAMES |= {"3101": "Halden", "9999": "Uoppgitt"}
COUNTIES = {"03": "Oslo", "15": "Møre og Romsdal", "30": "Viken", "31": "Østfold"}
#: The codes in force from a day on.
CODES = {
    date(2020, 1, 1): ["0301", "1507", "3001", "9999"],
    date(2024, 1, 1): ["0301", "1508", "1580", "3101", "9999"],
}
CHANGES = [
    ("2024-01-01", "1507", "1508"),
    ("2024-01-01", "1507", "1580"),
    ("2024-01-01", "3001", "3101"),
    # Land only: the old code goes on.
    ("2026-01-01", "3101", "3101"),
    ("2026-01-01", "3101", "0301"),
]
#: Men and women by code and year; (0, 0) is a code that is not in use.
POPULATION = {
    ("0301", 2023): (340, 360),
    ("1507", 2023): (95, 105),
    ("3001", 2023): (50, 50),
    ("0301", 2024): (360, 360),
    ("1508", 2024): (80, 81),
    ("1580", 2024): (26, 27),
    ("3101", 2024): (50, 51),
    ("0301", 2025): (390, 390),
    ("1508", 2025): (82, 83),
    ("1580", 2025): (27, 28),
    ("3101", 2025): (49, 51),
}
#: By today's borders. Haram has no figure of its own before the split: Ålesund's is of both.
SERIES = {
    ("K-0301", 2019): (330, 350),
    ("K-1508", 2019): (94, 100),
    ("K-1580", 2019): (0, 0),
    ("K-3101", 2019): (48, 50),
}
#: Doctors per 10 000, and the sign of a cell that has none.
DOCTORS = {
    ("0301", 2023): 11.0,
    ("1507", 2023): 12.0,
    ("3001", 2023): ":",
    ("0301", 2024): 11.5,
    ("1508", 2024): 12.5,
    ("1580", 2024): "..",
    ("3101", 2024): 9.5,
    ("EAK", 2024): 11.0,
    ("EAKUO", 2024): 10.0,
    ("EKG01", 2024): 10.0,
    ("2111", 2024): 30.0,
}
GROUPS = {"0301": 13, "1507": 10, "1508": 10, "1580": 3, "3001": 7, "3101": 7}
CENTRALITY = {"0301": 1, "1507": 3, "1508": 3, "1580": 4, "3001": 2, "3101": 2}

CORNERS = small.CORNERS | small.HALVES | {"3101": small.CORNERS["3001"]}

SSB = {"kind": "ssb", "table": "07459", "contents": "Personer", "unit_label": "personer", "codelist": "agg_KommSummer"}
SSB |= {"national": "0", "zero_is_absent": True}
CLASSES = {number: f"Klasse {number}" for number in range(1, 18)}
CATALOGUE = {
    "population": {
        "short_title": "Innbyggere",
        "origin": SSB | {"selection": {"Kjonn": ["*"]}, "snapshot": "population.csv"},
    },
    "women": {"short_title": "Kvinner", "origin": SSB | {"selection": {"Kjonn": ["2"]}}},
    "doctors": {
        "short_title": "Leger",
        "aggregation": "weighted_mean",
        "decimals": 1,
        "source_id": "ssb-12005",
        "origin": {
            "kind": "ssb",
            "table": "12005",
            "contents": "Leger per 10 000 innbyggere (antall)",
            "pattern": r"^leger(årsverk)? per 10 000( innbyggere)?( \(antall\))?$",
            "unit_label": "antall",
        },
    },
    "kostra_group": {
        "scale": "category",
        "categories": CLASSES,
        "aggregation": "largest_part",
        "source_id": "ssb-klass-112",
        "origin": {"kind": "klass", "classification": 112, "snapshot": "kostra_group.csv"},
    },
    "centrality_class": {
        "scale": "ordered",
        "categories": CLASSES,
        "aggregation": "largest_part",
        "source_id": "ssb-klass-128",
        "origin": {"kind": "klass", "classification": 128, "snapshot": "centrality_class.csv"},
    },
}


@dataclass
class Table:
    """A table of the statistical office. `cells` maps codes in the order of `dimensions` to a figure or a sign."""

    label: str
    dimensions: dict[str, dict[str, str]]
    cells: dict[tuple[str, ...], float | str]
    unit: str
    updated: str
    region: str
    note: str | None = None
    optional: tuple[str, ...] = ()
    codelists: dict[str, str] = field(default_factory=dict)
    #: Codes that come in the list's place, by code list.
    instead: dict[str, dict[str, str]] = field(default_factory=dict)

    def described(self, codelist: str | None = None) -> dict[str, dict[str, str]]:
        """The dimensions, with a code list in the place of the regions."""
        return self.dimensions | ({self.region: self.instead[codelist]} if codelist else {})

    def cube(self, chosen: Mapping[str, Mapping[str, str]], cells: Mapping | None) -> dict[str, Any]:
        """A JSON-stat2 answer; without cells, metadata."""
        dimension = {
            name: {
                "label": name.lower(),
                "category": {"index": {code: place for place, code in enumerate(codes)}, "label": dict(codes)},
                "extension": {"elimination": name in self.optional},
            }
            for name, codes in chosen.items()
        }
        lists = [{"id": key, "label": label} for key, label in self.codelists.items()]
        dimension[self.region]["extension"]["codelists"] = lists
        units = {code: {"base": self.unit, "decimals": 0} for code in chosen["ContentsCode"]}
        dimension["ContentsCode"]["category"]["unit"] = units
        found = [cells.get(key, "..") for key in product(*chosen.values())] if cells is not None else []
        answer = {
            "class": "dataset",
            "version": "2.0",
            "label": self.label,
            "updated": self.updated,
            "id": list(chosen),
            "size": [len(codes) for codes in chosen.values()],
            "dimension": dimension,
            "role": {"time": ["Tid"], "geo": [self.region], "metric": ["ContentsCode"]},
            "value": [None if isinstance(cell, str) else cell for cell in found],
            "status": {str(place): cell for place, cell in enumerate(found) if isinstance(cell, str)},
        }
        return answer | ({"note": [self.note], "extension": {"noteMandatory": {"0": True}}} if self.note else {})


class Norway:
    """The offices. Change an attribute to change what they answer from then on."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.codes, self.changes = dict(CODES), list(CHANGES)
        self.groups, self.centrality = dict(GROUPS), dict(CENTRALITY)
        self.max_cells = 800_000
        self.tables = {"07459": _population(), "12005": _doctors()}
        self.squares = ["0301", "1508", "1580", "3101"]
        classifications = "/klass/classifications"
        office.answers(f"{classifications}/131/codesAt", self._municipalities)
        office.answers(f"{classifications}/104/codesAt", {"codes": _items(COUNTIES)})
        office.answers(f"{classifications}/131/changes", self._changes)
        office.answers(f"{classifications}/131/corresponds", self._links)
        office.answers("/ssb/config", lambda asked: {"maxDataCells": self.max_cells})
        for table_id in self.tables:
            self.lay_out(table_id)
        office.answers(f"/geonorge/{MUNICIPALITIES}", self._boundaries)

    def lay_out(self, table_id: str) -> None:
        """Answer questions about a table as it is now."""
        self.office.answers(f"/ssb/tables/{table_id}/metadata", lambda asked: self._metadata(table_id, asked))
        self.office.answers(f"/ssb/tables/{table_id}/data", lambda asked: self._data(table_id, asked))

    def remove(self, table_id: str) -> None:
        """Answer as the office does for a table that is gone."""
        gone = Reply(b'{"title": "Non-existent table", "status": 404}', 404, "application/problem+json")
        self.office.answers(f"/ssb/tables/{table_id}/metadata", gone)
        self.office.answers(f"/ssb/tables/{table_id}/data", gone)

    def data_calls(self) -> list[Asked]:
        """The questions for figures and boundaries so far."""
        return [asked for asked in self.office.asked if asked.path.endswith(("/data", ".zip"))]

    def in_force(self, day: date) -> list[str]:
        """The municipal codes of a day."""
        return self.codes[max(first for first in self.codes if first <= day)]

    def _municipalities(self, asked: Asked) -> Any:
        day = date.fromisoformat(asked.query["date"])
        if day < min(self.codes):
            return Reply(b'{"message": "no version"}', 404)
        return {"codes": _items({code: NAMES.get(code, code) for code in self.in_force(day)})}

    def _changes(self, asked: Asked) -> Any:
        first, until = asked.query["from"], asked.query["to"]
        return {
            "codeChanges": [
                {"oldCode": old, "oldName": "", "newCode": new, "newName": "", "changeOccurred": day}
                for day, old, new in self.changes
                if first <= day < until
            ]
        }

    def _links(self, asked: Asked) -> Any:
        every = {code for codes in self.codes.values() for code in codes if code != "9999"}
        target = {
            "104": {code: code[:2] for code in every},
            "112": {code: f"EKG{group:02}" for code, group in self.groups.items()},
            "128": {code: f"{rank:02}" for code, rank in self.centrality.items()},
        }[asked.query["targetClassificationId"]]
        return {
            "correspondenceItems": [
                {"sourceCode": code, "targetCode": to, "targetName": "", "validFrom": "2020-01-01"}
                for code, to in target.items()
            ]
        }

    def _metadata(self, table_id: str, asked: Asked) -> Any:
        table = self.tables[table_id]
        return table.cube(table.described(asked.query.get(f"codelist[{table.region}]")), None)

    def _data(self, table_id: str, asked: Asked) -> Any:
        table = self.tables[table_id]
        chosen, cells = {}, table.cells
        selected = {part["variableCode"]: part for part in asked.body["selection"]}
        every = table.described(selected[table.region].get("codelist"))
        for name, codes in every.items():
            wanted = selected[name]["valueCodes"]
            assert len(set(wanted)) == len(wanted), "the live office answers 500"
            chosen[name] = codes if wanted == ["*"] else {code: codes[code] for code in wanted}
        count = 1
        for codes in chosen.values():
            count *= len(codes)
        if count > self.max_cells:
            return Reply(b'{"title": "Too many cells selected"}', 400, "application/problem+json")
        return table.cube(chosen, cells)

    def _boundaries(self, asked: Asked) -> Reply:
        features = []
        for code in self.squares:
            x, y = CORNERS[code]
            wide = small.SIDE_M // 2 if code.startswith("15") else small.SIDE_M
            ring = [[x, y], [x + wide, y], [x + wide, y + small.SIDE_M], [x, y + small.SIDE_M], [x, y]]
            polygon = {"type": "Polygon", "coordinates": [ring]}
            features.append({"type": "Feature", "properties": {"kommunenummer": code}, "geometry": polygon})
        crs = {"type": "name", "properties": {"name": "EPSG:25833"}}
        collection = {"type": "FeatureCollection", "crs": crs, "features": features}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(
                zipfile.ZipInfo("Kommuner.geojson"), json.dumps({"administrative_enheter.kommune": collection})
            )
        return Reply(out.getvalue(), content_type="application/zip")


def _items(names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"code": code, "name": name, "shortName": "", "level": "1"} for code, name in names.items()]


def _population() -> Table:
    figures = POPULATION | SERIES
    years = sorted({year for _, year in figures})
    for year in years:
        figures["0", year] = tuple(
            map(sum, zip(*(pair for key, pair in figures.items() if key[1] == year), strict=True))
        )
    codes = sorted({code for code, _ in figures})
    cells = {
        (code, sex, "Personer1", str(year)): figures.get((code, year), (0, 0))[place]
        for code, year, (sex, place) in product(codes, years, (("1", 0), ("2", 1)))
    }
    regions = {code: NAMES.get(code, "Hele landet") for code in codes if not code.startswith("K-")}
    return Table(
        label="07459: Befolkning",
        dimensions={
            "Region": regions,
            "Kjonn": {"1": "Menn", "2": "Kvinner"},
            "ContentsCode": {"Personer1": "Personer"},
            "Tid": {str(year): str(year) for year in years},
        },
        cells=cells,
        unit="personer",
        updated="2025-02-20T07:00:00Z",
        region="Region",
        optional=("Kjonn", "Region"),
        codelists={"agg_KommSummer": "Kommuner, sammenslåtte tidsserier"},
        instead={"agg_KommSummer": {code: NAMES[code[2:]] for code, _ in SERIES}},
    )


def _doctors() -> Table:
    codes = sorted({code for code, _ in DOCTORS})
    years = sorted({str(year) for _, year in DOCTORS})
    return Table(
        label="12005: Fastleger (SYNTETISK)",
        dimensions={
            "KOKkommuneregion0000": {code: NAMES.get(code, code) for code in codes},
            "ContentsCode": {
                "KOSleger0000": "Leger per 10 000 innbyggere (antall)",
                "KOSliste0000": "Listelengde (antall)",
            },
            "Tid": {year: year for year in years},
        },
        cells={
            (code, "KOSleger0000", year): DOCTORS.get((code, int(year)), ".") for code, year in product(codes, years)
        },
        unit="antall",
        updated="2025-03-15T07:00:00Z",
        region="KOKkommuneregion0000",
        note="Tallene er laget for en prøve.",
    )


def commuters(years: list[int]) -> Table:
    """Who works where: 100 times a municipality's place in the list of codes plus the place of the one they live in."""
    codes = ["0301", "1507", "1508", "1580", "3001", "3101", "9999"]
    in_use = {year: CODES[max(first for first in CODES if first.year <= max(year, 2020))] for year in years}
    regions = {code: NAMES[code] for code in codes}
    cells = {
        (work, home, "Sysselsatte", str(year)): 100 * codes.index(work) + codes.index(home)
        if {work, home} <= set(in_use[year])
        else "."
        for work, home, year in product(codes, codes, years)
    }
    return Table(
        label="03321: Sysselsatte, etter arbeidsstedskommune og bostedskommune",
        dimensions={
            "ArbstedKomm": regions,
            "Bokommuen": regions,
            "ContentsCode": {"Sysselsatte": "Sysselsatte"},
            "Tid": {str(year): str(year) for year in years},
        },
        cells=cells,
        unit="personer",
        updated="2025-02-20T07:00:00Z",
        region="ArbstedKomm",
    )


def sick_leave(quarters: list[str]) -> Table:
    """Per cent by quarter: the year's last two digits and the quarter as a decimal."""
    regions = {code: NAMES[code] for code in CODES[date(2024, 1, 1)]}
    return Table(
        label="12451: Legemeldt sykefravær",
        dimensions={
            "Region": regions,
            "ContentsCode": {"Sykefraversprosent": "Sykefraværsprosent"},
            "Tid": {quarter: quarter for quarter in quarters},
        },
        cells={
            (code, "Sykefraversprosent", quarter): float(f"{quarter[2:4]}.{quarter[-1]}")
            for code, quarter in product(regions, quarters)
        },
        unit="prosent",
        updated="2025-02-20T07:00:00Z",
        region="Region",
    )


def projection(year: int, alternatives: Mapping[str, Mapping[str, float]]) -> Table:
    """Inhabitants of a coming year by the label of each alternative and municipality."""
    contents = {f"Personer{place}": label for place, label in enumerate(alternatives)}
    return Table(
        label="14746: Framskrevet folkemengde",
        dimensions={
            "Region": {code: NAMES[code] for code in CODES[date(2024, 1, 1)]},
            "ContentsCode": contents,
            "Tid": {str(year): str(year)},
        },
        cells={
            (code, content, str(year)): persons
            for content, label in contents.items()
            for code, persons in alternatives[label].items()
        },
        unit="personer",
        updated="2025-02-20T07:00:00Z",
        region="Region",
    )


def folders(directory, monkeypatch: pytest.MonkeyPatch, office: Office) -> build.Folders:
    """A new country with embedded figures, whose program asks these offices."""
    monkeypatch.setenv("SSB_API_URL", f"{office.url}/ssb")
    monkeypatch.setenv("KLASS_API_URL", f"{office.url}/klass")
    monkeypatch.setenv("GEONORGE_URL", f"{office.url}/geonorge")
    for name in ("STATFIN_API_URL", "SCB_API_URL", "STATBANK_API_URL", "HAGSTOFA_API_URL"):
        monkeypatch.setenv(name, f"{office.url}/norden")
    monkeypatch.setenv("ETL_CALLS_PER_MINUTE", "60000")
    monkeypatch.setenv("ETL_RETRY_SECONDS", "0.02")
    made = small.folders(directory)
    small.write_table(made.snapshot, "municipality", small.TABLES["municipality"], "ssb-klass-131")
    for indicator_id, number, values in (("kostra_group", 112, GROUPS), ("centrality_class", 128, CENTRALITY)):
        rows = [
            (indicator_id, 2020 if code in ("1507", "3001") else 2024, code, 2024, value, "observed", "")
            for code, value in values.items()
        ]
        header = small.TABLES["turnout"][0]
        small.write_table(made.snapshot, indicator_id, [header, *rows], f"ssb-klass-{number}")
    for indicator_id, fields in CATALOGUE.items():
        small.write_indicator(made.indicators, indicator_id, fields)
    return made
