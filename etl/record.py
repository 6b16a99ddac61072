"""The record of what has been pulled: which of the answers in data/raw/ count."""

from __future__ import annotations

import glob
import time
from collections.abc import Collection
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from etl.disk import not_written, write_atomically
from etl.http import RAW, StorageError

FILE = "pulled.json"
LOST = "mangler, så ingen vet hvilke av svarene som gjelder; kjør «python -m etl pull»"
WEEK_SECONDS = 7 * 24 * 3600
#: What is called otherwise now than when it was pulled: the names are those of what is computed from it today.
RENAMED = {"duty_pedagognorm": "pedagognorm_met", "duty_sewage_small": "sewage_met"}


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Resolved(_Record):
    """The contents code that an indicator's label meant.

    `by` says how it was found: label or pattern; `period` when in a year it is measured; `interval` are the codes of
    the low and the high alternative.
    """

    code: str
    label: str
    unit: str
    by: str
    definition_url: str | None
    period: str | None = None
    interval: tuple[str, str] | None = None


class PulledExtract(_Record):
    """The answers of one extract (file names below data/raw/) and the code lists that they were asked with."""

    codelists: dict[str, str]
    answers: list[str]


class PulledTable(_Record):
    """Extracts of a table, and what each indicator of it is called there.

    `earlier` is what an earlier pull found for indicators that the table no longer answers for.
    """

    table: str
    contents: dict[str, Resolved]
    extracts: list[PulledExtract]
    earlier: list[PulledTable] = []

    @field_validator("contents")
    @classmethod
    def _by_todays_names(cls, contents: dict[str, Resolved]) -> dict[str, Resolved]:
        return {RENAMED.get(name, name): found for name, found in contents.items()}

    def without(self, names: Collection[str]) -> list[PulledTable]:
        """This and the earlier ones, each with those of its indicators that are not among the names, if any."""
        parts = []
        for table in (self, *self.earlier):
            if left := {name: found for name, found in table.contents.items() if name not in names}:
                parts.append(table.model_copy(update={"contents": left, "earlier": []}))
        return parts


class PulledAnswers(_Record):
    """Answers (file names below data/raw/), and the base address that they were asked at."""

    base: str
    answers: list[str]


class PulledRegisters(PulledAnswers):
    """The day that Klass was asked about, and its answers."""

    day: date


class PulledFetch(PulledAnswers):
    """A fetch from an office that counts how the law is met, the years of the figures in it, and the indicators that it
    counts for (all that are wanted, where none is named).
    """

    years: list[int]
    indicators: list[str] = []

    @field_validator("indicators")
    @classmethod
    def _by_todays_names(cls, names: list[str]) -> list[str]:
        return [RENAMED.get(name, name) for name in names]

    def counts_for(self, name: str) -> bool:
        """Whether the figures of an indicator are those of this fetch."""
        return not self.indicators or name in self.indicators


class Pulled(_Record):
    """The record of what has been pulled: which answers count.

    Tables stand by name of the task, `nordic` by country, `offices` by office with the oldest fetch first; `problems`
    are what the last pull of each task left out, in Norwegian, by title of the task.
    """

    registers: PulledRegisters | None = None
    tables: dict[str, PulledTable] = {}
    boundaries: PulledAnswers | None = None
    nordic: dict[str, PulledAnswers] = {}
    offices: dict[str, list[PulledFetch]] = {}
    problems: dict[str, list[str]] = {}

    def with_table(self, name: str, table: PulledTable) -> Pulled:
        """The record with a new table under a name; an indicator that was found anew stands nowhere else."""
        tables = {}
        for other, known in self.tables.items():
            parts = known.without(table.contents)
            if other == name:
                table = table.model_copy(update={"earlier": parts})
            elif parts:
                tables[other] = parts[0].model_copy(update={"earlier": parts[1:]})
        return self.model_copy(update={"tables": tables | {name: table}})

    def has(self, indicator_id: str) -> bool:
        """Whether figures of an indicator have been pulled."""
        tables = (part for table in self.tables.values() for part in (table, *table.earlier))
        return any(indicator_id in part.contents for part in tables)

    def answers(self) -> set[str]:
        """The files of all answers that count."""
        fetches = [fetch for fetches in self.offices.values() for fetch in fetches]
        maybe: list[PulledAnswers | None] = [self.registers, self.boundaries, *self.nordic.values(), *fetches]
        asked = [part for part in maybe if part]
        tables = [part for table in self.tables.values() for part in (table, *table.earlier)]
        extracts = [extract for table in tables for extract in table.extracts]
        kept: list[PulledAnswers | PulledExtract] = [*asked, *extracts]
        return {name for part in kept for name in part.answers}


def is_there(directory: Path = RAW) -> bool:
    """Whether anything has been pulled."""
    return (directory / FILE).exists()


def is_lost(directory: Path = RAW) -> bool:
    """Whether answers are there, but no record of which of them count."""
    return not is_there(directory) and any(directory.glob("*/*.meta.json"))


def read(directory: Path = RAW) -> Pulled | None:
    """The record in a directory of answers; None where nothing has been pulled. Raises StorageError."""
    try:
        return Pulled.model_validate_json((directory / FILE).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise StorageError(str(directory / FILE), "kan ikke leses; kjør «python -m etl pull»") from error


def write(pulled: Pulled, directory: Path = RAW) -> None:
    """Write the record. Raises StorageError."""
    try:
        write_atomically(directory / FILE, pulled.model_dump_json(indent=1).encode())
    except OSError as error:
        raise StorageError(str(directory / FILE), f"kan ikke skrives: {not_written(error)}") from error


def prune(pulled: Pulled, directory: Path = RAW) -> None:
    """Remove answers that count no more, a week after they were given."""
    count = {directory / name for name in pulled.answers()}
    for sidecar in directory.glob("*/*.meta.json"):
        for answer in sidecar.parent.glob(f"{glob.escape(sidecar.name.removesuffix('.meta.json'))}.*"):
            if answer != sidecar and answer not in count and time.time() - sidecar.stat().st_mtime > WEEK_SECONDS:
                answer.unlink(missing_ok=True)
                sidecar.unlink(missing_ok=True)
