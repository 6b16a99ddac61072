"""Asking the offices for everything that the catalogue wants, and recording which answers count.

When Statistics Norway can't be reached, nothing is recorded at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from etl import database_file, record, snapshot
from etl.disk import not_written, where
from etl.http import RAW, Session, SettingError, StorageError
from etl.indicator import Indicator
from etl.pull_run import Offline, Progress, PullError, Report, Run, Task
from etl.record import Pulled

__all__ = ["Offline", "PullError", "Report", "UnknownTask", "explained", "pull"]

Tell = Callable[[str], None]


class UnknownTask(Exception):
    """There is nothing of that name to pull."""


def pull(
    catalogue: dict[str, Indicator],
    only: Sequence[str] = (),
    *,
    force: bool = False,
    progress: Progress = lambda done, total, text: None,
    tell: Tell = lambda line: None,
    raw: Path = RAW,
    embedded: Path = snapshot.DIRECTORY,
) -> Report:
    """Ask for everything, or for the sources and tables in `only`, and record the answers.

    Kept answers younger than a day count, unless `force`. `tell` is called with a line for each wait. Raises
    Offline, PullError where nothing at all could be pulled or the disk refuses, UnknownTask.
    """
    with explained(raw), database_file.locked(raw, lambda: tell("Venter på en annen henting")):
        pulled = _record(raw, tell)
        dataset = snapshot.read(catalogue, embedded)
        with Session(raw, force=force, tell=tell) as session:
            run = Run(session, catalogue, dataset, pulled, raw)
            report = run.performed(_chosen(run.tasks(), only), progress)
        record.write(run.pulled, raw)
        record.prune(run.pulled, raw)
    return report


def _record(raw: Path, tell: Tell) -> Pulled:
    """What has been pulled so far; a record that is damaged is begun anew."""
    try:
        return record.read(raw) or Pulled()
    except StorageError as error:
        tell(f"{error.subject} kan ikke leses, og begynnes på nytt")
        return Pulled()


@contextmanager
def explained(raw: Path) -> Iterator[None]:
    """Whatever the disk or a setting refuses becomes a PullError."""
    try:
        raw.mkdir(parents=True, exist_ok=True)
        yield
    except (StorageError, SettingError) as error:
        raise PullError(str(error)) from error
    except OSError as error:
        raise PullError(f"Kan ikke skrive {where(error, raw)}: {not_written(error)}") from error


def _chosen(tasks: list[Task], only: Sequence[str]) -> list[Task]:
    known = {name for task in tasks for name in task.names}
    if unknown := [name for name in only if name not in known]:
        raise UnknownTask(f"«{unknown[0]}» finnes ikke; velg blant {', '.join(sorted(known))}")
    return [task for task in tasks if not only or set(task.names) & set(only)]
