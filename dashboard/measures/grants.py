"""State grants, and what moving chosen ones into the block grant would shift between municipalities.

An indicator is a state grant when its theme in the catalogue says so; nothing here knows which there are.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from dashboard.data.queries import Indicator

THEME = "Statlige tilskudd"
"""The theme by which the catalogue declares that an indicator is a state grant to municipalities."""

PER_INHABITANT = "kroner per innbygger"
UNITS = {PER_INHABITANT: None, "kroner": 1.0, "tusen kroner": 1000.0, "millioner kroner": 1e6}
"""Units that a grant may have, and how many kroner one of the unit is (None: times the inhabitants)."""

NOT_PULLED = "ikke hentet ennå"
"""How the recorded reason ends for figures that no pull has asked for."""

LEFT_OUT_OF_SIGHT = {
    "integration_grants": (
        "Ser bort fra hvem som bosetter: integreringstilskuddene følger flyktningene kommunen har bosatt, og utgiftene "
        "til dem blir der de er."
    ),
}
"""What dividing a grant anew leaves out of sight, by the indicator's id."""

EQUALLY, BY_NEED = "innbygger", "behov"
KEYS = {EQUALLY: "Likt per innbygger", BY_NEED: "Etter utgiftsbehov"}


def declared(indicators: Mapping[str, Indicator]) -> dict[str, Indicator]:
    """The state grants among some indicators, by id: money per inhabitant or money, and nothing modelled."""
    return {
        id_: indicator
        for id_, indicator in indicators.items()
        if indicator.theme == THEME and indicator.unit in UNITS and indicator.kind != "modelled"
    }


def lacking_line(unavailable: pd.DataFrame) -> str:
    """Why there are no figures of grants, as the last pull recorded it (theme, short_title and reason of each)."""
    of_grants = unavailable[unavailable["theme"] == THEME]
    reasons = "; ".join(f"«{one.short_title}» ({one.reason})" for one in of_grants.itertuples())
    if not reasons:
        return "Ingen øremerkede eller andre statlige tilskudd har tall i denne inndelingen."
    not_pulled = of_grants["reason"].str.endswith(NOT_PULLED).any()
    return f"Uten tall: {reasons}.{' De kommer med neste henting fra SSB.' if not_pulled else ''}"


def kroner(indicator: Indicator, values: pd.Series, inhabitants: pd.Series) -> pd.Series:
    """A grant in kroner, by code. Raises KeyError for a unit that isn't money."""
    factor = UNITS[indicator.unit]
    return values * (inhabitants if factor is None else factor)


def redistributed(figures: pd.DataFrame, key: str) -> pd.DataFrame:
    """What each municipality gets when the grants are divided anew: the figures with now, after, difference, value.

    `figures` has code, inhabitants, need (the index; used by BY_NEED only) and grant (kroner). `now`, `after` and
    `value` (the difference) are kroner per inhabitant, `difference` is kroner. A municipality that lacks what is
    needed has NaN and is in neither sum, so the differences sum to zero.
    """
    weight = figures["inhabitants"] * (figures["need"] if key == BY_NEED else 1)
    taking_part = figures["grant"].notna() & (weight > 0)
    weight = weight.where(taking_part)
    grant = figures["grant"].where(taking_part)
    new = grant.sum() * weight / weight.sum() if taking_part.any() else weight * np.nan
    return figures.assign(
        now=grant / figures["inhabitants"],
        after=new / figures["inhabitants"],
        difference=new - grant,
        value=(new - grant) / figures["inhabitants"],
    )


def by_group(shifts: pd.DataFrame, by: str) -> pd.DataFrame:
    """By the values of a column: by, municipalities, inhabitants, now, after, value (kroner per inhabitant), gain,
    loss (how many municipalities). Those without a figure are left out."""
    known = shifts[shifts["value"].notna()]
    grouped = known.groupby(by, observed=True)
    table = grouped.agg(municipalities=("code", "count"), inhabitants=("inhabitants", "sum"))
    money = known.assign(
        paid=known["now"] * known["inhabitants"],
        gains=known["value"].round() > 0,
        loses=known["value"].round() < 0,
    ).groupby(by, observed=True)
    table["now"] = money["paid"].sum() / table["inhabitants"]
    table["value"] = money["difference"].sum() / table["inhabitants"]
    table["after"] = table["now"] + table["value"]
    table["gain"] = money["gains"].sum()
    table["loss"] = money["loses"].sum()
    return table.rename_axis("by").reset_index()
