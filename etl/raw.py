"""What has been pulled, as a Dataset: the answers in data/raw/ that count, in the place of what is embedded.

What was not pulled, or can't be read any more, stays as it is embedded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from etl import database_file, divisions_register, record, snapshot
from etl.dataset import Dataset
from etl.http import RAW, Replay, SourceError, StorageError
from etl.indicator import Indicator
from etl.raw_builder import Builder
from etl.record import Pulled
from etl.sources.klass import Klass, RegisterError


def read(catalogue: dict[str, Indicator], embedded: Path = snapshot.DIRECTORY, directory: Path = RAW) -> Dataset:
    """The embedded dataset with everything that has been pulled in its place.

    A pulled figure replaces the embedded one of the same indicator, division, municipality and year. Raises
    SnapshotError, and StorageError for a record that is damaged or lost.
    """
    with database_file.locked(directory):
        if record.is_lost(directory):
            raise StorageError(str(directory / record.FILE), record.LOST)
        pulled, basis = record.read(directory) or Pulled(), snapshot.read(catalogue, embedded)
        try:
            return _dataset(catalogue, basis, pulled, directory)
        except RegisterError as error:
            # A unit was split whose parts' inhabitants have not been published yet: the embedded registers stand.
            problems = pulled.problems | {"": [str(error)]}
            earlier = pulled.model_copy(update={"registers": None, "problems": problems})
            return _dataset(catalogue, basis, earlier, directory)


def _dataset(catalogue: dict[str, Indicator], basis: Dataset, pulled: Pulled, directory: Path) -> Dataset:
    """The basis with what has been pulled in its place. Raises RegisterError."""
    builder = Builder(catalogue, basis, directory)
    problems = [problem for found in pulled.problems.values() for problem in found]
    for part in _parts(builder, pulled):
        try:
            part()
        except SourceError as error:
            problems.append(str(error))
    problems += builder.problems
    dataset = builder.finished()
    shares = divisions_register.with_shares(divisions_register.of_dataset(dataset), dataset.observations).code_changes
    return replace(dataset, mode="raw", code_changes=shares, problems=list(dict.fromkeys(problems)))


def pulled_figures(
    catalogue: dict[str, Indicator], basis: Dataset, pulled: Pulled, directory: Path
) -> tuple[pd.DataFrame, list[str]]:
    """The pulled figures alone, as observations, and what could not be read of them; the caller holds the lock."""
    builder = Builder(catalogue, basis, directory)
    problems = []
    for part in _parts(builder, pulled):
        try:
            part()
        except SourceError as error:
            problems.append(str(error))
    return builder.figures(), problems + builder.problems


def known_register(pulled: Pulled, dataset: Dataset, directory: Path = RAW) -> divisions_register.DivisionsRegister:
    """The register as it was last pulled, else the embedded one."""
    embedded = divisions_register.of_dataset(dataset)
    if pulled.registers is None:
        return embedded
    try:
        archive = Replay(directory, pulled.registers.answers)
        return divisions_register.read(Klass(archive, pulled.registers.base), embedded, pulled.registers.day)
    except SourceError:
        return embedded


def _parts(builder: Builder, pulled: Pulled) -> Iterator[Callable[[], None]]:
    if registers := pulled.registers:
        yield partial(builder.add_registers, registers)
    for table in pulled.tables.values():
        for part in reversed([table, *table.earlier]):
            yield partial(builder.add_table, part)
    if boundaries := pulled.boundaries:
        yield partial(builder.add_boundaries, boundaries)
    for country, asked in pulled.nordic.items():
        yield partial(builder.add_nordic, country, asked)
    for office, fetches in pulled.offices.items():
        for fetch in fetches:
            yield partial(builder.add_office, office, fetch)
