"""Statistics Norway's tables: PxWebApi version 2.

Contents codes change from year to year, so they are found by their label in each pull's metadata. Data are
asked for with POST, in parts by time that stay under the office's limit of cells.

    ssb = PxWebClient(session)
    metadata = ssb.metadata("07459", {"Region": "agg_KommSummer"})
    content = resolve_contents(metadata, "Personer")
    extract = ssb.data(metadata, {"Region": ["*"], "ContentsCode": [content.code], "Tid": ["top(3)"]})
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NoReturn

import pandas as pd

from etl.http import Answer, NotFound, Refused, Session, SourceError, TooLarge, read_json
from etl.jsonstat import Codelist, Dataset, Dimension, MissingDimension, Unit, decode, describe, join
from etl.names import tidy
from etl.sources.addresses import address

#: Cells in one answer where /config does not say.
MAX_CELLS = 800_000
#: Tables that `discover` looks into; each costs a call.
TABLES_SHOWN = 20
#: Metadata and searches are asked for every time: they say what is new.
ALWAYS = timedelta(0)

EXPRESSION = re.compile(r"(top|bottom|from|to|range|label)\((.*)\)", re.IGNORECASE)
#: A municipality in a region variable: 3103, and K-3103, K_3103, K.3103 or KU3103 in aggregated series.
REGION_CODE = re.compile(r"(?:K[-_.U])?(\d{4})")
UNIT_IN_LABEL = re.compile(r"\(([^()]*)\)$")
DEFINITION_URN = re.compile(r"urn:ssb:contextvariable:common:([^:]+):(\d+):([^:]+)")


class TableGone(NotFound):
    """The office has no such table (any more)."""


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
class TableInfo:
    """A table in the office's list. Periods are time codes, `updated` is the office's ISO time."""

    table_id: str
    label: str
    updated: str | None
    first_period: str | None
    last_period: str | None
    discontinued: bool


@dataclass(frozen=True)
class Metadata:
    """What a table holds now: dimensions with codes and labels, notes, `updated`.

    `codelists` says which code list took the place of a dimension's own codes.
    """

    table_id: str
    subject: str
    described: Dataset
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


@dataclass(frozen=True)
class Extract:
    """Figures of a table: the joined dataset, the answers it came in, and what was asked.

    `url` is the table's page for people. `codelists` is kept because no answer says which lists were used.
    """

    dataset: Dataset
    answers: tuple[Answer, ...]
    selection: Mapping[str, tuple[str, ...]]
    codelists: Mapping[str, str]
    url: str


class PxWebClient:
    """One installation of PxWebApi 2."""

    def __init__(self, session: Session, base: str | None = None, office: str = "SSB", language: str = "no") -> None:
        self._session, self._office, self._language = session, office, language
        self._base = base or address("SSB_API_URL")
        self._max_cells: int | None = None

    def max_cells(self) -> int:
        """The most cells that one answer may hold, by /config."""
        if self._max_cells is None:
            config = self._get("config", f"{self._office}, innstillinger", {}, timedelta(days=1)).data
            self._max_cells = int(config.get("maxDataCells") or MAX_CELLS)
        return self._max_cells

    def table(self, table_id: str) -> TableInfo:
        """The table in the office's list; the only place that tells its first and last period."""
        return _table_info(self._get(f"tables/{table_id}", self._subject(table_id)).data)

    def metadata(self, table_id: str, codelists: Mapping[str, str] | None = None) -> Metadata:
        """What the table holds now; `codelists` (dimension -> id) take the place of its own codes."""
        subject = self._subject(table_id)
        parameters = {f"codelist[{dimension}]": name for dimension, name in (codelists or {}).items()}
        described = self._get(f"tables/{table_id}/metadata", subject, parameters, read=_reader(describe)).data
        return Metadata(table_id, subject, described, dict(codelists or {}))

    def codelist(self, codelist_id: str) -> pd.DataFrame:
        """A code list: code, label and source_code, a row for each of the table's codes behind a code."""
        answer = self._get(f"codeLists/{codelist_id}", f"{self._office}, kodeliste {codelist_id}")
        rows = [
            (value["code"], tidy(value["label"]), source)
            for value in answer.data["values"]
            for source in value.get("valueMap") or [value["code"]]
        ]
        return pd.DataFrame(rows, columns=["code", "label", "source_code"])

    def data(self, metadata: Metadata, selection: Mapping[str, Sequence[str]]) -> Extract:
        """The selected figures, in as many calls as the limit of cells demands.

        `selection` maps dimensions (by code or label) to codes or expressions: `*`, `03*`, `??`, `top(n)`,
        `bottom(n)`, `from(x)`, `to(x)`, `range(a,b)`, `label(regular expression)`. Dimensions left out are eliminated.
        Raises SelectionError before any call where the table can't answer, TooLarge where one period alone is
        over the limit.
        """
        codes = chosen_codes(metadata, selection)
        answers = tuple(self._part(metadata, part) for part in self._parts(metadata, codes))
        dataset = join([answer.data for answer in answers])
        return Extract(dataset, answers, codes, metadata.codelists, page_url(metadata.table_id))

    def discover(self, word: str, tables: int = TABLES_SHOWN) -> pd.DataFrame:
        """Contents of tables that fit a word: table, title, updated, code, label, unit; a row per code."""
        rows = []
        for info in self.search(word, tables):
            contents = self.metadata(info.table_id).contents
            for code in contents.codes:
                unit = contents.units.get(code, Unit("", None)).base
                rows.append((info.table_id, info.label, info.updated, code, contents.labels[code], unit))
        return pd.DataFrame(rows, columns=["table", "title", "updated", "code", "label", "unit"])

    def search(self, word: str, tables: int = TABLES_SHOWN) -> list[TableInfo]:
        """The first tables that fit a word in the office's own search."""
        parameters = {"query": word, "pageSize": str(tables)}
        try:
            answer = self._get("tables", f"{self._office}, søk etter «{word}»", parameters)
        except Refused as error:
            if error.title == "Non-existent page":
                return []
            raise
        return [_table_info(hit) for hit in answer.data["tables"]]

    def _parts(self, metadata: Metadata, codes: dict[str, tuple[str, ...]]) -> Iterator[dict[str, tuple[str, ...]]]:
        """The selection cut by time into parts under the limit of cells."""
        time = metadata.time.code
        per_period = math.prod(len(chosen) for name, chosen in codes.items() if name != time)
        periods = self.max_cells() // per_period
        if periods == 0:
            limit = f"{self.max_cells():_}".replace("_", " ")
            reason = f"{per_period} celler i én periode, men grensen er {limit}: velg færre koder"
            raise TooLarge(metadata.subject, reason)
        for start in range(0, len(codes[time]), periods):
            yield {**codes, time: codes[time][start : start + periods]}

    def _part(self, metadata: Metadata, codes: Mapping[str, tuple[str, ...]]) -> Answer:
        """One data call."""
        body = {"selection": [_question(metadata, name, chosen) for name, chosen in codes.items()]}
        try:
            return self._session.post(
                f"{self._base}/tables/{metadata.table_id}/data",
                body,
                {"lang": self._language, "outputFormat": "json-stat2"},
                subject=metadata.subject,
                read=_reader(decode),
                updated=metadata.described.updated,
            )
        except Refused as error:
            _raise_in_words(error)

    def _get(
        self,
        path: str,
        subject: str,
        parameters: Mapping[str, str] | None = None,
        max_age: timedelta = ALWAYS,
        **options: Any,
    ) -> Answer:
        try:
            return self._session.get(
                f"{self._base}/{path}",
                {"lang": self._language, **(parameters or {})},
                subject=subject,
                max_age=max_age,
                **options,
            )
        except Refused as error:
            _raise_in_words(error)

    def _subject(self, table_id: str) -> str:
        return f"{self._office}, tabell {table_id}"


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
    raise LabelNotFound(metadata.subject, label, _nearest(label, contents.labels.values()))


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
        raise LabelNotFound(metadata.subject, label, _nearest(label, [item.label for item in codelists]))
    return found[0]


def chosen_codes(metadata: Metadata, selection: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The codes that a selection means, each once, in the table's order. Raises SelectionError."""
    wanted = {metadata.dimension(name).code: expressions for name, expressions in selection.items()}
    demanded = [code for code, dimension in metadata.dimensions.items() if not dimension.elimination]
    lacking = [code for code in demanded if code not in wanted]
    if lacking:
        raise SelectionError(metadata.subject, f"utvalget mangler {', '.join(lacking)}, som tabellen krever")
    codes = {}
    for code, dimension in metadata.dimensions.items():
        if code in wanted:
            is_time = code == metadata.time.code
            found = {item for text in wanted[code] for item in _expand(metadata, dimension, text, is_time)}
            if not found:
                raise SelectionError(metadata.subject, f"utvalget av {code} er tomt")
            codes[code] = tuple(item for item in dimension.codes if item in found)
    return codes


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


def _nearest(label: str, labels: Any) -> list[str]:
    return difflib.get_close_matches(label, list(labels), n=3, cutoff=0)


def _question(metadata: Metadata, dimension: str, codes: tuple[str, ...]) -> dict[str, Any]:
    """The part of a data call that selects in one dimension; all regions, ages ... are asked for as «*»."""
    named = dimension in (metadata.time.code, metadata.contents.code)
    everything = codes == metadata.dimensions[dimension].codes and not named
    question: dict[str, Any] = {"variableCode": dimension, "valueCodes": ["*"] if everything else list(codes)}
    if dimension in metadata.codelists:
        question["codelist"] = metadata.codelists[dimension]
    return question


def _expand(metadata: Metadata, dimension: Dimension, text: str, is_time: bool) -> Sequence[str]:
    """The codes that one code or expression means. Raises SelectionError."""
    codes = dimension.codes
    if text in dimension.labels:
        return [text]
    if match := EXPRESSION.fullmatch(text.strip()):
        if match[1].lower() == "label":
            return [_by_label(metadata, dimension, match[2])]
        return _by_function(metadata, dimension, match[1].lower(), match[2], is_time)
    if "*" in text or "?" in text:
        wildcard = re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."))
        return [code for code in codes if wildcard.fullmatch(code)]
    raise SelectionError(metadata.subject, f"«{text}» finnes ikke i {dimension.code}")


def _by_label(metadata: Metadata, dimension: Dimension, pattern: str) -> str:
    """The one code whose whole label the regular expression fits. Raises AmbiguousLabel, LabelNotFound."""
    fits = re.compile(pattern, re.IGNORECASE).fullmatch
    codes = [code for code in dimension.codes if fits(dimension.labels[code])]
    if len(codes) > 1:
        names = "; ".join(f"{code} «{dimension.labels[code]}»" for code in codes[:5])
        raise AmbiguousLabel(metadata.subject, f"flere verdier av {dimension.code} passer med «{pattern}»: {names}")
    if not codes:
        raise LabelNotFound(metadata.subject, pattern, _nearest(pattern, dimension.labels.values()))
    return codes[0]


def _by_function(
    metadata: Metadata, dimension: Dimension, function: str, arguments: str, is_time: bool
) -> Sequence[str]:
    """The codes that top, bottom, from, to or range means; `top` of time is the latest periods."""
    codes = dimension.codes
    words = [word.strip() for word in arguments.split(",")]
    try:
        if function in ("top", "bottom"):
            count, offset = int(words[0]), int(words[1]) if len(words) > 1 else 0
            latest = (function == "top") == is_time
            return codes[::-1][offset : offset + count] if latest else codes[offset : offset + count]
        ends = [codes.index(word) for word in words]
        first = ends[0] if function in ("from", "range") else 0
        last = ends[-1] if function in ("to", "range") else len(codes) - 1
        return codes[first : last + 1]
    except (ValueError, IndexError):
        raise SelectionError(
            metadata.subject, f"«{function}({arguments})» kan ikke brukes på {dimension.code}"
        ) from None


def _reader(turn: Callable[[Any], Dataset]) -> Callable[[bytes], Dataset]:
    """A body reader: JSON, then what it means."""
    return lambda body: turn(read_json(body))


def _table_info(hit: Mapping[str, Any]) -> TableInfo:
    return TableInfo(
        table_id=hit["id"],
        label=tidy(hit["label"]),
        updated=hit.get("updated"),
        first_period=hit.get("firstPeriod"),
        last_period=hit.get("lastPeriod"),
        discontinued=bool(hit.get("discontinued")),
    )


def _raise_in_words(error: Refused) -> NoReturn:
    """Raise what the title of a refusal means; the HTTP status of PxWebApi is not to be trusted."""
    if error.title == "Non-existent table":
        raise TableGone(error.subject, "tabellen finnes ikke lenger", error.title) from error
    if error.title.startswith("Too many cells"):
        raise TooLarge(error.subject, "for mange celler i én spørring", error.title) from error
    raise error
