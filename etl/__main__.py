"""The command line: python -m etl COMMAND; without a command, pull and build.

Exit codes: 0 done, 1 failed with nothing changed, 2 bad usage, 3 done but for something that was left out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from pathlib import Path

from etl import (
    build,
    catalogue,
    console,
    disk,
    doctor,
    doctor_report,
    dry_run,
    fetch,
    import_kdd,
    labels,
    publish,
    published_set,
    pull,
    record,
    status,
)
from etl.arguments import WRONG_USE, Parser
from etl.snapshot import SnapshotError
from etl.sources import nordic
from etl.sources.kdd_mapping import KddError
from etl.sources.offices import DUTY_OFFICES

DONE, FAILED, PARTLY = 0, 1, 3
BAR_WIDTH = 24
EXPECTED = (
    build.BuildError,
    catalogue.CatalogueError,
    KddError,
    published_set.SetError,
    pull.PullError,
    SnapshotError,
    status.StatusError,
)


@dataclass(frozen=True)
class Command:
    """A subcommand: its help, what it adds to its parser, and what it does; it gives the exit code."""

    help: str
    run: Callable[[argparse.Namespace], int]
    add_arguments: Callable[[argparse.ArgumentParser], None] = lambda parser: None


def main(argv: list[str] | None = None) -> int:
    """Run a command and return the exit code; what fails is told in one line on stderr."""
    arguments = make_parser().parse_args(argv)
    try:
        return COMMANDS[arguments.command].run(arguments) if arguments.command else _everything()
    except pull.Offline as error:
        print(f"{error}; viser {status.shown(build.default_database())}", file=sys.stderr)
        return FAILED
    except pull.UnknownTask as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except EXPECTED as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("Avbrutt. Den forrige databasen står som den var.", file=sys.stderr)
        return FAILED


def make_parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m etl", description="Tallene bak Generalistkommunen i tall.")
    commands = parser.add_subparsers(dest="command", metavar="KOMMANDO")
    for name, command in COMMANDS.items():
        command.add_arguments(commands.add_parser(name, help=command.help, description=command.help))
    return parser


def _build_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="from_",
        choices=sorted(build.READERS),
        help="hvor tallene leses fra; ellers det som er hentet, om noe er hentet",
    )


def _build(arguments: argparse.Namespace) -> int:
    """What was pulled counts, if nothing else is said; where its record is lost, an earlier database of it stands."""
    pulled = record.is_there() or (record.is_lost() and build.shown_mode(build.default_database()) == "raw")
    from_ = arguments.from_ or ("raw" if pulled else "snapshot")
    problems = [] if arguments.from_ or pulled else build.not_shown()
    return _told(build.build(from_, progress=show_progress, problems=problems))


def _everything() -> int:
    """Pull and build; or fetch what another has built, where that is set up."""
    if base := fetch.address():
        return _fetched(base)
    report = _report([], force=False)
    return _told(build.build("raw", progress=show_progress), report.problems)


def _pull_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        metavar="KILDE|TABELL",
        help="bare disse: ssb, klass, kartverket, "
        f"norden (eller {', '.join(office.name for office in nordic.OFFICES.values())}), "
        f"plikter (eller {', '.join(DUTY_OFFICES)}), eller tabellnumre",
    )
    parser.add_argument("--force", action="store_true", help="hent også det som er hentet det siste døgnet")
    parser.add_argument("--dry-run", action="store_true", help="finn statistikkvariablene, men hent ingen tall")


def _pull(arguments: argparse.Namespace) -> int:
    return _dry_run(arguments.only) if arguments.dry_run else _pulled(arguments.only, arguments.force)


def _pulled(only: list[str], force: bool) -> int:
    return PARTLY if _report(only, force).problems else DONE


def _report(only: list[str], force: bool) -> pull.Report:
    """Pull, and tell what came of it."""
    started = time.monotonic()
    report = pull.pull(catalogue.read(), only, force=force, progress=show_progress, tell=tell)
    seconds = time.monotonic() - started
    names, questions = ", ".join(report.done), "ett spørsmål" if report.asked == 1 else f"{report.asked} spørsmål"
    if report.asked:
        print(f"Hentet {names} på {seconds // 60:.0f} min {seconds % 60:.0f} s ({questions}).")
    else:
        print(f"Ingen spørsmål er stilt: svarene om {names} er hentet før og nye nok (--force henter dem igjen).")
    for line in report.renamed:
        print(line)
    for problem in report.problems:
        print(problem, file=sys.stderr)
    return report


def _dry_run(only: list[str]) -> int:
    rows = dry_run.resolution(catalogue.read(), only, tell=tell)
    _print_table(
        ["Tabell", "Indikator", "", "Statistikkvariabel"],
        list(rows[["table", "indicator", "state", "result"]].astype(str).itertuples(index=False, name=None)),
    )
    return DONE if rows["state"].isin([labels.FOUND, labels.OTHER_NAME]).all() else PARTLY


def _doctor_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--report", metavar="FIL", type=Path, default=Path("doctor.md"), help="hvor rapporten skrives (doctor.md)"
    )


def _unwritten(report: Path, error: OSError) -> int:
    print(f"Kan ikke skrive {report}: {disk.not_written(error)}", file=sys.stderr)
    return FAILED


def _doctor(arguments: argparse.Namespace) -> int:
    """Whether what the offices give is what the catalogue says, and what is embedded."""
    indicators = catalogue.read()
    try:
        arguments.report.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=arguments.report.parent):  # asking takes minutes: known before that
            pass
    except OSError as error:
        return _unwritten(arguments.report, error)
    found = doctor.examine(indicators, progress=show_progress, tell=tell)
    try:
        doctor_report.write(found, indicators, arguments.report, f"{datetime.now():%d.%m.%Y kl. %H.%M}")
    except OSError as error:
        return _unwritten(arguments.report, error)
    told = "Alt er som katalogen og de innebygde tallene sier." if found.is_well else "Noe må rettes."
    print(f"{told} Se {arguments.report}.")
    return DONE if found.is_well else PARTLY


def _discover_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("word", metavar="ORD")


def _discover(arguments: argparse.Namespace) -> int:
    rows = dry_run.discover(arguments.word, tell=tell)
    if rows.empty:
        print(f"SSB har ingen tabeller som passer med «{arguments.word}».")
    for (table, title), contents in rows.groupby(["table", "title"], sort=False):
        print(f"{table} {title} (oppdatert {(contents['updated'].iloc[0] or '?')[:10]})")
        _print_table(None, list(zip(repeat(""), *(contents[name] for name in ("code", "label", "unit")), strict=False)))
    return DONE


def _print_table(heading: list[str] | None, rows: list[tuple[str, ...]]) -> None:
    lines = [heading, *rows] if heading else rows
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]) - 1)]
    for line in lines:
        print("  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[-1]]).rstrip())


def _import_kdd(arguments: argparse.Namespace) -> int:
    """What the pull left out is no fault of the workbook; what is not recognised in it is."""
    imported = import_kdd.run(arguments)
    own = imported.degrees.problems
    if imported.summary is None:
        _print_table(*imported.degrees.first_rows())
        print(*own, sep="\n", end="\n" if own else "", file=sys.stderr)
        print(
            f"Utkastet står i {arguments.write_mapping}. Ingen tall er lagret."
            if arguments.write_mapping
            else "Ingen tall er lagret."
        )
        return PARTLY if own else DONE
    _told(imported.summary)
    others = set(imported.summary.problems) - set(own)
    told = " Det som er meldt om andre kilder, gjelder det som ble hentet tidligere." if others else ""
    print(f"Arbeidsboka er lest inn{', men ikke alle radene' if own else ''}.{told}")
    return PARTLY if own else DONE


def _told(summary: build.Summary, told: Collection[str] = ()) -> int:
    """Tell what a build led to, but for the problems that have been `told`."""
    if summary.is_new:
        print(
            f"Ny versjon {summary.version}: {summary.indicators} indikatorer, {summary.observations} tall, "
            f"{summary.changes} endret siden sist."
        )
    else:
        print(f"Ingen endring: versjon {summary.version} var der fra før.")
    for problem in summary.problems:
        if problem not in told:
            print(problem, file=sys.stderr)
    return PARTLY if summary.problems else DONE


def _publish_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="MAPPE", type=Path)
    parser.add_argument(
        "--allow-smaller",
        action="store_true",
        help="publiser også når noe som er publisert før, er borte; det blir sagt i settet",
    )


def _publish(arguments: argparse.Namespace) -> int:
    done = publish.publish(build.default_database(), arguments.folder, allow_smaller=arguments.allow_smaller)
    print(f"Datasett {done.version}: {done.files} filer, {done.bytes / 1e6:.0f} MB, i {arguments.folder}")
    for line in done.smaller:
        print(f"Mindre enn før: {line}", file=sys.stderr)
    return PARTLY if done.smaller else DONE


def _fetch(arguments: argparse.Namespace) -> int:
    base = fetch.address()
    if base is None:
        print("Sett GENERALIST_DATASET_URL til adressen til et publisert sett.", file=sys.stderr)
        return WRONG_USE
    return _fetched(base)


def _fetched(base: str) -> int:
    found = fetch.fetch(base, build.default_database())
    print(f"Ny versjon {found.version}, hentet fra {base}" if found.is_new else f"Ingen endring: {found.version}")
    print(*found.problems, sep="\n", end="\n" if found.problems else "", file=sys.stderr)
    return PARTLY if found.problems else DONE


def _status(arguments: argparse.Namespace) -> int:
    print(*status.lines(build.default_database()), sep="\n")
    return DONE


def show_progress(done: int, total: int, text: str) -> None:
    """One step on stdout: a bar that fills on a terminal, a plain line elsewhere."""
    if not sys.stdout.isatty():
        print(f"{done}/{total} {text}", flush=True)
        return
    filled = BAR_WIDTH * done // total
    end = "\n" if done == total else ""
    print(f"\r\033[K{'█' * filled}{'·' * (BAR_WIDTH - filled)} {text}", end=end, flush=True)


def tell(line: str) -> None:
    """A line between two steps."""
    print(f"\r\033[K{line}" if sys.stdout.isatty() else line, flush=True)


COMMANDS = {
    "pull": Command("Hent tallene fra kildene.", _pull, _pull_arguments),
    "build": Command("Bygg databasen på nytt.", _build, _build_arguments),
    "import-kdd": Command(import_kdd.HELP, _import_kdd, import_kdd.add_arguments),
    "doctor": Command("Etterprøv alle kilder, navn og innebygde tall.", _doctor, _doctor_arguments),
    "discover": Command(
        "Finn tabeller og statistikkvariabler hos SSB.",
        _discover,
        _discover_arguments,
    ),
    "publish": Command("Skriv tallene som filer som andre kan hente.", _publish, _publish_arguments),
    "fetch": Command("Hent en publisert database i stedet for å spørre kildene.", _fetch),
    "status": Command("Vis hva som er lastet, hvor gammelt det er, og hva som er endret.", _status),
}

if __name__ == "__main__":
    console.settle()
    sys.exit(main())
