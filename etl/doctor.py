"""The first hour with a network: does every office answer, does every label mean what the catalogue says, and are the
embedded figures those that the offices give for the same years? Told in a report of what to correct in which file.

Answers are kept in data/raw as a pull keeps them, so that the pull after it need not ask again; what counts of them,
and the database, stay as they were.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import requests

from etl import database_file, dry_run, labels, raw, snapshot
from etl.http import RAW, NoContact, Session, SettingError, SourceError, StorageError
from etl.http.errors import contact_error
from etl.indicator import Indicator
from etl.origins import OfficeFigure
from etl.pull import Tell, explained
from etl.pull_run import Offline, Progress, Run, Task
from etl.record import Pulled
from etl.sources.addresses import names, optional_address
from etl.sources.kdd_mapping import KddError
from etl.sources.ssb import PxWebClient
from etl.table_groups import groups

#: Asked twice for every municipality: half an hour of questions tells no more than one municipality does.
NOT_WHOLE = {"barnehagefakta", "kdd"}
KEY = ["indicator_id", "unit", "year"]
SECONDS = (10.0, 30.0)


@dataclass(frozen=True)
class Reached:
    """Whether an address answers: the HTTP status, or why there was none, and how long it took (s)."""

    name: str
    url: str
    answer: str
    ok: bool
    seconds: float


@dataclass(frozen=True)
class Done:
    """A task of the pull: how long it took (s), in how many answers, and what went wrong."""

    title: str
    seconds: float
    answers: int
    problems: tuple[str, ...]


@dataclass
class Findings:
    """What was found. `labels` is as dry_run gives it; `compared` is a row an indicator and year: how many figures are
    in both, differ, lack in the live ones, and the largest difference with its municipality.
    """

    reached: list[Reached] = field(default_factory=list)
    labels: pd.DataFrame = field(default_factory=pd.DataFrame)
    done: list[Done] = field(default_factory=list)
    compared: pd.DataFrame = field(default_factory=pd.DataFrame)
    unreadable: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to correct."""
        return not (
            any(not one.ok for one in self.reached)
            or any(one.problems for one in self.done)
            or self.unreadable
            or len(self.wrong_labels)
            or len(self.moved)
        )

    @property
    def wrong_labels(self) -> pd.DataFrame:
        """The labels that were not found as declared."""
        return self.labels[self.labels["state"] != labels.FOUND] if len(self.labels) else self.labels

    @property
    def moved(self) -> pd.DataFrame:
        """The indicators and years of which some figure differs or lacks."""
        if self.compared.empty:
            return self.compared
        return self.compared[(self.compared["differ"] > 0) | (self.compared["lack"] > 0)]


def examine(
    catalogue: dict[str, Indicator],
    *,
    progress: Progress = lambda done, total, text: None,
    tell: Tell = lambda line: None,
    raw_folder: Path = RAW,
    embedded: Path = snapshot.DIRECTORY,
) -> Findings:
    """Ask every office, at the pace of a pull. Raises Offline where Statistics Norway can't be reached at all, and
    PullError where the disk or a setting refuses.
    """
    started, found = time.monotonic(), Findings()
    with explained(raw_folder), database_file.locked(raw_folder, lambda: tell("Venter på en annen henting")):
        dataset = snapshot.read(catalogue, embedded)
        with Session(raw_folder, tell=tell) as session:
            found.reached = [_reached(name, url) for name in names() if (url := optional_address(name))]
            run = Run(session, catalogue, dataset, Pulled(), raw_folder)
            tasks = [task for task in run.tasks() if not set(task.names) & NOT_WHOLE]
            found.labels = _labels(session, catalogue)
            for place, task in enumerate(tasks):
                progress(place, len(tasks), task.title)
                found.done.append(_performed(run, session, task))
            progress(len(tasks), len(tasks), "Ferdig")
        live, found.unreadable = raw.pulled_figures(catalogue, dataset, run.pulled, raw_folder)
    same = dataset.code_changes[dataset.code_changes["kind"] == "same"]
    found.compared = compared(dataset.observations, live, catalogue, set(same["to_code"]))
    found.seconds = time.monotonic() - started
    return found


def _reached(name: str, url: str) -> Reached:
    """One call to an address itself: any answer of its own means that the way there is open."""
    started = time.monotonic()
    try:
        with requests.get(url, timeout=SECONDS, stream=True) as response:
            status = response.status_code
    except requests.RequestException as error:
        reason = contact_error(error, url, name, SECONDS[1]).reason
        return Reached(name, url, reason, False, time.monotonic() - started)
    return Reached(name, url, str(status), status < 500 and status != 429, time.monotonic() - started)


def _labels(session: Session, catalogue: dict[str, Indicator]) -> pd.DataFrame:
    """What each label means now; the office that is asked for each municipality is tried on one. Raises Offline."""
    client = PxWebClient(session)
    rows: list[tuple[str, str, str, str]] = []
    for group in groups(catalogue):
        rows += dry_run.resolved_group(client, group)
    offices = {one.origin.office for one in catalogue.values() if isinstance(one.origin, OfficeFigure)}
    for name in sorted(offices):
        rows += dry_run.office_resolution(session, catalogue, name)
    return pd.DataFrame(rows, columns=["table", "indicator", "state", "result"])


def _performed(run: Run, session: Session, task: Task) -> Done:
    """A task, timed. Raises Offline where Statistics Norway is gone, and what the disk or a setting refuses."""
    started, asked, told = time.monotonic(), len(session.used), len(run.problems)
    problems = []
    try:
        task.run()
    except (StorageError, SettingError):
        raise
    except (SourceError, KddError) as error:
        if isinstance(error, NoContact) and task.office == "SSB":
            raise Offline("Ingen kontakt med SSB") from error
        problems.append(str(error))
    problems += [line for line in run.problems[told:] if line not in problems]
    return Done(task.title, time.monotonic() - started, len(session.used) - asked, tuple(problems))


def compared(
    embedded: pd.DataFrame, live: pd.DataFrame, catalogue: dict[str, Indicator], same: Collection[str]
) -> pd.DataFrame:
    """Embedded figures against live ones of the same indicator, municipality and year, a row an indicator and year;
    `same` are the codes that mean the same municipality in every division. The columns: indicator, year, both (how many
    are in both), differ, lack (embedded, and not live), largest (the largest difference), where (its municipality),
    was, is_now. Embedded figures are rounded: half of the last decimal shown is no difference.
    """
    known, asked = (
        rows.assign(unit=rows["code"].where(rows["code"].isin(same), rows["division"] + ":" + rows["code"]))
        for rows in (embedded[embedded["value"].notna()], live)
    )
    pairs = known.drop_duplicates(KEY).merge(asked.drop_duplicates(KEY), on=KEY, suffixes=("", "_live"))
    decimals = pairs["indicator_id"].map(lambda name: catalogue[name].decimals)
    pairs["difference"] = (pairs["value_live"] - pairs["value"]).abs()
    pairs["differs"] = pairs["difference"] > 0.501 * 10.0**-decimals
    rows = []
    for (name, year), found in pairs.groupby(["indicator_id", "year"]):
        # The first of the largest; the first of all where no difference is known.
        largest = found.iloc[int(found["difference"].fillna(-1.0).to_numpy().argmax())]
        rows.append(
            {
                "indicator": name,
                "year": int(str(year)),
                "both": int(found["value_live"].notna().sum()),
                "differ": int(found["differs"].sum()),
                "lack": int(found["value_live"].isna().sum()),
                "largest": float(largest["difference"]),
                "where": f"{largest['code']} ({largest['division']})",
                "was": float(largest["value"]),
                "is_now": float(largest["value_live"]),
            }
        )
    columns = ["indicator", "year", "both", "differ", "lack", "largest", "where", "was", "is_now"]
    return pd.DataFrame(rows, columns=columns)
