"""Degrees of legal compliance from the workbook that Kommunal- og distriktsdepartementet publishes (Menon 2022).

The workbook that was imported is kept untouched in the raw folder with the mapping it was read by, so that every later
build reads it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import pandas as pd
import yaml

from etl.dataset import Dataset
from etl.disk import write_atomically
from etl.http import Session
from etl.indicator import Indicator
from etl.origins import KddWorkbook
from etl.sources.addresses import optional_address
from etl.sources.kdd_degrees import read
from etl.sources.kdd_mapping import KddError, Mapping

TOTAL = "compliance_menon"
SOURCE_ID = "kdd-lovoppfyllelse"
PAGE = "https://www.regjeringen.no/no/tema/kommuner-og-regioner/kommunedata/lovoppfyllelse-i-norske-kommuner/id2999281/"


# --- The workbook that is kept ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """An imported workbook: its file, the name it had, where it came from, when, and how it is read."""

    path: Path
    name: str
    url: str
    retrieved_at: datetime
    mapping: Mapping


def kept(raw: Path) -> Kept | None:
    """The workbook that was imported last, None before any import. Raises KddError when it has been tampered with."""
    note = _note(raw)
    if not note.exists():
        return None
    try:
        known = yaml.safe_load(note.read_text("utf-8"))
        path = note.parent / f"{known['sha256'][:12]}.xlsx"
        intact = hashlib.sha256(path.read_bytes()).hexdigest() == known["sha256"]
        mapping = Mapping.model_validate(known["mapping"])
        workbook = Kept(path, known["name"], known["url"], known["retrieved_at"], mapping)
    except (OSError, ValueError, LookupError, TypeError, yaml.YAMLError) as error:
        raise KddError(f"{note} kan ikke brukes. Importer arbeidsboka på nytt, eller slett {note.parent}") from error
    if not intact:
        raise KddError(f"{path} er endret siden den ble importert. Importer den på nytt, eller slett {note.parent}")
    return workbook


@contextmanager
def keeping(raw: Path, workbook: Path, mapping: Mapping, url: str = PAGE) -> Iterator[None]:
    """Keep a workbook for this build and every later one; if the block fails, the one before it is back."""
    note = _note(raw)
    before = note.read_bytes() if note.exists() else None
    content = workbook.read_bytes()
    checksum = hashlib.sha256(content).hexdigest()
    write_atomically(note.parent / f"{checksum[:12]}.xlsx", content)
    known = {
        "name": workbook.name if url == PAGE else PurePosixPath(urlsplit(url).path).name,
        "url": url,
        "sha256": checksum,
        "retrieved_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        "mapping": mapping.model_dump(mode="json"),
    }
    write_atomically(note, yaml.safe_dump(known, allow_unicode=True, sort_keys=False).encode())
    try:
        yield
    except BaseException:
        if before is None:
            note.unlink()
        else:
            write_atomically(note, before)
        raise


def _note(raw: Path) -> Path:
    return raw / "kdd" / "import.yaml"


def pull(session: Session, raw: Path, municipalities: pd.DataFrame) -> None:
    """Fetch and keep the workbook at KDD_WORKBOOK_URL, if that is set.

    The workbook that is kept already is left with its mapping; another one must be readable without any, since nobody
    has said that the mapping fits it. Raises KddError or SourceError.
    """
    url = optional_address("KDD_WORKBOOK_URL")
    if url is None:
        return
    answer = session.get(url, subject="Arbeidsboka om lovoppfyllelse", read=bytes, media="sheet")
    if not _is_kept(raw, answer.path):
        degrees = read(answer.path, municipalities)
        with keeping(raw, answer.path, degrees.mapping, url):
            pass


def _is_kept(raw: Path, workbook: Path) -> bool:
    """Whether a workbook is the one that was imported last."""
    try:
        before = kept(raw)
    except KddError:
        return False
    return before is not None and before.path.read_bytes() == workbook.read_bytes()


# --- Into the build -----------------------------------------------------------------------------------------------


def added(catalogue: dict[str, Indicator], dataset: Dataset, raw: Path) -> tuple[dict[str, Indicator], Dataset]:
    """Catalogue and dataset with the imported degrees; without an import, the catalogue without such indicators.

    Every area and indicator of the workbook becomes an indicator that belongs to the page about compliance. Raises
    KddError.
    """
    declared = {id_: indicator for id_, indicator in catalogue.items() if isinstance(indicator.origin, KddWorkbook)}
    others = {id_: indicator for id_, indicator in catalogue.items() if id_ not in declared}
    workbook = kept(raw)
    if workbook is None or TOTAL not in declared:
        return others, dataset
    degrees = read(workbook.path, dataset.municipalities, workbook.mapping)
    found = _indicators(degrees.mapping, _marked(declared[TOTAL], workbook))
    rows = degrees.values.assign(
        indicator_id=degrees.values["column"].map({column: i.indicator_id for column, i in found.items()}),
        division=degrees.mapping.division,
        year=degrees.mapping.year,
        source_id=SOURCE_ID,
    )
    return others | {indicator.indicator_id: indicator for indicator in found.values()}, replace(
        dataset,
        observations=pd.concat(
            [dataset.observations, rows.reindex(columns=dataset.observations.columns)], ignore_index=True
        ),
        sources=pd.concat([dataset.sources, _source(workbook)], ignore_index=True),
        problems=[*dataset.problems, *degrees.problems],
    )


def _marked(total: Indicator, workbook: Kept) -> Indicator:
    """The indicator, marked where the workbook's file or sheet says that its figures are made up."""
    named = f"{workbook.name} {workbook.mapping.sheet}".casefold()
    if "syntet" not in named:
        return total
    return total.model_copy(update={"notes": f"SYNTETISKE TALL: arbeidsboka «{workbook.name}» er laget for utprøving."})


def _indicators(mapping: Mapping, total: Indicator) -> dict[str, Indicator]:
    """An indicator for each column of the workbook, by its letter."""
    found = {}
    places = {"area": 0, "indicator": 0}
    for column in mapping.degrees:
        if column.level == "total":
            found[column.column] = total
            continue
        places[column.level] += 1
        found[column.column] = total.model_copy(
            update={
                "indicator_id": f"{TOTAL}_{column.level}_{places[column.level]:02d}",
                "title": f"{total.title}: {column.title}",
                "short_title": column.title[:48],
                "theme": column.area or total.theme,
                "position": total.position,
                "definition": f"«{column.title}» slik den står i departementets arbeidsbok. {total.definition}",
                "shared": False,
            }
        )
    return found


def _source(workbook: Kept) -> pd.DataFrame:
    row = {
        "source_id": SOURCE_ID,
        "publisher": "Kommunal- og distriktsdepartementet (Menon Economics)",
        "title": f"Lovoppfyllelse i norske kommuner, arbeidsboka «{workbook.name}»",
        "url": PAGE,
        "licence": "Ikke oppgitt av departementet",
        "table_id": None,
        "reference_date": str(workbook.mapping.year),
        "retrieved_at": pd.Timestamp(workbook.retrieved_at),
        "sha256": hashlib.sha256(workbook.path.read_bytes()).hexdigest(),
        "note": f"Hentet fra {workbook.url}" if workbook.url != PAGE else None,
    }
    return pd.DataFrame([row])
