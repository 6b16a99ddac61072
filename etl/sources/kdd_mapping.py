"""The mapping file of the ministry's workbook: which sheet, rows and columns hold what.

It is drafted from the workbook, corrected by whoever knows it, and given back; a workbook is read by a mapping alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator
from xlsxwriter.utility import xl_cell_to_rowcol

from etl import files
from etl.sources.workbook import Sheet

ABOUT = """\
# Hvor tallene står i arbeidsboka. Rett det som er feil, se på resultatet og les inn:
#   python -m etl import-kdd FIL.xlsx --mapping DENNE.yaml --check
#   python -m etl import-kdd FIL.xlsx --mapping DENNE.yaml
# year                 året som gradene gjelder; kartleggingen er fra 2022
# first_row, last_row  første og siste rad med kommuner; last_row: null er til den første tomme raden
# municipality, by     kolonnen som sier hvilken kommune det er, ved number (kommunenummer) eller name (navn)
# name                 kolonnen med navnet som nummeret sammenlignes med; null uten navn, eller for ikke å sammenligne
# county               kolonnen med fylket, som skiller kommuner med samme navn; null når den ikke trengs
# columns              level: total (samlet grad, nøyaktig én), area (tjenesteområde), indicator, eller skip for en
#                      kolonne som ikke skal leses: det står den med når overskriften ikke er en kjent tjeneste;
#                      area: tjenesteområdet som en indikator hører til; full: det oppfylt skrives som, 1 eller 100
"""

#: The year of the mapping that Menon made.
YEAR = 2022

Level = Literal["total", "area", "indicator", "skip"]


def _letter(column: str) -> str:
    if not re.fullmatch(r"[A-Z]{1,3}", column):
        raise ValueError(f"skal være bokstaven over en kolonne, som B eller AC, ikke «{column}»")
    return column


Letter = Annotated[str, AfterValidator(_letter)]


class KddError(Exception):
    """A workbook or a mapping that can't be used; the message says why in Norwegian."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Column(_Strict):
    """A column of degrees. `full` is what a fully met duty is written as: 1 or 100."""

    column: Letter
    level: Level
    title: str = Field(min_length=1)
    area: str | None = None
    full: Literal[1, 100]

    @property
    def index(self) -> int:
        return column_index(self.column)


class Mapping(_Strict):
    """Sheet, rows (as Excel counts them) and columns of a workbook; `division` is that of its municipality numbers,
    `year` that of the degrees, and `name` the column of names that the numbers are compared with.
    """

    sheet: str
    year: int = Field(default=YEAR, ge=2015, le=YEAR)
    first_row: int = Field(ge=1)
    last_row: int | None = Field(default=None, ge=1)
    municipality: Letter
    by: Literal["number", "name"]
    name: Letter | None = None
    county: Letter | None = None
    division: str
    columns: tuple[Column, ...] = Field(min_length=1)

    @field_validator("columns")
    @classmethod
    def _different(cls, columns: tuple[Column, ...]) -> tuple[Column, ...]:
        titles = [f"{c.level} «{c.title}»{f' i {c.area}' if c.area else ''}" for c in columns if c.level != "skip"]
        for names in ([f"kolonne {c.column}" for c in columns], titles):
            if repeated := [name for name, times in Counter(names).items() if times > 1]:
                raise ValueError(f"har {repeated[0]} to ganger")
        return columns

    @model_validator(mode="after")
    def _in_order(self) -> Mapping:
        if self.last_row is not None and self.last_row < self.first_row:
            raise ValueError(f"last_row ({self.last_row}) er før first_row ({self.first_row})")
        return self

    @property
    def total(self) -> Column:
        """The one column of the municipality's own degree. Raises KddError unless there is just one."""
        totals = [column for column in self.columns if column.level == "total"]
        if len(totals) != 1:
            named = ", ".join(f"{column.column} «{column.title}»" for column in totals) or "ingen"
            raise KddError(f"Mappingen må ha nøyaktig én kolonne med level: total, den har {len(totals)} ({named})")
        return totals[0]

    @property
    def degrees(self) -> list[Column]:
        """The columns that are read, the total first. Raises KddError unless there is just one total."""
        return [self.total, *(column for column in self.columns if column.level in ("area", "indicator"))]


@dataclass(frozen=True)
class Draft:
    """A mapping that was found, columns that are no degrees with the reason, and sheets that were passed over."""

    mapping: Mapping
    left_out: Sequence[str] = ()
    unread: Sequence[Sheet] = ()


class MappingNeeded(KddError):
    """The workbook can't be read by what was found in it alone; the message says why.

    `draft` is the mapping as far as known, `correction` what to do about it.
    """

    def __init__(self, message: str, draft: Draft, correction: str) -> None:
        super().__init__(message)
        self.draft = draft
        self.correction = correction


def column_index(letter: str) -> int:
    """A column's place, from 0."""
    return xl_cell_to_rowcol(f"{letter}1")[1]


def read_mapping(path: Path) -> Mapping:
    """The mapping in a file. Raises KddError that names the field."""
    try:
        return files.read_yaml(path, Mapping)
    except files.FileError as error:
        raise KddError(str(error)) from error


def draft_text(draft: Draft) -> str:
    """The content of a mapping file, with what its fields mean; the columns that were left out are named in it."""
    fields = yaml.safe_dump(draft.mapping.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=120)
    return ABOUT + "".join(f"# ikke tatt med: {line}\n" for line in draft.left_out) + fields
