"""Statistics Iceland's inhabitants by municipality, 1 January: MAN02005, PxWebApi 1.

The series is computed anew on today's municipalities and, from 2011 on, with the method of March 2024, so that figures
differ from those that were published in their own time.
"""

from __future__ import annotations

import re
from datetime import date

import pandas as pd

from etl.http import Session
from etl.jsonstat import observation_status
from etl.sources.addresses import address
from etl.sources.nordic_population import FIRST_YEAR, NordicPopulation, TableChanged, in_use, published
from etl.sources.publication import Publication
from etl.sources.pxweb1 import PxWeb1Table, Variable

PATH = "is/Ibuar/mannfjoldi/2_byggdir/sveitarfelog/MAN02005.px"
AREA = "Sveitarfélag"
MUNICIPALITY = re.compile(r"\d{4}")
WHOLE_COUNTRY = "9999"
#: What the office calls the total of a variable (sex, age).
TOTAL = "Alls"
SCOPE = "dagens kommuner, reviderte tall"
PUBLICATION = Publication(
    source_id="hagstofa-population",
    publisher="Hagstofa Íslands",
    title="Mannfjöldi eftir sveitarfélögum, 1. januar",
    table_id="MAN02005",
    url="https://px.hagstofa.is/pxis/pxweb/is/Ibuar/Ibuar__mannfjoldi__2_byggdir__sveitarfelog/MAN02005.px/",
    licence="Fri bruk med kildeangivelse",
    note="Alle år er regnet om til dagens kommuner, og fra 2011 til metoden fra mars 2024.",
)


def population(session: Session, base: str | None = None) -> NordicPopulation:
    """Today's Icelandic municipalities on 1 January of every year since FIRST_YEAR. Raises a SourceError."""
    subject = f"{PUBLICATION.publisher}, tabell {PUBLICATION.table_id}"
    table = PxWeb1Table(session, f"{base or address('HAGSTOFA_API_URL')}/{PATH}", subject)
    areas = table.find("kommune", lambda variable: variable.code == AREA)
    wanted = [code for code in areas.labels if MUNICIPALITY.fullmatch(code) and code != WHOLE_COUNTRY]
    years = [year for year in table.time.labels if int(year) >= FIRST_YEAR]
    totals = {
        variable.code: _total(variable)
        for variable in table.variables
        if variable.code not in (areas.code, table.time.code)
    }
    if not wanted or not years:
        raise TableChanged(subject, "finner ikke kommunene eller årene blant kodene")
    chosen = {name: codes for name, codes in totals.items() if codes}
    answer = table.data({areas.code: wanted, table.time.code: years, **chosen})
    return published(PUBLICATION, "IS", [(SCOPE, _municipalities(answer.data.table, areas, table.time))], answer)


def _total(variable: Variable) -> list[str]:
    """The code of a variable's total; none where it has none (it may still be one that can be left out)."""
    return [code for code, label in variable.labels.items() if label.strip() == TOTAL][:1]


def _municipalities(cells: pd.DataFrame, areas: Variable, time: Variable) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "code": cells[areas.code].astype(str),
            "name": cells[areas.code].map(areas.labels).astype(str),
            "reference_date": [date(int(year), 1, 1) for year in cells[time.code]],
            "population": cells["value"],
            "status": observation_status(cells),
        }
    )
    return in_use(frame)
