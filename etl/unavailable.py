"""The indicators that have no figures yet, and what each waits for."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from etl.indicator import Indicator
from etl.origins import DutyIndex, KddWorkbook, OfficeFigure, SsbTable
from etl.sources.offices import DUTY_OFFICES

DECLARED = [
    "indicator_id", "title", "short_title", "role", "stage", "theme", "unit", "direction", "kind", "aggregation",
    "base_indicator_id", "minimum", "maximum", "rhythm", "definition", "why", "legal_basis", "caveat", "position",
]  # fmt: skip
COLUMNS = [*DECLARED, "duty_area", "duty_kind", "table_id", "reason"]


#: What a pull tells of what it found instead: for whoever runs the program, not for a page.
SEARCHED = re.compile(r"; (ligner:|nærmest er) .*$| \(har .*\)$")


def indicators(declared: dict[str, Indicator], found: set[str], problems: Iterable[str]) -> pd.DataFrame:
    """The declared indicators that are not among those found, with the reason in Norwegian.

    `problems` are what the last pull left out.
    """
    rows = [
        indicator.model_dump(include=set(DECLARED))
        | {
            "duty_area": indicator.duty and indicator.duty.area,
            "duty_kind": indicator.duty and indicator.duty.kind,
            "table_id": indicator.origin.table if isinstance(indicator.origin, SsbTable) else None,
            "reason": _reason(indicator, declared, found, list(problems)),
        }
        for name, indicator in declared.items()
        if name not in found
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _reason(indicator: Indicator, declared: dict[str, Indicator], found: set[str], problems: list[str]) -> str:
    match indicator.origin:
        case SsbTable(table=table):
            return _told(indicator, table, problems) or f"SSB, tabell {table}: ikke hentet ennå"
        case OfficeFigure(office=office, page=page):
            title = DUTY_OFFICES[office].title
            told = [problem for problem in problems if problem.startswith(title.split(":")[0])]
            about = [problem for problem in told if page in problem] or told
            return SEARCHED.sub("", about[0]) if about else f"{title}: ikke hentet ennå"
        case KddWorkbook():
            return "leses inn med «python -m etl import-kdd FIL.xlsx»"
        case DutyIndex():
            return "beregnes av indikatorene som måler plikter"
        case _:
            lacking = [declared[name] for name in indicator.mentioned if name not in found]
            parts = (f"«{other.short_title}» ({_reason(other, declared, found, problems)})" for other in lacking)
            *first, last = list(dict.fromkeys(parts)) or [""]
            named = f"{', '.join(first)} og {last}" if first else last
            return f"beregnes av {named}" if named else "mangler grunnlag"


def _told(indicator: Indicator, table: str, problems: list[str]) -> str | None:
    """What the pull said of the indicator, or of its whole table."""
    of_table = [problem for problem in problems if problem.startswith(f"SSB, tabell {table}:")]
    skipped = f" Hopper over «{indicator.short_title}»."
    own = [problem.removesuffix(skipped) for problem in of_table if problem.endswith(skipped)]
    whole = [problem for problem in of_table if "Hopper over" not in problem]
    return next(iter([*own, *whole]), None)
