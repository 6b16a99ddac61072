"""What one of Statistics Norway's tables holds: contents codes found by their label, code lists, municipalities."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.http import SourceError
from etl.jsonstat import Codelist, Cube, Dimension, MissingDimension, Unit
from etl.names import tidy

#: A municipality in a region variable: 3103, and K-3103, K_3103, K.3103 or KU3103 in aggregated series.
REGION_CODE = re.compile(r"(?:K[-_.U])?(\d{4})")
UNIT_IN_LABEL = re.compile(r"\(([^()]*)\)$")
DEFINITION_URN = re.compile(r"urn:ssb:contextvariable:common:([^:]+):(\d+):([^:]+)")


class LabelNotFound(SourceError):
    """No contents code or code list has that label; `nearest` holds the labels most like it."""

    def __init__(self, subject: str, label: str, nearest: list[str]) -> None:
        self.nearest = nearest
        like = " Nærmest: " + "; ".join(f"«{name}»" for name in nearest) if nearest else ""
        super().__init__(subject, f"finner ikke «{label}».{like}")


class AmbiguousLabel(SourceError):
    """Several contents codes or code lists fit."""


class SelectionError(SourceError):
    """A selection that the table does not have, or that lacks something it demands."""


@dataclass(frozen=True)
class Metadata:
    """What a table holds now: dimensions with codes and labels, notes, `updated`.

    `codelists` says which code list took the place of a dimension's own codes.
    """

    table_id: str
    subject: str
    described: Cube
    codelists: Mapping[str, str]

    @property
    def dimensions(self) -> Mapping[str, Dimension]:
        """Dimensions by code."""
        return self.described.dimensions

    @property
    def contents(self) -> Dimension:
        """The dimension of contents codes. Raises SelectionError where the table has none, as the next two do."""
        return self._role("metric")

    @property
    def time(self) -> Dimension:
        """The dimension of periods."""
        return self._role("time")

    @property
    def region(self) -> Dimension:
        """The dimension of regions: Region, or KOKkommuneregion0000 in KOSTRA tables."""
        return self._role("geo")

    def _role(self, name: str) -> Dimension:
        try:
            return self.described.role(name)
        except MissingDimension as error:
            raise SelectionError(self.subject, str(error)) from error

    def dimension(self, name: str) -> Dimension:
        """The dimension with that code, or with that label. Raises SelectionError."""
        found = self.dimensions.get(name)
        if found is None:
            labelled = (item for item in self.dimensions.values() if item.label.lower() == name.lower())
            found = next(labelled, None)
        if found is None:
            names = ", ".join(self.dimensions)
            raise SelectionError(self.subject, f"har ingen variabel «{name}», bare {names}")
        return found


@dataclass(frozen=True)
class Content:
    """A contents code found by its label. `by` says how: label or pattern; `period` when in a year it is measured."""

    code: str
    label: str
    unit: Unit
    definition_url: str | None
    by: str
    period: str | None = None


def resolve_contents(metadata: Metadata, label: str, pattern: str | None = None) -> Content:
    """The contents code with that label, else the one whose whole label the regular expression fits.

    Raises AmbiguousLabel naming all that fit, LabelNotFound with the nearest labels.
    """
    contents = metadata.contents
    for by, fits in _ways(label, pattern):
        codes = [code for code in contents.codes if fits(contents.labels[code])]
        if len(codes) > 1:
            names = "; ".join(f"{code} «{contents.labels[code]}»" for code in codes)
            raise AmbiguousLabel(metadata.subject, f"flere statistikkvariabler passer med «{label}»: {names}")
        if codes:
            code = codes[0]
            unit = contents.units.get(code, Unit("", None))
            definition, period = definition_url(contents.urns.get(code)), contents.periods.get(code) or None
            return Content(code, contents.labels[code], unit, definition, by, period)
    raise LabelNotFound(metadata.subject, label, nearest(label, contents.labels.values()))


def unit_of(label: str) -> str | None:
    """The unit that a label ends in: «kr» of «Frie inntekter per innbygger (kr)»; None where it ends in none."""
    match = UNIT_IN_LABEL.search(label)
    return match and match[1]


def find_codelist(metadata: Metadata, dimension: str, label: str) -> Codelist:
    """A dimension's code list by label (ids may differ from table to table), or by id. Raises as resolve_contents."""
    codelists = metadata.dimension(dimension).codelists
    found = [item for item in codelists if label in (item.id, item.label)]
    if len(found) > 1:
        names = ", ".join(item.id for item in found)
        raise AmbiguousLabel(metadata.subject, f"flere kodelister heter «{label}»: {names}")
    if not found:
        raise LabelNotFound(metadata.subject, label, nearest(label, [item.label for item in codelists]))
    return found[0]


def region_dimensions(metadata: Metadata, diagonal: Sequence[str] | None = None) -> list[Dimension]:
    """The dimension of municipalities; of a table that crosses two of them, those of its diagonal, by code or label.
    Raises SelectionError.
    """
    return [metadata.dimension(name) for name in diagonal] if diagonal else [metadata.region]


def municipality_code(region: str) -> str | None:
    """The four digits of a region code that looks like a municipality's; None for groups and counties."""
    match = REGION_CODE.fullmatch(region)
    return match[1] if match else None


def municipality_rows(table: pd.DataFrame, region: str, register: Sequence[str]) -> pd.DataFrame:
    """The rows whose region is in the register (codes of the day), `code` in place of the region's column.

    What only looks like a municipality (9999 not stated, 2111 Longyearbyen, codes of other years) is in no
    register and falls out, as do EAK, EAKUO, EKAnn and EKGnn.
    """
    regions = table[region]
    codes = regions.map({name: municipality_code(name) for name in regions.cat.categories})
    rows = codes.isin(set(register))
    return table.loc[rows].drop(columns=region).assign(code=codes[rows].astype(str))


def page_url(table_id: str) -> str:
    """Statistics Norway's page of a table, for citation."""
    return f"https://www.ssb.no/statbank/table/{table_id}"


def definition_url(urn: str | None) -> str | None:
    """Statistics Norway's page that defines a KOSTRA contents code, from the urn in its metadata."""
    match = DEFINITION_URN.fullmatch(urn or "")
    if match is None:
        return None
    return "https://www.ssb.no/kompis/statbank/?id={}&ver={}&val={}&lang=no".format(*match.groups())


def _ways(label: str, pattern: str | None) -> Iterator[tuple[str, Callable[[str], Any]]]:
    """How a label may be found: equal (but for blanks), else by the declared pattern."""
    yield "label", lambda text: text == tidy(label)
    if pattern:
        yield "pattern", re.compile(pattern, re.IGNORECASE).fullmatch


def nearest(label: str, labels: Any) -> list[str]:
    """The labels most like one."""
    return difflib.get_close_matches(label, list(labels), n=3, cutoff=0)
