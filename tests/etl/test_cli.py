"""python -m etl as a user meets it: what it prints, where, and what it exits with."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
