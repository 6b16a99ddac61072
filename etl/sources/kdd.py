"""Degrees of legal compliance from the workbook that Kommunal- og distriktsdepartementet publishes (Menon 2022).

The workbook that was imported is kept untouched in the raw folder with the mapping it was read by, so that every later
build reads it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import yaml

from etl.catalogue import Indicator, KddWorkbook
from etl.http import Session, write_atomically
from etl.material import Material
from etl.sources.addresses import address
from etl.sources.kdd_layout import (
    MINIMUM_MATCHES,
    NEVER_CALCULATED,
    Column,
    KddError,
    Mapping,
    MappingNeeded,
    Places,
    find,
    mapping_text,
    number,
    written,
)
from etl.sources.workbook import Sheet, WorkbookError, read_sheets

TOTAL = "compliance_menon"
SOURCE_ID = "kdd-lovoppfyllelse"
PAGE = "https://www.regjeringen.no/no/tema/kommuner-og-regioner/kommunedata/lovoppfyllelse-i-norske-kommuner/id2999281/"
#: The year of the mapping that the workbook holds.
YEAR = 2022
#: Where the marks in the cells say more than that a figure is missing.
STATUS_OF = {":": "suppressed", ".": "not_applicable"}
#: Misses that are named; the others are counted.
SHOWN = 12


@dataclass(frozen=True)
class Degrees:
    """What was read of a workbook. `values` has column (letter), code, value (per cent, NaN where missing), status and
    note; `unknown` are rows that are no municipality; `left_out` are columns that are no degrees, with the reason;
    `unread` are other sheets with municipalities.
    """

    mapping: Mapping
    values: pd.DataFrame
    municipalities: int
    unknown: list[str]
    left_out: list[str]
    unread: list[str]

    def lines(self) -> Iterator[str]:
        """What was understood, as lines to read before trusting the figures."""
        mapping = self.mapping
        by = "kommunenummer" if mapping.by == "number" else "kommunenavn"
        yield f"Ark «{mapping.sheet}», {by} i kolonne {mapping.municipality}, inndelingen {mapping.division}"
        yield f"{self.values['code'].nunique()} av {self.municipalities} kommuner kjent igjen"
        yield from self._column_lines("total", "Samlet grad")
        yield from self._column_lines("area", "Tjenesteområde")
        yield from self._column_lines("indicator", "Indikator")
        if self.unknown:
            further = f" og {len(self.unknown) - SHOWN} til" if len(self.unknown) > SHOWN else ""
            yield f"Ikke kjent igjen: {', '.join(self.unknown[:SHOWN])}{further}"
        if self.left_out:
            yield f"Ikke tatt med: {'; '.join(self.left_out)}"
        for sheet in self.unread:
            yield f"Arket «{sheet}» er ikke lest: tallene hentes fra ett ark, det med samlet grad"

    def _column_lines(self, level: str, word: str) -> Iterator[str]:
        for column in self.mapping.columns:
            if column.level == level:
                values = self.values.loc[self.values["column"] == column.column, "value"]
                lowest, highest = (f"{value:.1f}".replace(".", ",") for value in (values.min(), values.max()))
                yield (
                    f"{word}: kolonne {column.column} «{column.title}», {lowest}–{highest} prosent, "
                    f"{values.isna().sum()} mangler"
                )


def read(path: Path, municipalities: pd.DataFrame, mapping: Mapping | None = None) -> Degrees:
    """The degrees in a workbook, by a mapping or, without one, as far as they can be found.

    `municipalities` has division, code and name. Raises KddError for a workbook that can't be used, MappingNeeded for
    one that can be read in several ways.
    """
    try:
        sheets = read_sheets(path)
    except WorkbookError as error:
        raise KddError(str(error)) from error
    places = Places(municipalities)
    left_out: list[str] = []
    unread: list[str] = []
    if mapping is None:
        mapping, left_out, unread = find(sheets, places)
    sheet = next((sheet for sheet in sheets if sheet.name == mapping.sheet), None)
    if sheet is None:
        raise KddError(f"Arket «{mapping.sheet}» finnes ikke; boka har {', '.join(f'«{s.name}»' for s in sheets)}")
    return replace(_degrees(sheet, mapping, places), left_out=left_out, unread=unread)


def _degrees(sheet: Sheet, mapping: Mapping, places: Places) -> Degrees:
    if mapping.division not in places.divisions:
        raise KddError(f"Kommuneinndelingen «{mapping.division}» finnes ikke; velg {' eller '.join(places.divisions)}")
    codes, unknown = _rows(sheet, mapping, places)
    if len(codes) < MINIMUM_MATCHES:
        raise KddError(
            f"Bare {len(codes)} av {places.size(mapping.division)} kommuner ble kjent igjen (i arket «{sheet.name}»); "
            f"det trengs minst {MINIMUM_MATCHES}"
        )
    values = [
        {"column": column.column, "code": code, **_degree(sheet, row, column)}
        for column in (mapping.total, *(c for c in mapping.columns if c.level != "total"))
        for row, code in codes.items()
    ]
    frame = pd.DataFrame(values)
    if frame.loc[frame["column"] == mapping.total.column, "value"].isna().all():
        reason = NEVER_CALCULATED if sheet.uncalculated else "Kolonnen har ingen tall"
        raise KddError(f"{mapping.total.column} «{mapping.total.title}» i arket «{sheet.name}»: {reason}")
    return Degrees(mapping, frame, places.size(mapping.division), unknown, left_out=[], unread=[])


def _rows(sheet: Sheet, mapping: Mapping, places: Places) -> tuple[dict[int, str], list[str]]:
    """The code of each row of a municipality, and what the other rows with figures call themselves."""
    column = Column(column=mapping.municipality, level="area", title="kommune", full=1).index
    codes: dict[int, str] = {}
    unknown = []
    for row in range(mapping.first_row - 1, len(sheet.rows)):
        cell = sheet.cell(row, column)
        code = places.find(cell, mapping.by, mapping.division)
        if code in codes.values():
            raise KddError(f"{sheet.place(row, column)}: kommunen {code} står to ganger")
        if code:
            codes[row] = code
        elif cell is not None and sheet.cell(row, mapping.total.index) is not None:
            unknown.append(str(cell).strip())
    return codes, unknown


def _degree(sheet: Sheet, row: int, column: Column) -> dict[str, object]:
    """Value, status and note of one cell. Raises KddError for one that is neither a degree nor missing."""
    cell = sheet.cell(row, column.index)
    place = sheet.place(row, column.index)
    try:
        value = number(cell)
    except ValueError as error:
        raise KddError(f"{place} (i «{column.title}»): «{written(cell)}» er ikke et tall") from error
    if value is None:
        mark = "" if cell is None else str(cell).strip()
        note = f"Står som «{mark}» i arbeidsboka" if mark else "Står tom i arbeidsboka"
        return {"value": float("nan"), "status": STATUS_OF.get(mark, "not_reported"), "note": note}
    in_percent = isinstance(cell, str) and "%" in cell
    percent = value if column.full == 100 or in_percent else 100 * value
    if not 0 <= percent <= 100:
        raise KddError(f"{place} (i «{column.title}»): {written(cell)} ligger utenfor 0–{column.full}")
    return {"value": round(percent, 9), "status": "observed", "note": None}


# --- The workbook that is kept ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """An imported workbook: its file, the name it had, where it came from, when, and how it is read."""

    path: Path
    name: str
    url: str
    retrieved_at: datetime
    mapping: Mapping


def kept(raw: Path) -> Kept | None:
    """The workbook that was imported last, None before any import. Raises KddError when it has been tampered with."""
    note = _note(raw)
    if not note.exists():
        return None
    try:
        known = yaml.safe_load(note.read_text("utf-8"))
        path = note.parent / f"{known['sha256'][:12]}.xlsx"
        intact = hashlib.sha256(path.read_bytes()).hexdigest() == known["sha256"]
        mapping = Mapping.model_validate(known["mapping"])
        workbook = Kept(path, known["name"], known["url"], known["retrieved_at"], mapping)
    except (OSError, ValueError, LookupError, TypeError, yaml.YAMLError) as error:
        raise KddError(f"{note} kan ikke brukes. Importer arbeidsboka på nytt, eller slett {note.parent}") from error
    if not intact:
        raise KddError(f"{path} er endret siden den ble importert. Importer den på nytt, eller slett {note.parent}")
    return workbook


@contextmanager
def keeping(raw: Path, workbook: Path, mapping: Mapping, url: str = PAGE) -> Iterator[None]:
    """Keep a workbook for this build and every later one; if the block fails, the one before it is back."""
    note = _note(raw)
    before = note.read_bytes() if note.exists() else None
    content = workbook.read_bytes()
    checksum = hashlib.sha256(content).hexdigest()
    write_atomically(note.parent / f"{checksum[:12]}.xlsx", content)
    known = {
        "name": workbook.name,
        "url": url,
        "sha256": checksum,
        "retrieved_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        "mapping": yaml.safe_load(mapping_text(mapping)),
    }
    write_atomically(note, yaml.safe_dump(known, allow_unicode=True, sort_keys=False).encode())
    try:
        yield
    except BaseException:
        if before is None:
            note.unlink()
        else:
            write_atomically(note, before)
        raise


def _note(raw: Path) -> Path:
    return raw / "kdd" / "import.yaml"


def pull(session: Session, raw: Path, municipalities: pd.DataFrame) -> Degrees | None:
    """Fetch and keep the workbook at KDD_WORKBOOK_URL; None where none is set.

    A workbook that can't be read by itself is read by the mapping of the one before it. Raises KddError or SourceError.
    """
    url = address("KDD_WORKBOOK_URL")
    if url is None:
        return None
    answer = session.get(url, subject="Arbeidsboka om lovoppfyllelse", read=bytes, media="sheet")
    try:
        degrees = read(answer.path, municipalities)
    except MappingNeeded:
        before = kept(raw)
        if before is None:
            raise
        degrees = read(answer.path, municipalities, before.mapping)
    with keeping(raw, answer.path, degrees.mapping, url):
        return degrees


# --- Into the build -----------------------------------------------------------------------------------------------


def added(catalogue: dict[str, Indicator], material: Material, raw: Path) -> tuple[dict[str, Indicator], Material]:
    """Catalogue and material with the imported degrees; without an import, the catalogue without such indicators.

    Every area and indicator of the workbook becomes an indicator that belongs to the page about compliance. Raises
    KddError.
    """
    declared = {id_: indicator for id_, indicator in catalogue.items() if isinstance(indicator.origin, KddWorkbook)}
    others = {id_: indicator for id_, indicator in catalogue.items() if id_ not in declared}
    workbook = kept(raw)
    if workbook is None or TOTAL not in declared:
        return others, material
    degrees = read(workbook.path, material.municipalities, workbook.mapping)
    found = _indicators(degrees.mapping, _marked(declared[TOTAL], workbook))
    rows = degrees.values.assign(
        indicator_id=degrees.values["column"].map({column: i.indicator_id for column, i in found.items()}),
        division=degrees.mapping.division,
        year=YEAR,
        source_id=SOURCE_ID,
    )
    return others | {indicator.indicator_id: indicator for indicator in found.values()}, replace(
        material,
        observations=pd.concat([material.observations, rows[material.observations.columns]], ignore_index=True),
        sources=pd.concat([material.sources, _source(workbook)], ignore_index=True),
    )


def _marked(total: Indicator, workbook: Kept) -> Indicator:
    """The indicator, marked where the workbook's file or sheet says that its figures are made up."""
    named = f"{workbook.name} {workbook.mapping.sheet}".casefold()
    if "syntet" not in named:
        return total
    return total.model_copy(update={"notes": f"SYNTETISKE TALL: arbeidsboka «{workbook.name}» er laget for utprøving."})


def _indicators(mapping: Mapping, total: Indicator) -> dict[str, Indicator]:
    """An indicator for each column of the workbook, by its letter."""
    found = {}
    places = {"area": 0, "indicator": 0}
    for column in mapping.columns:
        if column.level == "total":
            found[column.column] = total
            continue
        places[column.level] += 1
        found[column.column] = total.model_copy(
            update={
                "indicator_id": f"{TOTAL}_{column.level}_{places[column.level]:02d}",
                "title": f"{total.title}: {column.title}",
                "short_title": column.title[:48],
                "theme": column.area or total.theme,
                "position": total.position,
                "definition": f"«{column.title}» slik den står i departementets arbeidsbok. {total.definition}",
                "shared": False,
            }
        )
    return found


def _source(workbook: Kept) -> pd.DataFrame:
    row = {
        "source_id": SOURCE_ID,
        "publisher": "Kommunal- og distriktsdepartementet (Menon Economics)",
        "title": f"Lovoppfyllelse i norske kommuner, arbeidsboka «{workbook.name}»",
        "url": PAGE,
        "licence": "Ikke oppgitt av departementet",
        "table_id": None,
        "reference_date": str(YEAR),
        "retrieved_at": pd.Timestamp(workbook.retrieved_at),
        "sha256": hashlib.sha256(workbook.path.read_bytes()).hexdigest(),
        "note": f"Hentet fra {workbook.url}" if workbook.url != PAGE else None,
    }
    return pd.DataFrame([row])
