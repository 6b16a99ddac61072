"""An indicator's figures: as rows (JSON, CSV, Parquet) and as a cube (JSON-stat 2), each with status and source."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.api import jsonstat
from dashboard.api.problems import Problem
from dashboard.api.question import Question, unknown
from dashboard.api.responses import PARQUET, Response, of_csv, of_json, rows
from dashboard.data import citation_queries, open_queries, queries
from dashboard.data.queries import Indicator
from dashboard.exports import archive

FORMATS = {"json-stat2": "application/json", "json": "application/json", "csv": "text/csv", "parquet": PARQUET}
LATEST = "latest"
YEAR = r"latest|[0-9]{4}(-[0-9]{4})?"
"""A year as it is asked for: one, several after one another, or the newest that there is."""


@dataclass(frozen=True)
class Extract:
    """Some of an indicator's figures, with all that must be said of them. `sources` is by id."""

    indicator: Indicator
    division: str
    version: str
    years: tuple[int, ...]
    rows: pd.DataFrame
    sources: dict[str, dict]
    warning: str | None

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"{self.indicator.indicator_id}-{self.division}-{self.version}"


def answer(question: Question) -> Response:
    """The figures that are asked for, in the format that is asked for."""
    how = question.format(FORMATS)
    extract = _extract(question)
    if how == "json-stat2":
        return of_json(jsonstat.dataset(extract))
    if how == "json":
        return _json(extract)
    table = _table(extract)
    if how == "csv":
        return of_csv(table, f"{extract.name}.csv")
    return Response(_parquet(table, extract), PARQUET, f"{extract.name}.parquet")


def _extract(question: Question) -> Extract:
    database = question.database
    indicator = question.indicator(question.path["indicator"], open_queries.published(database))
    division = question.division()
    codes = question.municipalities(division)
    years = _years(question, queries.years(database, indicator.indicator_id, division), division)
    found = open_queries.figures(database, indicator.indicator_id, division, codes, years)
    known = citation_queries.sources_of(database, indicator.indicator_id)
    sources = {row["source_id"]: source(row) for row in rows(known)}
    return Extract(indicator, division, database.version, years, found, sources, archive.warning(indicator))


def source(row: dict) -> dict:
    """A source as it is handed out: the columns of the table `source` that tell where figures are from."""
    wanted = ("publisher", "title", "table_id", "url", "licence", "reference_date", "updated", "retrieved_at", "note")
    return {name: row[name] for name in wanted}


def _years(question: Question, known: list[int], division: str) -> tuple[int, ...]:
    """The years that are asked for, oldest first; all that there are where none is."""
    if not known:
        raise Problem(
            404,
            f"Indikatoren har ingen tall i inndelingen {division}.",
            f"The indicator has no figures in division {division}.",
        )
    wanted: set[int] = set()
    for said in question.said.get("year", ()):
        first, last = (known[0],) * 2 if said == LATEST else _span(said)
        found = [year for year in known if first <= year <= last]
        if not found:
            raise unknown("year", said, [LATEST, *known])
        wanted.update(found)
    return tuple(sorted(wanted or known))


def _span(said: str) -> tuple[int, int]:
    first, _, last = said.partition("-")
    return int(first), int(last or first)


def _json(extract: Extract) -> Response:
    """An object of what is true of all the figures, and a row for each of them."""
    about = {
        "indicator": extract.indicator.indicator_id,
        "title": extract.indicator.title,
        "unit": extract.indicator.unit,
        "decimals": extract.indicator.decimals,
        "division": extract.division,
        "version": extract.version,
        "warning": extract.warning,
        "caveat": extract.indicator.caveat,
        "sources": extract.sources,
    }
    named = extract.rows.rename(columns={"code": "municipality"})
    figures = named.to_json(orient="records", force_ascii=False, double_precision=open_queries.DECIMALS)
    # Whole numbers as a program that counts people expects them.
    figures = re.sub(r'("(?:value|lower|upper)":-?[0-9]+)\.0(?=[,}])', r"\1", figures)
    return Response(f'{json.dumps(about, ensure_ascii=False)[:-1]}, "figures": {figures}}}'.encode())


def _table(extract: Extract) -> pd.DataFrame:
    """A row for each figure that says by itself what it is, of what status and from whom."""
    found = extract.rows
    cited = {
        source_id: ", ".join(filter(None, [one["publisher"], one["table_id"], one["licence"]]))
        for source_id, one in extract.sources.items()
    }
    table = found.rename(columns={"code": "municipality"})
    table["source"] = found["source_id"].map(cited)
    table["unit"], table["version"], table["warning"] = extract.indicator.unit, extract.version, extract.warning
    table.insert(0, "indicator", extract.indicator.indicator_id)
    table.insert(1, "division", extract.division)
    texts = ["indicator", "division", "municipality", "name", "status", "note", "source_id", "source", "unit"]
    return table.astype(dict.fromkeys([*texts, "version", "warning"], "string"))


def _parquet(table: pd.DataFrame, extract: Extract) -> bytes:
    about = {
        b"title": extract.indicator.title.encode(),
        b"sources": json.dumps(extract.sources, ensure_ascii=False).encode(),
    }
    whole = pa.Table.from_pandas(table, preserve_index=False)
    sink = io.BytesIO()
    pq.write_table(whole.replace_schema_metadata({**(whole.schema.metadata or {}), **about}), sink, compression="zstd")
    return sink.getvalue()
