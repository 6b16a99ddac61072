"""Statistics Finland's inhabitants by municipality, 31 December: table 11ra, PxWebApi 1.

Ids and codes changed in June 2026, and the area variable carries the date of its division: everything is found in
the metadata by what it holds. All years are in the division of that date.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pandas as pd

from etl.http import Session
from etl.jsonstat import observation_status
from etl.sources.addresses import address
from etl.sources.nordic_population import FIRST_YEAR, NordicPopulation, TableChanged, in_use, published
from etl.sources.publication import Publication
from etl.sources.pxweb1 import PxWeb1Table, Variable

#: Swedish: the names that Norwegian readers know (Helsingfors, Esbo).
PATH = "sv/StatFin/vaerak/11ra.px"
MUNICIPALITY = re.compile(r"KU(\d{3})")
POPULATION = re.compile(r"(?:.*[-_])?vaesto")
#: The region of Åland, and its municipalities: no answer says which they are, so the region's total is the check.
ALAND_REGION = "MK21"
ALAND = frozenset(
    ["035", "043", "060", "062", "065", "076", "170", "295", "318", "417", "438", "478", "736", "766", "771", "941"]
)
EVERYWHERE, WITHOUT_ALAND = "alle kommuner", "uten Åland"
PUBLICATION = Publication(
    source_id="statfin-population",
    publisher="Statistikcentralen (Finland)",
    title="Nyckeltal för befolkningen efter område, 31 desember",
    table_id="11ra",
    url="https://pxdata.stat.fi/PxWeb/pxweb/sv/StatFin/StatFin__vaerak/11ra.px/",
    licence="CC BY 4.0",
)
SAME_DIVISION = "Alle år er i den kommuneinndelingen som tabellen har nå."
OTHER_DIVISIONS = "Kommuneinndelingen er ikke den samme i alle årene."


def population(session: Session, base: str | None = None) -> NordicPopulation:
    """Finnish municipalities on 31 December of every year since FIRST_YEAR, with and without Åland.

    Raises a SourceError.
    """
    table = PxWeb1Table(session, f"{base or address('STATFIN_API_URL')}/{PATH}", _subject())
    areas = table.find("område", lambda variable: any(map(MUNICIPALITY.fullmatch, variable.labels)))
    contents = table.find("folketall", lambda variable: any(map(POPULATION.fullmatch, variable.labels)))
    wanted = [code for code in areas.labels if MUNICIPALITY.fullmatch(code) or code == ALAND_REGION]
    answer = table.data(
        {
            table.time.code: [year for year in table.time.labels if int(year) >= FIRST_YEAR],
            areas.code: wanted,
            contents.code: [code for code in contents.labels if POPULATION.fullmatch(code)],
        }
    )
    everywhere = _municipalities(answer.data.table, areas, table.time)
    mainland = everywhere[~everywhere["code"].isin(ALAND)]
    _check_aland(answer.data.table, everywhere, areas, table.time)
    divisions = {frozenset(codes) for _, codes in everywhere.groupby("reference_date")["code"]}
    publication = replace(PUBLICATION, note=SAME_DIVISION if len(divisions) == 1 else OTHER_DIVISIONS)
    return published(publication, "FI", [(EVERYWHERE, everywhere), (WITHOUT_ALAND, mainland)], answer)


def _municipalities(cells: pd.DataFrame, areas: Variable, time: Variable) -> pd.DataFrame:
    cells = cells[cells[areas.code] != ALAND_REGION]
    frame = pd.DataFrame(
        {
            "code": cells[areas.code].astype(str).str.removeprefix("KU"),
            "name": cells[areas.code].map(areas.labels).astype(str),
            "reference_date": [date(int(year), 12, 31) for year in cells[time.code]],
            "population": cells["value"],
            "status": observation_status(cells),
        }
    )
    return in_use(frame)


def _check_aland(cells: pd.DataFrame, everywhere: pd.DataFrame, areas: Variable, time: Variable) -> None:
    """Raise TableChanged where the municipalities that we count as Åland are not the region's inhabitants."""
    region = cells[cells[areas.code] == ALAND_REGION]
    ours = everywhere[everywhere["code"].isin(ALAND)].groupby("reference_date")["population"].sum()
    for year, total in zip(region[time.code], region["value"], strict=True):
        counted = ours.get(date(int(year), 12, 31), 0)
        if counted != total:
            reason = f"Ålands kommuner har {counted} innbyggere i {year}, men tabellen sier {total:.0f} for hele Åland"
            raise TableChanged(_subject(), reason)


def _subject() -> str:
    return f"{PUBLICATION.publisher}, tabell {PUBLICATION.table_id}"
