"""Pulling from an office that counts how the law is met: what it no longer has stands as it was pulled before."""

import io
import zipfile

import openpyxl
import pytest
import small
from office import Reply

from etl import catalogue, pull, raw, unavailable
from etl.record import PulledFetch
from etl.sources import bufdir

DEADLINE, PLAN = "3A", "tiltaksplan"


@pytest.fixture
def country(tmp_path, office, monkeypatch):
    """A small country whose catalogue wants two workbooks of the monitor of child welfare."""
    monkeypatch.setenv("BUFDIR_URL", office.url)
    monkeypatch.setenv("ETL_CALLS_PER_MINUTE", "60000")
    monkeypatch.setenv("ETL_RETRY_SECONDS", "0.02")
    made = small.folders(tmp_path)
    for place, (name, page) in enumerate({"late": DEADLINE, "plans": PLAN}.items()):
        origin = {"kind": "office", "office": "bufdir", "page": page, "measure": "Andel"}
        fields = {"short_title": name, "source_id": "bufdir-barnevern", "origin": origin, "position": 100 + place}
        small.write_indicator(made.indicators, name, fields)
    return made


def monitor(office, month, **shares):
    """The monitor with a workbook for each name, in which every municipality has that share in 2025."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for stem, share in shares.items():
            book, content = openpyxl.Workbook(), io.BytesIO()
            codes = [row[1] for row in small.TABLES["municipality"][1:] if row[0] == 2024]
            for row in [["Region", "Regionnavn", "Tallformat", 2025], *([c, c, "Andel", share] for c in codes)]:
                book.active.append(row)
            book.save(content)
            archive.writestr(f"{stem}.xlsx", content.getvalue())
    name = f"Kommunemonitor_barnevern_2026_{month:02}_01_ab.zip"
    office.answers(f"/{bufdir.PAGE}", Reply(f'<a href="/uploads/{name}">zip</a>'.encode(), content_type="text/html"))
    office.answers(f"/uploads/{name}", Reply(packed.getvalue(), content_type="application/zip"))


def pulled(country):
    indicators = catalogue.read(country.indicators)
    return pull.pull(indicators, ("bufdir",), raw=country.raw, embedded=country.snapshot, force=True)


def shares(country, name):
    found = raw.read(catalogue.read(country.indicators), country.snapshot, country.raw)
    return set(found.observations.query("indicator_id == @name")["value"].dropna())


def test_a_workbook_that_is_gone_stands_as_it_was_pulled_before_and_is_told_of(country, office):
    monitor(office, 3, **{"3A_fristbrudd": 9.0, "3I_tiltaksplan": 80.0})
    assert pulled(country).problems == []
    monitor(office, 4, **{"3A_fristbrudd": 8.0})
    gone, stands = pulled(country).problems
    assert "mangler arbeidsboka tiltaksplan" in gone
    assert stands == "Bufdir: barnevern etter kommune: viser tallene som er hentet før, for «plans»"
    assert (shares(country, "late"), shares(country, "plans")) == ({8.0}, {80.0})
    monitor(office, 5, **{"3A_fristbrudd": 7.0})
    assert len(pulled(country).problems) == 2
    assert (shares(country, "late"), shares(country, "plans")) == ({7.0}, {80.0})
    monitor(office, 6, **{"3A_fristbrudd": 6.0, "3I_tiltaksplan": 85.0})
    assert pulled(country).problems == []
    assert (shares(country, "late"), shares(country, "plans")) == ({6.0}, {85.0})


def test_what_was_pulled_under_another_name_counts_by_todays():
    fetch = PulledFetch(base="", answers=[], years=[2026], indicators=["duty_pedagognorm", "kindergartens"])
    assert fetch.counts_for("pedagognorm_met") and fetch.counts_for("kindergartens")
    assert not fetch.counts_for("duty_pedagognorm")


def test_what_was_found_instead_is_told_whoever_runs_the_program_and_no_page():
    declared = catalogue.read()
    problems = [
        "Udir, Statistikkportalen: det finnes ingen rapportside som heter «Lærertetthet»; nærmest er GSK_X (Elever)",
        "Bufdir, barnevern: zip-fila mangler arbeidsboka tiltaksplan (har 3A, 3M)",
    ]
    waiting = unavailable.indicators(declared, set(), problems).set_index("indicator_id")["reason"]
    assert waiting["duty_teacher_norm"].endswith("rapportside som heter «Lærertetthet»")
    assert waiting["duty_child_welfare_plan"].endswith("mangler arbeidsboka tiltaksplan")


def test_what_was_never_there_is_told_of_alone(country, office):
    monitor(office, 3, **{"3A_fristbrudd": 9.0})
    (problem,) = pulled(country).problems
    assert "mangler arbeidsboka tiltaksplan" in problem
    assert pulled(country).problems == [problem]
