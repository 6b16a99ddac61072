"""What an indicator's label means in its table now: the exact one, one that its pattern allows, or none; and the words
for what was found.
"""

from __future__ import annotations

from etl.http import SourceError
from etl.origins import SsbTable
from etl.record import Resolved
from etl.sources.ssb_selection import chosen_codes
from etl.sources.ssb_table import Content, Metadata, region_dimensions, resolve_contents, unit_of

#: What a dry run finds of an indicator's label.
FOUND, OTHER_NAME, OTHER_UNIT, MISSED = "funnet", "annet navn", "annen enhet", "mangler"


class UnitChanged(SourceError):
    """The table states another unit than the catalogue."""


def resolved(metadata: Metadata, origin: SsbTable) -> Resolved:
    """The contents code that an indicator's label means now. Raises LabelNotFound, AmbiguousLabel, UnitChanged, and
    SelectionError where the table lacks what is selected.
    """
    found = resolve_contents(metadata, origin.contents, origin.pattern)
    for unit in _other_units(found, origin):
        raise UnitChanged(metadata.subject, f"enheten for «{found.label}» er «{unit}», ventet «{origin.unit_label}».")
    chosen_codes(
        metadata,
        {
            **origin.selection,
            **{dimension.code: ["*"] for dimension in region_dimensions(metadata, origin.diagonal)},
            metadata.contents.code: [found.code],
            metadata.time.code: ["*"],
        },
    )
    return Resolved(
        code=found.code,
        label=found.label,
        unit=found.unit.base,
        by=found.by,
        definition_url=found.definition_url,
        period=found.period,
        interval=_interval(metadata, origin),
    )


def _interval(metadata: Metadata, origin: SsbTable) -> tuple[str, str] | None:
    """The contents codes of the low and the high alternative, where the table has both."""
    if origin.interval is None:
        return None
    try:
        low, high = (resolve_contents(metadata, one.contents, one.pattern).code for one in origin.interval)
    except SourceError:
        return None
    return low, high


def _other_units(found: Content, origin: SsbTable) -> list[str]:
    """The units that the table states of a contents code, in its metadata or at the end of its label, other than the
    one that is declared.
    """
    declared = {_plain(origin.unit_label), _plain(unit_of(origin.contents) or "")}
    stated = [found.unit.base] if _plain(found.unit.base) != _plain(origin.unit_label) else []
    in_label = unit_of(found.label)
    return stated + ([in_label] if in_label and _plain(in_label) not in declared else [])


def _plain(unit: str) -> str:
    return "".join(unit.lower().split())


def result(metadata: Metadata, origin: SsbTable) -> tuple[str, str]:
    """The state of an indicator's label, and what to say of it."""
    try:
        found = resolved(metadata, origin)
    except UnitChanged as error:
        return OTHER_UNIT, doubted(error.reason, origin)
    except SourceError as error:
        return MISSED, doubted(error.reason, origin)
    if told := other_name(found, origin):
        return OTHER_NAME, doubted(told, origin)
    lacking = ", uten lavt og høyt alternativ" if origin.interval and not found.interval else ""
    return FOUND, _named(found) + lacking


def _named(found: Resolved) -> str:
    return f"{found.code} «{found.label}» ({found.unit})"


def other_name(found: Resolved, origin: SsbTable) -> str | None:
    """What to say of a contents code that was found by the pattern; None where it has the declared label."""
    return None if found.by == "label" else f"{_named(found)}, ventet «{origin.contents}»"


def doubted(told: str, origin: SsbTable) -> str:
    return " ".join(filter(None, [told if told.endswith(".") or not origin.doubt else f"{told}.", origin.doubt]))
