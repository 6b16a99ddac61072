"""Statistics Norway's classifications: municipalities and how they belong, on a day and over time.

Traps that this module knows: 9999 «Uoppgitt» is a code of the register; centrality has no correspondence on
a day, only over a period; the list of changes mixes new numbers, mergers, splits, new names and land that
changed hands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any

import pandas as pd

from etl.http import Answer, NotFound, Session, SourceError, read_json
from etl.names import listed, tidy
from etl.sources.addresses import address

MUNICIPALITIES, COUNTIES, KOSTRA_GROUPS, CENTRALITY = 131, 104, 112, 128
#: Codes of the register that are no municipalities.
NOT_STATED = "9999"
#: KOSTRA groups and centrality classes before this day belong to other standards.
STANDARDS_SINCE = date(2020, 1, 1)

CODE_COLUMNS = ["code", "name"]
LINK_COLUMNS = ["code", "target", "target_name", "valid_from"]
CHANGE_COLUMNS = ["date", "old_code", "old_name", "new_code", "new_name"]


class RegisterError(SourceError):
    """The registers contradict each other, or a municipality lacks what every one has."""


class Klass:
    """Klass, seen from the municipalities: DataFrames in which codes are text and days are `date`.

    `answers` holds the answers that they were read from, in the order asked.
    """

    def __init__(self, session: Session, base: str | None = None) -> None:
        self._session = session
        self._base = base or address("KLASS_API_URL")
        self.answers: list[Answer] = []

    def municipalities(self, day: date) -> pd.DataFrame:
        """The municipalities of a day: code, name (with all its languages), sorted by code; 9999 is none."""
        codes = self._codes(MUNICIPALITIES, day)
        return codes[codes["code"] != NOT_STATED].reset_index(drop=True)

    def register(self, day: date) -> pd.DataFrame:
        """Municipalities of a day: code, name, county_code, county. Raises RegisterError."""
        counties = self._codes(COUNTIES, day).set_index("code")["name"]
        register = self._with_target(day, COUNTIES, r"\d{2}", "county_code")
        unknown = set(register["county_code"]) - set(counties.index)
        if unknown:
            raise RegisterError(self._subject(COUNTIES), f"fylkesnummer uten fylke: {_listed(unknown)}")
        return register.assign(county=register["county_code"].map(counties))

    def kostra_groups(self, day: date) -> pd.DataFrame:
        """KOSTRA group of municipalities on a day: code, name, kostra_group (1-17). Raises RegisterError."""
        groups = self._with_target(day, KOSTRA_GROUPS, r"EKG\d{2}", "kostra_group")
        return groups.assign(kostra_group=groups["kostra_group"].str[3:].astype(int))

    def centrality(self, day: date) -> pd.DataFrame:
        """Centrality of each municipality of a day: code, name, centrality_class, valid_from.

        Class 1 is the most central, 6 the least; `valid_from` is its first day. Raises RegisterError.
        """
        classes = self._with_target(day, CENTRALITY, r"0?[1-6]", "centrality_class", keep=["valid_from"])
        return classes.assign(centrality_class=classes["centrality_class"].astype(int))

    def changes(self, first: date, until: date) -> pd.DataFrame:
        """Changes from `first` to before `until`: date, old_code, old_name, new_code, new_name, kind."""
        pairs = self._changes(first, until)
        parts = []
        for day in sorted(set(pairs["date"])):
            of_day = pairs[pairs["date"] == day]
            before = self._codes_if_any(day - timedelta(days=1))
            parts.append(of_day.assign(kind=classified(of_day, before, set(self.municipalities(day)["code"]))))
        return pd.concat(parts, ignore_index=True) if parts else pairs.assign(kind=pd.Series(dtype=str))

    def transition(self, before: date, after: date) -> pd.DataFrame:
        """From the municipalities of one day to those of another: old_code, new_code, kind.

        Raises RegisterError where Klass does not say what became of a municipality, or where one came from.
        """
        old, new = set(self.municipalities(before)["code"]), set(self.municipalities(after)["code"])
        pairs = self._changes(before + timedelta(days=1), after + timedelta(days=1))
        pairs = pairs[pairs["old_code"].isin(old) & pairs["new_code"].isin(new)]
        pairs = pairs[["old_code", "new_code"]]
        unchanged = pd.DataFrame({"old_code": sorted(old & new), "new_code": sorted(old & new)})
        pairs = pd.concat([pairs, unchanged]).drop_duplicates().sort_values(["old_code", "new_code"])
        lost = (old - set(pairs["old_code"])) | (new - set(pairs["new_code"]))
        if lost:
            raise RegisterError(self._subject(MUNICIPALITIES), f"Klass sier ikke hva som skjedde med {_listed(lost)}")
        return pairs.assign(kind=classified(pairs, old, new)).reset_index(drop=True)

    def _with_target(self, day: date, target: int, form: str, column: str, keep: Collection[str] = ()) -> pd.DataFrame:
        """The municipalities of a day with what they correspond to in another classification.

        Where that has not been published for the day yet, the last that was in force counts.
        """
        links = self._links(target, day)
        links = links[(links["valid_from"] <= day) & links["target"].str.fullmatch(form)]
        links = links.sort_values("valid_from").drop_duplicates("code", keep="last")
        links = links.rename(columns={"target": column})
        joined = self.municipalities(day).merge(links[["code", column, *keep]], on="code", how="left")
        lacking = joined.loc[joined[column].isna(), "code"]
        if len(lacking):
            raise RegisterError(self._subject(target), f"mangler for {_listed(lacking)} {day:%d.%m.%Y}")
        return joined

    def _links(self, target: int, day: date) -> pd.DataFrame:
        """Correspondences from STANDARDS_SINCE to a day, asked for in whichever direction there are any."""
        period = {"from": STANDARDS_SINCE.isoformat(), "to": (day + timedelta(days=1)).isoformat()}
        for source, goal in ((MUNICIPALITIES, target), (target, MUNICIPALITIES)):
            try:
                links = self._ask(source, "corresponds", {"targetClassificationId": str(goal), **period}, _links)
            except NotFound:
                continue
            if len(links):
                return links if source == MUNICIPALITIES else _turned(links)
        raise RegisterError(self._subject(target), "Klass har ingen kobling til kommuner")

    def _codes(self, classification: int, day: date) -> pd.DataFrame:
        return self._ask(classification, "codesAt", {"date": day.isoformat()}, _codes)

    def _codes_if_any(self, day: date) -> set[str] | None:
        """The municipal codes of a day; None where Klass has no register that old."""
        try:
            return set(self.municipalities(day)["code"])
        except NotFound:
            return None

    def _changes(self, first: date, until: date) -> pd.DataFrame:
        period = {"from": first.isoformat(), "to": until.isoformat()}
        return self._ask(MUNICIPALITIES, "changes", period, _changes)

    def _ask(
        self, classification: int, what: str, parameters: dict[str, str], read: Callable[[Any], pd.DataFrame]
    ) -> pd.DataFrame:
        answer = self._session.get(
            f"{self._base}/classifications/{classification}/{what}",
            parameters,
            subject=self._subject(classification),
            read=lambda body: read(read_json(body)),
        )
        self.answers.append(answer)
        return answer.data

    def _subject(self, classification: int) -> str:
        return f"Klass {classification}"


def classified(pairs: pd.DataFrame, before: Collection[str] | None, after: Collection[str]) -> pd.Series:
    """What each pair of old_code and new_code is, given the codes in force before (None: unknown) and after.

    same        the code goes on (a new name, or land given or got)
    part        the old code goes on under its own number; only land went to the new one
    split       the old code is gone, and several new ones share it
    merged      the old code is gone, all of it in a new one that holds others too
    renumbered  the old code is gone, and the new one is it under another number
    """
    gone = pairs[~pairs["old_code"].isin(after)]
    heirs = gone.groupby("old_code")["new_code"].nunique()
    parents: dict[str, set[str]] = defaultdict(set)
    for old, new in zip(gone["old_code"], gone["new_code"], strict=True):
        parents[new].add(old)
    for code in set(parents) & set(before or pairs["old_code"]):
        parents[code].add(code)

    def kind(old: str, new: str) -> str:
        if old == new:
            return "same"
        if old in after:
            return "part"
        if heirs[old] > 1:
            return "split"
        return "merged" if len(parents[new]) > 1 else "renumbered"

    kinds = [kind(old, new) for old, new in zip(pairs["old_code"], pairs["new_code"], strict=True)]
    return pd.Series(kinds, index=pairs.index, dtype=str)


def _codes(answer: Any) -> pd.DataFrame:
    """Codes and names. Raises ValueError for an empty list or a code that stands twice."""
    codes = _rows(answer, "codes", ["code", "name"], CODE_COLUMNS)
    twice = codes.loc[codes["code"].duplicated(), "code"]
    if len(twice):
        raise ValueError(f"{_listed(twice)} står to ganger")
    if codes.empty:
        raise ValueError("ingen koder")
    return codes.sort_values("code", ignore_index=True)


def _links(answer: Any) -> pd.DataFrame:
    """Correspondences with the first day they hold."""
    fields = ["sourceCode", "targetCode", "targetName", "validFrom"]
    links = _rows(answer, "correspondenceItems", fields, LINK_COLUMNS)
    first_days = [date.fromisoformat(text) if text else date.min for text in links["valid_from"]]
    return links.assign(valid_from=first_days)


def _changes(answer: Any) -> pd.DataFrame:
    fields = ["changeOccurred", "oldCode", "oldName", "newCode", "newName"]
    changes = _rows(answer, "codeChanges", fields, CHANGE_COLUMNS)
    changes = changes[(changes["old_code"] != NOT_STATED) & (changes["new_code"] != NOT_STATED)]
    days = [date.fromisoformat(text) for text in changes["date"]]
    return changes.assign(date=days).drop_duplicates(["date", "old_code", "new_code"], ignore_index=True)


def _rows(answer: Any, key: str, fields: list[str], columns: list[str]) -> pd.DataFrame:
    """Some text fields of a list of objects, as columns; null is ''. Raises ValueError where one is missing."""
    if not isinstance(answer, dict) or not isinstance(answer.get(key), list):
        raise ValueError(f"«{key}» mangler")
    try:
        rows = [[row[field] or "" for field in fields] for row in answer[key]]
    except (KeyError, TypeError):
        raise ValueError(f"en rad i «{key}» mangler ett av feltene {', '.join(fields)}") from None
    if not all(isinstance(text, str) for row in rows for text in row):
        raise ValueError(f"et felt i «{key}» er ikke tekst")
    return pd.DataFrame([list(map(tidy, row)) for row in rows], columns=columns, dtype=str)


def _turned(links: pd.DataFrame) -> pd.DataFrame:
    """Correspondences asked for from the other side."""
    return links.rename(columns={"code": "target", "target": "code"})


def _listed(codes: Collection[str]) -> str:
    """Codes in a message: the first ten, and how many more."""
    return listed(sorted(set(codes)), most=10)
