"""The embedded dataset with what was pulled put in its place, one part of the record after another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from etl import divisions_register, extracts, jumps, source_cards
from etl.dataset import UNIT, Boundaries, Dataset
from etl.disk import not_written, replacement, where
from etl.extracts import Figures
from etl.frames import grouped
from etl.http import Answer, Replay, SourceError, StorageError, read_json
from etl.indicator import Indicator
from etl.jsonstat import decode, join
from etl.origins import SsbTable
from etl.record import PulledAnswers, PulledExtract, PulledFetch, PulledRegisters, PulledTable, Resolved
from etl.sources.klass import Klass
from etl.sources.nordic import OFFICES
from etl.sources.offices import DUTY_OFFICES, wanted
from etl.sources.ssb import Extract

#: Ends the id of an embedded source when the pulled one has taken its name.
EMBEDDED = "-innebygd"
REGISTER_SOURCE = "ssb-klass-131"
#: The table that the other Nordic countries' municipalities are put in.
NORDIC = "nordic_municipality"


class Builder:
    """A Dataset that grows by what is read from an archive; a part that fails leaves it as it was. `problems` tells of
    what was left out.
    """

    def __init__(self, catalogue: dict[str, Indicator], dataset: Dataset, directory: Path) -> None:
        self.catalogue, self.dataset, self.directory = catalogue, dataset, directory
        self._embedded = dataset.observations
        self._figures: list[pd.DataFrame] = []
        self._found: dict[str, list[tuple[dict[str, Any], pd.DataFrame | None]]] = defaultdict(list)
        self.problems: list[str] = []

    def add_registers(self, asked: PulledRegisters) -> None:
        """Divisions, municipalities, code changes, KOSTRA groups and centrality classes."""
        klass = Klass(Replay(self.directory, asked.answers), asked.base)
        known = divisions_register.read(klass, divisions_register.of_dataset(self.dataset), asked.day)
        groups = divisions_register.groups(klass, known, self.catalogue, asked.day)
        self.dataset = replace(
            self.dataset,
            divisions=known.divisions,
            municipalities=known.municipalities,
            code_changes=known.code_changes,
        )
        self._figures.append(groups)
        parts: list[tuple[str, pd.DataFrame | None]] = [(REGISTER_SOURCE, None), *grouped(groups, "source_id", str)]
        for source_id, rows in parts:
            card = source_cards.of_classification(self.dataset.sources, source_id, klass.answers, asked.day)
            self._found[source_id].append((card, rows))

    def add_table(self, table: PulledTable) -> None:
        """The figures of a table's indicators, and the totals they must sum to."""
        wanted = {name: found for name, found in table.contents.items() if _is_of(self.catalogue.get(name), table)}
        if not wanted:
            return
        codes = {name: found.code for name, found in wanted.items()}
        intervals = {name: found.interval for name, found in wanted.items() if found.interval}
        answers: list[Answer] = []
        parts = []
        for pulled in table.extracts:
            extract = extract_of(Replay(self.directory), table.table, pulled)
            answers += extract.answers
            known = divisions_register.of_dataset(self.dataset)
            parts.append(extracts.figures(extract, codes, self.catalogue, known, intervals))
        self._add_figures(table, wanted, parts, answers, extract)

    def _add_figures(
        self,
        table: PulledTable,
        wanted: dict[str, Resolved],
        parts: list[Figures],
        answers: list[Answer],
        extract: Extract,
    ) -> None:
        figures = pd.concat([part.observations for part in parts], ignore_index=True)
        national = pd.concat([part.national for part in parts], ignore_index=True)
        if outside := extracts.outside_range(figures, self.catalogue):
            self.problems += [f"{extract.subject}: {line}" for line in outside.values()]
            figures = figures[~figures["indicator_id"].isin(list(outside))]
            national = national[~national["indicator_id"].isin(list(outside))]
        held = jumps.found(figures, self._embedded, self.catalogue)
        self.problems += [f"{extract.subject}: {jump.line}" for jump in held.values()]
        figures, national = jumps.without(figures, held), jumps.without(national, held)
        notes = " ".join(extract.cube.mandatory_notes)
        described = {
            name: {
                "contents": f"{found.code} {found.label}",
                "expected_contents": self.catalogue[name].drawn_from(SsbTable).contents
                if found.by == "pattern"
                else None,
                "definition_url": found.definition_url,
                "published_unit": found.unit,
                "published_period": found.period,
            }
            | ({"notes": notes} if notes else {})
            for name, found in wanted.items()
            if name in set(figures["indicator_id"])
        }
        key = ["indicator_id", "year"]
        self.dataset = replace(
            self.dataset,
            national=_updated(self.dataset.national, national, key),
            described=self.dataset.described | described,
        )
        self._figures.append(figures)
        for source_id, rows in grouped(figures, "source_id", str):
            card = source_cards.of_table(source_id, table.table, extract, answers, rows)
            self._found[source_id].append((card, rows))

    def _declared(self, indicator_id: str) -> SsbTable:
        return self.catalogue[indicator_id].drawn_from(SsbTable)

    def add_boundaries(self, asked: PulledAnswers) -> None:
        """The boundaries in force."""
        # GeoPandas takes half a second to import: only who has boundaries pays for it.
        from etl.sources import kartverket

        known = divisions_register.of_dataset(self.dataset)
        archive = Replay(self.directory, asked.answers)
        answer = kartverket.boundaries(archive, known.codes(known.newest), asked.base).answer
        source = source_cards.of_boundaries(known.newest, answer)
        drawn = boundaries_of(answer, self.dataset, self.directory, source["source_id"])
        self.dataset = replace(self.dataset, boundaries=self.dataset.boundaries | {known.newest: drawn})
        self._found[source["source_id"]].append((source, None))

    def add_nordic(self, country: str, asked: PulledAnswers) -> None:
        """The municipalities of another country, instead of those that were there."""
        found = OFFICES[country].population(Replay(self.directory, asked.answers), asked.base)
        others = self.dataset.tables.get(NORDIC, found.table[:0])
        rows = pd.concat([others[others["country"] != country], found.table], ignore_index=True)
        self.dataset = replace(self.dataset, tables=self.dataset.tables | {NORDIC: rows})
        self._found[found.source["source_id"]].append((found.source, None))

    def add_office(self, name: str, fetch: PulledFetch) -> None:
        """The figures of an office that counts how the law is met, in the newest division."""
        office, known = DUTY_OFFICES[name], divisions_register.of_dataset(self.dataset)
        archive = Replay(self.directory, fetch.answers)
        asked = [one for one in wanted(self.catalogue, name) if fetch.counts_for(one.indicator_id)]
        if not asked:
            return
        found = office.figures(archive, known.codes(known.newest), asked, fetch.base)
        figures = found.observations.assign(division=known.newest)
        if outside := extracts.outside_range(figures, self.catalogue):
            self.problems += [f"{office.title}: {line}" for line in outside.values()]
            figures = figures[~figures["indicator_id"].isin(list(outside))]
        told = " ".join(found.notes)
        for one in asked:
            if one.indicator_id in set(figures["indicator_id"]):
                described: dict[str, str | None] = {"contents": one.measure, **({"notes": told} if told else {})}
                self.dataset = replace(self.dataset, described=self.dataset.described | {one.indicator_id: described})
        self._figures.append(figures)
        for card in found.sources:
            self._found[card["source_id"]].append((card, figures[figures["source_id"] == card["source_id"]]))

    def figures(self) -> pd.DataFrame:
        """What has been added, as observations, without what is embedded."""
        return pd.concat(self._figures, ignore_index=True) if self._figures else self._embedded[:0]

    def finished(self) -> Dataset:
        """The dataset with the figures and sources of what was pulled; embedded figures that stay keep the embedded
        source, under another id.
        """
        sources, observations = self.dataset.sources, self.dataset.observations
        if self._figures:
            observations = _replaced(observations, pd.concat(self._figures, ignore_index=True))
        for source_id, found in self._found.items():
            embedded = sources[sources["source_id"] == source_id]
            moved = observations["source_id"] == source_id
            for rows in (rows for _, rows in found if rows is not None):
                moved &= ~_among(observations, rows, ["indicator_id", *UNIT])
            if moved.any() and len(embedded):
                observations = observations.assign(
                    source_id=observations["source_id"].mask(moved, source_id + EMBEDDED)
                )
                sources = pd.concat([sources, embedded.assign(source_id=source_id + EMBEDDED)])
            card = pd.DataFrame([source_cards.merged([card for card, _ in found])])
            sources = pd.concat([sources[sources["source_id"] != source_id], card], ignore_index=True)
        return replace(self.dataset, sources=sources, observations=observations)


def _is_of(indicator: Indicator | None, table: PulledTable) -> bool:
    """Whether the catalogue still wants an indicator from a table."""
    return indicator is not None and isinstance(indicator.origin, SsbTable) and indicator.origin.table == table.table


def extract_of(archive: Replay, table_id: str, pulled: PulledExtract) -> Extract:
    """A kept extract, decoded and joined. Raises SourceError."""
    subject = f"SSB, tabell {table_id}"
    answers = tuple(archive.answer(name, subject, lambda body: decode(read_json(body))) for name in pulled.answers)
    return Extract(table_id, subject, join([answer.data for answer in answers]), pulled.codelists, answers)


def boundaries_of(answer: Answer, dataset: Dataset, directory: Path, source_id: str) -> Boundaries:
    """Pulled polygons, cut at the coast and simplified as the embedded ones are. Made once for each answer and kept
    beside it. Raises SourceError.
    """
    from etl import geometry
    from etl.sources.kartverket import SUBJECT

    drawn = directory / f"boundaries-{answer.sha256[:12]}.parquet"
    borders = drawn.with_suffix(".csv")
    try:
        if not (drawn.exists() and borders.exists()):
            land = geometry.read_boundaries(next(iter(dataset.boundaries.values())).path)
            full = geometry.clip_to_land(geometry.coverage(answer.data), land)
            with replacement(borders) as file:
                geometry.neighbours(full).to_csv(file, index=False)
            with replacement(drawn) as file:
                geometry.simplified(full).to_parquet(file, compression="zstd")
    except geometry.GeometryError as error:
        raise SourceError(SUBJECT, str(error)) from error
    except OSError as error:
        raise StorageError(SUBJECT, f"kan ikke skrive {where(error, drawn)}: {not_written(error)}") from error
    return Boundaries(drawn, pd.read_csv(borders, dtype={"code": str, "neighbour_code": str}), source_id)


def _replaced(embedded: pd.DataFrame, pulled: pd.DataFrame) -> pd.DataFrame:
    """The embedded observations with the pulled ones in their place.

    Of an indicator and year that were pulled, an embedded figure stays only in a division that figures were pulled
    for, and only where the pulled ones say nothing: other divisions follow from the pulled figures.
    """
    pulled = pulled.reindex(columns=embedded.columns).astype({"year": "Int64"})
    of_year, of_division = ["indicator_id", "year"], ["indicator_id", "division", "year"]
    key = ["indicator_id", *UNIT]
    stays = ~_among(embedded, pulled, of_year) | (
        _among(embedded, pulled, of_division) & ~_among(embedded, pulled, key)
    )
    return pd.concat([embedded[stays], pulled], ignore_index=True)


def _updated(old: pd.DataFrame, new: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    return pd.concat([old[~_among(old, new, key)], new], ignore_index=True)


def _among(rows: pd.DataFrame, others: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Which rows have the same values in some columns as one of the others."""
    found = pd.MultiIndex.from_frame(rows[columns].astype(str)).isin(
        pd.MultiIndex.from_frame(others[columns].astype(str))
    )
    return pd.Series(found, index=rows.index)
