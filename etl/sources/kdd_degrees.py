"""Reading the degrees of the ministry's workbook by a mapping, and telling what was understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from etl.sources.kdd_cells import is_word, number, without_footnote, written, year_in
from etl.sources.kdd_layout import MINIMUM_MATCHES, NEVER_CALCULATED, columns_of_years, find, too_few
from etl.sources.kdd_mapping import Column, Draft, KddError, Mapping, MappingNeeded, column_index
from etl.sources.kdd_places import Key, Places
from etl.sources.workbook import Sheet, WorkbookError, read_workbook

#: Where the marks in the cells say more than that a figure is missing.
STATUS_OF = {":": "suppressed", ".": "not_applicable"}
#: Of a municipality without a row: the note says whether it stands in no row, or in one that wasn't recognised.
WITHOUT_ROW = "not_in_source"
#: More rows than this in which number and name are not the same municipality, and the names are shifted.
MOST_DIFFERING = 10
#: In some municipality of the country at least so many per cent of the duties are met.
LEAST_HIGHEST = 10
#: How much of the table is shown as it was understood.
FIRST_ROWS, FIRST_COLUMNS = 10, 4
LEVELS = {"total": "Samlet grad", "area": "Tjenesteområde", "indicator": "Indikator"}


@dataclass(frozen=True)
class Unmatched:
    """A row with figures that is not one municipality for certain; `codes` are those that it can be."""

    label: str
    codes: set[str]


@dataclass(frozen=True)
class Degrees:
    """What was read of a workbook: what each row is, and `values` with column (letter), code, value (per cent, NaN
    where missing), status and note for every municipality of the division. `labels` are «1515 Herøy» by code.
    """

    draft: Draft
    sheet: Sheet
    labels: dict[str, str]
    codes: dict[int, str]
    unmatched: dict[int, Unmatched]
    sums: dict[int, str]
    values: pd.DataFrame

    @property
    def mapping(self) -> Mapping:
        return self.draft.mapping

    @property
    def absent(self) -> list[str]:
        """The municipalities that no row was recognised as."""
        return [label for code, label in self.labels.items() if code not in self.codes.values()]

    @property
    def problems(self) -> list[str]:
        """What could not be used, in a line that names it."""
        if not self.unmatched:
            return []
        lost = f". Uten tall: {', '.join(self.absent)}" if self.absent else ""
        return [f"Ikke gjenkjent i arbeidsboka om lovoppfyllelse: {_named(self.unmatched)}{lost}"]

    def lines(self) -> Iterator[str]:
        """What was understood, as lines to read before trusting the figures."""
        mapping, hidden = self.mapping, " (skjult)" if self.sheet.is_hidden else ""
        by = "kommunenummer" if mapping.by == "number" else "kommunenavn"
        county = f", fylke i kolonne {mapping.county}" if mapping.county else ""
        yield (
            f"Ark «{mapping.sheet}»{hidden}, rad {min(self.codes) + 1}–{max(self.codes) + 1}, "
            f"{by} i kolonne {mapping.municipality}{county}, inndelingen {mapping.division}, "
            f"året {mapping.year}"
        )
        yield f"{len(self.codes)} av {len(self.labels)} kommuner kjent igjen"
        read = self.values[self.values["code"].isin(self.codes.values())].groupby("column")["value"]
        for column in sorted(mapping.degrees, key=lambda column: list(LEVELS).index(column.level)):
            values = read.get_group(column.column)
            lowest, highest = (f"{value:.1f}".replace(".", ",") for value in (values.min(), values.max()))
            title = f"«{column.title}»" + (f" ({column.area})" if column.area else "")
            degrees = f"{lowest}–{highest} prosent, {values.isna().sum()} mangler"
            yield f"{LEVELS[column.level]}: kolonne {column.column} {title}, {degrees}"
        if self.sums:
            yield f"Ikke kommuner: {', '.join(f'«{label}» (rad {row + 1})' for row, label in self.sums.items())}"
        if self.absent and not self.unmatched:
            yield f"Står ikke i arbeidsboka: {', '.join(self.absent)}"
        if self.draft.left_out:
            yield f"Ikke tatt med: {'; '.join(self.draft.left_out)}"
        if skipped := [f"{c.column} «{c.title}»" for c in mapping.columns if c.level == "skip"]:
            yield f"Ikke tatt med, siden det ikke er sagt hva de er (level: skip i mappingen): {'; '.join(skipped)}"
        for sheet in self.draft.unread:
            which = "Det skjulte arket" if sheet.is_hidden else "Arket"
            yield f"{which} «{sheet.name}» er ikke lest: tallene hentes fra ett ark, det med samlet grad"

    def first_rows(self) -> tuple[list[str], list[tuple[str, ...]]]:
        """Headings and cells of the first rows, as they were understood."""
        columns = self.mapping.degrees
        shown, cells = columns[:FIRST_COLUMNS], self.values.set_index(["column", "code"])
        further = f" … og {len(columns) - len(shown)} til" if len(columns) > len(shown) else ""
        headings = ["Rad", "Kommune", *(f"{column.column} {column.title}" for column in shown)]
        headings[-1] += further
        notes, degrees = cells["note"].to_dict(), cells["value"].to_dict()
        names = {row: self.labels[code] for row, code in self.codes.items()}
        names |= {row: f"«{label}», ikke en kommune" for row, label in self.sums.items()}
        names |= {row: f"«{one.label}», IKKE GJENKJENT" for row, one in self.unmatched.items()}
        table = []
        for row in sorted(names)[:FIRST_ROWS]:
            code = self.codes.get(row)
            values = [
                _shown(degrees[column.column, code], notes[column.column, code]) if code else "" for column in shown
            ]
            table.append((str(row + 1), names[row], *values))
        return headings, table


def _shown(degree: float, note: str | None) -> str:
    """«64,9 %», with its note; without a figure, the note says why."""
    told = "" if pd.isna(degree) else f"{degree:.1f} %".replace(".", ",")
    return " ".join(filter(None, [told, note]))


def _named(rows: dict[int, Unmatched]) -> str:
    return ", ".join(f"«{one.label}» (rad {row + 1})" for row, one in rows.items())


def read(path: Path, municipalities: pd.DataFrame, mapping: Mapping | None = None) -> Degrees:
    """The degrees in a workbook, by a mapping or, without one, where it can only be read in one way.

    `municipalities` has division, code, name, county_code and county. Raises KddError for a workbook that can't be
    used, MappingNeeded where its layout was not told and may be the reason.
    """
    try:
        workbook = read_workbook(path)
    except WorkbookError as error:
        raise KddError(str(error)) from error
    places = Places(municipalities)
    draft = find(workbook, places) if mapping is None else Draft(mapping)
    try:
        sheet = next((sheet for sheet in workbook.sheets if sheet.name == draft.mapping.sheet), None)
        if sheet is None:
            named = ", ".join(f"«{sheet.name}»" for sheet in workbook.sheets)
            raise KddError(f"Arket «{draft.mapping.sheet}» finnes ikke; boka har {named}")
        return _degrees(
            sheet, draft, places, "Kolonnen har ingen tall" if not workbook.uncalculated else NEVER_CALCULATED
        )
    except KddError as error:
        if mapping is not None:
            raise
        raise MappingNeeded(str(error), draft, "Rett det som er feil") from error


def _degrees(sheet: Sheet, draft: Draft, places: Places, why_empty: str) -> Degrees:
    mapping = draft.mapping
    if mapping.division not in places.divisions:
        raise KddError(f"Kommuneinndelingen «{mapping.division}» finnes ikke; velg {' eller '.join(places.divisions)}")
    columns, labels = mapping.degrees, places.labels(mapping.division)
    codes, unmatched, sums = _rows(sheet, mapping, places)
    _refuse_shifted(mapping, unmatched)
    if len(codes) < MINIMUM_MATCHES:
        raise KddError(too_few(len(codes), len(labels), sheet))
    _refuse_no_names(sheet, mapping, codes)
    _refuse_rows_outside(sheet, mapping, places, codes)
    _refuse_other_years(sheet, mapping, [*codes, *unmatched])
    read = [
        {"column": column.column, "code": code, **_degree(sheet, row, column)}
        for column in columns
        for row, code in codes.items()
    ]
    if all(pd.isna(row["value"]) for row in read if row["column"] == mapping.total.column):
        raise KddError(f"{mapping.total.column} «{mapping.total.title}» i arket «{sheet.name}»: {why_empty}")
    for column in columns:
        _refuse_other_scale(sheet, column, [row["value"] for row in read if row["column"] == column.column])
    without = [
        {"column": column.column, "code": code, "value": float("nan"), "status": WITHOUT_ROW, "note": note}
        for code in labels
        if code not in codes.values()
        for note in [_why_without_row(code, unmatched)]
        for column in columns
    ]
    values = pd.DataFrame([*read, *without])
    values["note"] = values["note"].astype(object).where(values["note"].notna(), None)
    return Degrees(draft, sheet, labels, codes, unmatched, sums, values)


def _key(mapping: Mapping) -> Key:
    return Key(
        column_index(mapping.municipality),
        mapping.by,
        mapping.division,
        column_index(mapping.county) if mapping.county else None,
        column_index(mapping.name) if mapping.name else None,
        mapping.first_row - 1,
        mapping.last_row and mapping.last_row - 1,
    )


def _rows(
    sheet: Sheet, mapping: Mapping, places: Places
) -> tuple[dict[int, str], dict[int, Unmatched], dict[int, str]]:
    """By row: the code of a municipality, what is not recognised as one, and what sums up several."""
    key = _key(mapping)
    codes: dict[int, str] = {}
    unmatched: dict[int, Unmatched] = {}
    sums: dict[int, str] = {}
    for row, meant in places.rows(sheet, key):
        if len(meant) == 1:
            (code,) = meant
            if code in codes.values():
                raise KddError(
                    f"{sheet.place(row, key.column)}: kommunen {code} står to ganger. "
                    "Rett arbeidsboka, eller sett last_row i mappingen til siste rad i tabellen"
                )
            codes[row] = code
        elif any(not is_word(cell) for c in mapping.degrees if (cell := sheet.cell(row, c.index)) is not None):
            own = written(sheet.cell(row, key.column))
            before = map(written, sheet.rows[row][: min(column.index for column in mapping.degrees)])
            label = " ".join(dict.fromkeys(filter(None, [own, *before]))) or "uten navn"
            if not meant and places.sums_up(own or label):
                sums[row] = label
            else:
                unmatched[row] = Unmatched(label, meant)
    return codes, unmatched, sums


def _refuse_shifted(mapping: Mapping, unmatched: dict[int, Unmatched]) -> None:
    """Raise KddError where numbers and names disagree in so many rows that one of them must be wrong everywhere."""
    differing = {row: one for row, one in unmatched.items() if mapping.by == "number" and len(one.codes) > 1}
    if len(differing) > MOST_DIFFERING:
        first = dict(list(differing.items())[:3])
        raise KddError(
            f"Nummer (kolonne {mapping.municipality}) og navn (kolonne {mapping.name}) er ikke samme kommune i "
            f"{len(differing)} rader, blant annet {_named(first)}. Rett arbeidsboka, eller sett name: null i mappingen "
            "for å stole på numrene alene"
        )


def _refuse_no_names(sheet: Sheet, mapping: Mapping, codes: dict[int, str]) -> None:
    """Raise KddError where the column of names that numbers are compared with mostly names no municipality."""
    if mapping.name is None:
        return
    words = [row for row in codes if isinstance(sheet.cell(row, column_index(mapping.name)), str)]
    if 2 * len(words) < len(codes):
        raise KddError(
            f"Kolonne {mapping.name} i arket «{sheet.name}» har ingen navn å sammenligne numrene med. Sett name til "
            "kolonnen med kommunenavn, eller til null"
        )


def _refuse_rows_outside(sheet: Sheet, mapping: Mapping, places: Places, codes: dict[int, str]) -> None:
    """Raise KddError where municipalities that no row of the table is about have a degree above or below it."""
    first, last, degree = mapping.first_row - 1, mapping.last_row, mapping.total.index
    whole = replace(_key(mapping), first=0, last=len(sheet.rows) - 1)
    outside = {
        row: meant
        for row, meant in places.rows(sheet, whole)
        if (row < first or (last is not None and row >= last))
        and len(meant) == 1 and not meant & set(codes.values())
        and (cell := sheet.cell(row, degree)) is not None and not is_word(cell)
    }  # fmt: skip
    if outside:
        labels = places.labels(mapping.division)
        named = ", ".join(f"{labels[code]} (rad {row + 1})" for row, (code,) in list(outside.items())[:3])
        more = f" og {len(outside) - 3} til" if len(outside) > 3 else ""
        raise KddError(
            f"Utenfor rad {mapping.first_row}–{mapping.last_row or 'slutten'} i arket «{sheet.name}» står kommuner med "
            f"tall: {named}{more}. Rett first_row og last_row"
        )


def _refuse_other_years(sheet: Sheet, mapping: Mapping, rows: list[int]) -> None:
    """Raise KddError where a column of years, or the total's title, has another year than the mapping."""
    stated = {f"Kolonne {xl_col_to_name(c)}": years for c, years in columns_of_years(sheet, rows).items()}
    if year := year_in(mapping.total.title):
        stated[f"«{mapping.total.title}»"] = {year}
    for where, years in stated.items():
        if years != {mapping.year}:
            named = ", ".join(map(str, sorted(years)))
            raise KddError(
                f"{where} i arket «{sheet.name}» gjelder {named}, og year i mappingen er {mapping.year}. "
                "Rett den, eller la arbeidsboka ha ett år"
            )


def _refuse_other_scale(sheet: Sheet, column: Column, values: list[float]) -> None:
    """Raise KddError for degrees of a whole country that are so low that they can't be shares."""
    highest = max((value for value in values if not pd.isna(value)), default=100)
    if column.level in ("total", "area") and highest <= LEAST_HIGHEST:
        otherwise = ", eller sett level: skip for kolonnen" if column.level == "area" else ""
        raise KddError(
            f"{column.column} «{column.title}» i arket «{sheet.name}» er høyst {written(round(highest, 1))} prosent i "
            f"hele landet, så det er nok en annen skala (som 1–5). Gjør om til prosent i arbeidsboka{otherwise}"
        )


def _why_without_row(code: str, unmatched: dict[int, Unmatched]) -> str:
    if not unmatched:
        return "Kommunen står ikke i arbeidsboka"
    if mine := {row: one for row, one in unmatched.items() if code in one.codes}:
        return f"Ikke gjenkjent: {_named(mine)} i arbeidsboka kan være flere kommuner"
    return f"Ikke gjenkjent: {_named(unmatched)} i arbeidsboka passer ikke med noen kommune"


def _degree(sheet: Sheet, row: int, column: Column) -> dict[str, Any]:
    """Value, status and note of one cell. Raises KddError for one that is neither a degree nor missing."""
    cell = sheet.cell(row, column.index)
    place = f"{sheet.place(row, column.index)} (i «{column.title}»)"
    try:
        value = number(cell)
    except ValueError as error:
        raise KddError(f"{place}: «{written(cell)}» er ikke et tall") from error
    if value is None:
        note = f"Står som «{cell}» i arbeidsboka" if cell else "Står tom eller med feil i arbeidsboka"
        return {"value": float("nan"), "status": STATUS_OF.get(str(cell), "not_reported"), "note": note}
    in_percent = isinstance(cell, str) and "%" in cell
    percent = value if column.full == 100 or in_percent else 100 * value
    if not 0 <= percent <= 100:
        raise KddError(f"{place}: {written(cell)} ligger utenfor 0–{column.full}")
    if column.level == "total" and 0 < percent <= 1:
        raise KddError(f"{place}: {written(cell)} er her høyst 1 prosent. Rett cellen, eller sett full: 1 for kolonnen")
    return {"value": round(percent, 9), "status": "observed", "note": _footnote(sheet, cell)}


def _footnote(sheet: Sheet, cell: object) -> str | None:
    """The footnote that a cell refers to, with its text where the sheet has it."""
    mark = without_footnote(cell)[1] if isinstance(cell, str) else None
    if mark is None:
        return None
    texts = (value for row in sheet.rows for value in row if isinstance(value, str) and value.startswith(mark))
    return f"Fotnote i arbeidsboka: {next(texts, mark)}"
