"""The command import-kdd: read the ministry's workbook on legal compliance, say what was understood, and build."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl import build, catalogue, snapshot
from etl.disk import not_written, write_atomically
from etl.sources import kdd
from etl.sources.kdd_degrees import Degrees
from etl.sources.kdd_mapping import Draft, KddError, MappingNeeded, draft_text, read_mapping

HELP = "Les inn departementets arbeidsbok om lovoppfyllelse."
STEPS = """\
Slik gjør du:
  1. import-kdd FIL.xlsx --write-mapping FIL.yaml      skriver et utkast til hvor tallene står
  2. rett utkastet, og se på de første radene slik de forstås:
     import-kdd FIL.xlsx --mapping FIL.yaml --check
  3. import-kdd FIL.xlsx --mapping FIL.yaml            leser inn og bygger databasen

En arbeidsbok som bare kan forstås på én måte, kan leses inn uten mapping. Rader som ikke
kan kjennes igjen som én kommune, nevnes ved navn, og kommandoen avslutter da med 3.
"""
FURTHER = "kjør med --write-mapping FIL.yaml, rett filen, og kjør igjen med --mapping FIL.yaml"


@dataclass(frozen=True)
class Imported:
    """What was read, and what the build led to; None when nothing was to be stored."""

    degrees: Degrees
    summary: build.Summary | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the workbook, the two mapping files and the check to the command's parser."""
    parser.formatter_class, parser.epilog = argparse.RawDescriptionHelpFormatter, STEPS
    parser.add_argument("workbook", type=Path, metavar="FIL.xlsx", help="arbeidsboka fra departementet")
    files = parser.add_mutually_exclusive_group()
    files.add_argument("--mapping", type=Path, metavar="FIL.yaml", help="hvor tallene står i arbeidsboka")
    files.add_argument(
        "--write-mapping", type=Path, metavar="FIL.yaml", help="skriv et utkast til det, og lagre ingen tall"
    )
    parser.add_argument("--check", action="store_true", help="vis hva som forstås, og lagre ingen tall")


def run(arguments: argparse.Namespace, folders: build.Folders | None = None) -> Imported:
    """Tell what the workbook holds; unless that was all that was asked for, keep it and build anew, with the figures
    that the database has now.

    Raises KddError for a workbook that can't be used and BuildError for a build that failed; either way the database
    and the workbook imported before stand.
    """
    folders = folders or build.Folders()
    municipalities = snapshot.read(catalogue.read(folders.indicators), folders.snapshot).municipalities
    degrees = _read(arguments, municipalities)
    print(*degrees.lines(), sep="\n")
    if arguments.check or arguments.write_mapping:
        return Imported(degrees, None)
    with kdd.keeping(folders.raw, arguments.workbook, degrees.mapping):
        return Imported(degrees, build.build(build.shown_mode(build.default_database()), folders=folders))


def _read(arguments: argparse.Namespace, municipalities: pd.DataFrame) -> Degrees:
    """The degrees, by the mapping that was given; a draft of one is written where that was asked for."""
    given, draft_file = arguments.mapping, arguments.write_mapping
    try:
        degrees = kdd.read(arguments.workbook, municipalities, read_mapping(given) if given else None)
    except MappingNeeded as error:
        if draft_file is None:
            raise KddError(f"{error}: {FURTHER}") from error
        _write(draft_file, error.draft)
        raise KddError(
            f"{error}: utkastet står i {draft_file}. {error.correction}, og kjør igjen med --mapping {draft_file}"
        ) from error
    if draft_file:
        _write(draft_file, degrees.draft)
    return degrees


def _write(file: Path, draft: Draft) -> None:
    if file.is_file():
        raise KddError(f"{file} finnes fra før og kan være rettet: slett den, eller gi utkastet et annet navn")
    try:
        write_atomically(file, draft_text(draft).encode())
    except OSError as error:
        raise KddError(f"Kan ikke skrive {file}: {not_written(error)}") from error
