"""Statistics Sweden's inhabitants by municipality, 31 December: TAB638, PxWebApi 2."""

from __future__ import annotations

from datetime import date

from etl.http import Session
from etl.jsonstat import observation_status
from etl.sources.addresses import address
from etl.sources.nordic_population import FIRST_YEAR, NordicPopulation, TableChanged, in_use, published
from etl.sources.publication import Publication
from etl.sources.ssb import PxWebClient
from etl.sources.ssb_table import resolve_contents

TABLE = "TAB638"
#: Four digits are municipalities; 00 is the country and two digits are counties.
MUNICIPALITIES = "????"
POPULATION = "Folkmängd"
SCOPE = "alle kommuner"
PUBLICATION = Publication(
    source_id="scb-population",
    publisher="Statistiska centralbyrån (SCB)",
    title="Folkmängden efter region, 31 desember",
    table_id=TABLE,
    url="https://www.statistikdatabasen.scb.se/pxweb/sv/ssd/START__BE__BE0101__BE0101A/BefolkningNy/",
    licence="CC0",
)


def population(session: Session, base: str | None = None) -> NordicPopulation:
    """Swedish municipalities on 31 December of every year since FIRST_YEAR. Raises a SourceError."""
    scb = PxWebClient(session, base or address("SCB_API_URL"), office="SCB", language="sv")
    metadata = scb.metadata(TABLE)
    years = [year for year in metadata.time.codes if int(year) >= FIRST_YEAR]
    if not years:
        raise TableChanged(metadata.subject, f"har ingen år fra og med {FIRST_YEAR}")
    region = metadata.region
    extract = scb.data(
        metadata,
        {
            region.code: [MUNICIPALITIES],
            metadata.contents.code: [resolve_contents(metadata, POPULATION).code],
            metadata.time.code: years,
        },
    )
    table = extract.cube.table
    frame = table.assign(
        code=table[region.code].astype(str),
        name=table[region.code].map(region.labels).astype(str),
        reference_date=[date(int(year), 12, 31) for year in table[metadata.time.code]],
        population=table["value"],
        status=observation_status(table),
    )
    return published(PUBLICATION, "SE", [(SCOPE, in_use(frame))], extract.answers[0])
