"""The catalogue: one YAML file per indicator in etl/indicators/, read into checked objects (etl/indicator.py).

A file that is incomplete, misspelt or contradicts another stops the build with CatalogueError, which names the
file and the field. Adding an indicator is adding a file.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from etl import files
from etl.indicator import Indicator
from etl.origins import Computed, Subtraction

DIRECTORY = Path(__file__).parent / "indicators"


class CatalogueError(Exception):
    """An indicator file that can't be used; the message names the file and the field."""


def _read(path: Path) -> Indicator:
    try:
        indicator = files.read_yaml(path, Indicator)
    except files.FileError as error:
        raise CatalogueError(str(error)) from error
    if indicator.indicator_id != path.stem:
        raise CatalogueError(f"{path.name}: indicator_id «{indicator.indicator_id}» skal være lik filnavnet")
    return indicator


def _check_short_titles(indicators: dict[str, Indicator], directory: Path) -> None:
    """Readers choose an indicator by its short title, so that no two may share one."""
    owners: dict[str, str] = {}
    for name, indicator in indicators.items():
        owner = owners.setdefault(indicator.short_title, name)
        if owner != name:
            line = files.line_of(directory / f"{name}.yaml", "short_title")
            raise CatalogueError(
                f"{name}.yaml linje {line}: short_title «{indicator.short_title}» er brukt av {owner}.yaml"
            )


def read(directory: Path = DIRECTORY) -> dict[str, Indicator]:
    """All indicators by id, in the order in which they can be computed (inputs before what is derived from them).

    Raises CatalogueError for a bad file, a short title that two have, an unknown input or base, or indicators that
    need each other in a circle.
    """
    indicators = {path.stem: _read(path) for path in sorted(directory.glob("*.yaml"))}
    _check_short_titles(indicators, directory)
    for indicator in indicators.values():
        for needed in indicator.mentioned:
            if needed not in indicators:
                raise CatalogueError(f"{indicator.indicator_id}.yaml: ukjent indikator «{needed}»")
    ordered: dict[str, Indicator] = {}
    while len(ordered) < len(indicators):
        ready = [i for i in indicators.values() if i.indicator_id not in ordered and ordered.keys() >= set(i.inputs)]
        if not ready:
            circle = ", ".join(sorted(set(indicators) - set(ordered)))
            raise CatalogueError(f"Indikatorer som venter på hverandre: {circle}")
        ordered |= {i.indicator_id: i for i in ready}
    return ordered


def with_figures(indicators: dict[str, Indicator], found: set[str]) -> dict[str, Indicator]:
    """The indicators that have figures (their ids are in `found`) or are computed from such, in the same order.

    The others wait for their first pull, and so does a rate whose base has no figures: without it nothing can be said
    of several municipalities together.
    """
    kept: dict[str, Indicator] = {}
    for indicator_id, indicator in indicators.items():
        computed = isinstance(indicator.origin, Computed) and kept.keys() >= set(indicator.inputs)
        if (indicator_id in found or computed) and indicator.base_indicator_id in (None, *found):
            kept[indicator_id] = indicator
    return kept


def with_published(indicators: dict[str, Indicator], found: set[str]) -> dict[str, Indicator]:
    """The indicators, those whose publisher's own figures were read (their ids are in `found`) told as such."""
    told = dict(indicators)
    for name, indicator in indicators.items():
        own = isinstance(indicator.origin, Subtraction) and name in found and indicator.origin.published
        if own:
            told[name] = indicator.model_copy(update={"kind": "observed", **own.model_dump(exclude={"file"})})
    return told


def checksum(directory: Path = DIRECTORY) -> str:
    """SHA-256 over all indicator files, in order of name."""
    digest = hashlib.sha256()
    for path in sorted(directory.glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
