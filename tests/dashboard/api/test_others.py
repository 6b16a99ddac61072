"""What others' tools read of the API: pandas, pyjstat, a client that is generated from the OpenAPI document."""

import importlib
import io
import json
import subprocess
import sys
from urllib.parse import urlsplit

import jsonschema
import pandas as pd
import pytest
import requests
import shapely
from asked import ask
from openapi_spec_validator import validate
from pyjstat import pyjstat

from dashboard import text
from dashboard.api import routes, schemas
from dashboard.data import open_queries, queries

FIGURES = "indicators/{}/figures"


def test_the_four_formats_hold_the_same_figures_with_status_and_source(address, shown):
    asked = f"{address}/{FIGURES.format('reading_grade_5')}?year=latest"
    known = queries.values(shown, "reading_grade_5", "2024", queries.years(shown, "reading_grade_5", "2024")[0])
    rows = requests.get(f"{asked}&format=json", timeout=60).json()
    by_json = pd.DataFrame(rows["figures"]).set_index("municipality")
    by_csv = pd.read_csv(f"{asked}&format=csv", dtype={"municipality": "string"}).set_index("municipality")
    sent = requests.get(f"{asked}&format=parquet", timeout=60).content
    by_parquet = pd.read_parquet(io.BytesIO(sent)).set_index("municipality")
    dataset = pyjstat.Dataset.read(asked)
    assert set(known["status"]) > {"observed"} and known["lower"].notna().any()
    for frame in (by_json, by_csv, by_parquet):
        assert frame.index.tolist() == known["code"].tolist()
        for column in ("value", "lower", "upper"):
            assert frame[column].tolist() == pytest.approx(known[column].tolist(), nan_ok=True), column
        assert frame["status"].tolist() == known["status"].tolist()
        assert frame["source_id"].notna().all()
    assert by_csv["source"].str.contains("Utdanningsdirektoratet").all() and by_csv["unit"].nunique() == 1
    assert rows["sources"].keys() >= set(by_json["source_id"])
    frame = dataset.write("dataframe")
    wide = frame.pivot(index="kommune", columns="statistikkvariabel", values="value")
    assert wide.loc[known["name"], rows["title"]].tolist() == pytest.approx(known["value"].tolist(), nan_ok=True)
    assert wide.loc[known["name"], f"{rows['title']}, nedre grense"].tolist() == pytest.approx(
        known["lower"].tolist(), nan_ok=True
    )
    statuses = [dataset["status"].get(str(3 * at), "observed") for at in range(len(known))]
    assert statuses == known["status"].tolist()


def test_a_cube_of_several_years_lies_as_its_dimensions_say(address, shown):
    asked = f"{address}/{FIGURES.format('population')}?year=2023-2026&municipality=4601,1580,0301"
    dataset = pyjstat.Dataset.read(asked)
    assert dataset["size"] == [3, 1, 4]
    frame = dataset.write("dataframe", naming="id")
    for row in frame.itertuples():
        known = queries.values(shown, "population", "2024", int(row.Tid)).set_index("code").loc[row.Region]
        assert row.value == known["value"] or (row.value != row.value and known["status"] == "not_applicable")
    haram = [dataset["status"].get(str(place), "observed") for place in range(4, 8)]
    assert haram[0] == "not_applicable" and dataset["value"][4] is None


def test_every_indicator_is_handed_out_with_status_and_source(service, shown):
    for indicator_id, indicator in open_queries.published(shown).items():
        division = queries.only_division(shown, indicator_id) or "2024"
        address = f"/v1/indicators/{indicator_id}/figures"
        heard = ask(service, address, f"division={division}&year=latest&format=json".encode())
        said = json.loads(heard.body)
        assert heard.status == 200 and len(said["figures"]) > 300, indicator_id
        for figure in said["figures"]:
            assert figure["status"] in text.STATUS_WORDS, indicator_id
            assert (figure["value"] is None) == (figure["status"] in text.MISSING_STATUSES), indicator_id
            assert figure["source_id"] in said["sources"], indicator_id
        assert (said["warning"] or "").startswith(text.MODELLED_WORDS) == (indicator.kind == "modelled")


ANSWERED = {
    "/": "",
    "/openapi.json": "",
    "/indicators": "",
    "/indicators/{indicator}": "indicator=size_group",
    "/indicators/{indicator}/figures": "indicator=turnout_municipal",
    "/municipalities": "",
    "/municipalities/{municipality}": "municipality=1580",
    "/municipalities/{municipality}/peers": "municipality=1580",
    "/divisions": "",
    "/sources": "",
    "/changes": "",
}


@pytest.mark.parametrize("route", routes.ROUTES, ids=lambda route: route.name)
def test_answers_have_the_form_that_the_document_says(service, route):
    name, _, value = ANSWERED[route.path].partition("=")
    address = "/v1" + route.path.replace(f"{{{name}}}", value)
    for said in route.formats or {"json": "application/json"}:
        heard = ask(service, address, f"format={said}".encode() if route.formats else b"")
        media = heard.headers["content-type"].partition(";")[0]
        assert heard.status == 200 and media in [one.partition(";")[0] for one in route.media_types]
        if media.endswith("json"):
            form = "FeatureCollection" if media == "application/geo+json" else route.schema
            whole = {"$ref": f"#/components/schemas/{form}", "components": {"schemas": schemas.ALL}}
            jsonschema.Draft202012Validator(whole).validate(json.loads(heard.body))


def test_municipalities_have_their_changes_of_code_peers_with_distances_and_borders(address):
    haram = requests.get(f"{address}/municipalities/1580", timeout=60).json()
    assert [(one["from_code"], one["kind"]) for one in haram["came_from"]] == [("1507", "split")]
    alesund = requests.get(f"{address}/municipalities/1507?division=2020", timeout=60).json()
    assert {one["to_code"] for one in alesund["became"]} == {"1508", "1580"}
    asked = f"{address}/municipalities/1580/peers?group=statistiske-naboer,naboer"
    nearest, border = requests.get(asked, timeout=60).json()["groups"]
    distances = [one["distance"] for one in nearest["municipalities"]]
    assert len(distances) == 20 and distances == sorted(distances) and distances[0] > 0
    assert {one["code"] for one in border["municipalities"]} == set(haram["neighbours"])
    shapes = requests.get(f"{address}/municipalities?format=geojson", timeout=60).json()["features"]
    whole = {one["id"]: shapely.from_geojson(json.dumps(one["geometry"])) for one in shapes}
    point = shapely.Point(haram["longitude"], haram["latitude"])
    assert [code for code, shape in whole.items() if shape.contains(point)] == ["1580"]


def test_a_client_generated_from_the_document_reads_the_figures(address, tmp_path, monkeypatch):
    document = requests.get(f"{address}/openapi.json", timeout=60).json()
    validate(document)
    (tmp_path / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    (tmp_path / "settings.yaml").write_text("post_hooks: []\npackage_name_override: open_figures\n", encoding="utf-8")
    generate = ["generate", "--path", "openapi.json", "--config", "settings.yaml", "--meta", "none"]
    generate += ["--output-path", "open_figures", "--fail-on-warning"]
    made = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", *generate],
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    client = importlib.import_module("open_figures").Client(base_url=address, raise_on_unexpected_status=True)
    listed = importlib.import_module("open_figures.api.default.indicators").sync(client=client)
    assert {one.indicator for one in listed.indicators} > {"population", "centrality_index"}
    figures = importlib.import_module("open_figures.api.default.figures")
    formats = importlib.import_module("open_figures.models").FiguresFormat
    said = figures.sync("population", client=client, municipality=["0301"], year=["latest"], format_=formats.JSON)
    known = requests.get(f"{address}/{FIGURES.format('population')}?municipality=0301&year=latest", timeout=60).json()
    assert said.to_dict()["figures"][0]["value"] == known["value"][0] > 700_000


def test_addresses_are_below_the_folder_that_the_program_is_hosted_in(service, monkeypatch):
    from streamlit import config

    before = config.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", "kommuner")
    try:
        overview = json.loads(ask(service, "/v1").body)
        assert urlsplit(overview["links"]["indicators"]).path == "/kommuner/api/v1/indicators"
        document = json.loads(ask(service, "/v1/openapi.json").body)
        assert document["servers"] == [{"url": "/kommuner/api/v1"}]
    finally:
        config.set_option("server.baseUrlPath", before)
