"""The command import-kdd where the workbook can't be used: what it says, and that nothing is changed."""

import argparse
import csv

import duckdb
import openpyxl
import pytest
import yaml

from etl import build, import_kdd, snapshot
from etl.sources.kdd_layout import KddError


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
    wanted = argparse.Namespace(**{"workbook": workbook, "mapping": None, "write_mapping": None} | files)
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
    import_kdd.run(argparse.Namespace(workbook=ambiguous, mapping=draft, write_mapping=None), folders)
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
    wanted = argparse.Namespace(workbook=ambiguous, mapping=draft, write_mapping=None)
    with pytest.raises(build.BuildError):
        import_kdd.run(wanted, folders)
    assert not (folders.raw / "kdd" / "import.yaml").exists()
