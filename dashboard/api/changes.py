"""What changed between versions of the data, by indicator and municipality: JSON, CSV, and a feed to follow."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import addresses, text
from dashboard.api import feed
from dashboard.api.paths import path
from dashboard.api.problems import Problem, quoted
from dashboard.api.question import Question
from dashboard.api.responses import ATOM, CSV, Response, of_csv, of_json, rows
from dashboard.data import open_queries, queries, sources_queries
from dashboard.measures import versions

FORMATS = {"json": "application/json", "csv": CSV, "atom": ATOM}
LINES = 200
"""Changes of one build that a feed tells one by one; the rest are counted."""

COLUMNS = [
    "version", "finished_at", "indicator_id", "title", "unit", "division", "code", "name", "year", "old_value",
    "old_status", "new_value", "new_status", "kind",
]  # fmt: skip


def answer(question: Question) -> Response:
    """What builds changed since a version (all that is remembered where none is named)."""
    how = question.format(FORMATS)
    indicator_id, code, division = question.one("indicator"), _code(question), question.one("division")
    if indicator_id is not None:
        question.indicator(indicator_id, open_queries.published(question.database))
    if division is not None:
        question.division()
    found = open_queries.changes(
        question.database, load_id=_since(question), indicator_id=indicator_id, code=code, division=division
    )
    table = found[COLUMNS].rename(columns={"indicator_id": "indicator", "code": "municipality"})
    if how == "csv":
        return of_csv(table, f"changes-{question.database.version}.csv")
    if how == "atom":
        return Response(_feed(question, found), ATOM)
    loads = rows(sources_queries.loads(question.database))
    for load in loads:
        load["problems"] = list(load["problems"])
    return of_json({"version": question.database.version, "builds": loads, "changes": rows(table)})


def _since(question: Question) -> int | None:
    """The build after which changes are asked for. Raises Problem where nobody remembers that version."""
    said = question.one("since")
    if said is None:
        return None
    loads = sources_queries.loads(question.database)
    of_version = loads.loc[loads["version"] == said, "load_id"]
    if of_version.empty:
        raise Problem(
            404,
            f"Ingen husker datasettet «{quoted(said)}». Versjonene står under «builds» i {path('changes')}.",
            f"Nobody remembers the dataset “{quoted(said)}”. Versions are listed as “builds” in {path('changes')}.",
        )
    return int(of_version.iloc[0])


def _code(question: Question) -> str | None:
    """The municipality whose changes are asked for, of any division."""
    code = question.one("municipality")
    if code is None:
        return None
    known = queries.divisions(question.database)["division"]
    if not any(code in queries.municipalities(question.database, one)["code"].to_numpy() for one in known):
        raise Problem(
            400,
            f"Det er ingen kommune «{quoted(code)}».",
            f"There is no municipality “{quoted(code)}”.",
        )
    return code


def _feed(question: Question, found: pd.DataFrame) -> bytes:
    """An entry for each build; of one municipality or indicator, for each build that changed it."""
    loads = sources_queries.loads(question.database)
    said = {name: question.one(name) for name in ("indicator", "municipality", "division", "since")}
    narrowed = [value for value in said.values() if value]
    entries = [
        _entry(load, found[found["load_id"] == load.load_id])
        for load in loads.itertuples(index=False)
        if not narrowed or (found["load_id"] == load.load_id).any()
    ]
    query = "&".join([f"{name}={value}" for name, value in said.items() if value] + ["format=atom"])
    return feed.written(
        key="/".join(["changes", *narrowed]),
        title=f"Endrede tall{_whose(question, said)} – {feed.AUTHOR}",
        own=f"{path('changes')}?{query}",
        page=addresses.address(addresses.OPEN_DATA, {}),
        updated=loads["finished_at"].iloc[0],
        entries=entries,
    )


def _whose(question: Question, said: dict[str, str | None]) -> str:
    names = []
    if code := said["municipality"]:
        registers = [
            queries.municipalities(question.database, division).set_index("code")["name"]
            for division in queries.divisions(question.database)["division"]
        ]
        named = [register[code] for register in registers if code in register.index]
        names.append(f"for {code} {text.short_name(named[-1])}")
    if indicator_id := said["indicator"]:
        names.append(f"i «{queries.all_indicators(question.database)[indicator_id].title}»")
    return "".join(f" {name}" for name in names)


def _entry(load: Any, changed: pd.DataFrame) -> feed.Entry:
    rows_told = [line(row) for row in changed.head(LINES).itertuples(index=False)]
    more = len(changed) - LINES
    if more > 0:
        rows_told.append(f"og {text.number(more)} til.")
    count = versions.counted(changed) if len(changed) else "ingen tall endret i år som fantes"
    return feed.Entry(
        key=f"{load.load_id}-{load.version}",
        title=f"Datasett {load.version}: {count}",
        updated=load.finished_at,
        lines=tuple(rows_told),
    )


def line(row: Any) -> str:
    """«Innbyggere, 1151 Utsira 2025 (inndeling 2024): 217 → 219 innbyggere»"""
    name = f" {text.short_name(row.name)}" if isinstance(row.name, str) else ""
    return f"{row.title}, {row.code}{name} {row.year} (inndelingen {row.division}): {versions.told(row)}"
