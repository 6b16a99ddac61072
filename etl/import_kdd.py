"""The command import-kdd: read the ministry's workbook on legal compliance, say what was understood, and build."""

from __future__ import annotations

import argparse
from pathlib import Path

from etl import build, catalogue, snapshot
from etl.http import write_atomically
from etl.sources import kdd
from etl.sources.kdd_layout import KddError, Mapping, MappingNeeded, mapping_text, read_mapping

HELP = "Les inn departementets arbeidsbok om lovoppfyllelse."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the workbook and the two mapping files to the command's parser."""
    parser.add_argument("workbook", type=Path, metavar="FIL.xlsx", help="arbeidsboka fra departementet")
    parser.add_argument("--mapping", type=Path, metavar="FIL.yaml", help="hvor tallene står i arbeidsboka")
    parser.add_argument("--write-mapping", type=Path, metavar="FIL.yaml", help="skriv det som ble forstått, til en fil")


def run(arguments: argparse.Namespace, folders: build.Folders | None = None) -> build.Summary:
    """Import the workbook and build anew, with the figures that the database has now.

    Raises KddError for a workbook that can't be used and BuildError for a build that failed; either way the database
    and the workbook imported before stand.
    """
    folders = folders or build.Folders()
    municipalities = snapshot.read(catalogue.read(folders.indicators), folders.snapshot).municipalities
    given = read_mapping(arguments.mapping) if arguments.mapping else None
    try:
        degrees = kdd.read(arguments.workbook, municipalities, given)
    except MappingNeeded as error:
        raise KddError(f"{error}: {_advice(arguments.write_mapping, error)}") from error
    print(*degrees.lines(), sep="\n")
    if arguments.write_mapping:
        _write(arguments.write_mapping, degrees.mapping)
    with kdd.keeping(folders.raw, arguments.workbook, degrees.mapping):
        return build.build(build.shown_mode(build.default_database()), folders=folders)


def _advice(file: Path | None, error: MappingNeeded) -> str:
    """What to do about a workbook that can be read in several ways, and the draft in the file that was asked for."""
    if file is None:
        return "kjør med --write-mapping FIL.yaml, rett filen, og kjør igjen med --mapping FIL.yaml"
    _write(file, error.draft)
    return f"utkastet står i {file}. {error.correction}, og kjør igjen med --mapping {file}"


def _write(file: Path, mapping: Mapping) -> None:
    try:
        write_atomically(file, mapping_text(mapping).encode())
    except OSError as error:
        raise KddError(f"Kan ikke skrive {file}: {error.strerror}") from error
