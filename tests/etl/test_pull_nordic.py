"""Pulling the other Nordic countries' municipalities: what stands when an office is down, and what a build gets."""

from datetime import date

import pandas as pd
import pytest
import small
from office import Reply

from etl import catalogue, pull, raw
from etl.sources import hagstofa

HAGSTOFA = f"/{hagstofa.PATH}"
DAY = date(2025, 1, 1)


def dimension(codes, **more):
    return {"category": {"index": list(codes), "label": codes}, **more}


def iceland(office, *cells):
    """Two municipalities on a day; `cells` are what the office answers for them."""
    areas, years = {"0000": "Reykjavíkurborg", "4901": "Árneshreppur"}, {"2025": "2025"}
    variables = [
        {"code": code, "text": code, "values": list(labels), "valueTexts": list(labels.values())}
        for code, labels in {"Sveitarfélag": {"9999": "Alls", **areas}, "Ár": years}.items()
    ]
    figures = {
        "class": "dataset",
        "version": "2.0",
        "id": ["Sveitarfélag", "Ár"],
        "size": [2, 1],
        "dimension": {"Sveitarfélag": dimension(areas), "Ár": dimension(years)},
        "role": {"time": ["Ár"]},
        "value": list(cells),
    }
    office.answers(HAGSTOFA, {"title": "MAN02005", "variables": variables}, figures)


@pytest.fixture
def country(tmp_path, office, monkeypatch):
    """A small country with embedded figures; every Nordic office is the one of the test."""
    for name in ("STATFIN_API_URL", "SCB_API_URL", "STATBANK_API_URL", "HAGSTOFA_API_URL"):
        monkeypatch.setenv(name, office.url)
    monkeypatch.setenv("ETL_CALLS_PER_MINUTE", "60000")
    monkeypatch.setenv("ETL_RETRY_SECONDS", "0.02")
    return small.folders(tmp_path)


def pulled(country, **options):
    return pull.pull(
        catalogue.read(country.indicators), ("norden",), raw=country.raw, embedded=country.snapshot, **options
    )


def nordic(country):
    """What a build is given: inhabitants by country and code, and the ids of its sources."""
    dataset = raw.read(catalogue.read(country.indicators), country.snapshot, country.raw)
    table = dataset.tables.get("nordic_municipality")
    figures = {} if table is None else {(row.country, row.code): row.population for row in table.itertuples()}
    return figures, set(dataset.sources["source_id"])


def test_one_office_that_answers_is_recorded_and_the_others_are_told_of(country, office):
    iceland(office, 138_772, 53)
    report = pulled(country)
    assert report.done == ["hagstofa"]
    assert len(report.problems) == 3
    assert [problem for problem in report.problems if problem.endswith("; viser ingen tall for Danmark")]
    figures, sources = nordic(country)
    assert figures == {("IS", "0000"): 138_772, ("IS", "4901"): 53}
    assert "hagstofa-population" in sources


def test_the_embedded_figures_that_stay_are_told_of_with_their_date(country, office):
    small.write_table(
        country.snapshot,
        "nordic_summary",
        [small.TABLES["nordic_summary"][0], ("DK", "98 kommuner", "2020-01-01", 1, 9, 9, 9, 9, 9, 1)],
    )
    iceland(office, 138_772, 53)
    problems = pulled(country).problems
    assert [line for line in problems if line.endswith("; viser innebygde tall for Danmark fra 01.01.2020")]


def test_an_office_that_goes_down_keeps_what_was_pulled_before(country, office):
    iceland(office, 138_772, 53)
    pulled(country)
    office.answers(HAGSTOFA, Reply(status=503))
    with pytest.raises(pull.PullError, match="viser de tallene for Island som er hentet før"):
        pulled(country, force=True)
    assert nordic(country)[0] == {("IS", "0000"): 138_772, ("IS", "4901"): 53}


def test_a_municipality_without_population_is_there_and_is_never_zero(country, office):
    iceland(office, 138_772, None)
    problems = pulled(country).problems
    assert [line for line in problems if line.endswith("Árneshreppur har ikke folketall; vises som manglende")]
    figures = nordic(country)[0]
    assert figures.keys() == {("IS", "0000"), ("IS", "4901")}
    assert figures["IS", "0000"] == 138_772
    assert pd.isna(figures["IS", "4901"])


def test_a_table_that_has_changed_leaves_what_was_pulled_before(country, office):
    iceland(office, 138_772, 53)
    pulled(country)
    office.answers(HAGSTOFA, {"title": "MAN02005", "variables": [{"code": "Ár", "values": [], "valueTexts": []}]})
    with pytest.raises(pull.PullError, match="viser de tallene for Island som er hentet før"):
        pulled(country, force=True)
    assert nordic(country)[0] == {("IS", "0000"): 138_772, ("IS", "4901"): 53}
