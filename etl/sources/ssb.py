"""Statistics Norway's tables: PxWebApi version 2.

Contents codes change from year to year, so they are found by their label in each pull's metadata. Data are
asked for with POST, in parts by time that stay under the office's limit of cells.

    ssb = PxWebClient(session)
    metadata = ssb.metadata("07459", {"Region": "agg_KommSummer"})
    content = resolve_contents(metadata, "Personer")
    extract = ssb.data(metadata, {"Region": ["*"], "ContentsCode": [content.code], "Tid": ["top(3)"]})
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NoReturn

import pandas as pd

from etl.http import Answer, NotFound, Refused, Session, TooLarge, read_json
from etl.jsonstat import Cube, Unit, decode, describe, join
from etl.names import tidy
from etl.sources.addresses import address
from etl.sources.ssb_selection import chosen_codes
from etl.sources.ssb_table import Metadata, page_url

#: Cells in one answer where /config does not say.
MAX_CELLS = 800_000
#: Tables that `discover` looks into; each costs a call.
TABLES_SHOWN = 20
#: Metadata and searches are asked for every time: they say what is new.
ALWAYS = timedelta(0)


class TableGone(NotFound):
    """The office has no such table (any more)."""


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
class Extract:
    """Figures of a table: the joined cube, and the answers that it came in.

    `subject` is what a message calls the table. `codelists` (dimension -> id) is kept because no answer says which
    lists were used.
    """

    table_id: str
    subject: str
    cube: Cube
    codelists: Mapping[str, str]
    answers: tuple[Answer, ...]

    @property
    def url(self) -> str:
        """The table's page for people."""
        return page_url(self.table_id)


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
        cube = join([answer.data for answer in answers])
        return Extract(metadata.table_id, metadata.subject, cube, metadata.codelists, answers)

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


def _question(metadata: Metadata, dimension: str, codes: tuple[str, ...]) -> dict[str, Any]:
    """The part of a data call that selects in one dimension; all regions, ages ... are asked for as «*»."""
    named = dimension in (metadata.time.code, metadata.contents.code)
    everything = codes == metadata.dimensions[dimension].codes and not named
    question: dict[str, Any] = {"variableCode": dimension, "valueCodes": ["*"] if everything else list(codes)}
    if dimension in metadata.codelists:
        question["codelist"] = metadata.codelists[dimension]
    return question


def _reader(turn: Callable[[Any], Cube]) -> Callable[[bytes], Cube]:
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
