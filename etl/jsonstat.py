"""JSON-stat2 -> a table with codes, value and status sign, and everything that explains them.

The format: https://json-stat.org/full/. Cells come as one flat list (or an object of those that there are)
with the last dimension running fastest.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from etl.names import tidy

#: What a cell without a number is, by Statistics Norway's sign, in the words of the data model. «-» is
#: nothing to report: it is never made a 0 here.
WITHOUT_NUMBER = {
    "": "not_reported",
    ".": "not_applicable",
    "..": "not_reported",
    "...": "not_reported",
    ":": "suppressed",
    "-": "not_applicable",
    "*": "not_reported",
}
#: What a cell with a number is; beside any other sign a number doesn't count.
WITH_NUMBER = {"": "observed", "-": "observed", "*": "provisional"}
SIGNS = list(WITHOUT_NUMBER)


class JsonStatError(ValueError):
    """A JSON-stat2 answer that contradicts itself or the format. The text is one Norwegian line."""


class MissingDimension(JsonStatError):
    """A dimension that `id` names is not described, or one that is needed is not there."""


class SizeMismatch(JsonStatError):
    """The number of cells or categories is not what `size` says."""


class DuplicateCode(JsonStatError):
    """A code, or a position, stands twice in a dimension."""


class UnknownStatus(JsonStatError):
    """A status sign whose meaning is not known."""


class NonNumericValue(JsonStatError):
    """A cell that is neither a number nor empty."""


@dataclass(frozen=True)
class Unit:
    """Unit of a contents code, as the office writes it, and its number of decimals."""

    base: str
    decimals: int | None


@dataclass(frozen=True)
class Codelist:
    """A code list that can take the place of a dimension's own codes. Ids are case-sensitive."""

    id: str
    label: str


@dataclass(frozen=True)
class Dimension:
    """A dimension: its codes in order, what they are called, and what is told of them.

    `units`, `urns` and `periods` are by code (a urn under the dimension's own code describes the whole classification);
    `periods` tells when in a year a content is measured, and what its base period is.
    `elimination` is whether a question may leave the dimension out; only metadata tell it truly.
    """

    code: str
    label: str
    codes: tuple[str, ...]
    labels: Mapping[str, str]
    units: Mapping[str, Unit] = field(default_factory=dict)
    urns: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    elimination: bool = False
    codelists: tuple[Codelist, ...] = ()


@dataclass(frozen=True)
class Cube:
    """A data or metadata answer: what JSON-stat calls a dataset.

    `table` has one categorical column of codes per dimension, in the order of the answer, then `value`
    (float, NaN where there is none) and `status` (the sign, '' for an ordinary figure). It has no rows for
    metadata.
    `roles` maps time, geo and metric to the codes of dimensions. `updated` is the office's ISO time.
    """

    label: str
    source: str
    updated: str | None
    table_id: str | None
    dimensions: Mapping[str, Dimension]
    roles: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]
    mandatory_notes: tuple[str, ...]
    table: pd.DataFrame

    def role(self, name: str) -> Dimension:
        """The one dimension with that role. Raises MissingDimension."""
        codes = self.roles.get(name, ())
        if not codes or codes[0] not in self.dimensions:
            raise MissingDimension(f"ingen dimensjon har rollen «{name}»")
        return self.dimensions[codes[0]]


def decode(answer: Mapping[str, Any]) -> Cube:
    """The figures of an answer. Raises a JsonStatError that says what is wrong with it."""
    header = describe(answer)
    sizes = [len(dimension.codes) for dimension in header.dimensions.values()]
    cells = math.prod(sizes)
    signs = _signs(answer.get("status"), cells)
    values = _values(answer.get("value"), cells)
    values[~np.isin(signs, [SIGNS.index(sign) for sign in WITH_NUMBER])] = np.nan
    columns = _code_columns(list(header.dimensions.values()), sizes)
    columns["value"] = values
    columns["status"] = _categorical(signs, SIGNS)
    return _with_table(header, pd.DataFrame(columns, copy=False))


def describe(answer: Mapping[str, Any]) -> Cube:
    """Everything but the figures: what a metadata answer holds. Raises a JsonStatError."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("dimension"), Mapping):
        raise MissingDimension("svaret er ikke JSON-stat2: det har ingen dimensjoner")
    ids, sizes = answer.get("id") or [], answer.get("size") or []
    if len(ids) != len(sizes) or not ids:
        raise SizeMismatch(f"{len(ids)} dimensjoner, men {len(sizes)} størrelser")
    dimensions = {}
    for code, size in zip(ids, sizes, strict=True):
        if code not in answer["dimension"]:
            raise MissingDimension(f"dimensjonen «{code}» mangler")
        dimensions[code] = _dimension(code, answer["dimension"][code], size)
    notes = tuple(answer.get("note") or ())
    extension = answer.get("extension") or {}
    mandatory = {int(place) for place, shown in (extension.get("noteMandatory") or {}).items() if shown}
    return Cube(
        label=tidy(answer.get("label", "")),
        source=answer.get("source", ""),
        updated=answer.get("updated"),
        table_id=(extension.get("px") or {}).get("tableid"),
        dimensions=dimensions,
        roles={name: tuple(codes) for name, codes in (answer.get("role") or {}).items()},
        notes=notes,
        mandatory_notes=tuple(note for place, note in enumerate(notes) if place in mandatory),
        table=pd.DataFrame(),
    )


def join(parts: list[Cube]) -> Cube:
    """One cube of parts that differ in the codes of one or more dimensions only."""
    first = parts[0]
    if len(parts) == 1:
        return first
    table: dict[str, pd.Categorical | np.ndarray] = {
        name: pd.api.types.union_categoricals([part.table[name] for part in parts]) for name in first.dimensions
    }
    table["value"] = np.concatenate([part.table["value"].to_numpy() for part in parts])
    table["status"] = pd.api.types.union_categoricals([part.table["status"] for part in parts])
    dimensions = {name: _joined([part.dimensions[name] for part in parts]) for name in first.dimensions}
    return _with_table(first, pd.DataFrame(table, copy=False), dimensions)


def observation_status(table: pd.DataFrame) -> np.ndarray:
    """What each row's sign and value mean, in the words of the data model: observed, suppressed ..."""
    given, missing = table["status"].map(WITH_NUMBER), table["status"].map(WITHOUT_NUMBER)
    return np.where(table["value"].notna(), given, missing)


def _with_table(header: Cube, table: pd.DataFrame, dimensions: Mapping[str, Dimension] | None = None) -> Cube:
    return Cube(**{**header.__dict__, "table": table, "dimensions": dimensions or header.dimensions})


def _joined(parts: list[Dimension]) -> Dimension:
    """A dimension with the codes of all parts, in the order in which they first come."""
    labels = {code: label for part in parts for code, label in part.labels.items()}
    codes = tuple(dict.fromkeys(code for part in parts for code in part.codes))
    return Dimension(**{**parts[0].__dict__, "codes": codes, "labels": labels})


def _dimension(code: str, described: Mapping[str, Any], size: int) -> Dimension:
    category = described.get("category") or {}
    labels = category.get("label") or {}
    codes = _codes(code, category.get("index", list(labels)))
    if len(codes) != size:
        raise SizeMismatch(f"dimensjonen «{code}» har {len(codes)} koder, men størrelsen er {size}")
    extension = described.get("extension") or {}
    units = (category.get("unit") or {}).items()
    links = (described.get("link") or {}).get("describedby") or []
    return Dimension(
        code=code,
        label=tidy(described.get("label", code)),
        codes=codes,
        labels={item: tidy(labels.get(item, item)) for item in codes},
        units={item: Unit(tidy(unit.get("base", "")), unit.get("decimals")) for item, unit in units},
        urns={item: urn for link in links for item, urn in (link.get("extension") or {}).items()},
        periods=_periods(extension),
        notes=tuple(_flat([described.get("note") or [], *(category.get("note") or {}).values()])),
        elimination=bool(extension.get("elimination")),
        codelists=tuple(Codelist(item["id"], tidy(item["label"])) for item in extension.get("codelists") or []),
    )


def _periods(extension: Mapping[str, Any]) -> dict[str, str]:
    """When each content is measured, with its base period if it has one: «31.12», «gjennomsnitt av året, 2015=100»."""
    told = [extension.get(name) or {} for name in ("refperiod", "basePeriod")]
    codes = dict.fromkeys(code for periods in told for code in periods)
    return {code: ", ".join(str(periods[code]) for periods in told if periods.get(code)) for code in codes}


def _flat(groups: Iterable[Iterable[str]]) -> list[str]:
    return [note for group in groups for note in group]


def _codes(dimension: str, index: list[str] | Mapping[str, int]) -> tuple[str, ...]:
    """Codes in their order. Raises DuplicateCode where a code or a position stands twice."""
    if isinstance(index, Mapping):
        ordered = sorted(index.items(), key=lambda item: item[1])
        twice = [later[0] for earlier, later in pairwise(ordered) if earlier[1] == later[1]]
        codes = tuple(code for code, _ in ordered)
    else:
        codes = tuple(index)
        twice = [code for code, count in Counter(codes).items() if count > 1]
    if twice:
        raise DuplicateCode(f"«{twice[0]}» står to ganger i dimensjonen «{dimension}»")
    return codes


def _code_columns(dimensions: list[Dimension], sizes: list[int]) -> dict[str, Any]:
    """A categorical column of codes per dimension, row-major."""
    columns, cells, inner = {}, math.prod(sizes), math.prod(sizes)
    for dimension, size in zip(dimensions, sizes, strict=True):
        inner //= max(size, 1)
        places = np.arange(size, dtype=np.min_scalar_type(-max(size, 1)))
        one_round = np.repeat(places, inner)
        column = np.tile(one_round, cells // max(len(one_round), 1))
        columns[dimension.code] = _categorical(column, list(dimension.codes))
    return columns


def _categorical(codes: np.ndarray, categories: list[str]) -> pd.Categorical[str]:
    """Categories by their places, all of which are there."""
    return pd.Categorical.from_codes(codes, pd.Index(categories), validate=False)


def _values(given: Any, cells: int) -> np.ndarray:
    """Numbers of all cells, NaN where there is none."""
    if isinstance(given, Mapping):
        values = np.full(cells, np.nan)
        values[_places(given, cells, "verdi")] = _numbers(list(given.values()))
        return values
    if not isinstance(given, list):
        raise SizeMismatch("svaret har ingen verdier")
    if len(given) != cells:
        raise SizeMismatch(f"{len(given)} verdier, men dimensjonene gir {cells}")
    return _numbers(given)


def _numbers(cells: list[Any]) -> np.ndarray:
    for kind in set(map(type, cells)) - {int, float, type(None)}:
        culprit = next(cell for cell in cells if type(cell) is kind)
        raise NonNumericValue(f"en verdi er ikke et tall: «{str(culprit)[:40]}»")
    numbers = np.array(cells, dtype=np.float64)
    empty = cells.count(None) if np.isnan(numbers).any() else 0
    if np.count_nonzero(np.isfinite(numbers)) + empty != len(cells):
        raise NonNumericValue("en verdi er ikke et endelig tall")
    return numbers


def _signs(given: Any, cells: int) -> np.ndarray:
    """Place in SIGNS of each cell's sign."""
    codes = np.zeros(cells, dtype=np.int8)
    if not given:
        return codes
    if isinstance(given, str):
        codes[:] = _sign(given)
    elif isinstance(given, Mapping):
        known = {sign: _sign(sign) for sign in set(given.values())}
        codes[_places(given, cells, "status")] = [known[sign] for sign in given.values()]
    else:
        if len(given) != cells:
            raise SizeMismatch(f"{len(given)} statustegn, men dimensjonene gir {cells} celler")
        known = {sign: _sign(sign) for sign in set(given)}
        codes[:] = [known[sign] for sign in given]
    return codes


def _sign(sign: Any) -> int:
    try:
        return SIGNS.index(sign or "")
    except ValueError:
        raise UnknownStatus(f"ukjent statustegn «{str(sign)[:20]}»") from None


def _places(given: Mapping[str, Any], cells: int, what: str) -> np.ndarray:
    """The cells that the keys of an object name."""
    try:
        places = np.array([int(key) for key in given], dtype=np.int64)
    except ValueError:
        raise SizeMismatch(f"{what} har en nøkkel som ikke er et cellenummer") from None
    if places.size and (places.min() < 0 or places.max() >= cells):
        raise SizeMismatch(f"{what} for celle {places.max()}, men det er {cells} celler")
    if len(np.unique(places)) != len(places):
        raise DuplicateCode(f"{what} er gitt to ganger for samme celle")
    return places
