"""Statistics Denmark's inhabitants by municipality, 1 January: FOLK1A, StatBank's own API."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from typing import Any

import pandas as pd

from etl.http import Refused, Session
from etl.names import tidy
from etl.sources.addresses import address
from etl.sources.nordic_population import FIRST_YEAR, NordicPopulation, TableChanged, in_use, published
from etl.sources.publication import Publication

TABLE = "FOLK1A"
AREA, TIME, VALUE = "OMRÅDE", "TID", "INDHOLD"
#: The first quarter's figure is that of 1 January.
JANUARY = re.compile(r"(\d{4})K1")
#: Three digits from 100; 000 is the country, 081-085 are the regions.
MUNICIPALITY = re.compile(r"[1-9]\d\d")
#: No municipality: the state runs it.
CHRISTIANSO = "411"
WITHOUT_FIGURE = ("..", "...", ".", "")
PUBLICATION = Publication(
    source_id="statbank-population",
    publisher="Danmarks Statistik",
    title="Folketal den 1. i kvartalet",
    table_id=TABLE,
    url=f"https://www.statbank.dk/{TABLE}",
    licence="CC BY 4.0",
    note="Uten Christiansø, som ikke er en kommune.",
)


def population(session: Session, base: str | None = None) -> NordicPopulation:
    """Danish municipalities on 1 January of every year since FIRST_YEAR. Raises a SourceError."""
    base = base or address("STATBANK_API_URL")
    variables = _variables(session, base)
    names = {code: name for code, name in variables[AREA].items() if MUNICIPALITY.fullmatch(code)}
    names.pop(CHRISTIANSO, None)
    quarters = [code for code in variables[TIME] if (found := JANUARY.fullmatch(code)) and int(found[1]) >= FIRST_YEAR]
    if not names or not quarters:
        raise TableChanged(_subject(), "finner ikke kommunene eller 1. kvartal blant kodene")
    answer = session.post(
        f"{base}/data", _question(list(names), quarters), subject=_subject(), media="csv", read=_figures
    )
    frame = answer.data.assign(
        name=answer.data["code"].map(names),
        reference_date=[date(int(JANUARY.sub(r"\1", quarter)), 1, 1) for quarter in answer.data["quarter"]],
    )
    municipalities = in_use(frame)
    scope = f"{municipalities['code'].nunique()} kommuner (uten Christiansø)"
    return published(PUBLICATION, "DK", [(scope, municipalities)], answer)


def _variables(session: Session, base: str) -> dict[str, dict[str, str]]:
    """Area and time with their codes and names. Raises TableChanged where another variable must be chosen in."""
    try:
        answer = session.get(
            f"{base}/tableinfo/{TABLE}", {"lang": "da", "format": "JSON"}, subject=_subject(), max_age=timedelta(0)
        )
    except Refused as error:
        raise TableChanged(_subject(), f"tabellen finnes ikke lenger ({error.reason})") from error
    given = {item["id"].upper(): item for item in answer.data["variables"]}
    unknown = [name for name, item in given.items() if name not in (AREA, TIME) and not item.get("elimination")]
    if unknown:
        raise TableChanged(_subject(), f"tabellen har fått en variabel vi ikke kjenner: {', '.join(unknown)}")
    if absent := [name for name in (AREA, TIME) if name not in given]:
        raise TableChanged(_subject(), f"tabellen mangler variabelen {absent[0]}")
    return {name: {value["id"]: tidy(value["text"]) for value in given[name]["values"]} for name in (AREA, TIME)}


def _question(municipalities: list[str], quarters: list[str]) -> dict[str, Any]:
    return {
        "table": TABLE,
        "format": "CSV",
        "lang": "da",
        "valuePresentation": "Code",
        "variables": [{"code": AREA, "values": municipalities}, {"code": "Tid", "values": quarters}],
    }


def _figures(body: bytes) -> pd.DataFrame:
    """code, quarter and population of the CSV. Raises ValueError where it isn't that."""
    lines = list(csv.DictReader(body.decode("utf-8-sig").splitlines(), delimiter=";"))
    if not lines or {AREA, TIME, VALUE} - set(lines[0]):
        raise ValueError(f"CSV uten kolonnene {AREA}, {TIME} og {VALUE}")
    cells = [line[VALUE] for line in lines]
    numbers = [None if cell in WITHOUT_FIGURE else int(cell) for cell in cells]
    return pd.DataFrame(
        {
            "code": [line[AREA] for line in lines],
            "quarter": [line[TIME] for line in lines],
            "population": pd.array(numbers, dtype="Int64"),
        }
    )


def _subject() -> str:
    return f"{PUBLICATION.publisher}, {TABLE}"
