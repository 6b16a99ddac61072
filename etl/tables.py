"""Filling the tables of schema.sql."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable

import duckdb
import pandas as pd
import pyarrow as pa

from etl.database_file import SCHEMA
from etl.dataset import Dataset
from etl.drawings import Drawing
from etl.indicator import Duty, Indicator
from etl.origins import DutyIndex, WeakAreas

#: Columns of municipality that are the newest figure of an indicator.
FACTS = {
    "centrality_index": "centrality_index",
    "centrality_class": "centrality_class",
    "kostra_group": "kostra_group",
    "land_km2": "land_area",
}
#: What is read as a table, and becomes a column of municipality.
REGIONS = "labour_market_region"
#: Tables that tell of builds, not of Norway.
FILLED = "filled"
HISTORY = ("load", "change", FILLED)
#: Decimals of degrees that coordinates are the same to, whatever projected them: 0,0001 is some ten metres.
SAME_DEGREES = 4
#: What counts of a table for the version, where that isn't all: of a source not what changes with every retrieval,
#: whether or not its figures do; of a place its rounded coordinates.
HASHED = {
    "source": "(SELECT * EXCLUDE (retrieved_at, reference_date, sha256) FROM source)",
    "municipality": f"(SELECT * REPLACE (round(longitude, {SAME_DEGREES}) AS longitude, "
    f"round(latitude, {SAME_DEGREES}) AS latitude) FROM municipality)",
    "boundary": "(SELECT * EXCLUDE (geometry) FROM boundary)",
}


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make all tables, empty."""
    connection.execute(SCHEMA.read_text(encoding="utf-8"))


def fill(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    catalogue: dict[str, Indicator],
    figures: pd.DataFrame,
    drawn: list[Drawing],
    files: pd.DataFrame,
) -> None:
    """Put everything but the history into the tables; `figures` has the columns of observation, `files` those of
    geometry_file. Raises duckdb.ConstraintException where the data break a rule of the schema.
    """
    insert(connection, "division", dataset.divisions)
    insert(connection, "source", dataset.sources)
    insert(connection, "municipality", municipalities(dataset, figures, drawn))
    insert(connection, "code_change", dataset.code_changes)
    insert(connection, "neighbour", _of_divisions(drawn, "neighbours"))
    insert(connection, "boundary", _of_divisions(drawn, "boundaries"))
    insert(connection, "geometry_file", files)
    insert(connection, "indicator", indicators(catalogue, dataset.described, figures))
    insert(connection, "category", categories(catalogue))
    insert(connection, "observation", figures.astype({"note": "str"}))
    for table, rows in dataset.tables.items():
        if table != REGIONS:
            insert(connection, table, rows)


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    """Add rows to a table, those of the figures in the order that they are asked for; columns are matched by name.

    Arrow hands over its strings as they lie; from a frame of pandas each becomes an object first.
    """
    if rows.empty:
        return
    order = "ORDER BY indicator_id, year, division, code" if table == "observation" else ""
    connection.register("incoming", pa.Table.from_pandas(rows, preserve_index=False))
    connection.execute(f"INSERT INTO {table} BY NAME FROM incoming {order}")
    connection.unregister("incoming")


def municipalities(dataset: Dataset, figures: pd.DataFrame, drawn: list[Drawing]) -> pd.DataFrame:
    """The municipalities with the facts about each that pages filter and group by."""
    key = ["division", "code"]
    rows = dataset.municipalities.merge(_of_divisions(drawn, "points"), on=key, how="left")
    regions = dataset.tables[REGIONS].rename(columns={"region": "labour_market_region"})
    rows = rows.merge(regions[[*key, "labour_market_region"]], on=key, how="left")
    for column, indicator_id in FACTS.items():
        newest = _newest(figures, indicator_id)
        rows = rows.merge(newest.rename(columns={"value": column})[[*key, column]], on=key, how="left")
    versions = _newest(figures, FACTS["centrality_class"]).rename(columns={"year": "centrality_version"})
    rows = rows.merge(versions[[*key, "centrality_version"]], on=key, how="left")
    return rows.astype({"centrality_version": "Int64"}).astype({"centrality_version": "string"})


def _newest(figures: pd.DataFrame, indicator_id: str) -> pd.DataFrame:
    """Each municipality's latest value of an indicator: division, code, year, value."""
    values = figures[(figures["indicator_id"] == indicator_id) & figures["value"].notna()]
    return values.sort_values("year").drop_duplicates(["division", "code"], keep="last")


def _of_divisions(drawn: list[Drawing], part: str) -> pd.DataFrame:
    return pd.concat([getattr(drawing, part).assign(division=drawing.division) for drawing in drawn])


def indicators(
    catalogue: dict[str, Indicator], described: dict[str, dict[str, str | None]], figures: pd.DataFrame
) -> pd.DataFrame:
    """The catalogue as rows of indicator, in their order on screen, with what the publisher says of each."""
    columns = set(Indicator.model_fields) - {"duty", "origin", "categories", "remarks"}
    notes, computed = _notes(catalogue, described), _computed(figures)
    rows = [
        indicator.model_dump(include=columns)
        | described.get(indicator.indicator_id, {})
        | {"notes": notes.get(indicator.indicator_id)}
        | {
            "sentence": _sentence(indicator),
            "counted": indicator.counted and indicator.counted.model_dump_json(),
            "duty_area": indicator.duty and indicator.duty.area,
            "duty_rule": indicator.duty and _rule(indicator.duty),
            "duty_kind": indicator.duty and indicator.duty.kind,
            "duty_counted": indicator.duty and indicator.duty.counted,
            "duty_cases": indicator.duty and indicator.duty.cases,
            "kind": "derived" if indicator.indicator_id in computed else indicator.kind,
            "computation": indicator.origin.model_dump_json(exclude={"snapshot", "published"})
            if _computes(indicator)
            else None,
        }
        for indicator in sorted(catalogue.values(), key=lambda indicator: indicator.position)
    ]
    return pd.DataFrame(rows)


def _sentence(indicator: Indicator) -> str:
    """The pattern or patterns of the indicator's sentence as JSON."""
    return json.dumps(indicator.model_dump(include={"sentence"})["sentence"], ensure_ascii=False)


def _computes(indicator: Indicator) -> bool:
    """Whether the rule that an indicator is computed by names the indicators that it is computed from."""
    return bool(indicator.inputs) or isinstance(indicator.origin, WeakAreas)


def _computed(figures: pd.DataFrame) -> set[str]:
    """Indicators all of whose figures are computed: also what is published, while only the embedded figures are there
    and those were computed from published ones.
    """
    valued = figures[figures["value"].notna()]
    return set(valued["indicator_id"].unique()) - set(
        valued.loc[valued["status"] != "derived", "indicator_id"].unique()
    )


def _notes(catalogue: dict[str, Indicator], described: dict[str, dict[str, str | None]]) -> dict[str, str]:
    """The publisher's notes on each indicator: its own, and those on everything that it is computed from."""
    notes: dict[str, str] = {}
    duties = [name for name, indicator in catalogue.items() if indicator.duty]
    for name, indicator in sorted(catalogue.items(), key=lambda item: isinstance(item[1].origin, DutyIndex)):
        inputs = duties if isinstance(indicator.origin, DutyIndex) else indicator.mentioned
        if indicator.aggregation != "recomputed":
            inputs = []
        own = described.get(name, {}).get("notes") or indicator.notes
        found = _sentences([own, *map(notes.get, inputs)])
        if found:
            notes[name] = found
    return notes


def _sentences(notes: Iterable[str | None]) -> str:
    """Notes one after the other, each once and with its full stop."""
    told = list(dict.fromkeys(note if note.endswith((".", "!", "?")) else f"{note}." for note in notes if note))
    return " ".join(note for note in told if not any(note != other and note in other for other in told))


def _rule(duty: Duty) -> str:
    """The duty's rule with its limit, if it has one: «days_limit 21»."""
    return duty.rule if duty.limit is None else f"{duty.rule} {duty.limit:g}"


def categories(catalogue: dict[str, Indicator]) -> pd.DataFrame:
    """What the values of ordered and category indicators are called: indicator_id, value, label."""
    rows = [
        (indicator.indicator_id, value, label)
        for indicator in catalogue.values()
        for value, label in indicator.categories.items()
    ]
    return pd.DataFrame(rows, columns=["indicator_id", "value", "label"])


def count(connection: duckdb.DuckDBPyConnection) -> None:
    """Write down how many rows each table has; the last thing that a build writes."""
    for name in _names(connection, without=[FILLED]):
        connection.execute(f"INSERT INTO {FILLED} SELECT '{name}', count(*) FROM {name}")


def _names(connection: duckdb.DuckDBPyConnection, without: Collection[str]) -> list[str]:
    """The tables in order of their names, but for some."""
    found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY ALL").fetchall()
    return [name for (name,) in found if name not in without]


def version(connection: duckdb.DuckDBPyConnection) -> str:
    """Eight hex digits that depend on everything in the tables but the history and when sources were asked, and on
    nothing else. Coordinates count to some ten metres: their last decimals depend on the machine that projected them.
    A table's rows count in any order: the checksums of their texts are put together by XOR.
    """
    digest = hashlib.sha256()
    for name in _names(connection, without=HISTORY):
        rows = HASHED.get(name, name)
        columns = [column for column, *_ in connection.execute(f"SELECT * FROM {rows} LIMIT 0").description]
        cells = ", ".join(f"coalesce(\"{column}\"::VARCHAR, '\x01')" for column in columns)
        content = connection.execute(
            f"SELECT count(*), bit_xor(md5_number(concat_ws('\x1f', {cells}))) FROM {rows}"
        ).fetchone()
        digest.update(f"{name} {content}\n".encode())
    digest.update(_outlines(connection))
    return digest.hexdigest()[:8]


def _outlines(connection: duckdb.DuckDBPyConnection) -> bytes:
    """The rounded coordinates of all boundaries, in order."""
    # Shapely takes a while to import: only a build pays for it.
    import shapely

    rows = connection.execute("SELECT geometry FROM boundary ORDER BY division, code").fetchall()
    corners = shapely.get_coordinates(shapely.from_wkb([bytes(geometry) for (geometry,) in rows]))
    # Adding 0 makes -0 the same as 0.
    return (corners.round(SAME_DEGREES) + 0).tobytes()
