"""The Directorate for Children's monitor of child welfare: workbooks in a zip, found by the page that links to it.

A workbook is known by how its name begins and by its heading row, which is looked for; workbooks of another layout are
passed over, and so are damaged ones, which are told of. Numbers and shares stand in rows of their own, one a
municipality, with a column a year.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from etl import files
from etl.http import Session
from etl.sources.addresses import address
from etl.sources.office_figures import LayoutChanged, OfficeFigures, Wanted, frame, made_up, span
from etl.sources.publication import Publication

SUBJECT = "Bufdir, barnevern"
PAGE = "statistikk-og-analyse/monitor/barnevern/"
FILE = re.compile(r"Kommunemonitor_barnevern_(\d{4})_(\d{2})_(\d{2})_\w+\.zip", re.IGNORECASE)
HEADING = ("Region", "Regionnavn", "Tallformat")
#: Rows in which the heading may stand.
DEEPEST_HEADING = 20
MUNICIPALITY = re.compile(r"\d{4}")
WITHOUT_NUMBER = {"..": "not_reported", ".": "not_applicable", ":": "suppressed", "": "not_reported"}
PUBLICATION = Publication(
    source_id="bufdir-barnevern",
    publisher="Barne-, ungdoms- og familiedirektoratet (Bufdir)",
    title="Barnevern, kommunemonitor",
    url=f"https://www.bufdir.no/{PAGE}",
    licence="NLOD 2.0",
    note="Kommuner i interkommunalt samarbeid kan ha samme tall.",
)


@dataclass(frozen=True)
class Workbook:
    """A workbook in the known layout: its rows by the columns of the heading, and what stands above it."""

    stem: str
    above: tuple[str, ...]
    rows: pd.DataFrame


@dataclass(frozen=True)
class Monitor:
    """The workbooks of a zip that are in the known layout, and why others can't be read, by stem."""

    books: tuple[Workbook, ...]
    damaged: dict[str, str]


def figures(
    session: Session, codes: Collection[str], wanted: Sequence[Wanted], base: str | None = None
) -> OfficeFigures:
    """The rows of each workbook and kind of number that the catalogue names. Raises a SourceError."""
    page = f"{base or address('BUFDIR_URL')}/{PAGE}"
    found = session.get(page, subject=SUBJECT, media="html", read=_zip_link)
    answer = session.get(urljoin(page, found.data), subject=SUBJECT, media="zip", read=_workbooks)
    monitor: Monitor = answer.data
    rows, notes, lacking = [], [], {}
    for one in wanted:
        try:
            book = _meant(monitor, one.page)
            rows += _observations(book, one, codes)
        except LayoutChanged as error:
            lacking[one.indicator_id] = error.reason
            continue
        notes += made_up((book.stem, *book.above), f"arbeidsboka {one.page}")
    if not rows:
        raise LayoutChanged(SUBJECT, "; ".join(dict.fromkeys(lacking.values())))
    table = frame(rows)
    told = FILE.search(found.data)
    updated = "-".join(told.groups()) if told else None
    source = PUBLICATION.source([answer], span(table["year"]), answer.sha256, updated)
    problems = [f"{SUBJECT}: {reason}" for reason in dict.fromkeys([*lacking.values(), *monitor.damaged.values()])]
    return OfficeFigures(table, (source,), tuple(dict.fromkeys(notes)), tuple(problems), lacking)


def _meant(monitor: Monitor, page: str) -> Workbook:
    """The workbook whose name begins with that number («3A»), else the one with that word in its name («tiltaksplan»).
    Raises LayoutChanged where there is none, or more than one.
    """
    stems = [*(book.stem for book in monitor.books), *monitor.damaged]
    found = [stem for stem in stems if stem.split("_")[0] == page]
    found = found or [stem for stem in stems if page.casefold() in stem.casefold()]
    if not found:
        known = ", ".join(sorted(stem.split("_")[0] for stem in stems))
        raise LayoutChanged(SUBJECT, f"zip-fila mangler arbeidsboka {page} (har {known})")
    if len(found) > 1:
        raise LayoutChanged(SUBJECT, f"flere arbeidsbøker kan være {page}: {', '.join(sorted(found))}")
    if found[0] in monitor.damaged:
        raise LayoutChanged(SUBJECT, monitor.damaged[found[0]])
    return next(book for book in monitor.books if book.stem == found[0])


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attributes if name == "href" and value and FILE.search(value)]


def _zip_link(body: bytes) -> str:
    """The newest of the zip files that a page links to. Raises ValueError where there is none."""
    links = _Links()
    links.feed(body.decode("utf-8", "replace"))
    if not links.found:
        raise ValueError("siden har ingen lenke til Kommunemonitor_barnevern_….zip")
    return max(links.found, key=lambda link: FILE.findall(link)[0])


def _workbooks(body: bytes) -> Monitor:
    """The workbooks of a zip. Raises ValueError for a zip that can't be read or has none in the known layout."""
    books, damaged = [], {}
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                stem, _, kind = name.rpartition("/")[2].rpartition(".")
                if kind.lower() == "xlsx":
                    try:
                        books.append(_workbook(stem, archive.read(name)))
                    except (CalamineError, OSError, ValueError, *files.ZIP_FAULTS):
                        damaged[stem] = f"arbeidsboka {stem} er avkuttet eller skadet"
    except (KeyError, *files.ZIP_FAULTS) as error:
        raise ValueError(files.DAMAGED_ZIP) from error
    known = tuple(book for book in books if book is not None)
    if not known:
        told = "; ".join(damaged.values())
        raise ValueError(told or "zip-fila har ingen arbeidsbok med overskriftene " + ", ".join(HEADING))
    return Monitor(known, damaged)


def _workbook(stem: str, content: bytes) -> Workbook | None:
    """A workbook by its heading row, whichever sheet it is on; None where no sheet has it. Raises as its reader."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    for rows in sheets:
        for place, row in enumerate(rows[:DEEPEST_HEADING]):
            heads = [_text(cell) for cell in row]
            if set(HEADING) <= set(heads):
                above = tuple(_text(cell) for line in rows[:place] for cell in line if _text(cell))
                return Workbook(stem, above, pd.DataFrame(rows[place + 1 :], columns=heads, dtype=object))
    return None


def _text(cell: Any) -> str:
    """What a cell shows; every number of a workbook is read with decimals, also 2024."""
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()


def _observations(book: Workbook, one: Wanted, codes: Collection[str]) -> list[dict[str, Any]]:
    """A measure («Andel», «Antall») of every municipality and year; one without a row has no figure."""
    years = {name: int(name) for name in book.rows.columns if re.fullmatch(r"20\d\d", name)}
    if not years:
        raise LayoutChanged(SUBJECT, f"{book.stem} har ingen årskolonner")
    of_kind = book.rows[book.rows["Tallformat"].astype(str).str.strip() == one.measure]
    regions = of_kind["Region"].map(_code)
    if twice := sorted(set(regions[regions.duplicated() & regions.isin(list(codes))])):
        raise LayoutChanged(SUBJECT, f"{book.stem}: {twice[0]} står to ganger")
    known = of_kind.assign(code=regions)[regions.isin(list(codes))].set_index("code")
    if known.empty:
        raise LayoutChanged(SUBJECT, f"{book.stem} har ingen av kommunene med «{one.measure}»")
    rows = []
    for code in sorted(codes):
        for name, year in years.items():
            told = known.loc[code, name] if code in known.index else None
            value, status = _cell(book, told)
            note = None if code in known.index else "kommunen har ingen rad i kilden"
            rows.append({
                "indicator_id": one.indicator_id, "code": code, "year": year, "value": value, "status": status,
                "note": note, "source_id": PUBLICATION.source_id,
            })  # fmt: skip
    return rows


def _code(region: Any) -> str | None:
    """The municipality's number of a region: «4601», 301, 4601.0; None for the country, counties and districts."""
    text = _text(region)
    text = text.zfill(4) if len(text) == 3 and text.isdigit() else text
    return text if MUNICIPALITY.fullmatch(text) else None


def _cell(book: Workbook, told: Any) -> tuple[float | None, str]:
    """Value and status of a cell, which may be a text with a decimal comma. Raises LayoutChanged."""
    if isinstance(told, int | float) and not isinstance(told, bool) and not pd.isna(told):
        return float(told), "observed"
    text = "" if told is None or (isinstance(told, float) and pd.isna(told)) else re.sub(r"\s", "", str(told))
    if text in WITHOUT_NUMBER:
        return None, WITHOUT_NUMBER[text]
    if re.fullmatch(r"-?\d+([,.]\d+)?", text):
        return float(text.replace(",", ".")), "observed"
    raise LayoutChanged(SUBJECT, f"{book.stem}: en celle er ikke et tall: «{text[:30]}»")
