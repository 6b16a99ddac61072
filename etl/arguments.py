"""The commands' arguments, read by argparse; what it says of them in Norwegian."""

from __future__ import annotations

import argparse
import re
import sys
from typing import NoReturn

HELP = {
    "usage: ": "bruk: ",
    "positional arguments:": "argumenter:",
    "options:": "valg:",
    "show this help message and exit": "vis denne hjelpen",
}
"""What argparse writes in a help text -> what stands there."""

ERRORS: tuple[tuple[str, str], ...] = (
    (r"argument (.+?): invalid choice: '(.*)' \(choose from (.+)\)", r"{1}: «{2}» finnes ikke; velg blant {3}"),
    (r"argument (.+?): expected at least one argument", r"{1} må følges av minst ett ord"),
    (r"argument (.+?): expected one argument", r"{1} må følges av ett ord"),
    (r"argument (.+?): invalid int value: '(.*)'", r"{1} må være et heltall, ikke «{2}»"),
    (r"argument (.+?): not allowed with argument (.+)", r"{1} kan ikke stå sammen med {2}"),
    (r"argument (.+?): ignored explicit argument '(.*)'", r"{1} tar ingen verdi, men fikk «{2}»"),
    (r"unrecognized arguments: (.+)", r"Ukjent: {1}"),
    (r"the following arguments are required: (.+)", r"Mangler {1}"),
    (r"ambiguous option: (.+) could match (.+)", r"{1} kan være flere: {2}"),
)
"""What argparse says is wrong -> how it is said here; what a later version words otherwise is said in its own words."""

WRONG_USE = 2


class Parser(argparse.ArgumentParser):
    """A parser whose help and errors are Norwegian."""

    def format_help(self) -> str:
        return _replaced(super().format_help())

    def format_usage(self) -> str:
        return _replaced(super().format_usage())

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG_USE, f"{self.prog}: {said(message)}. Hjelp: {self.prog} --help\n")


def said(message: str) -> str:
    """What is wrong with the arguments, in Norwegian."""
    for pattern, words in ERRORS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return words.format(found[0], *(part.replace("'", "") for part in found.groups()))
    return message


def _replaced(words: str) -> str:
    for english, norwegian in HELP.items():
        words = words.replace(english, norwegian)
    return words
