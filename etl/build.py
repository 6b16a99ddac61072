"""From the embedded figures to a new DuckDB file, put in the old one's place when every check holds."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import duckdb
import pandas as pd

from etl import (
    catalogue,
    changes,
    checks,
    compliance,
    database_file,
    derive,
    divisions,
    divisions_register,
    drawings,
    extracts,
    projection,
    raw,
    record,
    tables,
    unavailable,
    weak_areas,
)
from etl import snapshot as embedded
from etl.dataset import Dataset
from etl.disk import REASONS, not_written, where
from etl.http import RAW, SourceError
from etl.indicator import Indicator
from etl.origins import Snapshot, SsbTable
from etl.sources import kdd

#: How long a browser may still ask for a map file that no database names.
MAP_FILE_SECONDS = 24 * 3600

Progress = Callable[[int, int, str], None]

READERS = {
    "snapshot": lambda indicators, folders: embedded.read(indicators, folders.snapshot),
    "raw": lambda indicators, folders: raw.read(indicators, folders.snapshot, folders.raw),
}

#: Errors whose message says in Norwegian what is wrong with the catalogue or the figures.
EXPECTED = (
    catalogue.CatalogueError,
    embedded.SnapshotError,
    SourceError,
    kdd.KddError,
    divisions.DivisionError,
    derive.DeriveError,
    drawings.DrawingError,
    checks.CheckError,
)


class Step(StrEnum):
    """What a build does, in order, as it is told on screen."""

    CATALOGUE = "Leser katalogen"
    READ = "Leser tallene"
    CONVERT = "Regner om mellom kommuneinndelingene"
    DERIVE = "Regner ut avledede tall"
    DRAW = "Tegner kommunene"
    FILL = "Fyller databasen"
    CHECK = "Kontrollerer tallene"
    COMPARE = "Sammenligner med forrige database"


class BuildError(Exception):
    """No new database was made, and the old one stands; the message is one line of Norwegian that says why."""


@dataclass(frozen=True)
class Folders:
    """Where a build reads the embedded figures, the indicator files and what was imported, and where browsers fetch
    maps from.
    """

    snapshot: Path = embedded.DIRECTORY
    indicators: Path = catalogue.DIRECTORY
    raw: Path = Path(__file__).parents[1] / "data" / "raw"
    static: Path = Path(__file__).parents[1] / "static"


@dataclass(frozen=True)
class History:
    """A build in the history. `is_new` is false when the data were the same as before; `problems` are in Norwegian."""

    version: str
    load_id: int
    mode: str
    is_new: bool
    changes: int
    problems: list[str]


@dataclass(frozen=True)
class Summary(History):
    """What a build led to."""

    indicators: int
    observations: int
    seconds: float


def default_database() -> Path:
    """Where the database is: GENERALIST_DB, else data/generalist.duckdb beside the program."""
    return database_file.path()


def shown_mode(database: Path) -> str:
    """Which figures the database there was built from; the embedded ones where there is none that can be read."""
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            [(mode,)] = connection.execute("SELECT mode FROM load ORDER BY load_id DESC LIMIT 1").fetchall()
    except duckdb.Error:
        return "snapshot"
    return str(mode)


def build(
    from_: str = "snapshot",
    database: Path | None = None,
    folders: Folders | None = None,
    progress: Progress | None = None,
    problems: Sequence[str] = (),
) -> Summary:
    """Make a new database and put it in the old one's place.

    `progress` is called with steps done, steps in all, and what is being done; `problems` are told of with those that
    the build finds. Waits while another process builds.
    Raises BuildError, with the old database untouched, whatever goes wrong.
    """
    database = database or default_database()
    with _explained(database), _locked(database, progress):
        return _build(from_, database, folders or Folders(), progress, problems)


def ensure(
    database: Path | None = None,
    progress: Progress | None = None,
    folders: Folders | None = None,
) -> Summary | None:
    """Build from the embedded figures if there is no database, or anew if it is of another schema; draw map files that
    it names anew where they are lost; else do nothing.

    A database of pulled figures is built anew from them where they are still there; where they aren't, or where some
    are there and the database is not, that is a problem that the new one tells of. Of processes that start at once,
    one builds; the others wait, find the database, and get None, as everybody does who finds it. Raises BuildError.
    """
    database, folders = database or default_database(), folders or Folders()
    if database_file.is_current(database) and not _lost_maps(database, folders):
        return None
    with _explained(database), _locked(database, progress):
        if database_file.is_current(database):
            _draw_lost_maps(database, folders)
            return None
        problems = not_shown(folders.raw)
        if shown_mode(database) == "raw":
            try:
                return _build("raw", database, folders, progress)
            except EXPECTED as error:
                problems = [f"Viser de innebygde tallene i stedet for de hentede: {error}"]
        return _build("snapshot", database, folders, progress, problems)


def has_maps(database: Path) -> bool:
    """Whether the map files that the database names are all there, and whole."""
    return not _lost_maps(database, Folders())


def _lost_maps(database: Path, folders: Folders) -> list[str]:
    """The map files that the database names and that are not there, or not whole."""
    return sorted(name for name in _map_files(database) if not drawings.is_whole(folders.static / name))


def _draw_lost_maps(database: Path, folders: Folders) -> None:
    """Draw the lost map files anew, and nothing else: the figures stay as they are. Raises BuildError where what the
    database was drawn from is no longer there.
    """
    if not _lost_maps(database, folders):
        return
    dataset = READERS[shown_mode(database)](catalogue.read(folders.indicators), folders)
    dataset = replace(dataset, municipalities=divisions_register.norwegian_first(dataset.municipalities))
    drawings.write_files(folders.static, dataset, drawings.drawings(dataset))
    for name in _lost_maps(database, folders):
        raise BuildError(f"Kartfila {name} mangler, og grunnlaget den ble tegnet av er et annet nå. Bygg på nytt")


def not_shown(directory: Path = RAW) -> list[str]:
    """What to tell when the embedded figures are built although something has been pulled."""
    if record.is_lost(directory):
        return [f"Viser de innebygde tallene: {directory / record.FILE} {record.LOST}"]
    if record.is_there(directory):
        return ["Viser de innebygde tallene, ikke de som er hentet; kjør «python -m etl build»"]
    return []


def _build(
    from_: str, database: Path, folders: Folders, progress: Progress | None, problems: Sequence[str] = ()
) -> Summary:
    """Build under the lock."""
    clock, started = time.monotonic(), _now()
    begin = _announcer(progress)
    begin(Step.CATALOGUE)
    indicators = catalogue.read(folders.indicators)
    begin(Step.READ)
    dataset = READERS[from_](indicators, folders)
    dataset = replace(dataset, problems=[*problems, *dataset.problems])
    declared = indicators = _with_doubts(indicators, dataset)
    dataset = replace(dataset, municipalities=divisions_register.norwegian_first(dataset.municipalities))
    indicators, dataset = kdd.added(indicators, dataset, folders.raw)
    indicators = catalogue.with_published(indicators, set(dataset.observations["indicator_id"].unique()))
    indicators, dataset = _with_what_they_need(indicators, dataset)
    begin(Step.CONVERT)
    observations = divisions.complete(dataset.observations, dataset.municipalities, dataset.code_changes, indicators)
    ages = divisions.counted_everywhere(dataset.tables["age_sex"], dataset.code_changes, "persons")
    dataset = replace(dataset, tables=dataset.tables | {"age_sex": ages})
    begin(Step.DERIVE)
    figures = derive.with_derived(observations, indicators, dataset.code_changes)
    if dataset.mode == "raw":
        indicators, figures, dataset = _computable(indicators, figures, dataset)
    indicators, figures, dataset = projection.added(indicators, figures, dataset)
    indicators, figures, dataset = weak_areas.added(indicators, figures, dataset)
    indicators, figures, dataset = compliance.added(indicators, figures, dataset)
    indicators = _with_sources(indicators, dataset)
    begin(Step.DRAW)
    drawn = drawings.drawings(dataset)
    written = drawings.write_files(folders.static, dataset, drawn)
    maps = _map_files(database) | set(written["file_name"])
    with database_file.replacement(database) as temporary, _writer(temporary) as connection:
        begin(Step.FILL)
        tables.fill(connection, dataset, indicators, figures, drawn, written)
        tables.insert(
            connection, "unavailable_indicator", unavailable.indicators(declared, set(indicators), dataset.problems)
        )
        begin(Step.CHECK)
        checks.run(connection, dataset.national)
        begin(Step.COMPARE)
        history = _recorded(connection, database, dataset, catalogue.checksum(folders.indicators), started)
        tables.count(connection)
    _remove_old_maps(folders.static, maps)
    if progress:
        progress(len(Step), len(Step), "Ferdig")
    seconds = time.monotonic() - clock
    return Summary(**asdict(history), indicators=len(indicators), observations=len(figures), seconds=seconds)


def _with_doubts(indicators: dict[str, Indicator], dataset: Dataset) -> dict[str, Indicator]:
    """The indicators, with the doubt about a table in the caveat until its figures have come under the very label that
    is declared. Embedded figures are in no doubt.
    """
    found = set(dataset.observations["indicator_id"].unique())
    return {
        name: indicator.model_copy(update={"caveat": f"{indicator.caveat} {indicator.origin.doubt}"})
        if isinstance(indicator.origin, SsbTable)
        and indicator.origin.doubt
        and (name not in found or dataset.described.get(name, {}).get("expected_contents"))
        else indicator
        for name, indicator in indicators.items()
    }


def _computable(
    indicators: dict[str, Indicator], figures: pd.DataFrame, dataset: Dataset
) -> tuple[dict[str, Indicator], pd.DataFrame, Dataset]:
    """Without the indicators that pulled figures make impossible (none at all in a division, or one outside the range),
    and those computed from them; each is told of.
    """
    computed = {name for name, indicator in indicators.items() if indicator.inputs}
    rows = figures[figures["indicator_id"].isin(computed) & figures["value"].notna()]
    left_out = extracts.outside_range(rows, indicators)
    divisions_found = rows.groupby("indicator_id")["division"].nunique()
    for name in sorted(computed - left_out.keys()):
        if divisions_found.get(name, 0) < len(dataset.divisions):
            left_out[name] = f"mangler grunnlag i årene som er hentet. Hopper over «{indicators[name].short_title}»."
    for name, indicator in indicators.items():
        if name not in left_out and left_out.keys() & set(indicator.inputs):
            left_out[name] = f"bygger på et tall som er utelatt. Hopper over «{indicator.short_title}»."
    problems = [f"«{indicators[name].short_title}»: {line}" for name, line in left_out.items()]
    kept = {name: indicator for name, indicator in indicators.items() if name not in left_out}
    remaining = figures[~figures["indicator_id"].isin(list(left_out))]
    return kept, remaining, replace(dataset, problems=[*dataset.problems, *problems])


def _with_sources(indicators: dict[str, Indicator], dataset: Dataset) -> dict[str, Indicator]:
    """The indicators, each with a source that is there: its own, or until that is pulled the one of its embedded
    figures.
    """
    known = set(dataset.sources["source_id"])
    used = dataset.observations.drop_duplicates("indicator_id").set_index("indicator_id")["source_id"]
    found = {}
    for name, indicator in indicators.items():
        is_embedded = indicator.embedded_file and not isinstance(indicator.origin, Snapshot)
        source_id = used.get(name) if is_embedded and indicator.source_id not in known else indicator.source_id
        if source_id not in known:
            raise catalogue.CatalogueError(f"{name}.yaml: ukjent kilde «{indicator.source_id}»")
        found[name] = indicator.model_copy(update={"source_id": source_id})
    return found


def _with_what_they_need(indicators: dict[str, Indicator], dataset: Dataset) -> tuple[dict[str, Indicator], Dataset]:
    """The indicators that can be shown, and the dataset without the figures of the others, which are told of."""
    found = set(dataset.observations["indicator_id"].unique())
    shown = catalogue.with_figures(indicators, found)
    lacking = [indicators[indicator_id] for indicator_id in sorted(found - shown.keys())]
    told = [
        f"«{one.short_title}» vises ikke: «{indicators[one.base_indicator_id].short_title}» mangler"
        for one in lacking
        if one.base_indicator_id
    ]
    observations = dataset.observations[dataset.observations["indicator_id"].isin(shown.keys())]
    return shown, replace(dataset, observations=observations, problems=[*dataset.problems, *told])


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _announcer(progress: Progress | None) -> Callable[[Step], None]:
    def begin(step: Step) -> None:
        if progress:
            progress(list(Step).index(step), len(Step), step.value)

    return begin


@contextmanager
def _writer(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a new database with all tables; what was written is on disk when the block ends well."""
    # With several threads, synchronisation costs more than the work.
    with duckdb.connect(str(file), config={"threads": 1}) as connection:
        tables.create(connection)
        yield connection
        # close() alone would hide the error of a full disk.
        connection.execute("CHECKPOINT")


def _recorded(
    connection: duckdb.DuckDBPyConnection,
    database: Path,
    dataset: Dataset,
    catalogue_checksum: str,
    started: datetime,
) -> History:
    """Write this build into the history, unless it gives just what the one before it gave."""
    version, schema = tables.version(connection), database_file.schema_checksum()
    problems = [*dataset.problems, *_history_problems(connection, database, version, dataset)]
    earlier = connection.execute(
        "SELECT load_id, version, schema_sha256 FROM load ORDER BY load_id DESC LIMIT 1"
    ).fetchone()
    if earlier and earlier[1:] == (version, schema):
        return History(version, earlier[0], dataset.mode, False, 0, problems)
    load_id = earlier[0] + 1 if earlier else 1
    connection.execute(
        "INSERT INTO load VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [load_id, version, started, _now(), dataset.mode, catalogue_checksum, schema, problems],
    )
    count = changes.record(connection, load_id) if earlier else 0
    return History(version, load_id, dataset.mode, True, count, problems)


def _history_problems(
    connection: duckdb.DuckDBPyConnection, database: Path, version: str, dataset: Dataset
) -> list[str]:
    """Carry over the history of the database before this one, if there is one; what went wrong with that."""
    if not database.exists():
        return []
    try:
        changes.carry_over(connection, database, version, dataset.mode, dataset.problems)
    except changes.PreviousError as error:
        return [f"{error}. Endringsloggen begynner på nytt."]
    return []


def _map_files(database: Path) -> set[str]:
    """The map files that the database names; none when there is no database that can be read."""
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            return {name for (name,) in connection.execute("SELECT file_name FROM geometry_file").fetchall()}
    except duckdb.Error:
        return set()


def _remove_old_maps(static: Path, named: set[str]) -> None:
    """Remove map files that nobody names and that no open page can still be about to fetch."""
    for file in static.glob("municipalities-*.json"):
        if file.name not in named and time.time() - file.stat().st_mtime > MAP_FILE_SECONDS:
            file.unlink(missing_ok=True)


@contextmanager
def _locked(database: Path, progress: Progress | None) -> Iterator[None]:
    def waiting() -> None:
        if progress:
            progress(0, len(Step), "Venter på en annen bygging")

    database.parent.mkdir(parents=True, exist_ok=True)
    with database_file.locked(database, waiting):
        yield


@contextmanager
def _explained(database: Path) -> Iterator[None]:
    """Whatever goes wrong inside becomes a BuildError that says it in one line."""
    try:
        yield
    except EXPECTED as error:
        raise BuildError(str(error)) from error
    except duckdb.ConstraintException as error:
        raise BuildError(f"Tallene bryter en regel i databasen: {_first_line(error)}") from error
    except duckdb.Error as error:
        # DuckDB tells of a disk that refuses by errors of several kinds; any other is a fault in the program.
        reasons = [reason for number, reason in REASONS.items() if os.strerror(number) in str(error)]
        if not reasons:
            raise
        raise BuildError(f"Kan ikke skrive {database}: {reasons[0]}") from error
    except OSError as error:
        raise BuildError(f"Kan ikke skrive {where(error, database)}: {not_written(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
