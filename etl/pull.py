"""Asking the offices for everything that the catalogue wants, and recording which answers count.

Each task asks one office for one thing. A task that the office can't answer is left out and told of, and what was
pulled for it before stands; when Statistics Norway can't be reached, nothing is recorded at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from etl import database_file, extracts, registers, snapshot
from etl import raw as kept
from etl.catalogue import Indicator, SsbTable
from etl.extracts import Extract
from etl.http import (
    RAW,
    NoContact,
    RateLimited,
    Session,
    SettingError,
    SourceError,
    StorageError,
    Unavailable,
)
from etl.material import Material
from etl.raw import Pulled, PulledBoundaries, PulledExtract, PulledNordic, PulledRegisters, PulledTable, Resolved
from etl.sources import kartverket
from etl.sources.addresses import address
from etl.sources.klass import Klass, RegisterError
from etl.sources.nordic import OFFICES, Office
from etl.sources.ssb import Metadata, PxWebClient, chosen_codes, municipality_code, resolve_contents

Progress = Callable[[int, int, str], None]
Tell = Callable[[str], None]


class PullError(Exception):
    """Nothing was pulled, and what was there stands; the message says why in Norwegian."""


class Offline(PullError):
    """Statistics Norway can't be reached."""


class UnknownTask(Exception):
    """There is nothing of that name to pull."""


class UnitChanged(SourceError):
    """The table states another unit than the catalogue."""


@dataclass(frozen=True)
class Report:
    """What a pull led to: names of the tasks that were done, and what was left out, in Norwegian."""

    done: list[str]
    problems: list[str]


@dataclass(frozen=True)
class TableGroup:
    """Indicators that come in the same extracts of a table: of the same dimensions and code list."""

    table: str
    codelist: str | None
    indicators: tuple[Indicator, ...]

    @property
    def name(self) -> str:
        """What the record calls it."""
        return " ".join([self.table, *sorted(self.indicators[0].origin.selection)])

    @property
    def selection(self) -> dict[str, list[str]]:
        """All that the indicators select in each dimension."""
        wanted: dict[str, list[str]] = {}
        for indicator in self.indicators:
            for dimension, expressions in indicator.origin.selection.items():
                wanted[dimension] = list(dict.fromkeys([*wanted.get(dimension, []), *expressions]))
        return wanted


@dataclass(frozen=True)
class Task:
    """One thing to ask an office for. `names` are what --only may call it."""

    title: str
    names: tuple[str, ...]
    office: str
    run: Callable[[], None]


def groups(catalogue: dict[str, Indicator]) -> list[TableGroup]:
    """The extracts that the catalogue wants from Statistics Norway's tables."""
    found: dict[tuple, list[Indicator]] = {}
    for indicator in catalogue.values():
        if isinstance(origin := indicator.origin, SsbTable):
            found.setdefault((origin.table, origin.codelist, *sorted(origin.selection)), []).append(indicator)
    return [TableGroup(key[0], key[1], tuple(indicators)) for key, indicators in sorted(found.items(), key=str)]


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

    Kept answers younger than a day count, unless `force`. `tell` hears of waits. Raises Offline, PullError where
    nothing at all could be pulled or the disk refuses, UnknownTask.
    """
    with _explained(raw), database_file.locked(raw, lambda: tell("Venter på en annen henting")):
        pulled = kept.record(raw) or Pulled()
        material = snapshot.read(catalogue, embedded)
        with Session(raw, force=force, tell=tell) as session:
            run = _Run(session, catalogue, material, pulled, raw)
            tasks = _chosen(run.tasks(), only)
            report = _performed(tasks, run, progress)
        kept.keep(run.pulled.model_copy(update={"problems": report.problems}), raw)
    return report


@contextmanager
def _explained(raw: Path) -> Iterator[None]:
    """Whatever the disk or a setting refuses becomes a PullError."""
    try:
        raw.mkdir(parents=True, exist_ok=True)
        yield
    except (StorageError, SettingError) as error:
        raise PullError(str(error)) from error
    except OSError as error:
        raise PullError(f"Kan ikke skrive {error.filename or raw}: {error.strerror}") from error


def _chosen(tasks: list[Task], only: Sequence[str]) -> list[Task]:
    known = {name for task in tasks for name in task.names}
    if unknown := [name for name in only if name not in known]:
        raise UnknownTask(f"«{unknown[0]}» finnes ikke; velg blant {', '.join(sorted(known))}")
    return [task for task in tasks if not only or set(task.names) & set(only)]


def _performed(tasks: list[Task], run: _Run, progress: Progress) -> Report:
    """Run the tasks in order. Raises Offline, PullError."""
    done = []
    for place, task in enumerate(tasks):
        progress(place, len(tasks), task.title)
        try:
            task.run()
        except (StorageError, SettingError):
            raise
        except (NoContact, Unavailable, RateLimited) as error:
            if task.office == "SSB":
                raise Offline(_offline(error)) from error
            run.problems.append(str(error))
        except SourceError as error:
            run.problems.append(str(error))
        else:
            done.append(task.names[-1])
    if not done:
        raise PullError("; ".join(run.problems))
    progress(len(tasks), len(tasks), "Ferdig")
    return Report(done, run.problems)


class _Run:
    """The tasks of one pull; `pulled` is the record as it grows, `problems` what was left out."""

    def __init__(
        self, session: Session, catalogue: dict[str, Indicator], material: Material, pulled: Pulled, raw: Path
    ) -> None:
        self._session, self._catalogue, self._material, self._raw = session, catalogue, material, raw
        self._ssb = PxWebClient(session)
        self._known = kept.known_registers(pulled, material, raw)
        self.pulled, self.problems = pulled, []

    def tasks(self) -> list[Task]:
        """Registers first: the others are checked against them."""
        tables = [
            Task(f"SSB, tabell {group.name}", ("ssb", group.table), "SSB", lambda group=group: self._table(group))
            for group in groups(self._catalogue)
        ]
        return [
            Task("Klass: kommuner, KOSTRA-grupper og sentralitet", ("klass",), "SSB", self._registers),
            *tables,
            Task("Kartverket: kommunegrenser", ("kartverket",), "Kartverket", self._boundaries),
            *(
                Task(f"{office.country}: kommunenes folketall", ("norden", office.name), office.name,
                     lambda country=country, office=office: self._nordic(country, office))
                for country, office in OFFICES.items()
            ),
        ]  # fmt: skip

    def _registers(self) -> None:
        klass, day = Klass(self._session), date.today()
        try:
            self._known = registers.read(klass, registers.of_material(self._material), day)
            registers.groups(klass, self._known, self._catalogue, day)
        except RegisterError:
            for answer in klass.answers:
                self._session.discard(answer)
            raise
        asked = PulledRegisters(day=day, base=address("KLASS_API_URL"))
        self.pulled = self.pulled.model_copy(update={"registers": asked})

    def _table(self, group: TableGroup) -> None:
        metadata = self._ssb.metadata(group.table)
        contents = {}
        for indicator in group.indicators:
            try:
                contents[indicator.indicator_id] = resolved(metadata, indicator.origin)
            except SourceError as error:
                self.problems.append(f"{error} Hopper over «{indicator.short_title}».")
        if contents:
            pulled = [self._extract(group, *question, contents) for question in self._questions(group, metadata)]
            table = PulledTable(table=group.table, contents=contents, extracts=pulled)
            self.pulled = self.pulled.model_copy(update={"tables": self.pulled.tables | {group.name: table}})

    def _questions(self, group: TableGroup, metadata: Metadata) -> Iterator[tuple[Metadata, list[str], list[str]]]:
        """What the table is asked: metadata (with its code list), regions and years.

        By the codes of each year, and before the oldest division by the code list of today's borders, if any.
        """
        first = str(self._known.first_year) if group.codelist else ""
        periods = extracts.years(metadata.time.codes)
        yield metadata, self._regions(group, metadata), [year for year in periods if year >= first]
        if earlier := [year for year in periods if year < first]:
            aggregated = self._ssb.metadata(group.table, {metadata.region.code: group.codelist})
            yield aggregated, ["*"], earlier

    def _regions(self, group: TableGroup, metadata: Metadata) -> list[str]:
        """The table's codes of municipalities that we know, and of the country where a sum is checked."""
        codes = {code for division in self._known.divisions["division"] for code in self._known.codes(division)}
        country = {indicator.origin.national for indicator in group.indicators}
        return [code for code in metadata.region.codes if municipality_code(code) in codes or code in country]

    def _extract(
        self,
        group: TableGroup,
        metadata: Metadata,
        regions: list[str],
        periods: list[str],
        contents: dict[str, Resolved],
    ) -> PulledExtract:
        """One extract, checked. Raises SourceError."""
        codes = {name: found.code for name, found in contents.items()}
        selection = {
            **group.selection,
            metadata.region.code: regions,
            metadata.contents.code: sorted(set(codes.values())),
            metadata.time.code: periods,
        }
        answer = self._ssb.data(metadata, selection)
        extract = Extract(group.table, answer.dataset, answer.codelists)
        try:
            extracts.figures(extract, codes, self._catalogue, self._known)
        except SourceError:
            for part in answer.answers:
                self._session.discard(part)
            raise
        names = [str(part.path.relative_to(self._raw)) for part in answer.answers]
        return PulledExtract(codelists=dict(answer.codelists), answers=names)

    def _boundaries(self) -> None:
        found = kartverket.boundaries(self._session, self._known.codes(self._known.newest))
        kept.boundaries_of(found.answer, self._material, self._raw, "")
        asked = PulledBoundaries(base=address("GEONORGE_URL"))
        self.pulled = self.pulled.model_copy(update={"boundaries": asked})

    def _nordic(self, country: str, office: Office) -> None:
        """One country's municipalities. Raises SourceError, which says what is shown in their stead."""
        try:
            office.population(self._session, office.base)
        except (StorageError, SettingError):
            raise
        except SourceError as error:
            reason = error.reason.rstrip(".")
            raise SourceError(error.subject, f"{reason}; {self._shown_instead(country, office)}") from error
        asked = PulledNordic(base=office.base)
        self.pulled = self.pulled.model_copy(update={"nordic": self.pulled.nordic | {country: asked}})

    def _shown_instead(self, country: str, office: Office) -> str:
        if asked := self.pulled.nordic.get(country):
            try:
                office.population(kept.Archive(self._raw), asked.base)
            except SourceError:
                others = {name: one for name, one in self.pulled.nordic.items() if name != country}
                self.pulled = self.pulled.model_copy(update={"nordic": others})
            else:
                return f"viser de tallene for {office.country} som er hentet før"
        summary = self._material.tables["nordic_summary"]
        days = summary.loc[summary["country"] == country, "reference_date"]
        if days.empty:
            return f"viser ingen tall for {office.country}"
        return f"viser innebygde tall for {office.country} fra {pd.Timestamp(days.max()):%d.%m.%Y}"


def resolved(metadata: Metadata, origin: SsbTable) -> Resolved:
    """The contents code that an indicator's label means now. Raises LabelNotFound, AmbiguousLabel, UnitChanged, and
    SelectionError where the table lacks what is selected.
    """
    found = resolve_contents(metadata, origin.contents, origin.pattern)
    if found.unit.base.strip().lower() != origin.unit_label.strip().lower():
        raise UnitChanged(
            metadata.subject, f"enheten for «{found.label}» er «{found.unit.base}», ventet «{origin.unit_label}»."
        )
    chosen_codes(
        metadata,
        {
            **origin.selection,
            metadata.region.code: ["*"],
            metadata.contents.code: [found.code],
            metadata.time.code: ["*"],
        },
    )
    return Resolved(
        code=found.code,
        label=found.label,
        unit=found.unit.base,
        by=found.by,
        definition_url=found.definition_url,
    )


def resolution(
    catalogue: dict[str, Indicator], only: Sequence[str] = (), *, tell: Tell = lambda line: None, raw: Path = RAW
) -> pd.DataFrame:
    """What each indicator's label means in its table's metadata now; fetches no figures.

    Columns: table, indicator, found (whether), result (the contents code with its label and unit, or what is wrong).
    Raises Offline, PullError, UnknownTask.
    """
    wanted = groups(catalogue)
    if unknown := [name for name in only if name not in {"ssb", *(group.table for group in wanted)}]:
        raise UnknownTask(f"«{unknown[0]}» er ingen tabell i katalogen")
    rows = []
    with _explained(raw), database_file.locked(raw), Session(raw, tell=tell) as session:
        client = PxWebClient(session)
        for group in wanted:
            if not only or {"ssb", group.table} & set(only):
                rows += _resolution(client, group)
    return pd.DataFrame(rows, columns=["table", "indicator", "found", "result"])


def _resolution(client: PxWebClient, group: TableGroup) -> Iterator[tuple[str, str, bool, str]]:
    try:
        metadata = client.metadata(group.table)
    except (NoContact, Unavailable, RateLimited) as error:
        raise Offline(_offline(error)) from error
    except (StorageError, SettingError):
        raise
    except SourceError as error:
        yield from ((group.table, indicator.indicator_id, False, error.reason) for indicator in group.indicators)
        return
    for indicator in group.indicators:
        try:
            found = resolved(metadata, indicator.origin)
        except SourceError as error:
            yield group.table, indicator.indicator_id, False, error.reason
        else:
            yield group.table, indicator.indicator_id, True, f"{found.code} «{found.label}» ({found.unit})"


def _offline(error: SourceError) -> str:
    return "Ingen kontakt med SSB" if isinstance(error, NoContact) else str(error)


def discover(word: str, *, tell: Tell = lambda line: None, raw: Path = RAW) -> pd.DataFrame:
    """Tables that fit a word, a row per contents code: table, title, updated, code, label, unit. Raises PullError."""
    try:
        with _explained(raw), database_file.locked(raw), Session(raw, tell=tell) as session:
            return PxWebClient(session).discover(word)
    except SourceError as error:
        raise PullError(str(error)) from error
