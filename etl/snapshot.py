"""The embedded dataset: data/snapshot/*.csv, each with a .yaml beside it that says where the figures come from.

What is wrong in a file is a SnapshotError that names the file and the line; nothing is guessed or left out.
"""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from etl import dataset, files, wide
from etl.dataset import MISSING, UNIT, Boundaries, Dataset
from etl.indicator import Indicator
from etl.layouts import (
    AGE_GROUPS,
    INTERVAL,
    NEIGHBOUR,
    NORDIC_MUNICIPALITY,
    OBSERVATION,
    REGISTERS,
    TABLES,
    WIDE,
    Layout,
)
from etl.origins import Subtraction

DIRECTORY = Path(__file__).parents[1] / "data" / "snapshot"


#: Not read: with semicolons come decimal commas, and codes may have lost the zero that they begin with.
SEMICOLONS = (
    "feltene er skilt med semikolon, slik norsk Excel lagrer. Lagre med komma mellom feltene og punktum i tallene, "
    "og se etter at kommunenumrene har fire sifre"
)


class SnapshotError(Exception):
    """A file of the embedded dataset that can't be used; the message names the file and the line or field."""


class SourceCard(BaseModel):
    """The .yaml beside a file. `reference_date` is what the figures refer to, in the publisher's words."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, str_min_length=1)

    source_id: str
    publisher: str
    title: str
    table: str | None
    url: str
    licence: str
    reference_date: str
    retrieved: date
    note: str | None


def read(catalogue: dict[str, Indicator], directory: Path = DIRECTORY) -> Dataset:
    """The whole embedded dataset, with the observations of every indicator that declares a file of it.

    Raises SnapshotError for a file that is missing, lacks a column or the .yaml beside it, holds a row twice, a cell
    that isn't what its column holds, or a municipality or an indicator that nobody has declared.
    """
    sources: dict[str, dict] = {}
    registers = {name: _table(directory, name, layout, sources) for name, layout in REGISTERS.items()}
    tables = {name: _table(directory, name, layout, sources) for name, layout in TABLES.items()}
    tables["age_sex"] = tables["age_sex"].melt(
        [*UNIT, "sex", "source_id"], AGE_GROUPS, var_name="age_group", value_name="persons"
    )
    if nordic := [file.stem for file in sorted(directory.glob("nordic_municipality_*.csv"))]:
        parts = [_table(directory, name, NORDIC_MUNICIPALITY, sources) for name in nordic]
        tables["nordic_municipality"] = pd.concat(parts, ignore_index=True)
    boundaries = {
        division: _boundaries(directory, division, sources)
        for division in registers["division"]["division"]
        if (directory / f"boundary_{division}.parquet").exists()
    }
    if not boundaries:
        raise SnapshotError(f"{directory.name}: mangler kommunegrenser (boundary_*.parquet)")
    observations = [
        _observations(directory, name, declared, registers["municipality"], sources)
        for name, declared in _files(catalogue, directory).items()
    ]
    return Dataset(
        mode="snapshot",
        divisions=registers["division"].drop(columns="source_id"),
        municipalities=registers["municipality"].drop(columns="source_id"),
        code_changes=registers["code_change"].drop(columns="source_id"),
        national=registers["national"].drop(columns="source_id"),
        observations=pd.concat(observations, ignore_index=True).reindex(columns=dataset.OBSERVATION),
        tables=tables,
        boundaries=boundaries,
        sources=pd.DataFrame(sources.values()),
    )


def _files(catalogue: dict[str, Indicator], directory: Path) -> dict[str, set[str]]:
    """The observation files that the catalogue names, each with the ids of the indicators it must hold; those that need
    not be there only where they are.
    """
    files: dict[str, set[str]] = {}
    for indicator in catalogue.values():
        own = indicator.origin.published if isinstance(indicator.origin, Subtraction) else None
        if file := own.file if own and (directory / own.file).exists() else indicator.embedded_file:
            files.setdefault(Path(file).stem, set()).add(indicator.indicator_id)
    return files


def _observations(
    directory: Path, name: str, declared: set[str], municipalities: pd.DataFrame, sources: dict[str, dict]
) -> pd.DataFrame:
    path, known = directory / f"{name}.csv", municipalities["code"] + " i " + municipalities["division"]
    text = _cells(path)
    is_wide = wide.is_wide(text.columns)
    layout = _layout(text.columns, WIDE if is_wide else OBSERVATION)
    side_by_side = [name for name in text.columns if name not in layout.columns] if is_wide else []
    rows = _converted(path, text.drop(columns=side_by_side), layout)
    units = rows[["division", "code"]].drop_duplicates()
    places = units["code"] + " i " + units["division"]
    _refuse(path.name, ~places.isin(known), places, "ukjent kommune")
    if is_wide:
        rows = wide.observations(rows, text[side_by_side])
    _refuse(path.name, ~rows["indicator_id"].isin(declared), rows["indicator_id"], "ukjent indikator")
    _refuse(path.name, rows["status"].isna(), rows["indicator_id"], "verken tall eller tegn")
    contradicted = rows["value"].isna() != rows["status"].isin(MISSING)
    _refuse(path.name, contradicted, rows["status"], "verdi og status passer ikke sammen")
    if absent := declared - set(rows["indicator_id"].unique()):
        raise SnapshotError(f"{path.name}: mangler indikatoren «{min(absent)}»")
    return rows.assign(source_id=_source(path, sources).source_id)


def _layout(columns: pd.Index, layout: Layout) -> Layout:
    """The layout without what a file need not have, or with the interval that it has."""
    kinds = layout.columns | (INTERVAL if "lower" in columns else {})
    needed = (*UNIT, *columns) if layout is WIDE else kinds
    return Layout({column: kind for column, kind in kinds.items() if column in needed}, layout.key)


def _boundaries(directory: Path, division: str, sources: dict[str, dict]) -> Boundaries:
    path = directory / f"boundary_{division}.parquet"
    card = _source(path, sources)
    neighbours = _rows(directory / f"neighbour_{division}.csv", NEIGHBOUR)
    return Boundaries(path, neighbours, card.source_id)


def _table(directory: Path, name: str, layout: Layout, sources: dict[str, dict]) -> pd.DataFrame:
    """A file's rows with source_id, which is added to the sources."""
    path = directory / f"{name}.csv"
    rows = _rows(path, layout)
    return rows.assign(source_id=_source(path, sources).source_id)


def _rows(path: Path, layout: Layout) -> pd.DataFrame:
    return _converted(path, _cells(path), layout)


def _converted(path: Path, text: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """A file's cells as what its columns hold."""
    if missing := [column for column in layout.columns if column not in text]:
        raise SnapshotError(f"{path.name} linje 1: mangler kolonnen «{missing[0]}»")
    if unknown := [column for column in text if column not in layout.columns]:
        raise SnapshotError(f"{path.name} linje 1: ukjent kolonne «{unknown[0]}»")
    if text.empty:
        raise SnapshotError(f"{path.name} har ingen rader")
    columns = {}
    for column, kind in layout.columns.items():
        cells = text[column]
        columns[column] = kind.convert(cells)
        bad = columns[column].isna().to_numpy()
        if kind.optional and bad.any():
            bad = bad & (cells != "").to_numpy()
        _refuse(path.name, bad, cells, f"kolonnen «{column}» skal være {kind.wanted}")
    frame = pd.DataFrame(columns)
    repeated = frame.duplicated(list(layout.key)).to_numpy()
    if repeated.any():
        shown = text.loc[repeated, list(layout.key)].agg(", ".join, axis=1)
        _refuse(path.name, np.ones(len(shown), dtype=bool), shown, "står to ganger")
    return frame


def _cells(path: Path) -> pd.DataFrame:
    """The file as text, one row per line; the index is the line number."""
    try:
        reader = csv.reader(io.StringIO(files.read_text(path), newline=""), strict=True)
        header = next(reader, [])
        lines = [(reader.line_num, row) for row in reader if row]
    except files.FileError as error:
        raise SnapshotError(str(error)) from error
    except csv.Error as error:
        raise SnapshotError(
            f"{path.name} linje {reader.line_num}: ikke gyldig CSV (se etter et hermetegn som ikke er lukket)"
        ) from error
    if len(header) == 1 and ";" in header[0]:
        raise SnapshotError(f"{path.name} linje 1: {SEMICOLONS}")
    for line, row in lines:
        if len(row) != len(header):
            raise SnapshotError(f"{path.name} linje {line}: {len(row)} felt, skal være {len(header)}")
    return pd.DataFrame([row for _, row in lines], index=[line for line, _ in lines], columns=header, dtype="str")


def _refuse(file: str, bad: pd.Series | np.ndarray, shown: pd.Series, reason: str) -> None:
    """Raise SnapshotError for the first bad row, if any; the index of `shown` is the line number."""
    bad = np.asarray(bad)
    if bad.any():
        found = shown[bad]
        raise SnapshotError(f"{file} linje {found.index[0]}: {reason} («{found.iloc[0]}»)")


def _source(path: Path, sources: dict[str, dict]) -> SourceCard:
    """The card beside a file, its row added to the sources; files of one source share a checksum."""
    card = _card(path.with_suffix(".yaml"))
    checksum = hashlib.sha256(path.read_bytes())
    if earlier := sources.get(card.source_id):
        checksum.update(earlier["sha256"].encode())
    sources[card.source_id] = {
        "source_id": card.source_id,
        "publisher": card.publisher,
        "title": card.title,
        "url": card.url,
        "licence": card.licence,
        "table_id": card.table,
        "reference_date": card.reference_date,
        "retrieved_at": pd.Timestamp(card.retrieved),
        "sha256": checksum.hexdigest(),
        "note": card.note,
    }
    return card


def _card(path: Path) -> SourceCard:
    try:
        return files.read_yaml(path, SourceCard)
    except files.FileError as error:
        raise SnapshotError(str(error)) from error
