"""Kartverket's bulk file: read, checked against the register, and asked for again when it won't do."""

import io
import json
import zipfile

import pytest
from office import Reply

from etl.http import BadAnswer
from etl.sources.kartverket import MUNICIPALITIES, BoundaryMismatch, boundaries

PATH = f"/{MUNICIPALITIES}"


def square(code, east, north=6_650_000, side=1000):
    ring = [[east, north], [east + side, north], [east + side, north + side], [east, north + side], [east, north]]
    properties = {"kommunenummer": code, "kommunenavn": "Navn"}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def zipped(*features, name="Kommuner.geojson"):
    collection = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "EPSG:25833"}},
        "features": features,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, json.dumps({"administrative_enheter.kommune": collection}))
    return Reply(out.getvalue(), content_type="application/zip")


TWO = zipped(square("0301", 260_000), square("3203", 261_000))


def test_one_polygon_for_each_municipality(office, session):
    office.answers(PATH, TWO)
    found = boundaries(session, ["0301", "3203"], office.url)
    assert found.polygons["code"].tolist() == ["0301", "3203"]
    assert found.polygons.crs.to_epsg() == 25833
    assert found.polygons.area.tolist() == [1_000_000, 1_000_000]
    assert found.answer.path.suffix == ".zip" and len(found.answer.sha256) == 64


def test_a_second_run_makes_no_call(office, session):
    office.answers(PATH, TWO)
    for _ in range(2):
        boundaries(session, ["0301", "3203"], office.url)
    assert len(office.asked) == 1


def test_other_codes_than_the_register_are_named_and_the_file_is_forgotten(office, session):
    office.answers(PATH, zipped(square("0301", 260_000), square("3001", 261_000)), TWO)
    with pytest.raises(BoundaryMismatch, match="mangler 3203; har for mye: 3001"):
        boundaries(session, ["0301", "3203"], office.url)
    assert len(boundaries(session, ["0301", "3203"], office.url).polygons) == 2


@pytest.mark.parametrize(
    "reply",
    [
        Reply(TWO.body[:-40], content_type="application/zip"),
        zipped(square("0301", 260_000), name="les-meg.txt"),
        zipped(square("301x", 260_000)),
        zipped(square("0301", 10.7, 59.9, 0.1)),
        Reply(b"<html>Velkommen</html>", content_type="text/html"),
    ],
    ids=["cut off", "no GeoJSON", "no code", "degrees", "a page"],
)
def test_a_file_that_will_not_do_is_a_bad_answer(office, session, reply):
    office.answers(PATH, reply)
    with pytest.raises(BadAnswer, match="Kartverket, kommunegrenser: svaret fra"):
        boundaries(session, ["0301"], office.url)
