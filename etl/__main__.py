"""The command line: python -m etl COMMAND. Exit codes: 0 done, 1 failed with nothing changed, 2 bad usage."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass

from etl import build, import_kdd, status
from etl.sources.kdd import KddError

DONE, FAILED = 0, 1
BAR_WIDTH = 24


@dataclass(frozen=True)
class Command:
    """A subcommand: its help, what it adds to its parser, and what it does; it gives the exit code."""

    help: str
    run: Callable[[argparse.Namespace], int]
    add_arguments: Callable[[argparse.ArgumentParser], None] = lambda parser: None


def main(argv: list[str] | None = None) -> int:
    """Run a command and return the exit code; what fails is told in one line on stderr."""
    arguments = _parser().parse_args(argv)
    try:
        return COMMANDS[arguments.command].run(arguments)
    except (build.BuildError, status.StatusError, KddError) as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("Avbrutt. Den forrige databasen står som den var.", file=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description="Tallene bak Generalistkommunen i tall.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="KOMMANDO")
    for name, command in COMMANDS.items():
        command.add_arguments(commands.add_parser(name, help=command.help, description=command.help))
    return parser


def _build_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="from_", choices=sorted(build.READERS), default="snapshot", help="hvor tallene leses fra"
    )


def _build(arguments: argparse.Namespace) -> int:
    return _told(build.build(arguments.from_, progress=show_progress))


def _import_kdd(arguments: argparse.Namespace) -> int:
    return _told(import_kdd.run(arguments))


def _told(summary: build.Summary) -> int:
    if summary.is_new:
        print(
            f"Ny versjon {summary.version}: {summary.indicators} indikatorer, {summary.observations} tall, "
            f"{summary.changes} endret siden sist."
        )
    else:
        print(f"Ingen endring: versjon {summary.version} var der fra før.")
    for problem in summary.problems:
        print(problem, file=sys.stderr)
    return DONE


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


COMMANDS = {
    "build": Command("Bygg databasen på nytt.", _build, _build_arguments),
    "import-kdd": Command(import_kdd.HELP, _import_kdd, import_kdd.add_arguments),
    "status": Command("Vis hva som er lastet, hvor gammelt det er, og hva som er endret.", _status),
}

if __name__ == "__main__":
    sys.exit(main())
