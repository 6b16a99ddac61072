"""A table of PxWebApi version 1, as Statistics Finland and Statistics Iceland have it.

Ids of variables change (Finland's area variable carries a date), so they are read from the table's metadata,
never written down.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from etl.http import Answer, Refused, Session, read_json
from etl.jsonstat import decode
from etl.names import tidy
from etl.sources.nordic_population import TableChanged


@dataclass(frozen=True)
class Variable:
    """A variable of a table: `labels` by code, in the office's order."""

    code: str
    labels: Mapping[str, str]
    is_time: bool
    can_be_left_out: bool


class PxWeb1Table:
    """One table; its metadata are read when it is made. Raises TableChanged where there is no such table (any more)."""

    def __init__(self, session: Session, url: str, subject: str) -> None:
        self._session, self._url, self._subject = session, url, subject
        try:
            # Asked for every time: the metadata say what is new.
            answer = session.get(url, subject=subject, read=_variables, max_age=timedelta(0))
        except Refused as error:
            raise TableChanged(subject, f"tabellen finnes ikke på adressen lenger ({error.reason})") from error
        self.variables: list[Variable] = answer.data

    @property
    def time(self) -> Variable:
        """The variable of periods. Raises TableChanged."""
        return self.find("tid", lambda variable: variable.is_time)

    def find(self, what: str, fits: Callable[[Variable], bool]) -> Variable:
        """The first variable that fits; `what` names it in the message. Raises TableChanged."""
        found = next((variable for variable in self.variables if fits(variable)), None)
        if found is None:
            codes = ", ".join(variable.code for variable in self.variables)
            raise TableChanged(self._subject, f"finner ikke variabelen for {what} blant {codes}")
        return found

    def data(self, selection: Mapping[str, list[str]]) -> Answer:
        """The selected codes by variable, as a Cube; a variable left out must be one that can be.

        Raises TableChanged where it can't.
        """
        unknown = [v.code for v in self.variables if v.code not in selection and not v.can_be_left_out]
        if unknown:
            raise TableChanged(self._subject, f"tabellen har fått en variabel vi ikke kjenner: {', '.join(unknown)}")
        query = [
            {"code": code, "selection": {"filter": "item", "values": values}} for code, values in selection.items()
        ]
        return self._session.post(
            self._url,
            {"query": query, "response": {"format": "json-stat2"}},
            subject=self._subject,
            read=lambda body: decode(read_json(body)),
        )


def _variables(body: bytes) -> list[Variable]:
    return [_variable(item) for item in read_json(body)["variables"]]


def _variable(item: Mapping[str, Any]) -> Variable:
    labels = dict(zip(item["values"], map(tidy, item["valueTexts"]), strict=True))
    # Not every installation marks its time variable.
    is_time = bool(item.get("time")) or all(re.fullmatch(r"(19|20)\d\d", code) for code in labels)
    return Variable(item["code"], labels, is_time, bool(item.get("elimination")))
