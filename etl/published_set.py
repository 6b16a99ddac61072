"""The published set: what its list of contents says, known to those who write one and those who fetch one."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from etl import files

#: The list of contents: written last, and read first.
CATALOGUE = "catalogue.json"
DATABASE = "generalist.duckdb"
SUMS = "SHA256SUMS"
#: Of the form of the list of contents; a reader of an earlier one refuses it.
FORM = 1
MAP = re.compile(r"municipalities-[\w-]+\.json", re.ASCII)
STATIC = Path(__file__).parents[1] / "static"


class SetError(Exception):
    """A published set that can't be used or written; the message says why in Norwegian."""


class File(BaseModel):
    """A file of the set: where it is below the list of contents, how large, and its SHA-256."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    path: str = Field(max_length=200)
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")

    @field_validator("path")
    @classmethod
    def _stays_below(cls, path: str) -> str:
        """A name that leads out of the set would write anywhere."""
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or "\\" in path or ":" in path or ".." in parts:
            raise ValueError("fører ut av settet")
        return path


class Size(BaseModel):
    """How much a set holds: indicators with figures by id, each with how many; and municipalities by division."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    indicators: dict[str, int]
    municipalities: dict[str, int]


class Contents(BaseModel):
    """The list of contents. `smaller` says what the set before had and this has not."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    form: int
    version: str = Field(pattern="^[0-9a-f]{8}$")
    schema_sha256: str = Field(pattern="^[0-9a-f]{64}$")
    built: str
    mode: str
    problems: list[str]
    smaller: list[str]
    size: Size
    files: list[File]
    indicators: list[dict[str, Any]]
    sources: list[dict[str, Any]]

    @property
    def maps(self) -> list[File]:
        """The map files that browsers draw from. They lie beside the database, so that a host without folders (the
        assets of a release) can have all that another instance fetches.
        """
        return [file for file in self.files if MAP.fullmatch(file.path)]

    def file(self, path: str) -> File:
        """A file of the set by its path. Raises SetError."""
        for file in self.files:
            if file.path == path:
                return file
        raise SetError(f"Settet mangler fila {path}")


def read(said: bytes) -> Contents:
    """The list of contents. Raises SetError where it is none, or of another form."""
    try:
        contents = Contents.model_validate_json(said)
    except ValidationError as error:
        raise SetError(
            f"Innholdsfortegnelsen ({CATALOGUE}) kan ikke leses: {files.meaning(error.errors()[0])}"
        ) from error
    if contents.form != FORM:
        raise SetError(f"Settet har en annen form ({contents.form}) enn programmet kjenner ({FORM})")
    return contents


def size_of(connection: duckdb.DuckDBPyConnection) -> Size:
    """How much a database holds."""
    figures = connection.execute(
        "SELECT indicator_id, count(*) FROM observation WHERE value IS NOT NULL GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    places = connection.execute("SELECT division, count(*) FROM municipality GROUP BY ALL ORDER BY ALL").fetchall()
    return Size(indicators=dict(figures), municipalities=dict(places))


def smaller(before: Size, after: Size) -> list[str]:
    """What a set has less of than the one before it, in Norwegian; nothing where it has all and more."""
    said = []
    if gone := sorted(before.indicators.keys() - after.indicators.keys()):
        said.append(f"Indikatorer som er borte: {', '.join(gone)}")
    for name, figures in before.indicators.items():
        if name in after.indicators and after.indicators[name] < figures:
            said.append(f"{name}: {after.indicators[name]} tall, før {figures}")
    for division, count in before.municipalities.items():
        if after.municipalities.get(division, 0) < count:
            said.append(f"Inndelingen {division}: {after.municipalities.get(division, 0)} kommuner, før {count}")
    return said


def described(folder: Path, path: str) -> File:
    """A file that lies in a folder, as the list of contents has it."""
    with (folder / path).open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    return File(path=path, bytes=(folder / path).stat().st_size, sha256=checksum)
