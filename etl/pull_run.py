"""The tasks of a pull: each asks one office for one thing, and records which answers count.

A task that the office can't answer is left out and told of, and what was pulled for it before stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path

import pandas as pd

from etl import divisions_register, extracts, jumps, labels
from etl.dataset import Dataset
from etl.http import (
    BadAnswer,
    NoContact,
    Session,
    SettingError,
    SourceError,
    StorageError,
    TransientError,
)
from etl.indicator import Indicator
from etl.jsonstat import Dimension
from etl.names import listed
from etl.origins import SsbTable
from etl.raw import known_register
from etl.raw_builder import boundaries_of
from etl.record import Pulled, PulledAnswers, PulledExtract, PulledFetch, PulledRegisters, PulledTable, Resolved
from etl.sources import kartverket, kdd
from etl.sources import offices as duty_offices
from etl.sources.addresses import address, optional_address
from etl.sources.kdd_mapping import KddError
from etl.sources.klass import Klass
from etl.sources.nordic import OFFICES, Office
from etl.sources.offices import DUTY_OFFICES, DutyOffice
from etl.sources.ssb import PxWebClient
from etl.sources.ssb_table import Metadata, find_codelist, municipality_code, region_dimensions
from etl.table_groups import TableGroup, groups

SSB = "SSB"

Progress = Callable[[int, int, str], None]


class PullError(Exception):
    """Nothing was pulled, and what was there stands; the message says why in Norwegian."""


class Offline(PullError):
    """Statistics Norway can't be reached."""


@dataclass(frozen=True)
class Report:
    """What a pull led to: names of the tasks that were done, how many questions got a new answer, what was left out,
    and what stands under another name than the one declared, in Norwegian.
    """

    done: list[str]
    asked: int
    problems: list[str]
    renamed: list[str]


@dataclass(frozen=True)
class Task:
    """One thing to ask an office for. `names` are what --only may call it, `instead` says what is shown if it fails."""

    title: str
    names: tuple[str, ...]
    office: str
    run: Callable[[], None]
    instead: Callable[[], str] = lambda: ""

    def problem(self, error: Exception) -> str:
        """What went wrong, and what is shown instead."""
        instead = self.instead()
        return f"{str(error).rstrip('.')}; {instead}" if instead else str(error)


class Run:
    """The tasks of one pull; `pulled` is the record as it grows, `problems` what was left out."""

    def __init__(
        self, session: Session, catalogue: dict[str, Indicator], dataset: Dataset, pulled: Pulled, raw: Path
    ) -> None:
        self._session, self._catalogue, self._dataset, self._raw = session, catalogue, dataset, raw
        self._ssb = PxWebClient(session)
        self._known = known_register(pulled, dataset, raw)
        self.pulled = pulled
        self.problems: list[str] = []
        self._renamed: list[str] = []

    def tasks(self) -> list[Task]:
        """The tasks in order: Klass first, since the other answers are checked against its registers."""
        tables = [
            Task(f"SSB, tabell {group.name}", ("ssb", group.table), SSB, partial(self._table, group))
            for group in groups(self._catalogue)
        ]
        countries = [
            Task(
                f"{office.country}: innbyggere i kommunene",
                ("norden", office.name),
                office.name,
                partial(self._nordic, country, office),
                partial(self._nordic_instead, country, office),
            )
            for country, office in OFFICES.items()
        ]
        duties = [
            Task(
                office.title,
                ("plikter", name),
                name,
                partial(self._office, name, office),
                partial(self._office_instead, name),
            )
            for name, office in DUTY_OFFICES.items()
            if duty_offices.wanted(self._catalogue, name)
        ]
        workbook = Task("KDD: arbeidsboka om lovoppfyllelse", ("kdd",), "KDD", self._workbook)
        return [
            Task("Klass: kommuner, KOSTRA-grupper og sentralitet", ("klass",), SSB, self._registers),
            *tables,
            Task("Kartverket: kommunegrenser", ("kartverket",), "Kartverket", self._boundaries),
            *countries,
            *duties,
            *([workbook] if optional_address("KDD_WORKBOOK_URL") else []),
        ]

    def performed(self, tasks: list[Task], progress: Progress) -> Report:
        """Run the tasks in order. Raises Offline, PullError."""
        done, silent, told = [], 0, {}
        for place, task in enumerate(tasks):
            progress(place, len(tasks), task.title)
            asked_before, told_before = len(self._session.used), len(self.problems)
            try:
                task.run()
            except (StorageError, SettingError):
                raise
            except TransientError as error:
                # One table without an answer is left out; two in a row mean that Statistics Norway can't be reached.
                silent += task.office == SSB and not isinstance(error, BadAnswer)
                if silent == 2 or (task.office == SSB and isinstance(error, NoContact)):
                    raise Offline(offline_reason(error)) from error
                self.problems.append(task.problem(error))
            except (SourceError, KddError) as error:
                self._session.discard(self._session.used[asked_before:])
                self.problems.append(task.problem(error))
                silent = 0
            else:
                done.append(task.names[-1])
                silent = 0
            told[task.title] = self.problems[told_before:]
        if not done:
            raise PullError("; ".join(self.problems))
        progress(len(tasks), len(tasks), "Ferdig")
        still_asked = {task.title for task in self.tasks()}
        problems = {title: found for title, found in (self.pulled.problems | told).items() if title in still_asked}
        self.pulled = self.pulled.model_copy(update={"problems": problems})
        return Report(list(dict.fromkeys(done)), self._session.asked, self.problems, self._renamed)

    @contextmanager
    def _answers(self) -> Iterator[list[str]]:
        """The file names of the answers that are asked for in the block, known when it ends."""
        names: list[str] = []
        asked_before = len(self._session.used)
        yield names
        names += dict.fromkeys(str(path.relative_to(self._raw)) for path in self._session.used[asked_before:])

    def _registers(self) -> None:
        klass, day = Klass(self._session), date.today()
        with self._answers() as answers:
            known = divisions_register.read(klass, divisions_register.of_dataset(self._dataset), day)
            divisions_register.groups(klass, known, self._catalogue, day)
        self._known = known
        asked = PulledRegisters(day=day, base=address("KLASS_API_URL"), answers=answers)
        self.pulled = self.pulled.model_copy(update={"registers": asked})

    def _table(self, group: TableGroup) -> None:
        metadata = self._ssb.metadata(group.table)
        contents, left_out, asked_before = {}, [], len(self._session.used)
        for indicator in group.indicators:
            try:
                contents[indicator.indicator_id] = labels.resolved(metadata, indicator.drawn_from(SsbTable))
            except SourceError as error:
                left_out.append(
                    SourceError(error.subject, f"{error.reason.rstrip('.')}. Hopper over «{indicator.short_title}».")
                )
        pulled, observations = [], []
        for question in self._questions(group, metadata):
            if contents:
                extract, rows, outside = self._extract(group.only(contents), *question, contents)
                pulled.append(extract)
                observations.append(rows)
                contents = {name: found for name, found in contents.items() if name not in outside}
                left_out += [SourceError(metadata.subject, line) for line in outside.values()]
        for name, jump in self._jumps(observations, contents).items():
            left_out.append(SourceError(metadata.subject, jump.line))
            if jump.whole or self.pulled.has(name):
                del contents[name]
            # The office shows zeros while it revises: the next pull asks again.
            self._session.discard(self._session.used[asked_before:])
        if not contents:
            self.problems += map(str, left_out[:-1])
            raise left_out[-1]
        self.problems += map(str, left_out)
        self._renamed += [
            f"{metadata.subject}: «{self._catalogue[name].short_title}» er {told}"
            for name, found in contents.items()
            if (told := labels.other_name(found, self._catalogue[name].drawn_from(SsbTable)))
        ]
        table = PulledTable(table=group.table, contents=contents, extracts=pulled)
        self.pulled = self.pulled.with_table(group.name, table)

    def _questions(
        self, group: TableGroup, metadata: Metadata
    ) -> Iterator[tuple[Metadata, dict[str, list[str]], list[str]]]:
        """What the table is asked: metadata (with its code list), regions by dimension, and periods.

        By the codes of each year, and before the oldest division by the code list of today's borders, if any. A
        table that crosses municipalities is large: it is asked for no year before the oldest division.
        """
        origin = group.origin
        periods = extracts.years(metadata.time.codes, origin.quarter)
        first = self._known.first_year if group.codelist or origin.diagonal else 0
        dimensions = region_dimensions(metadata, origin.diagonal)
        regions = {dimension.code: self._regions(group, dimension) for dimension in dimensions}
        yield metadata, regions, [period for period, year in periods.items() if year >= first]
        earlier = [period for period, year in periods.items() if year < first]
        if group.codelist and earlier:
            codelist = find_codelist(metadata, metadata.region.code, group.codelist)
            aggregated = self._ssb.metadata(group.table, {metadata.region.code: codelist.id})
            yield aggregated, {aggregated.region.code: ["*"]}, earlier

    def _regions(self, group: TableGroup, dimension: Dimension) -> list[str]:
        """The dimension's codes of municipalities that we know, and of the country where a sum is checked."""
        codes = {code for division in self._known.divisions["division"] for code in self._known.codes(division)}
        country = {indicator.drawn_from(SsbTable).national for indicator in group.indicators}
        return [code for code in dimension.codes if municipality_code(code) in codes or code in country]

    def _extract(
        self,
        group: TableGroup,
        metadata: Metadata,
        regions: dict[str, list[str]],
        periods: list[str],
        contents: dict[str, Resolved],
    ) -> tuple[PulledExtract, pd.DataFrame, dict[str, str]]:
        """One extract, its observations, and the indicators that have a figure outside their range, with what to tell
        of each. Raises SourceError.
        """
        codes = {name: found.code for name, found in contents.items()}
        intervals = {name: found.interval for name, found in contents.items() if found.interval}
        selection = {
            **group.selection,
            **regions,
            metadata.contents.code: sorted({*codes.values(), *chain(*intervals.values())}),
            metadata.time.code: periods,
        }
        extract = self._ssb.data(metadata, selection)
        figures = extracts.figures(extract, codes, self._catalogue, self._known, intervals)
        outside = extracts.outside_range(figures.observations, self._catalogue)
        names = [str(part.path.relative_to(self._raw)) for part in extract.answers]
        return PulledExtract(codelists=dict(extract.codelists), answers=names), figures.observations, outside

    def _jumps(self, observations: list[pd.DataFrame], contents: dict[str, Resolved]) -> dict[str, jumps.Jump]:
        """What has to be held back of the observations of some indicators."""
        rows = pd.concat(observations) if observations else self._dataset.observations[:0]
        return jumps.found(
            rows[rows["indicator_id"].isin(contents.keys())], self._dataset.observations, self._catalogue
        )

    def _boundaries(self) -> None:
        with self._answers() as answers:
            found = kartverket.boundaries(self._session, self._known.codes(self._known.newest))
        boundaries_of(found.answer, self._dataset, self._raw, "")
        asked = PulledAnswers(base=address("GEONORGE_URL"), answers=answers)
        self.pulled = self.pulled.model_copy(update={"boundaries": asked})

    def _nordic(self, country: str, office: Office) -> None:
        base = office.base
        with self._answers() as answers:
            found = office.population(self._session, base)
        asked = PulledAnswers(base=base, answers=answers)
        if lacking := found.lacking:
            self.problems.append(
                f"{found.source['publisher']}: {listed(lacking)} har ikke folketall; vises som manglende"
            )
        self.pulled = self.pulled.model_copy(update={"nordic": self.pulled.nordic | {country: asked}})

    def _nordic_instead(self, country: str, office: Office) -> str:
        if country in self.pulled.nordic:
            return f"viser de tallene for {office.country} som er hentet før"
        summary = self._dataset.tables["nordic_summary"]
        days = summary.loc[summary["country"] == country, "reference_date"]
        if days.empty:
            return f"viser ingen tall for {office.country}"
        return f"viser innebygde tall for {office.country} fra {pd.Timestamp(days.max()):%d.%m.%Y}"

    def _office(self, name: str, office: DutyOffice) -> None:
        base = office.base
        with self._answers() as answers:
            asked = duty_offices.wanted(self._catalogue, name)
            found = office.figures(self._session, self._known.codes(self._known.newest), asked, base)
        self.problems += found.problems
        years = sorted(set(found.observations["year"].tolist()))
        answered = [one.indicator_id for one in asked if one.indicator_id not in found.lacking]
        fetch = PulledFetch(base=base, answers=answers, years=years, indicators=answered)
        earlier = self.pulled.offices.get(name, [])
        if office.dated_by_fetch:  # one fetch counts for each year
            standing = [one for one in earlier if not set(one.years) & set(years)]
        else:  # the figures name their own years: an earlier fetch counts for what this one lacks, and no more
            standing = self._still_counting(earlier, found.lacking)
            self.problems += [
                f"{office.title}: viser tallene som er hentet før, for «{self._catalogue[indicator].short_title}»"
                for one in standing
                for indicator in one.indicators
            ]
        offices = self.pulled.offices | {name: [*standing, fetch]}
        self.pulled = self.pulled.model_copy(update={"offices": offices})

    @staticmethod
    def _still_counting(earlier: list[PulledFetch], lacking: Collection[str]) -> list[PulledFetch]:
        """The earlier fetches that count for some of the lacking indicators, each for those alone."""
        parts = [one.model_copy(update={"indicators": sorted({*one.indicators} & {*lacking})}) for one in earlier]
        return [one for one in parts if one.indicators]

    def _office_instead(self, name: str) -> str:
        return "viser tallene som er hentet før" if self.pulled.offices.get(name) else "ingen tall er hentet før"

    def _workbook(self) -> None:
        kdd.pull(self._session, self._raw, self._known.municipalities)


def offline_reason(error: SourceError) -> str:
    return "Ingen kontakt med SSB" if isinstance(error, NoContact) else str(error)
