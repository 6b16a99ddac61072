"""The rules that indicators are computed from others by: which figures a rule takes, and what it makes of them.

A rule is the field `origin` of an indicator's file, as the table indicator keeps it in `computation`. Whoever computes
by one (the build for municipalities, pages for merged units) gets its figures from where it has them and leaves the
rule to this module, which knows neither files nor tables.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Rule = Mapping[str, Any]
#: Per cent that shares with one decimal may add up to more than 100 by.
ROUNDING = 0.3
DIVIDED_BY_ZERO = "Kan ikke regnes ut: det ville vært å dele på null"
NOBODY_ASSESSED = "Ingen er vurdert, så det kan ikke sies om kravet er oppfylt"
#: One figure or a column of them; NaN where there is none.
Figures = npt.ArrayLike


class Input(NamedTuple):
    """An indicator whose figure is taken: of the year `offset` years after the one computed, or of one `fixed` year."""

    indicator_id: str
    offset: int = 0
    fixed: int | None = None

    def year(self, year: int) -> int:
        """The year whose figure is taken for a figure of `year`."""
        return year + self.offset if self.fixed is None else self.fixed


@dataclass(frozen=True)
class Inputs:
    """What a rule takes: the sum `above`, multiplied with `times`, is set against the sum `below`.

    With `only`, the rule gives figures of that one year.
    """

    above: tuple[Input, ...]
    below: tuple[Input, ...] = ()
    times: tuple[Input, ...] = ()
    only: int | None = None

    @property
    def all(self) -> tuple[Input, ...]:
        """Every input, in the order in which it is told of."""
        return (*self.above, *self.times, *self.below)


def read(computation: str | None) -> Rule:
    """The rule in the column `computation`; an empty one where there is none."""
    return json.loads(computation) if computation else {}


def inputs(rule: Rule) -> Inputs | None:
    """What a rule takes; None for a rule that is no arithmetic on figures of its own municipality."""
    match rule.get("kind"):
        case "ratio":
            return _of_ratio(rule)
        case "fulfilment":
            above = [rule[part] for part in ("met", "lawful") if rule.get(part)]
            below = [rule["unassessed"]] if rule.get("unassessed") else []
            return Inputs(tuple(map(Input, above)), tuple(map(Input, below)))
        case "change_per_cent":
            return Inputs((Input(rule["of"]),), (Input(rule["of"], -rule["years"]),))
        case "difference":
            first, last = (Input(rule["of"], fixed=rule[year]) for year in ("from_year", "to_year"))
            return Inputs((last,), (first,), only=rule["to_year"])
        case "subtraction":
            return Inputs((Input(rule["of"]),), (Input(rule["minus"]),))
        case "classes":
            return Inputs((Input(rule["of"]),))
    return None


def _of_ratio(rule: Rule) -> Inputs:
    fixed, offset = rule.get("denominator_year"), rule.get("year_offset", 0)
    above = tuple(map(Input, rule["numerator"]))
    below = tuple(Input(name, offset, fixed) for name in rule["denominator"])
    times = (Input(rule["times"], offset, fixed),) if rule.get("times") else ()
    return Inputs(above, below, times)


def named(rule: Rule) -> list[str]:
    """Ids of the indicators that a rule rests on, each once: its inputs, or the areas that it counts."""
    taken = inputs(rule)
    found = [one.indicator_id for one in taken.all] if taken else [area["of"] for area in rule.get("areas", [])]
    return list(dict.fromkeys(found))


def outcome(
    rule: Rule, above: Sequence[Figures], below: Sequence[Figures] = (), times: Sequence[Figures] = ()
) -> np.ndarray:
    """What a rule makes of the figures of its `inputs`: NaN where one is missing, and where it would be dividing by
    zero.
    """
    total, base = _sum(above), _sum(below)
    for factor in times:
        total = total * np.asarray(factor, dtype=float)
    match rule["kind"]:
        case "ratio":
            found = _quotient(total * rule.get("factor", 1.0), base)
            return np.round(found) if rule.get("whole") else found
        case "fulfilment":
            among = np.where(total + base > 100 + ROUNDING, total, _quotient(100 * total, 100 - base))
            return np.minimum(100, among)
        case "change_per_cent":
            return _quotient((total - base) * 100, base)
        case "difference" | "subtraction":
            return total - base
        case "classes":
            return np.where(np.isnan(total), np.nan, np.searchsorted(rule["limits"], total, side="right") + 1.0)
        case kind:
            raise ValueError(f"{kind} is no arithmetic")


def undefined(rule: Rule) -> tuple[str, str]:
    """Status and note of a figure that a rule can't give though nothing that it takes is missing."""
    if rule["kind"] == "fulfilment":
        return "not_applicable", NOBODY_ASSESSED
    if rule.get("unknown"):
        return "not_in_source", rule["unknown"]
    return "not_applicable", DIVIDED_BY_ZERO


def remarks(rule: Rule, above: Sequence[Figures], below: Sequence[Figures]) -> list[str | None]:
    """What must be said of each figure that comes of it: how much of it is exempt by law, what is not assessed, and
    that shares of one whole add up to more than it by more than rounding.
    """
    together = np.atleast_1d(_sum([*above, *below]))
    if rule["kind"] != "fulfilment":
        return [None] * len(together)
    lawful = np.atleast_1d(np.asarray(above[1] if rule.get("lawful") else together * 0, dtype=float))
    unassessed = np.atleast_1d(np.asarray(below[0] if rule.get("unassessed") else together * 0, dtype=float))
    return [_remark(*parts) for parts in zip(lawful.tolist(), unassessed.tolist(), together.tolist(), strict=True)]


def _remark(lawful: float, unassessed: float, together: float) -> str | None:
    said = []
    if lawful > 0:
        said.append(f"Herav {_written(lawful)} prosent med lovlig unntak")
    if unassessed > 0:
        said.append(f"{_written(unassessed)} prosent av alle er ikke vurdert")
    if together > 100 + ROUNDING:
        parts = "oppfylt og ikke vurdert" if unassessed > 0 else "oppfylt og lovlig unntak"
        said.append(f"Kildens andeler går ikke opp: {parts} er til sammen {_written(together)} prosent")
    return ". ".join(said) or None


def _written(share: float) -> str:
    return f"{share:.1f}".replace(".", ",")


def before(change_per_cent: Figures, now: Figures) -> np.ndarray:
    """The figures that a change in per cent began at, by those that it ended at."""
    return np.asarray(now, dtype=float) / (1 + np.asarray(change_per_cent, dtype=float) / 100)


def _sum(figures: Sequence[Figures]) -> np.ndarray:
    return np.asarray(sum(np.asarray(column, dtype=float) for column in figures), dtype=float)


def _quotient(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    above, below = np.broadcast_arrays(above, below)
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below != 0)
