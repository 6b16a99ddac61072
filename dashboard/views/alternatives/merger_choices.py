"""What is chosen under «Sammenslåing»: municipalities put together by hand, in a list or on the map, or by the rule.

The address keeps the groups and the locks (scenarios.written); the list fields and the map show and change them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import text
from dashboard.components.multi_chooser import multi_chooser
from dashboard.data import queries
from dashboard.data.alternatives_queries import borders
from dashboard.data.places import current_codes
from dashboard.figures.page_context import PageContext
from dashboard.measures import scenarios
from dashboard.measures.scenarios import Outcome, Unit
from dashboard.state import choices
from dashboard.state.selection import municipality_label
from dashboard.views.alternatives import alternatives
from dashboard.views.alternatives.merger_figures import Merged

BY_HAND, BY_RULE = "velg", "regel"
WAYS = {BY_HAND: "Velg selv", BY_RULE: "Etter en regel"}

WAY, GROUPS, LOCKS, SMALLEST, CHECK = "maate", "enheter", "laas", "minst", "sjekk"
"""Names in the address. `sjekk` says what the rule gave when a link was made."""

USUAL_SMALLEST = 5000
MOST_NAMED = 5

RULE_TITLE = "Slik virker regelen"
RULE = (
    "Den minste kommunen under grensen slås sammen med naboen i fylket som den har lengst felles grense med. Er flere "
    "grenser like lange, eller lengden ikke kjent, går den sammen med den som er nærmest i luftlinje; er også det "
    "likt, med den som har lavest nummer. En kommune uten nabo på land i fylket går sammen med den nærmeste der. Slik "
    "fortsetter det, alltid med den som har færrest innbyggere, til alle når grensen eller ingen flere kan slås "
    "sammen. Er et fylke eller et utvalg valgt øverst, gjelder regelen bare der. Låste kommuner slås ikke sammen med "
    "noen."
)
START = "Velg minst to kommuner. Grensene for den nye enheten tegnes i kartet, og tallene legges sammen under det."
GO_ON = "Velg minst to kommuner til den nye enheten. Klikk på en kommune i en annen enhet for å endre den."


def chosen(context: PageContext) -> tuple[Merged, Callable[[str | None], None]]:
    """What is merged, and what a click on the map does."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = choices.one(
            WAY, "Slik velges kommunene", list(WAYS), words=WAYS.__getitem__, ids=str, draw=st.segmented_control,
            width="content",
        )  # fmt: skip
        fields = st.container(horizontal=True, vertical_alignment="bottom")
    # A place of its own, so that the map below stays where it is (and keeps its zoom) when there is something to say.
    remarks = st.container()
    # Both are held whichever is shown: what was put together by hand is there when the user comes back to it.
    groups, locks = choices.held(GROUPS), choices.held(LOCKS)
    return _by_hand(context, fields, remarks, groups) if way == BY_HAND else _by_rule(context, fields, remarks, locks)


def _labels(context: PageContext) -> dict[str, str]:
    register = queries.municipalities(context.database, context.selection.division)
    return {code: municipality_label(code, name) for code, name in zip(register["code"], register["name"], strict=True)}


def _reading(context: PageContext, held: str) -> scenarios.Reading:
    """What the address holds, in the division that is shown."""
    database, division = context.database, context.selection.division
    return scenarios.read(
        held, set(_labels(context)), lambda code: current_codes(database, code, division), context.division_label
    )


def _read(context: PageContext, held: str) -> tuple[Unit, ...]:
    """The groups that the address holds; tells of what isn't there."""
    reading = _reading(context, held)
    for remark in reading.remarks:
        choices.tell(remark)
    return reading.groups


def _now(context: PageContext, name: str) -> tuple[Unit, ...]:
    """The groups at this moment; for callbacks, since a quick user may have clicked again before the page was drawn."""
    return _reading(context, st.session_state.get(name, "")).groups


def _write(name: str, groups: Iterable[Sequence[str]]) -> None:
    choices.hold(name, scenarios.written(groups))


def _field(
    context: PageContext, key: str, label: str, placeholder: str, codes: Sequence[str], write: Callable[[Unit], None]
) -> None:
    """The field in which municipalities are chosen; `write` is told which they are now."""
    known = _labels(context)
    multi_chooser(
        key,
        label,
        placeholder,
        codes,
        lambda said: write(tuple(code for code in said if code in known)),
        geometry_url=f"app/static/{queries.geometry_file(context.database, context.selection.division)}",
    )


# --- By hand --------------------------------------------------------------------------------------------------------


def _by_hand(
    context: PageContext, fields: DeltaGenerator, remarks: DeltaGenerator, held: str
) -> tuple[Merged, Callable[[str | None], None]]:
    """The last group is the one that the list shows and a click on the map fills."""
    labels = _labels(context)
    groups = _read(context, held)
    active = groups[-1] if groups else ()
    with fields:
        _field(
            context, "group_field", "Kommuner i enheten (velg her eller klikk i kartet)", "Skriv navn eller nummer",
            active, lambda codes: _write_active(context, codes),
        )  # fmt: skip
        st.button("Ny enhet", on_click=_begin_another, args=(context,), disabled=len(active) < 2)
        st.button("Begynn på nytt", on_click=_write, args=(GROUPS, ()), disabled=not groups)
    units = scenarios.units_of(groups)
    choices.note(GROUPS, scenarios.written(units))
    if not units or len(active) < 2:
        remarks.caption(GO_ON if units else START)

    def pick(code: str | None) -> None:
        if code in labels:
            _write(GROUPS, scenarios.toggled(_now(context, GROUPS), code))

    return Merged(context, units, marked=active), pick


def _begin_another(context: PageContext) -> None:
    _write(GROUPS, [*_now(context, GROUPS), ()])


def _write_active(context: PageContext, active: Unit) -> None:
    """The field's municipalities are the last group's, and no other's any longer."""
    others = _now(context, GROUPS)[:-1]
    _write(GROUPS, [*(tuple(code for code in group if code not in active) for group in others), active])


# --- By the rule ----------------------------------------------------------------------------------------------------


def _by_rule(
    context: PageContext, fields: DeltaGenerator, remarks: DeltaGenerator, held: str
) -> tuple[Merged, Callable[[str | None], None]]:
    """What the rule makes of the size and the locks, of those that are inside the selection."""
    labels = _labels(context)
    locked = _codes(_read(context, held))
    with fields:
        smallest = choices.amount(
            SMALLEST, "Alle skal ha minst (innbyggere)", lowest=1, highest=1_000_000, usual=USUAL_SMALLEST, step=500,
            draw=st.number_input, width=220,
        )  # fmt: skip
        _field(
            context, "locks_field", "Låste kommuner (velg her eller klikk i kartet)", "Ingen er låst", locked,
            lambda codes: _write(LOCKS, [codes]),
        )  # fmt: skip
        take_over = st.empty()
    people = context.within(alternatives.people(context.database, context.selection.division))
    outcome = scenarios.joined(people, borders(context.database, context.selection.division), int(smallest), locked)
    take_over.button("Endre resultatet selv", on_click=_take_over, args=(outcome.units,), disabled=not outcome.units)
    with remarks.expander(RULE_TITLE):
        st.markdown(RULE)
    for line in outcome_lines(outcome, int(smallest), locked, people):
        remarks.info(text.escaped(line))
    check = scenarios.fingerprint(outcome.units)
    selected = context.selection
    _tell_of_other_outcome(
        check, (int(smallest), tuple(locked), selected.division, selected.county, selected.conditions)
    )
    choices.note(CHECK, check)
    choices.note(LOCKS, scenarios.written([locked]))

    def pick(code: str | None) -> None:
        if code in labels:
            _write(LOCKS, [sorted({*_codes(_now(context, LOCKS))} ^ {code})])

    return Merged(context, outcome.units), pick


def _codes(groups: Iterable[Unit]) -> list[str]:
    return sorted({code for group in groups for code in group})


def _take_over(units: scenarios.Units) -> None:
    _write(GROUPS, units)
    choices.hold(WAY, BY_HAND)


def outcome_lines(outcome: Outcome, smallest: int, locked: Sequence[str], people: pd.DataFrame) -> list[str]:
    """What the rule could not do, or that there was nothing to do."""
    lines = []
    size = text.number(smallest)
    if set(people["code"]) <= set(locked):
        lines.append("Alle kommunene er låst, så ingen slås sammen.")
    elif not outcome.units and not outcome.short:
        lines.append(f"Alle som ikke er låst, har minst {size} innbyggere, så ingen slås sammen.")
    if outcome.short:
        names = _largest_of(outcome.short, people)
        more = [f"{len(names) - MOST_NAMED} til"] if len(names) > MOST_NAMED else []
        shown = text.listed([*names[:MOST_NAMED], *more])
        lines.append(f"Når ikke {size} innbyggere, fordi ingen ulåst nabo i fylket er igjen: {shown}.")
    if outcome.unknown:
        lines.append(f"{text.count(len(outcome.unknown), 'kommune', 'kommuner')} mangler folketall og er ikke med.")
    return lines


def _largest_of(units: Iterable[Unit], people: pd.DataFrame) -> list[str]:
    """The name of the largest municipality of each unit, and how many others are with it."""
    by_code = people.set_index("code")
    names = []
    for unit in units:
        largest = max(unit, key=lambda code: by_code.at[code, "inhabitants"])
        others = f" (med {len(unit) - 1} andre)" if len(unit) > 1 else ""
        names.append(f"{text.short_name(by_code.at[largest, 'name'])}{others}")
    return names


def _tell_of_other_outcome(check: str, choice: tuple) -> None:
    """Says so where a link was made when the rule gave something else, until the user changes the choice."""
    promised = st.query_params.get(CHECK)
    if promised is None or promised == check:
        return
    if st.session_state.setdefault("checked_choice", choice) == choice:
        choices.tell("Regelen gir nå andre sammenslåinger enn da lenken ble laget, fordi tallene er andre.")
