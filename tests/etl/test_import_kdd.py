"""The command import-kdd where the workbook can't be used: what it says, and that nothing is changed."""

import argparse
import csv
import re

import duckdb
import openpyxl
import pytest
import yaml

from etl import build, import_kdd, snapshot
from etl.__main__ import main
from etl.sources.kdd_mapping import KddError


@pytest.fixture
def folders(tmp_path):
    return build.Folders(raw=tmp_path / "raw")


@pytest.fixture
def ambiguous(tmp_path):
    """A workbook in which two columns may be the total."""
    book = openpyxl.Workbook()
    book.active.append(["Knr", "Grad av lovoppfyllelse, vektet", "Grad av lovoppfyllelse, uvektet"])
    with (snapshot.DIRECTORY / "municipality.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["division"] == "2020":
                book.active.append([row["code"], 80, 70])
    book.save(tmp_path / "bok.xlsx")
    return tmp_path / "bok.xlsx"


def refused(folders, workbook, **files):
    wanted = argparse.Namespace(
        **{"workbook": workbook, "mapping": None, "write_mapping": None, "check": False} | files
    )
    with pytest.raises(KddError) as caught:
        import_kdd.run(wanted, folders)
    assert not (folders.raw / "kdd").exists()
    return str(caught.value)


def test_a_workbook_of_several_readings_names_them_and_says_what_to_do(folders, ambiguous):
    said = refused(folders, ambiguous)
    assert "B «Grad av lovoppfyllelse, vektet», C «Grad av lovoppfyllelse, uvektet»" in said
    assert said.endswith("kjør med --write-mapping FIL.yaml, rett filen, og kjør igjen med --mapping FIL.yaml")


def test_the_draft_of_a_mapping_is_written_and_used_when_corrected(folders, ambiguous, tmp_path, monkeypatch):
    draft = tmp_path / "m.yaml"
    said = refused(folders, ambiguous, write_mapping=draft)
    assert said.endswith(f"utkastet står i {draft}. La én kolonne ha level: total, og kjør igjen med --mapping {draft}")
    content = yaml.safe_load(draft.read_text(encoding="utf-8"))
    assert [column["level"] for column in content["columns"]] == ["total", "total"]
    content["columns"][0]["level"] = "indicator"
    draft.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    monkeypatch.setenv("GENERALIST_DB", str(tmp_path / "generalist.duckdb"))
    import_kdd.run(argparse.Namespace(workbook=ambiguous, mapping=draft, write_mapping=None, check=False), folders)
    with duckdb.connect(str(tmp_path / "generalist.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "SELECT DISTINCT value FROM observation WHERE indicator_id = 'compliance_menon' AND value IS NOT NULL"
        ).fetchall()
    assert found == [(70,)]


def test_a_mapping_that_cannot_be_written_is_told_of(folders, ambiguous, tmp_path):
    said = refused(folders, ambiguous, write_mapping=tmp_path)
    assert said.startswith(f"Kan ikke skrive {tmp_path}: ")


def test_a_failed_build_leaves_no_workbook_behind(folders, ambiguous, tmp_path, monkeypatch):
    draft = tmp_path / "m.yaml"
    refused(folders, ambiguous, write_mapping=draft)
    content = yaml.safe_load(draft.read_text(encoding="utf-8"))
    content["columns"][1]["level"] = "indicator"
    draft.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    monkeypatch.setenv("GENERALIST_DB", str(tmp_path / "no" / "such"))
    (tmp_path / "no").write_text("a file, not a folder", encoding="utf-8")
    wanted = argparse.Namespace(workbook=ambiguous, mapping=draft, write_mapping=None, check=False)
    with pytest.raises(build.BuildError):
        import_kdd.run(wanted, folders)
    assert not (folders.raw / "kdd" / "import.yaml").exists()


def write_plain(path, change=lambda code, name, degree: [code, name, degree]):
    book = openpyxl.Workbook()
    book.active.append(["Knr", "Navn", "Grad av lovoppfyllelse"])
    with (snapshot.DIRECTORY / "municipality.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["division"] == "2020":
                book.active.append(change(row["code"], row["name"], 80))
    book.save(path)
    return path


def test_a_check_shows_the_first_rows_and_stores_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GENERALIST_DB", str(tmp_path / "generalist.duckdb"))
    path = write_plain(tmp_path / "bok.xlsx")
    assert main(["import-kdd", str(path), "--check"]) == 0
    told = capsys.readouterr()
    assert "356 av 356 kommuner kjent igjen\n" in told.out
    shown = told.out[told.out.index("Rad  Kommune") :].splitlines()
    assert shown[0].split("  ")[-1].strip() == "C Grad av lovoppfyllelse" and shown[1].split() == [
        "2",
        "0301",
        "Oslo",
        "80,0",
        "%",
    ]
    assert len(shown) == 1 + 10 + 1
    assert told.out.endswith("Ingen tall er lagret.\n") and told.err == ""
    assert not (tmp_path / "generalist.duckdb").exists()


def test_a_draft_is_written_with_what_its_fields_mean_and_never_over_a_corrected_one(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GENERALIST_DB", str(tmp_path / "generalist.duckdb"))
    path, draft = write_plain(tmp_path / "bok.xlsx"), tmp_path / "m.yaml"
    assert main(["import-kdd", str(path), "--write-mapping", str(draft)]) == 0
    assert f"Utkastet står i {draft}. Ingen tall er lagret.\n" in capsys.readouterr().out
    text = draft.read_text(encoding="utf-8")
    assert "last_row: null er til den første tomme raden" in text
    assert "year: 2022\n" in text and "name: B\n" in text
    assert not (tmp_path / "generalist.duckdb").exists()
    assert main(["import-kdd", str(path), "--mapping", str(draft), "--check"]) == 0
    assert main(["import-kdd", str(path), "--write-mapping", str(draft)]) == 1
    assert f"{draft} finnes fra før og kan være rettet" in capsys.readouterr().err
    assert draft.read_text(encoding="utf-8") == text


def test_what_is_not_recognised_is_told_stored_as_that_and_the_command_ends_with_3(
    folders, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("GENERALIST_DB", str(tmp_path / "generalist.duckdb"))
    monkeypatch.setattr(build, "Folders", lambda: folders)
    path = write_plain(
        tmp_path / "bok.xlsx", lambda code, name, degree: ["?" if code == "4601" else code, name, degree]
    )
    assert main(["import-kdd", str(path), "--check"]) == 3
    line = capsys.readouterr().err
    assert re.fullmatch(
        r"Ikke gjenkjent i arbeidsboka om lovoppfyllelse: «\? Bergen» \(rad \d+\)\. Uten tall: 4601 Bergen\n", line
    )
    assert main(["import-kdd", str(path)]) == 3
    told = capsys.readouterr()
    assert told.err == line
    assert told.out.endswith("Arbeidsboka er lest inn, men ikke alle radene.\n")
    with duckdb.connect(str(tmp_path / "generalist.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "SELECT division, status, note FROM observation WHERE indicator_id = 'compliance_menon' AND code = '4601'"
        ).fetchall()
        (problems,) = connection.execute("SELECT problems FROM load").fetchone()
    row = re.search(r"\(rad \d+\)", line)[0]
    note = f"Ikke gjenkjent: «? Bergen» {row} i arbeidsboka passer ikke med noen kommune"
    assert sorted(found) == [("2020", "not_in_source", note), ("2024", "not_in_source", note)]
    assert problems == line.splitlines()
