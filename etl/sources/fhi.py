"""The Institute of Public Health's table 341: inhabitants whose waterworks meets the demands of drinking water."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from etl.http import Session, read_json
from etl.jsonstat import Cube, decode, observation_status
from etl.sources.addresses import address
from etl.sources.office_figures import COLUMNS, LayoutChanged, OfficeFigures, Wanted, made_up, span
from etl.sources.publication import Publication

TABLE = "341"
SUBJECT = f"FHI, tabell {TABLE}"
#: How many years are asked for; the table has had ten.
YEARS = "10"
COUNTRY = "0"
AREA, YEAR, MEASURE = "GEO", "AAR", "INDIKATOR"
#: The one level of the table, and the share among its kinds of figures.
FIXED = {"NIVA": ["1"], "MEASURE_TYPE": ["RATE"]}
PUBLICATION = Publication(
    source_id="fhi-341",
    publisher="Folkehelseinstituttet (FHI)",
    title="Drikkevannsforsyning: innbyggere tilknyttet vannverk med tilfredsstillende resultater",
    url="https://statistikk.fhi.no/nokkel",
    licence="ikke oppgitt av kilden",
    table_id=TABLE,
    note="Andel av innbyggerne som er tilknyttet vannverk som rapporterer; ett vannverk kan avgjøre tallet.",
)


def figures(
    session: Session, codes: Collection[str], wanted: Sequence[Wanted], base: str | None = None
) -> OfficeFigures:
    """The share of inhabitants by measure for the municipalities and the last ten years. Raises a SourceError."""
    measures = {one.measure: one.indicator_id for one in wanted}
    selection = {AREA: [COUNTRY, *sorted(codes)], MEASURE: sorted(measures), **FIXED}
    body = {
        "response": {"format": "json-stat2"},
        "dimensions": [
            *({"code": code, "filter": "item", "values": values} for code, values in selection.items()),
            {"code": YEAR, "filter": "bottom", "values": [YEARS]},
        ],
    }
    answer = session.post(
        f"{base or address('FHI_API_URL')}/nokkel/Table/{TABLE}/data",
        body,
        subject=SUBJECT,
        read=lambda content: decode(read_json(content)),
    )
    rows = _rows(answer.data, measures, set(codes))
    source = PUBLICATION.source([answer], span(rows["year"]), answer.sha256, answer.updated)
    return OfficeFigures(rows, (source,), notes=_marked(answer.data))


def _rows(cube: Cube, measures: dict[str, str], codes: set[str]) -> pd.DataFrame:
    if lacking := {AREA, YEAR, MEASURE} - set(cube.dimensions):
        raise LayoutChanged(SUBJECT, f"svaret mangler dimensjonen {min(lacking)}")
    cells = cube.table[cube.table[AREA].isin(codes)]
    years = cells[YEAR].astype(str).str.extract(r"^(?:\d{4}_)?(\d{4})$")[0]
    if cells.empty or years.isna().any():
        raise LayoutChanged(SUBJECT, "finner ikke kommunene eller årene i svaret")
    if absent := codes - set(cells[AREA]):
        raise LayoutChanged(SUBJECT, f"svaret mangler {min(absent)}")
    rows = pd.DataFrame(
        {
            "indicator_id": cells[MEASURE].astype(str).map(measures),
            "code": cells[AREA].astype(str),
            "year": years.astype(int),
            "value": cells["value"].astype(float),
            "status": observation_status(cells),
            "note": None,
            "source_id": PUBLICATION.source_id,
        }
    )
    return rows.dropna(subset="indicator_id").reindex(columns=COLUMNS).reset_index(drop=True)


def _marked(cube: Cube) -> tuple[str, ...]:
    """The mandatory notes, and a label that says that the figures are made up."""
    marks = made_up([*cube.notes, cube.label], "tabellen")
    said = [note for note in marks if note not in cube.mandatory_notes]
    return tuple(dict.fromkeys([*cube.mandatory_notes, *said]))
