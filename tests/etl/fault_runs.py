"""Pull and build again and again from a server that is made to fail, and see that the database is never hurt.

    python tests/etl/fault_runs.py http://127.0.0.1:8765 --runs 30
    python tests/etl/fault_runs.py http://127.0.0.1:8765 --runs 30 --only klass 12005 plikter

The server answers below the paths of PATHS as the live offices do, takes calls without limit, and takes POST /_control
with {"fault": NAME, ...} and {"fault": null}. Each run meets a fault or two at random: of the network, of the offices
(odd_answers.py alters what those of statutory duties answer), in the ministry's workbook (odd_workbooks.py), a full
disk, a kill, or harm done to the program's own files. After it the database is the one that was there, byte for byte,
or a new one that passes every check; the exit code is 1 in the first case, 0 or 3 in the second; and nothing but plain
lines is printed. Harm is told of; a measure that has been renamed or changed its unit is not taken for the one that is
meant; and an office of statutory duties that answers otherwise than it did never gives another figure. A last run
without faults gives the very version that a first one gave. Tables that the server lacks are left out of every run;
with --only, all but what is named is.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import random
import re
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

import odd_workbooks  # noqa: E402
from odd_answers import ALTERATIONS, Between, between  # noqa: E402

from etl import catalogue, checks, snapshot  # noqa: E402
from etl.origins import OfficeFigure  # noqa: E402

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
#: A busy machine takes seconds to answer; what is slow on purpose (SLOW_SECONDS) takes longer than this.
PATIENCE = {"ETL_CALLS_PER_MINUTE": "100000", "ETL_RETRY_SECONDS": "0.2", "ETL_TIMEOUT_SECONDS": "10"}
SLOW_SECONDS = 12
DONE, FAILED, PARTLY = 0, 1, 3
TABLES = ["07459", "09475", "12005", "12134", "13533", "14746"]
PLACES = ["", "/data", "/metadata", "klass", "geonorge", "07459", "statfin", "scb"]
OFFICES = {"barnehagefakta": "barnehagefakta", "udir": "statistikkportalen", "bufdir": "bufdir", "fhi": "fhi"}
PLACES += OFFICES.values()
#: What a measure may come to be called that is another one: of another scope, in another unit.
RENAMED = [
    ("07459", "Personer1", "Folk"),
    ("12134", "KOSAG110000", "Frie inntekter per innbygger korrigert for utgiftsbehov (kr)"),
    ("12134", "KOSAG110000", "Frie inntekter per innbygger (1000 kr)"),
    ("12134", "KOSAG110000", "Frie inntekter per innbygger (prosent)"),
    ("12005", "KOSandelpasiente0000", "Pasienter på liste uten lege (antall)"),
    ("13533", "KOSjordmorpertit0000", "Jordmødre per 10 000 fødte i løpet av året (antall)"),
    ("13533", "KOSpsykologtilbu0000", "Andel kommuner med psykologkompetanse (prosent)"),
    ("14746", "Personer", "Husholdninger i hovedalternativet"),
]
#: Seconds after which a run hangs.
LONGEST_RUN = 1200


@dataclass(frozen=True)
class Run:
    """What a run meets: faults for the server, an alteration of an office's answers, an odd workbook, a limit on the
    size of files, the moment (s) at which it is killed, or harm to the program's own files; what it asks for (all,
    where that is nothing); whether it begins without any kept answer, or asks for all of them again.
    """

    faults: tuple[dict[str, Any], ...] = ()
    altering: str | None = None
    workbook: str | None = None
    harm: str | None = None
    largest_file: int | None = None
    killed_after: float | None = None
    only: tuple[str, ...] = ()
    afresh: bool = False
    force: bool = True


def chosen(chance: random.Random, duration: float, only: tuple[str, ...]) -> Run:
    """A run at random; `duration` is the seconds that one without faults takes that asks for `only`."""
    often = {"server": 6, "office": 8, "workbook": 5, "disk": 1, "kill": 3, "harm": 5}
    if only and "plikter" not in only:
        del often["office"]
    kind = chance.choices(list(often), list(often.values()))[0]
    match kind:
        case "office":
            name = chance.choice(list(ALTERATIONS))
            return Run(altering=name, only=(ALTERATIONS[name][0],))
        case "workbook":
            return Run(workbook=chance.choice(list(odd_workbooks.ODDITIES)))
        case "harm":
            return Run(harm=chance.choice(list(HARM)))
    count = {"server": chance.choice([1, 1, 2]), "disk": 0, "kill": chance.choice([0, 1])}[kind]
    return Run(
        faults=tuple(_fault(chance) for _ in range(count)),
        largest_file=chance.randrange(1_000, 3_000_000) if kind == "disk" else None,
        killed_after=chance.uniform(0, duration) if kind == "kill" else None,
        only=only,
        afresh=(afresh := chance.random() < 0.4),
        force=not afresh and chance.random() < 0.7,
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
            {"fault": "slow", "seconds": SLOW_SECONDS, "times": chance.choice([1, 3, 6]), **often},
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


def _saved_by_excel(program: Program, chance: random.Random) -> None:
    """A file of embedded figures as Norwegian Excel saves it: a mark at the start, semicolons, decimal commas."""
    file = chance.choice(sorted((program.directory / "data" / "snapshot").glob("*.csv")))
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [[re.sub(r"(?<=\d)\.(?=\d)", ",", cell) for cell in row] for row in csv.reader(lines)]
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        csv.writer(lines, delimiter=";").writerows(rows)


def _begun_by_excel(program: Program, chance: random.Random) -> None:
    """The mark at the start alone («CSV UTF-8» of an Excel that parts by commas)."""
    file = chance.choice(sorted((program.directory / "data" / "snapshot").glob("*.csv")))
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())


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
    "figures saved by Excel": (_saved_by_excel, True),
    "figures begun by Excel": (_begun_by_excel, False),
    "database damaged": (_damage_the_database, False),
}


class Program:
    """A copy of the program with answers and a database of its own, asking one server."""

    def __init__(self, directory: Path, base: str, offices: Between, only: tuple[str, ...]) -> None:
        self.directory, self.base, self.raw = directory, base, directory / "data" / "raw"
        self.offices, self.only = offices, only
        shutil.copytree(ROOT / "etl", directory / "etl", ignore=shutil.ignore_patterns("__pycache__"))
        self.with_embedded_figures()
        self.database = directory / "database" / "generalist.duckdb"
        self.environment = {**os.environ, **PATIENCE, "GENERALIST_DB": str(self.database)}
        # Some terminals lack letters; none is a reason to stop.
        altered = tuple(f"/{path}" for path in OFFICES.values())
        self.environment |= {
            name: (offices.url if path.startswith(altered) else base) + path for name, path in PATHS.items()
        } | {"PYTHONIOENCODING": "cp1252"}
        self.indicators = catalogue.read()
        self.national = snapshot.read(self.indicators).national

    def with_embedded_figures(self) -> None:
        """The embedded figures as they are in the project."""
        shutil.rmtree(self.directory / "data" / "snapshot", ignore_errors=True)
        shutil.copytree(ROOT / "data" / "snapshot", self.directory / "data" / "snapshot")

    def renewed(self, run: Run | None = None) -> int | None:
        """Pull what the run asks for, and build; the worse of the exit codes, None where it was killed."""
        run = run or Run(only=self.only, force=False)
        limits = {"largest_file": run.largest_file, "killed_after": run.killed_after}
        only = ["--only", *run.only] if run.only else []
        if not only and not run.force:
            return self.run(**limits)
        code = self.run("pull", *only, *(["--force"] if run.force else []), **limits)
        if code not in (DONE, PARTLY):
            return code
        built = self.run("build", **limits)
        return built if built in (None, FAILED) else max(code, built)

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

    def of_offices(self) -> dict[tuple, float]:
        """Every figure of the offices of statutory duties, by indicator, division, municipality and year."""
        named = [name for name, one in self.indicators.items() if isinstance(one.origin, OfficeFigure)]
        with duckdb.connect(str(self.database), read_only=True) as connection:
            rows = connection.execute(
                "SELECT indicator_id, division, code, year, value FROM observation "
                "WHERE value IS NOT NULL AND list_contains($named, indicator_id)",
                {"named": named},
            ).fetchall()
        return {tuple(key): value for *key, value in rows}

    def degrees(self) -> dict[str, tuple[float | None, str]]:
        """Each municipality's total degree in the imported workbook, and its status; nothing without one."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            rows = connection.execute(
                "SELECT code, value, status FROM observation WHERE indicator_id = 'compliance_menon' "
                "AND division = '2020'"
            ).fetchall()
        return {code: (value, status) for code, value, status in rows}

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
    if not (program.raw / "pulled.json").is_file():  # a run before was killed before it had pulled anything
        assert program.renewed() in (DONE, PARTLY)
    before = program.checksum()
    do(program, chance)
    code = program.run("build")
    if stops:
        assert code == FAILED and program.checksum() == before, f"exit {code}"
    else:
        assert code in (DONE, PARTLY), f"exit {code}"
    program.with_embedded_figures()
    assert program.renewed() in (DONE, PARTLY)
    return f"build: exit {code}, database {program.version()}"


def imported(program: Program, name: str, chance: random.Random) -> str:
    """Import an odd workbook: it is refused, or every degree in it is there or told of. Raises AssertionError."""
    with (program.directory / "data" / "snapshot" / "municipality.csv").open(encoding="utf-8") as file:
        places = [
            (row["code"], row["name"], row["county"]) for row in csv.DictReader(file) if row["division"] == "2020"
        ]
    workbook, before = program.directory / "bok.xlsx", program.checksum()
    odd_workbooks.write(workbook, name, places, chance)
    code = program.run("import-kdd", str(workbook))
    written = odd_workbooks.degrees(places)
    if code == FAILED:
        assert program.checksum() == before, "exit 1, but the database is another"
    else:
        assert code in (DONE, PARTLY), f"exit {code}"
        found = program.degrees()
        wrong = {key: value for key, (value, _) in found.items() if value is not None and value != written[key]}
        lost = [key for key in written if found.get(key, (None, ""))[0] is None]
        assert not wrong, f"other degrees than in the workbook: {wrong}"
        assert code == PARTLY or not lost, f"lost without a word: {lost}"
    shutil.rmtree(program.raw / "kdd", ignore_errors=True)
    return f"exit {code}, database {program.version()}"


def met(program: Program, run: Run, chance: random.Random, offices: dict[tuple, float]) -> str:
    """Do a run and say how it ended; `offices` are the figures that the offices of statutory duties meant. Raises
    AssertionError when the database was hurt.
    """
    if run.harm:
        return harmed(program, run.harm, chance)
    if run.workbook:
        return imported(program, run.workbook, chance)
    if run.afresh:
        shutil.rmtree(program.raw, ignore_errors=True)
    before = program.checksum()
    for fault in run.faults:
        program.control(fault)
    program.offices.altering, program.offices.hits = run.altering, 0
    try:
        code = program.renewed(run)
    finally:
        program.control({"fault": None})
        program.offices.altering = None
    version = program.version()
    for fault in run.faults:
        if fault["fault"] == "rename_contents":
            assert fault["label"] not in program.contents(), f"«{fault['label']}» was taken for another measure"
    other = {key: value for key, value in program.of_offices().items() if offices.get(key, value) != value}
    assert not other, f"other figures than the offices': {dict(list(other.items())[:5])}"
    if run.altering:
        assert program.offices.hits, "nothing was altered"
    if code == FAILED:
        assert program.checksum() == before, "exit 1, but the database is another"
    assert code in (None, DONE, FAILED, PARTLY), f"exit {code}"
    return f"{'killed' if code is None else f'exit {code}'}, database {version}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Pull and build from a server that is made to fail.")
    parser.add_argument("base", metavar="BASE_URL")
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--only", nargs="+", default=[], metavar="SOURCE|TABLE", help="as of the command pull")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    chance, only, base = random.Random(arguments.seed), tuple(arguments.only), arguments.base.rstrip("/")
    with tempfile.TemporaryDirectory() as directory, between(base) as offices:
        program = Program(Path(directory), base, offices, only)
        program.control({"fault": None})
        assert program.run("build") == DONE
        started = time.monotonic()
        assert program.renewed() in (DONE, PARTLY)
        duration, whole, meant = time.monotonic() - started, program.version(), program.of_offices()
        print(f"without faults: {duration:.0f} s, database {whole}, {len(meant)} figures of statutory duties")
        for number in range(1, arguments.runs + 1):
            run, started = chosen(chance, duration, only), time.monotonic()
            print(f"{number:3} {run}", flush=True)
            print(f"    {met(program, run, chance, meant)}, {time.monotonic() - started:.0f} s", flush=True)
        assert program.renewed(Run(only=only)) in (DONE, PARTLY)
        assert program.version() == whole, "another database than the first without faults"
        left = [path.name for path in program.database.parent.iterdir() if path != program.database]
        assert not left, left
    print(f"{arguments.runs} runs: the database was never hurt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
