"""The Directorate for Education's Statistikkportalen: figures of schools, municipality by municipality.

The service calls itself internal and may change without notice: report pages are looked up at every pull, columns are
found by their headings, and what is not as expected stops the page, while what was pulled before stands.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import pandas as pd

from etl.http import Answer, Session, SourceError
from etl.sources.addresses import address
from etl.sources.office_figures import LayoutChanged, OfficeFigures, Wanted, frame, span
from etl.sources.publication import Publication

SUBJECT = "Udir, Statistikkportalen"
PLAIN = {ord("æ"): "ae", ord("ø"): "o", ord("å"): "a"}
PAGES = "rest/v1/Rapportside"
#: The filter that holds the periods is one of these.
PERIODS = ("TidID", "SkoleAarID")
#: All values of a filter together, and the whole country as the root of the rows.
ALL_VALUES, COUNTRY = "-10", "-12"
#: Ids of municipalities' rows have three parts, those of schools four.
MUNICIPALITY_PARTS, SCHOOL_PARTS = 3, 4
SUPPRESSED = "*"
#: Filters that only say what a page shows at first.
SHOWN = "Vis"
PUBLICATION = {
    "publisher": "Utdanningsdirektoratet (Udir)",
    "url": "https://www.udir.no/tall-og-forskning/statistikk/",
    "licence": "NLOD 2.0",
}
#: Pupils a teacher at most, by the words in the heading of the main level (the norm for the size of groups).
TEACHER_NORM = {"1.-4. trinn": 15.0, "5.-7. trinn": 20.0, "8.-10. trinn": 20.0}
#: Measures that are counted here from the rows of schools.
WITHIN_NORM, NORM_SCHOOLS = "andel skoler innenfor lærernormen", "skoler målt mot lærernormen"
OF_SCHOOLS = (WITHIN_NORM, NORM_SCHOOLS)
#: A heading that is a school year, and the part of a page's code that says that it is of national tests.
SCHOOL_YEAR, NATIONAL_TESTS = re.compile(r"20\d\d[-–/]\d\d"), "NP"
#: School years that are each named.
MOST_NAMED = 3
#: Pages that are tried where the catalogue knows a page by words of its name alone.
MOST_TRIED = 5


@dataclass(frozen=True)
class Report:
    """A report page: where its figures are and what it selects from the start."""

    code: str
    name: str
    endpoint: str
    defaults: dict[str, list[Any]]
    filters: tuple[str, ...]

    @property
    def period(self) -> str:
        """The filter that holds the periods. Raises LayoutChanged."""
        for name in PERIODS:
            if name in self.filters:
                return name
        raise LayoutChanged(SUBJECT, f"siden «{self.name}» har ingen tidsvelger")


def figures(
    session: Session, codes: Collection[str], wanted: Sequence[Wanted], base: str | None = None
) -> OfficeFigures:
    """The measures of every page that the catalogue names; a page that is gone is told of, and the others are read.

    Raises a SourceError where the list of pages can't be read, or no page can.
    """
    root = base or address("UDIR_STATISTIKK_URL")
    listing = session.get(f"{root}/{PAGES}", subject=SUBJECT)
    by_page: dict[str, list[Wanted]] = defaultdict(list)
    for one in wanted:
        by_page[one.page].append(one)
    tables, sources, problems = [], [], []
    lacking: dict[str, str] = {}
    for page, measures in by_page.items():
        try:
            rows, source = _page(session, root, page, _pages(listing.data), codes, measures)
        except SourceError as error:
            problems.append(str(error))
            lacking |= {one.indicator_id: error.reason for one in measures}
        else:
            tables.append(rows)
            sources.append(source)
    if not tables:
        raise LayoutChanged(SUBJECT, "; ".join(reason for reason in dict.fromkeys(lacking.values())))
    observations = pd.concat(tables, ignore_index=True)
    return OfficeFigures(observations, tuple(sources), problems=tuple(problems), lacking=lacking)


def source_id(page: str) -> str:
    """The id of the source that a page's figures are cited by: letters of the alphabet without æ, ø, å."""
    plain = page.lower().translate(PLAIN)
    return f"udir-{re.sub(r'[^a-z0-9]+', '-', plain)}"


def _pages(listing: Any) -> list[dict[str, Any]]:
    """The pages with code and name, whether the list is bare or within an object. Raises LayoutChanged."""
    if isinstance(listing, dict):
        listing = next((part for part in listing.values() if isinstance(part, list)), None)
    if not isinstance(listing, list):
        raise LayoutChanged(SUBJECT, "lista over rapportsider har en annen form enn ventet")
    return [page for page in listing if isinstance(page, dict) and page.get("kode")]


def _page(
    session: Session,
    root: str,
    page: str,
    pages: list[dict[str, Any]],
    codes: Collection[str],
    wanted: Sequence[Wanted],
) -> tuple[pd.DataFrame, dict[str, Any]]:
    refused = LayoutChanged(SUBJECT, f"det finnes ingen rapportside som heter «{page}»")
    for code in _codes(page, {str(known["kode"]): str(known.get("navn", "")) for known in pages}):
        try:
            return _of_page(session, root, page, code, codes, wanted)
        except LayoutChanged as error:
            refused = error
    raise refused


def _codes(page: str, names: dict[str, str]) -> list[str]:
    """The pages that may be meant: the one with that code, else those with these words in their name. Raises
    LayoutChanged where there is none.
    """
    if page in names:
        return [page]
    if found := [code for code, name in names.items() if page.casefold() in name.casefold()]:
        return found[:MOST_TRIED]
    near = [f"{code} ({names[code]})" for code in get_close_matches(page, names, cutoff=0.5)]
    like = f"; nærmest er {', '.join(near)}" if near else ""
    raise LayoutChanged(SUBJECT, f"det finnes ingen rapportside som heter «{page}»{like}")


def _of_page(
    session: Session, root: str, page: str, code: str, codes: Collection[str], wanted: Sequence[Wanted]
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The measures of the page with that code, cited as what the catalogue calls it. Raises a SourceError."""
    report = _report(session.get(f"{root}/{PAGES}/{code}", subject=SUBJECT).data, code)
    of_schools = [one for one in wanted if one.measure in OF_SCHOOLS]
    of_municipalities = [one for one in wanted if one.measure not in OF_SCHOOLS]
    rows: list[dict[str, Any]] = []
    answers = []
    if of_municipalities:
        answer = _rows(session, root, report, depth=MUNICIPALITY_PARTS)
        answers.append(answer)
        rows += _municipalities(report, answer.data, codes, of_municipalities)
    if of_schools:
        answer = _rows(session, root, report, depth=SCHOOL_PARTS)
        answers.append(answer)
        for one in of_schools:
            rows += _within_norm(report, answer.data, codes, one)
    table = frame([{**row, "source_id": source_id(page)} for row in rows])
    publication = Publication(source_id(page), title=f"{report.name}, Statistikkportalen", table_id=code, **PUBLICATION)
    checksum = hashlib.sha256("".join(answer.sha256 for answer in answers).encode()).hexdigest()
    return table, publication.source(answers, _period(answers, report, table["year"]), checksum)


def _period(answers: Sequence[Answer], report: Report, years: pd.Series) -> str:
    """«skoleårene 2024–25 og 2025–26» of figures by school year; those of a plain year are of the autumn that national
    tests are taken in, else of the year.
    """
    heads = [head for answer in answers for heads in _columns(answer.data, report) for head in heads]
    found = sorted(set(years))
    if not any(SCHOOL_YEAR.match(head) for head in heads):
        return f"høsten {span(years)}" if NATIONAL_TESTS in report.code.split("_") else span(years)
    names = [f"{year}–{(year + 1) % 100:02}" for year in found]
    if len(names) == 1:
        return f"skoleåret {names[0]}"
    unbroken = found[-1] - found[0] == len(found) - 1
    if unbroken and len(names) > MOST_NAMED:
        return f"skoleårene {names[0]} til {names[-1]}"
    return f"skoleårene {', '.join(names[:-1])} og {names[-1]}"


def _report(data: Any, page: str) -> Report:
    try:
        described = data["rappside"]
        element = described["rapportElementer"][0]
        return Report(
            code=page,
            name=str(described["navn"]),
            endpoint=str(element["dataEndepunkt"]),
            defaults=dict(described["filterDefaultVerdier"]),
            filters=tuple(element["gyldigeFiltre"]),
        )
    except (LookupError, TypeError, ValueError) as error:
        raise LayoutChanged(SUBJECT, f"rapportsiden {page} har en annen form enn ventet") from error


def _rows(session: Session, root: str, report: Report, depth: int) -> Answer:
    """The rows of all municipalities (or schools) in all periods, with their codes."""
    values = session.get(
        f"{root}/{report.endpoint.removesuffix('/data')}/filterVerdier",
        params={"filter": f"{report.period}(*)"},
        subject=SUBJECT,
    ).data
    try:
        periods = [str(value["id"]) for value in values[report.period]]
    except (LookupError, TypeError) as error:
        raise LayoutChanged(SUBJECT, f"finner ikke periodene på siden {report.code}") from error
    chosen = {report.period: periods}
    for name in report.filters:
        if name in (report.period, "EnhetID"):
            continue
        default = [str(value) for value in report.defaults.get(name, [])]
        if name.startswith(SHOWN) or (default and name != "SpoersmaalID"):
            chosen[name] = default or [ALL_VALUES]
    # «_» parts values and filters; a comma is refused.
    asked = "_".join(f"{name}({'_'.join(parts)})" for name, parts in chosen.items())
    path = ".".join([COUNTRY, *["*"] * (depth - 1)])
    parameters = {"filter": asked, "radSti": path, "inkluderKoder": "true"}
    return session.get(f"{root}/{report.endpoint}", params=parameters, subject=f"{SUBJECT}, {report.code}")


def _columns(data: Any, report: Report) -> list[tuple[str, ...]]:
    """The headings over each column of figures, from the top down. Raises LayoutChanged."""
    try:
        levels = [
            [str(head["name"]) for head in level for _ in range(int(head["columnCount"]))]
            for level in data["metadata"]["columns"]
        ]
    except (LookupError, TypeError, ValueError) as error:
        raise LayoutChanged(SUBJECT, f"svaret fra {report.code} mangler overskrifter") from error
    if not levels or len({len(level) for level in levels}) != 1:
        raise LayoutChanged(SUBJECT, f"overskriftene i {report.code} er ikke like lange")
    return list(zip(*levels, strict=True))


def _year(heads: tuple[str, ...]) -> int | None:
    """The year in which the school year of a column begins: 2025 of «2025-26»."""
    return next((int(match[1]) for head in heads if (match := re.match(r"(20\d\d)(?:[-–/]\d\d|$)", head))), None)


def _of_measure(columns: list[tuple[str, ...]], measure: str) -> dict[int, int]:
    """Position -> year of the columns that hold a measure, which may name several headings: «Lesing|Skalapoeng»."""
    words = {word.strip() for word in measure.split("|")}
    found = {place: _year(heads) for place, heads in enumerate(columns) if words <= set(heads)}
    return {place: year for place, year in found.items() if year is not None}


def _units(data: Any, report: Report, parts: int) -> Iterator[tuple[str, str, list[str]]]:
    """Id, code and cells of the rows on a level."""
    try:
        for row in data["rows"]:
            if len(str(row["id"]).split(".")) == parts:
                yield str(row["id"]), str(row["kode"]), row["data"]
    except (LookupError, TypeError) as error:
        raise LayoutChanged(SUBJECT, f"radene i {report.code} har en annen form enn ventet") from error


def _municipalities(
    report: Report, data: Any, codes: Collection[str], wanted: Sequence[Wanted]
) -> Iterator[dict[str, Any]]:
    columns = _columns(data, report)
    units = {code: cells for _, code, cells in _units(data, report, MUNICIPALITY_PARTS) if code in codes}
    if not units:
        raise LayoutChanged(SUBJECT, f"{report.code} har ingen av kommunene")
    for one in wanted:
        places = _places(report, columns, one.measure)
        beside = (
            {year: place for place, year in _places(report, columns, one.uncertainty).items()}
            if (one.uncertainty)
            else {}
        )
        for code in sorted(codes):
            cells = units.get(code, [])
            for place, year in places.items():
                value, status = _at(cells, place)
                margin, _ = _at(cells, beside.get(year, len(cells)))
                interval = (None, None) if value is None or margin is None else (value - margin, value + margin)
                note = "holdt tilbake av kilden" if status == "suppressed" else None
                yield {
                    "indicator_id": one.indicator_id, "code": code, "year": year, "value": value, "status": status,
                    "note": note, "lower": interval[0], "upper": interval[1],
                }  # fmt: skip


def _places(report: Report, columns: list[tuple[str, ...]], measure: str) -> dict[int, int]:
    """Position -> year of the columns that hold a measure, each year once. Raises LayoutChanged."""
    places = _of_measure(columns, measure)
    if not places:
        known = ", ".join(dict.fromkeys(heads[-1] for heads in columns))
        raise LayoutChanged(SUBJECT, f"{report.code} mangler «{measure}»; har {known}")
    if len(set(places.values())) != len(places):
        raise LayoutChanged(SUBJECT, f"{report.code} har «{measure}» flere ganger i samme år")
    return places


def _at(cells: Sequence[Any], place: int) -> tuple[float | None, str]:
    """Value and status of one of a row's cells; a row may be shorter than the heading."""
    return _cell(cells[place] if place < len(cells) else "")


def _cell(text: Any) -> tuple[float | None, str]:
    """Value and status of a cell: «5 266» and «47,3» are numbers, «*» is withheld, nothing is not reported.

    Raises LayoutChanged for anything else.
    """
    said = re.sub(r"\s", "", str(text or ""))
    if not said:
        return None, "not_reported"
    if said == SUPPRESSED:
        return None, "suppressed"
    if re.fullmatch(r"-?\d+(,\d+)?%?", said):
        return float(said.rstrip("%").replace(",", ".")), "observed"
    raise LayoutChanged(SUBJECT, f"en celle er ikke et tall: «{said[:30]}»")


def _within_norm(report: Report, data: Any, codes: Collection[str], one: Wanted) -> Iterator[dict[str, Any]]:
    """The share of a municipality's schools that are within the norm on every main level that they have, by year;
    or how many schools it is a share of.

    A school without a figure on any level is not counted. Own calculation: Udir publishes no such share.
    """
    columns = _columns(data, report)
    limits = {
        place: (year, limit)
        for level, limit in TEACHER_NORM.items()
        for place, year in _of_measure(columns, level).items()
    }
    if not limits:
        raise LayoutChanged(SUBJECT, f"{report.code} har ikke gruppestørrelse per hovedtrinn")
    county_parts = MUNICIPALITY_PARTS
    owners = {id_: code for id_, code, _ in _units(data, report, county_parts)}
    tally: dict[tuple[str | None, int], list[bool]] = defaultdict(list)
    for id_, _, cells in _units(data, report, SCHOOL_PARTS):
        owner = owners.get(id_.rpartition(".")[0])
        by_year: dict[int, list[bool]] = defaultdict(list)
        for place, (year, limit) in limits.items():
            value, _ = _at(cells, place)
            if value is not None:
                by_year[year].append(value <= limit)
        for year, kept in by_year.items():
            tally[owner, year].append(all(kept))
    years = sorted({year for _, year in tally})
    for code in sorted(codes):
        for year in years:
            schools = tally.get((code, year), [])
            share = 100 * sum(schools) / len(schools) if schools else None
            value = (len(schools) or None) if one.measure == NORM_SCHOOLS else share
            note = f"{len(schools)} skoler" if schools else "ingen skoler med tall for gruppestørrelse"
            status = "observed" if schools else "not_reported"
            yield {
                "indicator_id": one.indicator_id,
                "code": code,
                "year": year,
                "value": value,
                "status": status,
                "note": note,
            }
