"""A question to the API: what stands in its address, read strictly. What is not known is refused, never guessed at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from dashboard.api.paths import path
from dashboard.api.problems import Problem, quoted
from dashboard.data import queries, sources_queries
from dashboard.data.database import Database

LONGEST_QUERY = 16_384
"""Bytes of a query: every municipality of a division, named, is a fifth of it."""

MOST_NAMED = 12
MOST_PARAMETERS = 2_000


@dataclass(frozen=True)
class Parameter:
    """Something that an address may say: its name, what it means, and its form as a JSON schema; `many` may be named
    several times or with commas between.
    """

    name: str
    words: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    many: bool = False


@dataclass(frozen=True)
class Question:
    """What is asked of one version of the data: the parts of the path by name, and the parameters by name."""

    database: Database
    path: Mapping[str, str]
    said: Mapping[str, tuple[str, ...]]

    def one(self, name: str) -> str | None:
        """A parameter that is said once, or nothing."""
        values = self.said.get(name, ())
        return values[0] if values else None

    def format(self, known: Iterable[str]) -> str:
        """The format that is asked for; the first of those that there are where none is."""
        formats = list(known)
        said = self.one("format")
        if said is not None and said not in formats:
            raise unknown("format", said, formats)
        return said or formats[0]

    def division(self) -> str:
        """The division that is asked for; the one in force where none is."""
        known = queries.divisions(self.database)["division"].tolist()
        said = self.one("division")
        if said is not None and said not in known:
            raise unknown("division", said, known)
        return said or known[-1]

    def municipalities(self, division: str) -> tuple[str, ...] | None:
        """The municipalities that are asked for, by number, in the order of the register; None for all of them."""
        said = self.said.get("municipality")
        if said is None:
            return None
        known = queries.municipalities(self.database, division)["code"].tolist()
        for code in said:
            if code not in known:
                raise self._no_municipality(code, division)
        wanted = set(said)
        return tuple(code for code in known if code in wanted)

    def municipality(self, division: str) -> str:
        """The municipality that the path names. Raises Problem (404)."""
        code = self.path["municipality"]
        if code not in queries.municipalities(self.database, division)["code"].to_numpy():
            problem = self._no_municipality(code, division)
            raise Problem(404, problem.norwegian, problem.english)
        return code

    def indicator(self, indicator_id: str, published: Mapping[str, queries.Indicator]) -> queries.Indicator:
        """An indicator that has figures. Raises Problem (404) with the reason where the catalogue has one."""
        if indicator_id in published:
            return published[indicator_id]
        unavailable = sources_queries.unavailable(self.database).set_index("indicator_id")
        if indicator_id in unavailable.index:
            reason = str(unavailable.at[indicator_id, "reason"])
            raise Problem(
                404,
                f"Indikatoren «{indicator_id}» står i katalogen, men har ikke tall ennå: {reason}",
                f"The indicator “{indicator_id}” is declared in the catalogue but has no figures yet.",
            )
        raise Problem(
            404,
            f"Det er ingen indikator «{quoted(indicator_id)}». Alle står på {path('indicators')}.",
            f"There is no indicator “{quoted(indicator_id)}”. All are listed at {path('indicators')}.",
        )

    def _no_municipality(self, code: str, division: str) -> Problem:
        others = [
            other
            for other in queries.divisions(self.database)["division"]
            if other != division and code in queries.municipalities(self.database, other)["code"].to_numpy()
        ]
        more = ("", "")
        if others:
            more = (f" Den finnes i inndelingen {others[-1]}.", f" It exists in division {others[-1]}.")
        return Problem(
            400,
            f"Det er ingen kommune «{quoted(code)}» i inndelingen {division}.{more[0]}",
            f"There is no municipality “{quoted(code)}” in division {division}.{more[1]}",
        )


def unknown(name: str, said: str, known: Iterable[object]) -> Problem:
    """A parameter whose value is none of those that there are."""
    there = [str(one) for one in known]
    listed = ", ".join(there[:MOST_NAMED]) + (" …" if len(there) > MOST_NAMED else "")
    return Problem(
        400,
        f"«{name}» kan ikke være «{quoted(said)}». Det kan være: {listed}.",
        f"“{name}” cannot be “{quoted(said)}”. It can be: {listed}.",
    )


def read(query: bytes, known: Iterable[Parameter]) -> dict[str, tuple[str, ...]]:
    """What a query says, by parameter. Raises Problem for what is too long, unknown, said twice or of another form."""
    if len(query) > LONGEST_QUERY:
        raise Problem(
            414,
            f"Det som står etter «?», er {len(query)} byte langt. Det kan være {LONGEST_QUERY}.",
            f"The query is {len(query)} bytes long. It can be {LONGEST_QUERY}.",
        )
    parameters = {parameter.name: parameter for parameter in known}
    said: dict[str, list[str]] = {}
    for name, value in _pairs(query):
        if name not in parameters:
            raise _unknown_parameter(name, parameters)
        parts = value.split(",") if parameters[name].many else [value]
        said.setdefault(name, []).extend(part.strip() for part in parts)
    for name, values in said.items():
        _check(parameters[name], values)
    return {name: tuple(dict.fromkeys(values)) for name, values in said.items()}


def _pairs(query: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError as error:
        raise Problem(
            400,
            "Det som står etter «?», er ikke skrevet som UTF-8 med prosenttegn.",
            "The query is not percent-encoded UTF-8.",
        ) from error


def _unknown_parameter(name: str, parameters: Mapping[str, Parameter]) -> Problem:
    known = ", ".join(parameters)
    return Problem(
        400,
        f"Parameteren «{quoted(name)}» finnes ikke her. Disse finnes: {known}.",
        f"There is no parameter “{quoted(name)}” here. There are: {known}.",
    )


def _check(parameter: Parameter, values: list[str]) -> None:
    if len(values) > 1 and not parameter.many:
        raise Problem(
            400,
            f"Parameteren «{parameter.name}» står {len(values)} ganger. Den kan stå én gang.",
            f"The parameter “{parameter.name}” is given {len(values)} times. It can be given once.",
        )
    form = parameter.schema.get("pattern", "[^\x00]{1,200}")
    for value in values:
        if not re.fullmatch(form, value):
            raise Problem(
                400,
                f"«{parameter.name}» kan ikke være «{quoted(value)}». {parameter.words}",
                f"“{parameter.name}” cannot be “{quoted(value)}”.",
            )
