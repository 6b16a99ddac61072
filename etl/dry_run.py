"""Asking the offices what they have, without fetching any figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from etl import database_file, labels
from etl.http import RAW, Session, SettingError, SourceError, StorageError, TransientError
from etl.indicator import Indicator
from etl.origins import SsbTable
from etl.pull import Tell, UnknownTask, explained
from etl.pull_run import Offline, PullError, offline_reason
from etl.sources import offices as duty_offices
from etl.sources.offices import DUTY_OFFICES
from etl.sources.ssb import PxWebClient
from etl.table_groups import TableGroup, groups

#: The municipality that a dry run asks the offices about: it exists in every division.
TRIED = "0301"


def resolution(
    catalogue: dict[str, Indicator], only: Sequence[str] = (), *, tell: Tell = lambda line: None, raw: Path = RAW
) -> pd.DataFrame:
    """What each indicator's label means in its table's metadata now; fetches no figures.

    Columns: table, indicator, state (labels.FOUND and so on), result (the contents code with its label and unit, or
    what is wrong: for a label that is missed, the nearest that there are). Where it isn't the exact label that was
    found, the catalogue's doubt stands after it.
    Raises Offline, PullError, UnknownTask.
    """
    wanted = groups(catalogue)
    offices = {name for name in DUTY_OFFICES if duty_offices.wanted(catalogue, name)}
    if unknown := [name for name in only if name not in {"ssb", "plikter", *offices, *(one.table for one in wanted)}]:
        raise UnknownTask(f"«{unknown[0]}» er ingen tabell i katalogen")
    rows: list[tuple[str, str, str, str]] = []
    with explained(raw), database_file.locked(raw), Session(raw, tell=tell) as session:
        client = PxWebClient(session)
        for group in wanted:
            if not only or {"ssb", group.table} & set(only):
                rows += resolved_group(client, group)
        for name in sorted(offices):
            if not only or {"plikter", name} & set(only):
                rows += office_resolution(session, catalogue, name)
    return pd.DataFrame(rows, columns=["table", "indicator", "state", "result"])


def resolved_group(client: PxWebClient, group: TableGroup) -> Iterator[tuple[str, str, str, str]]:
    """What the labels of a group mean in its table: table, indicator, state, result. Raises Offline."""
    try:
        metadata = client.metadata(group.table)
    except TransientError as error:
        raise Offline(offline_reason(error)) from error
    except (StorageError, SettingError):
        raise
    except SourceError as error:
        for indicator in group.indicators:
            told = labels.doubted(error.reason, indicator.drawn_from(SsbTable))
            yield group.table, indicator.indicator_id, labels.MISSED, told
        return
    for indicator in group.indicators:
        yield group.table, indicator.indicator_id, *labels.result(metadata, indicator.drawn_from(SsbTable))


def office_resolution(
    session: Session, catalogue: dict[str, Indicator], name: str
) -> Iterator[tuple[str, str, str, str]]:
    """Whether an office still has what the catalogue wants, tried on one municipality."""
    wanted = duty_offices.wanted(catalogue, name)
    try:
        found = DUTY_OFFICES[name].figures(session, [TRIED], wanted, None)
    except (StorageError, SettingError):
        raise
    except SourceError as error:
        yield from ((name, one.indicator_id, labels.MISSED, error.reason) for one in wanted)
        return
    for one in wanted:
        lacking = found.lacking.get(one.indicator_id)
        state = labels.MISSED if lacking else labels.FOUND
        yield name, one.indicator_id, state, lacking or f"{one.page}: «{one.measure}»"


def discover(word: str, *, tell: Tell = lambda line: None, raw: Path = RAW) -> pd.DataFrame:
    """Tables that fit a word, a row per contents code: table, title, updated, code, label, unit. Raises PullError."""
    try:
        with explained(raw), database_file.locked(raw), Session(raw, tell=tell) as session:
            return PxWebClient(session).discover(word)
    except SourceError as error:
        raise PullError(str(error)) from error
