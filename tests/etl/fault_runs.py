"""Pull and build again and again from a server that is made to fail, and see that the database is never hurt.

    python tests/etl/fault_runs.py http://127.0.0.1:8765 --runs 30

The server answers below the paths of PATHS as the live offices do, takes calls without limit, and takes POST /_control
with {"fault": NAME, ...} and {"fault": null}. Each run meets a fault or two at random: of the network, of the offices,
a full disk, a kill, or harm done to the program's own files. After it the database is the one that was there, byte for
byte, or a new one that passes every check; the exit code is 1 in the first case, 0 or 3 in the second; and nothing but
plain lines is printed. Harm is told of, and a measure that has been renamed or changed its unit is not taken for the
one that is meant. A last run without faults gives the very version that a first one gave. Tables that the server lacks
are left out of every run.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import requests

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from etl import catalogue, checks, snapshot  # noqa: E402

PATHS = {
    "SSB_API_URL": "/api/pxwebapi/v2",
    "KLASS_API_URL": "/api/klass/v1",
    "KARTVERKET_API_URL": "/kommuneinfo/v1",
    "GEONORGE_URL": "/geonorge",
    "SCB_API_URL": "/scb/api/v2",
    "STATFIN_API_URL": "/statfin/PxWeb/api/v1",
    "STATBANK_API_URL": "/statbank/v1",
    "HAGSTOFA_API_URL": "/hagstofa/pxis/api/v1",
    "BARNEHAGEFAKTA_URL": "/barnehagefakta/api",
    "UDIR_STATISTIKK_URL": "/statistikkportalen/api/rapportering",
    "BUFDIR_URL": "/bufdir",
    "FHI_API_URL": "/fhi/api/open/v1",
}
PATIENCE = {"ETL_CALLS_PER_MINUTE": "100000", "ETL_RETRY_SECONDS": "0.2", "ETL_TIMEOUT_SECONDS": "1"}
DONE, FAILED, PARTLY = 0, 1, 3
TABLES = ["07459", "09475", "12005", "12134", "13533", "14746"]
PLACES = ["", "/data", "/metadata", "klass", "geonorge", "07459", "statfin", "scb"]
#: What a measure may come to be called that is another one: of another scope, in another unit.
RENAMED = [
    ("07459", "Personer1", "Folk"),
    ("12134", "KOSAG110000", "Frie inntekter per innbygger korrigert for utgiftsbehov (kr)"),
    ("12134", "KOSAG110000", "Frie inntekter per innbygger (1000 kr)"),
    ("12134", "KOSAG110000", "Frie inntekter per innbygger (prosent)"),
    ("12005", "KOSandelpasiente0000", "Pasienter på liste uten lege (antall)"),
]
#: Seconds after which a run hangs.
LONGEST_RUN = 1200


@dataclass(frozen=True)
class Run:
    """What a run meets: faults for the server, a limit on the size of files, the moment (s) at which it is killed, or
    harm to the program's own files; whether it begins without any kept answer, or asks for all of them again.
    """

    faults: tuple[dict[str, Any], ...]
    harm: str | None
    largest_file: int | None
    killed_after: float | None
    afresh: bool
    force: bool


def chosen(chance: random.Random, duration: float) -> Run:
    """A run at random; `duration` is the seconds that one without faults takes."""
    kind = chance.choices(["server", "disk", "kill", "harm"], [8, 1, 2, 3])[0]
    count = {"server": chance.choice([1, 1, 2]), "disk": 0, "kill": chance.choice([0, 1]), "harm": 0}[kind]
    return Run(
        faults=tuple(_fault(chance) for _ in range(count)),
        harm=chance.choice(list(HARM)) if kind == "harm" else None,
        largest_file=chance.randrange(1_000, 3_000_000) if kind == "disk" else None,
        killed_after=chance.uniform(0, duration) if kind == "kill" else None,
        afresh=chance.random() < 0.4,
        force=chance.random() < 0.4,
    )


def _fault(chance: random.Random) -> dict[str, Any]:
    often = {"fraction": chance.choice([0.05, 0.3, 1]), "path": chance.choice(PLACES)}
    table = {"table": chance.choice(TABLES)}
    renamed = dict(zip(("table", "code", "label"), chance.choice(RENAMED), strict=True))
    municipality = {"municipality": chance.choice(["0301", "1508", "4601"]), "year": chance.choice(["2023", "2025"])}
    return chance.choice(
        [
            {"fault": "http_429", **often},
            {"fault": "http_429", "retry_after": 1, **often},
            {"fault": "http_503", **often},
            {"fault": "html_body", **often},
            {"fault": "truncated_json", **often},
            {"fault": "reset", **often},
            {"fault": "slow", "seconds": 3, **often},
            {"fault": "v2_503"},
            {"fault": "table_gone", **table},
            {"fault": "rename_contents", **renamed},
            {"fault": "missing_municipality", **municipality},
            {"fault": "missing_municipality", **municipality, **table},
            {"fault": "duplicate_municipality", "municipality": municipality["municipality"]},
            {"fault": "duplicate_municipality", "municipality": municipality["municipality"], **table},
            {"fault": "string_value", **table},
            {"fault": "nfd_names"},
            {"fault": "sparse_values"},
        ]
    )


def _lose_the_record(program: Program, chance: random.Random) -> None:
    (program.raw / "pulled.json").unlink()


def _damage_the_record(program: Program, chance: random.Random) -> None:
    (program.raw / "pulled.json").write_text('{"tables": ', encoding="utf-8")


def _damage_an_answer(program: Program, chance: random.Random) -> None:
    answers = sorted(path for path in program.raw.glob("*/*.json") if not path.name.endswith(".meta.json"))
    chance.choice(answers).write_bytes(b"{}")


def _lose_an_answer(program: Program, chance: random.Random) -> None:
    answers = sorted(path for path in program.raw.glob("*/*.json") if not path.name.endswith(".meta.json"))
    chance.choice(answers).unlink()


def _lose_a_map(program: Program, chance: random.Random) -> None:
    chance.choice(sorted((program.directory / "static").glob("municipalities-*.json"))).unlink()


def _damage_the_database(program: Program, chance: random.Random) -> None:
    content = bytearray(program.database.read_bytes())
    content[chance.randrange(len(content))] ^= 0xFF
    program.database.write_bytes(content)


#: Harm that can come to the files of the program, by name: what does it, and whether the next build can't go on.
HARM = {
    "record lost": (_lose_the_record, True),
    "record damaged": (_damage_the_record, True),
    "answer damaged": (_damage_an_answer, False),
    "answer lost": (_lose_an_answer, False),
    "map lost": (_lose_a_map, False),
    "database damaged": (_damage_the_database, False),
}


class Program:
    """A copy of the program with answers and a database of its own, asking one server."""

    def __init__(self, directory: Path, base: str) -> None:
        self.directory, self.base, self.raw = directory, base, directory / "data" / "raw"
        shutil.copytree(ROOT / "etl", directory / "etl", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "data" / "snapshot", directory / "data" / "snapshot")
        self.database = directory / "database" / "generalist.duckdb"
        self.environment = {**os.environ, **PATIENCE, "GENERALIST_DB": str(self.database)}
        # Some terminals lack letters; none is a reason to stop.
        self.environment |= {name: base + path for name, path in PATHS.items()} | {"PYTHONIOENCODING": "cp1252"}
        self.indicators = catalogue.read()
        self.national = snapshot.read(self.indicators).national

    def control(self, fault: dict[str, Any]) -> None:
        """Switch a fault on; all off by {"fault": None}."""
        requests.post(f"{self.base}/_control", json=fault, timeout=10).raise_for_status()

    def run(self, *arguments: str, largest_file: int | None = None, killed_after: float | None = None) -> int | None:
        """The exit code; None for a run that was killed. Raises AssertionError for anything but plain lines."""
        process = subprocess.Popen(
            [sys.executable, "-m", "etl", *arguments],
            cwd=self.directory,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="cp1252",
            preexec_fn=lambda: _limit(largest_file),
        )
        try:
            _, told = process.communicate(timeout=killed_after or LONGEST_RUN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            assert killed_after, f"{arguments} hung"
            return None
        for line in told.splitlines():
            print(f"      {line}")
        assert "Traceback" not in told, told
        assert process.returncode == DONE or told.strip(), f"exit {process.returncode} without a word"
        return process.returncode

    def checksum(self) -> str:
        """Of the database file."""
        return hashlib.sha256(self.database.read_bytes()).hexdigest()

    def contents(self) -> str:
        """All labels of contents that the database's figures come from."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute("SELECT string_agg(contents, '\n') FROM indicator").fetchone()[0]

    def version(self) -> str:
        """The version of the database, after having checked it. Raises CheckError or duckdb.Error."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            checks.run(connection, self.national)
            return connection.execute("SELECT version FROM load ORDER BY load_id DESC LIMIT 1").fetchone()[0]


def _limit(largest_file: int | None) -> None:
    if largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))


def harmed(program: Program, name: str, chance: random.Random) -> str:
    """Harm the program's files, build, and pull and build to mend it; how that ended. Raises AssertionError."""
    do, stops = HARM[name]
    before = program.checksum()
    do(program, chance)
    code = program.run("build")
    if stops:
        assert code == FAILED and program.checksum() == before, f"exit {code}"
    else:
        assert code in (DONE, PARTLY), f"exit {code}"
    assert program.run() in (DONE, PARTLY)
    return f"build: exit {code}, database {program.version()}"


def met(program: Program, run: Run, chance: random.Random) -> str:
    """Do a run and say how it ended. Raises AssertionError when the database was hurt."""
    if run.harm:
        return harmed(program, run.harm, chance)
    if run.afresh:
        shutil.rmtree(program.raw, ignore_errors=True)
    before = program.checksum()
    for fault in run.faults:
        program.control(fault)
    limits = {"largest_file": run.largest_file, "killed_after": run.killed_after}
    try:
        code = program.run("pull", "--force", **limits) if run.force else program.run(**limits)
        if run.force and code in (DONE, PARTLY):
            built = program.run("build", **limits)
            code = built if built in (None, FAILED) else max(code, built)
    finally:
        program.control({"fault": None})
    version = program.version()
    for fault in run.faults:
        if fault["fault"] == "rename_contents":
            assert fault["label"] not in program.contents(), f"«{fault['label']}» was taken for another measure"
    if code == FAILED:
        assert program.checksum() == before, "exit 1, but the database is another"
    assert code in (None, DONE, FAILED, PARTLY), f"exit {code}"
    return f"{'killed' if code is None else f'exit {code}'}, database {version}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Pull and build from a server that is made to fail.")
    parser.add_argument("base", metavar="BASE_URL")
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as directory:
        program = Program(Path(directory), arguments.base.rstrip("/"))
        program.control({"fault": None})
        assert program.run("build") == DONE
        started = time.monotonic()
        assert program.run() in (DONE, PARTLY)
        duration, whole = time.monotonic() - started, program.version()
        print(f"without faults: {duration:.0f} s, database {whole}")
        for number in range(1, arguments.runs + 1):
            run = chosen(chance, duration)
            print(f"{number:3} {run}", flush=True)
            print(f"    {met(program, run, chance)}", flush=True)
        assert program.run() in (DONE, PARTLY)
        assert program.version() == whole, "another database than the first without faults"
        left = [path.name for path in program.database.parent.iterdir() if path != program.database]
        assert not left, left
    print(f"{arguments.runs} runs: the database was never hurt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
