"""Pairs of indicators: spending per inhabitant, and per inhabitant of the age group that the service is for.

The offices' index of expenditure need is one for all services. A service's own index is not among the sources, and the
overall index says nothing of one service, so these costs are corrected only for how many inhabitants are counted.
"""

from __future__ import annotations

PAIRS = {
    "expenditure_school": "expenditure_school_6_15",
    "expenditure_kindergarten": "expenditure_kindergarten_1_5",
}
"""Spending per inhabitant -> the same per inhabitant that the service is for."""

OTHERS = ("expenditure_care", "expenditure_child_welfare", "expenditure_social", "expenditure_administration")
"""Spending per inhabitant on services without one age that they are for."""

NO_OWN_INDEX = (
    "Ikke korrigert for behov: en egen delindeks for tjenesten er ikke i kildene, og det samlede utgiftsbehovet "
    "gjelder alle tjenestene og brukes ikke på én."
)


def other_of(indicator_id: str) -> str | None:
    """The other one of a pair, None for what has no pair."""
    return PAIRS.get(indicator_id) or next((id_ for id_, group in PAIRS.items() if group == indicator_id), None)


def uncorrected(indicator_id: str) -> str:
    """What the cost is not corrected for, in a sentence; empty for what is no cost of a service."""
    if indicator_id in PAIRS:
        who = "Delt på alle innbyggerne, også dem tjenesten ikke er for. "
    elif indicator_id in PAIRS.values():
        who = "Delt på dem tjenesten er for. Reiseavstander, språk, skolestørrelse og priser er ikke korrigert. "
    elif indicator_id in OTHERS:
        who = "Delt på alle innbyggerne; tjenesten har ingen målgruppe på én alder. "
    else:
        return ""
    return f"{who}{NO_OWN_INDEX}"
