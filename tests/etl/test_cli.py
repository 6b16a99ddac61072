"""python -m etl as a user meets it: what it prints, where, and what it exits with."""

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from compliance_data import write_workbook
from office import Reply

from etl import pull
from etl.__main__ import main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def target(tmp_path):
    return tmp_path / "generalist.duckdb"


def run(*arguments, database, root=ROOT):
    return subprocess.run(
        [sys.executable, "-m", "etl", *arguments],
        cwd=root,
        env={**os.environ, "GENERALIST_DB": str(database)},
        capture_output=True,
        text=True,
    )


def test_build_tells_its_steps_and_the_new_version(target):
    process = run("build", "--from", "snapshot", database=target)
    assert (process.returncode, process.stderr) == (0, "")
    lines = process.stdout.splitlines()
    assert lines[0].startswith("0/")
    assert "Ny versjon" in lines[-1]
    assert target.exists()


def test_status_tells_what_is_loaded(database):
    process = run("status", database=database)
    assert (process.returncode, process.stderr) == (0, "")
    assert str(database) in process.stdout
    assert "de innebygde tallene" in process.stdout
    assert "Statistisk sentralbyrå" in process.stdout
    assert "Endret siden forrige bygging: 0 tall" in process.stdout


@pytest.mark.parametrize("content", [None, b"", b"half a database"])
def test_status_without_a_readable_database_is_one_line(target, content):
    if content is not None:
        target.write_bytes(content)
    process = run("status", database=target)
    assert process.returncode == 1
    assert process.stdout == ""
    assert process.stderr.count("\n") == 1
    assert "python -m etl build" in process.stderr


@pytest.mark.parametrize("arguments", [["destroy"], ["build", "--from", "hearsay"], ["status", "--all"]])
def test_bad_usage_exits_2(target, arguments):
    process = run(*arguments, database=target)
    assert process.returncode == 2
    assert "Traceback" not in process.stderr
    assert not target.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["foo"], "KOMMANDO: «foo» finnes ikke; velg blant pull, build, "),
        (["pull", "--foo"], "Ukjent: --foo."),
        (["pull", "--only"], "--only må følges av minst ett ord."),
        (["pull", "--force=3"], "--force tar ingen verdi, men fikk «3»."),
        (["build", "--from"], "--from må følges av ett ord."),
        (["build", "--from", "x"], "--from: «x» finnes ikke; velg blant raw, snapshot."),
        (["import-kdd"], "Mangler FIL.xlsx."),
        (["import-kdd", "a.xlsx", "--mapping", "a", "--write-mapping", "b"], "kan ikke stå sammen med"),
    ],
)
def test_what_is_wrong_with_arguments_is_told_in_norwegian(capsys, arguments, told):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    said = capsys.readouterr().err
    assert left.value.code == 2
    assert told in said and said.startswith("bruk: python -m etl") and "Hjelp: " in said


@pytest.mark.parametrize("arguments", [["--help"], ["import-kdd", "--help"]])
def test_help_is_norwegian(capsys, arguments):
    with pytest.raises(SystemExit):
        main(arguments)
    said = capsys.readouterr().out
    assert "bruk: " in said and "valg:" in said
    assert not any(english in said for english in ("usage", "arguments", "options", "show this"))


def test_a_report_that_cannot_be_written_is_told_before_anybody_is_asked(capsys, tmp_path, monkeypatch):
    (tmp_path / "fil").write_text("")
    monkeypatch.setenv("SSB_API_URL", "http://localhost:1")  # nobody is there: asking would take minutes of tries
    assert main(["doctor", "--report", str(tmp_path / "fil" / "doctor.md")]) == 1
    assert capsys.readouterr().err.startswith(f"Kan ikke skrive {tmp_path / 'fil' / 'doctor.md'}: ")


def test_a_broken_snapshot_is_one_line_on_stderr(target, tmp_path):
    copy = tmp_path / "program"
    shutil.copytree(ROOT / "etl", copy / "etl", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data" / "snapshot", copy / "data" / "snapshot")
    turnout = copy / "data" / "snapshot" / "turnout.csv"
    lines = turnout.read_text(encoding="utf-8").splitlines()
    lines[4] = lines[4].replace("observed", "guessed")
    turnout.write_text("\n".join(lines), encoding="utf-8")
    process = run("build", database=target, root=copy)
    assert process.returncode == 1
    assert process.stderr == "turnout.csv linje 5: kolonnen «status» skal være en kjent status («guessed»)\n"
    assert list(target.parent.glob("*generalist*")) == []


def test_the_default_database_is_beside_the_program_wherever_it_is_run_from(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("GENERALIST_DB", None)
    command = "from etl import build; print(build.default_database())"
    process = subprocess.run(
        [sys.executable, "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert process.stdout.strip() == str(ROOT / "data" / "generalist.duckdb")


def test_a_reader_that_leaves_early_is_no_fault(database):
    process = subprocess.Popen(
        [sys.executable, "-m", "etl", "status"],
        cwd=ROOT,
        env={**os.environ, "GENERALIST_DB": str(database)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    _, told = process.communicate()
    assert (process.returncode, told) == (0, b"")


def test_a_letter_that_the_terminal_lacks_is_no_fault(database, tmp_path):
    code = "from etl import console; console.settle(); print('Nesseby – Unjárgga gielda, ŋ')"
    process = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
    )
    assert process.returncode == 0
    assert process.stdout.decode("cp1252").strip() == "Nesseby – Unjárgga gielda, ?"


def test_nothing_that_only_unix_has_is_imported():
    unix = {"fcntl", "grp", "pwd", "resource", "termios"}
    found = {}
    for file in [
        ROOT / "app.py",
        *(path for part in ("etl", "dashboard", "pages") for path in (ROOT / part).rglob("*.py")),
    ]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if unix & {*names, getattr(node, "module", None)}:
                found[file.name] = names
    assert found == {}


@pytest.fixture
def program(tmp_path):
    """A copy of the program, with no answers kept."""
    copy = tmp_path / "program"
    shutil.copytree(ROOT / "etl", copy / "etl", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data" / "snapshot", copy / "data" / "snapshot")
    return copy


@pytest.fixture
def closed_port():
    """A port that nobody answers at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield probe.getsockname()[1]


@pytest.mark.parametrize("arguments", [[], ["pull"], ["pull", "--dry-run"], ["pull", "--only", "07459"]])
def test_without_network_one_line_says_what_is_shown_and_nothing_changes(
    program, database, target, closed_port, monkeypatch, arguments
):
    shutil.copyfile(database, target)
    before = target.read_bytes()
    for name in ("SSB_API_URL", "KLASS_API_URL"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port}")
    monkeypatch.setenv("ETL_RETRY_SECONDS", "0.1")
    process = run(*arguments, database=target, root=program)
    assert process.returncode == 1
    assert process.stderr == "Ingen kontakt med SSB; viser innebygde tall fra 1.1.2026\n"
    assert target.read_bytes() == before
    assert not (program / "data" / "raw" / "pulled.json").exists()


def test_what_is_left_out_is_told_of_and_the_rest_counts(program, target, office, monkeypatch, tmp_path):
    monkeypatch.setenv("SSB_API_URL", f"{office.url}/ssb")
    monkeypatch.setenv("STATBANK_API_URL", f"{office.url}/statbank")
    office.answers("/ssb/tables/09475/metadata", Reply(b'{"title": "Non-existent table"}', 404))
    areas = [{"id": "101", "text": "København"}]
    quarters = [{"id": "2026K1", "text": "2026K1"}]
    office.answers(
        "/statbank/tableinfo/FOLK1A",
        {"variables": [{"id": "OMRÅDE", "values": areas}, {"id": "Tid", "values": quarters}]},
    )
    office.answers("/statbank/data", Reply("OMRÅDE;TID;INDHOLD\n101;2026K1;7".encode(), content_type="text/csv"))
    process = run("pull", "--only", "09475", "statbank", database=target, root=program)
    assert (process.returncode, process.stderr) == (3, "SSB, tabell 09475: tabellen finnes ikke lenger\n")
    assert re.search(r"Hentet statbank på 0 min \d s \(2 spørsmål\)\.\n", process.stdout)
    again = run("pull", "--only", "statbank", database=target, root=program)
    assert again.returncode == 0 and again.stdout.endswith(" s (ett spørsmål).\n")
    for command in (["build"], ["status"]):
        process = run(*command, database=target, root=program)
        told = process.stdout + process.stderr
        assert "SSB, tabell 09475: tabellen finnes ikke lenger" in told and "Traceback" not in told
        assert process.returncode == (3 if command == ["build"] else 0)
    assert "Danmarks Statistik: 1 kilde" in told
    process = run("import-kdd", str(write_workbook(tmp_path)), database=target, root=program)
    assert (process.returncode, process.stderr) == (0, "SSB, tabell 09475: tabellen finnes ikke lenger\n")
    assert process.stdout.endswith(
        "Arbeidsboka er lest inn. Det som er meldt om andre kilder, gjelder det som ble hentet tidligere.\n"
    )


def test_a_pull_that_asked_nothing_says_so(monkeypatch, capsys):
    monkeypatch.setattr(pull, "pull", lambda *_, **__: pull.Report(["barnehagefakta"], 0, [], []))
    assert main(["pull", "--only", "barnehagefakta"]) == 0
    assert capsys.readouterr().out == (
        "Ingen spørsmål er stilt: svarene om barnehagefakta er hentet før og nye nok (--force henter dem igjen).\n"
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [("ETL_CALLS_PER_MINUTE", "mange"), ("SSB_API_URL", "data.ssb.no"), ("ETL_TIMEOUT_SECONDS", "0")],
)
def test_a_setting_that_will_not_do_is_named(program, target, monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    process = run(database=target, root=program)
    assert process.returncode == 1
    assert process.stderr.count("\n") == 1 and variable in process.stderr
    assert not target.exists()


def test_an_unknown_table_is_bad_usage(program, target):
    process = run("pull", "--only", "99999", database=target, root=program)
    assert process.returncode == 2
    assert "«99999» finnes ikke" in process.stderr and "07459" in process.stderr
