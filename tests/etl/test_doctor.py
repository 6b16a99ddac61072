"""The doctor finds what is planted: renamed labels, moved figures, offices that are gone; else it finds nothing."""

from __future__ import annotations

import norway
import pytest
from norway import Norway
from test_pull import renamed

from etl import __main__ as commands
from etl import catalogue, doctor, doctor_report, labels
from etl.pull_run import Offline
from etl.sources.addresses import names

POPULATION, DOCTORS = "07459", "12005"


@pytest.fixture
def offices(office, monkeypatch):
    for name in names():
        if name != "KDD_WORKBOOK_URL":
            monkeypatch.setenv(name, f"{office.url}/none")
    return Norway(office)


@pytest.fixture
def country(tmp_path, monkeypatch, offices):
    return norway.folders(tmp_path, monkeypatch, offices.office)


def examined(country):
    indicators = catalogue.read(country.indicators)
    found = doctor.examine(indicators, raw_folder=country.raw, embedded=country.snapshot)
    return found, doctor_report.markdown(found, indicators, "i dag")


def test_where_all_is_well_labels_are_found_and_figures_are_the_same(country):
    found, report = examined(country)
    assert all(one.ok for one in found.reached) and len(found.reached) == len(names()) - 1
    assert set(found.labels["state"]) == {labels.FOUND} and found.moved.empty and not found.unreadable
    population = found.compared[found.compared["indicator"] == "population"].set_index("year")
    assert population.loc[[2023, 2025], "both"].tolist() == [2, 4] and population["differ"].sum() == 0
    core = [one for one in found.done if "SSB" in one.title or "Klass" in one.title or "Kartverket" in one.title]
    assert len(core) == 4 and not any(one.problems for one in core) and all(one.answers for one in core)
    assert "3 av 3 statistikkvariabler" in report
    assert not (country.raw / "pulled.json").exists()


def test_each_planted_fault_is_told_with_the_file_to_correct(country, offices):
    renamed(offices.tables[DOCTORS], "Leger per 10 000 innbyggere (antall)", "Helsesekretærer (antall)")
    cells = offices.tables[POPULATION].cells
    for sex in ("1", "2"):
        cells["1508", sex, "Personer1", "2025"] += 10
        cells["0", sex, "Personer1", "2025"] += 10
    found, report = examined(country)
    assert not found.is_well
    (missed,) = found.wrong_labels.itertuples()
    assert (missed.indicator, missed.state) == ("doctors", labels.MISSED)
    assert "`contents` eller `pattern` i `etl/indicators/doctors.yaml`" in report and "Helsesekretærer" in report
    (moved,) = found.moved.itertuples()
    assert (moved.indicator, moved.year, moved.differ, moved.was, moved.is_now) == ("population", 2025, 1, 165, 185)
    assert "**population** 2025: 1 av 4 tall er andre enn de innebygde" in report and "Trolig rettet" in report


def test_a_name_that_the_pattern_allows_and_another_unit_are_told_apart(country, offices):
    renamed(offices.tables[DOCTORS], "Leger per 10 000 innbyggere (antall)", "Leger per 10 000 (antall)")
    offices.tables[POPULATION].unit = "husholdninger"
    found, report = examined(country)
    states = found.labels.set_index("indicator")["state"].to_dict()
    assert states == {"doctors": labels.OTHER_NAME, "population": labels.OTHER_UNIT, "women": labels.OTHER_UNIT}
    lines = report.splitlines()
    assert len([line for line in lines if line.startswith("- **") and "husholdninger" in line]) == 2
    assert not [line for line in lines if line.startswith("- **SSB, tabell")]
    assert not [line for line in lines if ": 0 av " in line and "Størst forskjell" in line]
    assert "til det nye navnet" in report and "Rett `unit_label`" in report


def test_an_office_that_is_down_is_named_and_without_statistics_norway_nothing_is_examined(
    country, offices, monkeypatch, capsys
):
    monkeypatch.setenv("FHI_API_URL", "http://127.0.0.1:9/fhi")
    found, report = examined(country)
    assert [one.name for one in found.reached if not one.ok] == ["FHI_API_URL"]
    assert "**FHI_API_URL** (http://127.0.0.1:9/fhi): ingen kontakt" in report
    monkeypatch.setenv("SSB_API_URL", "http://127.0.0.1:9/ssb")
    with pytest.raises(Offline):
        examined(country)


def test_the_command_writes_the_report_and_says_by_its_exit_code_how_it_went(monkeypatch, tmp_path, capsys):
    found = doctor.Findings()
    monkeypatch.setattr(doctor, "examine", lambda *_, **__: found)
    report = tmp_path / "funn" / "doctor.md"
    assert commands.main(["doctor", "--report", str(report)]) == commands.DONE
    assert report.read_text("utf-8").startswith("# Etterprøving mot kildene")
    found.reached.append(doctor.Reached("SSB_API_URL", "https://data.ssb.no", "503", False, 0.1))
    assert commands.main(["doctor", "--report", str(report)]) == commands.PARTLY
    assert "Noe må rettes" in capsys.readouterr().out
    (tmp_path / "file").write_text("", "utf-8")
    assert commands.main(["doctor", "--report", str(tmp_path / "file" / "doctor.md")]) == commands.FAILED
