"""How the API answers: what browsers, caches and programs rely on, and what it says to what it can't answer."""

import gzip
import json
import os
import xml.etree.ElementTree as ElementTree

import duckdb
import pytest
from asked import ask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from dashboard.api import limits
from dashboard.api.service import Service, accepts_gzip
from etl import publish

FIGURES = "/v1/indicators/population/figures"
OSLO = b"municipality=0301&year=latest"


def problem(heard):
    said = json.loads(heard.body)
    assert heard.headers["content-type"] == "application/problem+json"
    assert (
        said["status"] == heard.status and said["detail"] and said["detail_en"] and said["detail"] != said["detail_en"]
    )
    return said


def test_an_answer_says_its_version_and_is_not_sent_again_while_it_is_the_same(service, shown):
    first = ask(service, FIGURES, OSLO)
    assert first.status == 200
    assert first.headers["dataset-version"] == shown.version and shown.version in first.headers["etag"]
    assert first.headers["access-control-allow-origin"] == "*"
    strong = first.headers["etag"].removeprefix("W/")
    for tag in (first.headers["etag"], strong, f'"other", {strong}', "*"):
        again = ask(service, FIGURES, OSLO, if_none_match=tag)
        assert (again.status, again.body) == (304, b"") and again.headers["etag"] == first.headers["etag"]
    assert ask(service, FIGURES, OSLO, if_none_match='"other"').status == 200
    assert ask(service, FIGURES, b"municipality=4601&year=latest").headers["etag"] != first.headers["etag"]


def test_head_and_options_answer_without_content(service):
    whole, head = ask(service, FIGURES, OSLO), ask(service, FIGURES, OSLO, method="HEAD")
    assert head.body == b"" and head.headers == whole.headers
    assert head.headers["content-length"] == str(len(whole.body))
    options = ask(service, FIGURES, method="OPTIONS")
    assert (options.status, options.body) == (204, b"")
    assert options.headers["access-control-allow-methods"] == options.headers["allow"] == "GET, HEAD, OPTIONS"
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE"):
        refused = ask(service, FIGURES, method=method)
        assert refused.status == 405 and refused.headers["allow"] == "GET, HEAD, OPTIONS"
        problem(refused)


def test_what_is_long_is_packed_for_those_who_can_unpack_it(service):
    plain = ask(service, "/v1/indicators", accept_encoding="br, gzip;q=0")
    packed = ask(service, "/v1/indicators", accept_encoding="deflate, gzip;q=0.5")
    assert "content-encoding" not in plain.headers and packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body and len(packed.body) < len(plain.body) / 4
    assert packed.headers["vary"] == "Accept-Encoding"
    parquet = ask(service, FIGURES, b"format=parquet", accept_encoding="gzip")
    assert "content-encoding" not in parquet.headers and parquet.body[:4] == parquet.body[-4:] == b"PAR1"
    assert [accepts_gzip(said) for said in ("", "*", "*;q=0", "identity", "gzip;q=0, *", "GZIP")] == [
        False, True, False, False, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address, query, status, says",
    [
        ("", b"", 404, "/api/v1"),
        ("/v2/indicators", b"", 404, "/api/v1"),
        ("/v1/nothing", b"", 404, "«/nothing»"),
        ("/v1/indicators/nothing/figures", b"", 404, "«nothing»"),
        ("/v1/indicators/compliance_pattern/figures", b"", 404, "compliance_pattern"),
        ("/v1/municipalities/9999", b"", 404, "«9999» i inndelingen 2024"),
        ("/v1/municipalities/1507", b"", 404, "Den finnes i inndelingen 2020"),
        (FIGURES, b"municipality=1507", 400, "Den finnes i inndelingen 2020"),
        (FIGURES, b"municipality=0301,", 400, "fire sifre"),
        (FIGURES, b"year=1066", 400, "latest, 2026"),
        (FIGURES, b"year=2025-", 400, "«2025-»"),
        (FIGURES, b"year=2025-2020", 400, "«2025-2020»"),
        (FIGURES, b"division=1838", 400, "2020, 2024"),
        (FIGURES, b"division=2020&division=2024", 400, "2 ganger"),
        (FIGURES, b"format=xlsx", 400, "json-stat2, json, csv, parquet"),
        (FIGURES, b"munisipality=0301", 400, "«munisipality» finnes ikke"),
        (FIGURES, b"municipality=%ff", 400, "UTF-8"),
        (FIGURES, b"municipality=0301';DROP TABLE load--", 400, "fire sifre"),
        (FIGURES, b"municipality=" + b",".join(b"%04d" % code for code in range(3000)), 400, "«0000»"),
        (FIGURES, b"year=" + b"9" * 1_000_000, 414, "1000005 byte"),
        (FIGURES, b"&".join([b"year=2025"] * 1800), 414, "byte"),
        (FIGURES, b"version=deadbeef", 404, "ikke kjent"),
        ("/v1/municipalities/0301/peers", b"group=venner", 400, "statistiske-naboer"),
        ("/v1/changes", b"since=deadbeef", 404, "Ingen husker"),
        ("/v1/changes", b"municipality=9999", 400, "«9999»"),
        ("/v1/changes", b"indicator=nothing", 404, "«nothing»"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_reason_in_two_languages(service, address, query, status, says):
    heard = ask(service, address, query)
    assert heard.status == status
    assert says in problem(heard)["detail"]
    assert heard.headers["cache-control"] == "no-store" and heard.headers["access-control-allow-origin"] == "*"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.sampled_from(
        ["indicators", "municipalities", "changes", "divisions", "sources", "population", "0301"]
    ).flatmap(
        lambda first: some.lists(
            some.one_of(some.sampled_from(["figures", "peers", "population", "1151", "", ".."]), some.text(max_size=8)),
            max_size=3,
        ).map(lambda rest: "/v1/" + "/".join([first, *rest]))
    ),
    some.one_of(
        some.binary(max_size=60),
        some.lists(
            some.tuples(
                some.sampled_from(["municipality", "year", "division", "format", "version", "group", "since", "x"]),
                some.one_of(some.text(max_size=12), some.sampled_from(["0301", "latest", "2025", "csv", "-1", "NaN"])),
            ),
            max_size=4,
        ).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs).encode("utf-8", "surrogatepass")),
    ),
)
def test_nothing_that_is_asked_makes_it_fail(service, address, query):
    heard = ask(service, address, query)
    assert heard.status in {200, 400, 404, 410, 414}, (address, query, heard.body)
    if heard.status != 200:
        problem(heard)


def test_a_version_that_is_gone_is_told_from_one_that_never_was(service, changed):
    now = ask(service, FIGURES, b"year=latest&municipality=1151")
    kept = ask(service, FIGURES, b"year=latest&municipality=1151&version=0123abcd")
    assert now.headers["cache-control"] == "public, no-cache" and "max-age" in kept.headers["cache-control"]
    assert now.body == kept.body and now.headers["dataset-version"] == "0123abcd"
    gone = ask(service, FIGURES, f"version={changed}".encode())
    assert gone.status == 410 and "nå er 0123abcd" in problem(gone)["detail"]


def test_changes_are_told_by_indicator_and_municipality_as_json_csv_and_a_feed(service, changed):
    said = json.loads(ask(service, "/v1/changes", f"since={changed}".encode()).body)
    assert [(one["indicator"], one["municipality"], one["new_value"], one["kind"]) for one in said["changes"]] == [
        ("turnout_municipal", "4601", None, "value"),
        ("population", "1151", 219, "value"),
        ("population", "1507", 65633, "status"),
    ]
    assert [(build["changes"], build["status_changes"]) for build in said["builds"]] == [(2, 1), (0, 0)]
    assert json.loads(ask(service, "/v1/changes", b"since=0123abcd").body)["changes"] == []
    table = ask(service, "/v1/changes", b"format=csv&municipality=1151").body.decode()
    assert ",Utsira,2025,217.0,observed,219.0,revised,value\n" in table and "Bergen" not in table
    feed = ElementTree.fromstring(ask(service, "/v1/changes", b"format=atom&municipality=1151").body)
    atom = {"a": "http://www.w3.org/2005/Atom"}
    (entry,) = feed.findall("a:entry", atom)
    assert entry.findtext("a:title", None, atom) == "Datasett 0123abcd: 1 tall endret"
    line = "Innbyggere, 1151 Utsira 2025 (inndelingen 2024): 217 → 219 innbyggere"
    assert entry.findtext("a:content", None, atom) == line
    assert "1151 Utsira" in feed.findtext("a:title", None, atom)
    own = feed.find("a:link[@rel='self']", atom).attrib["href"]
    assert own == "/api/v1/changes?municipality=1151&format=atom"
    everything = ElementTree.fromstring(ask(service, "/v1/changes", b"format=atom").body)
    newest, _ = everything.findall("a:entry", atom)
    title = "Datasett 0123abcd: 2 tall endret, og 1 med samme tall og annen status"
    assert newest.findtext("a:title", None, atom) == title
    assert newest.findtext("a:content", None, atom).splitlines()[-1] == (
        "Innbyggere, 1507 Ålesund 2019 (inndelingen 2020): status: beregnet → publisert tall"
    )
    of_oslo = ElementTree.fromstring(ask(service, "/v1/changes", b"format=atom&municipality=0301").body)
    assert of_oslo.findall("a:entry", atom) == [] and of_oslo.findtext("a:updated", None, atom)


def test_the_feed_of_a_published_set_and_that_of_the_api_know_builds_by_the_same_ids(service, changed):
    asked = ElementTree.fromstring(ask(service, "/v1/changes", b"format=atom").body)
    with duckdb.connect(os.environ["GENERALIST_DB"], read_only=True) as connection:
        published = ElementTree.fromstring(publish.feed(connection))
    for feed in (asked, published):
        assert [element.tag.partition("}")[2] for element in feed][:4] == ["id", "title", "updated", "author"]
        assert all(entry.findtext("{*}updated").endswith("Z") for entry in feed.iterfind("{*}entry"))
    ids = [[found.text for found in feed.iterfind(".//{*}id")] for feed in (asked, published)]
    assert ids[0] == ids[1] and len(set(ids[0])) == 3
    of_one = ElementTree.fromstring(ask(service, "/v1/changes", b"format=atom&municipality=1151").body)
    assert of_one.findtext("{*}id") != ids[0][0]


def test_a_client_that_asks_too_often_is_told_when_to_come_back_and_others_are_not_kept_waiting(shown):
    service = Service(per_minute=4)
    assert [ask(service, "/v1/").status for _ in range(2)] == [200, 200]
    refused = ask(service, "/v1/")
    assert refused.status == 429 and 1 <= int(refused.headers["retry-after"]) <= 15
    assert "Try again in" in problem(refused)["detail_en"]
    assert ask(service, "/v1/", client="192.0.2.2").status == 200


def test_time_fills_what_questions_empty_and_a_network_is_one_client():
    now = [0.0]
    bounds = limits.Limits(60, lambda: now[0])
    assert [bounds.wait("2001:db8::1") for _ in range(30)] == [0] * 30
    assert bounds.wait("2001:db8::2") == pytest.approx(1)
    now[0] = 1.5
    assert bounds.wait("2001:db8::3") == 0 < bounds.wait("2001:db8::3")
    assert bounds.wait("2001:db9::1") == 0
    for place in range(limits.CLIENTS_KNOWN + 10):
        bounds.wait(f"10.{place // 65536}.{place // 256 % 256}.{place % 256}")
    assert len(bounds._buckets) == limits.CLIENTS_KNOWN


def test_without_a_database_the_reason_is_given(service, monkeypatch, tmp_path):
    monkeypatch.setenv("GENERALIST_DB", str(tmp_path / "none.duckdb"))
    heard = ask(service, "/v1/indicators")
    assert heard.status == 503 and heard.headers["retry-after"]
    assert "none.duckdb" in problem(heard)["detail"]
