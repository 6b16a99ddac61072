"""«Utvalg»: conditions that narrow what is shown, chosen one at a time, taken away by a press, the same on every page.

The address holds their short names with a dot between. Of one kind («Sentralitet») it is enough to meet one, since
nobody is in two groups of a kind; different kinds must all be met. What a link says that can't be used is told and kept
in the address: another division may know it, and another condition may go.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from dashboard import addresses, text
from dashboard.data import queries
from dashboard.data.database import Database, question
from dashboard.measures import subsets
from dashboard.state import choices

FIELD, SHOWN = "utvalg_field", "conditions_field"
"""Keys of the selector that adds a condition, and of those that are chosen."""


@question
def by_name(database: Database, division: str) -> dict[str, str]:
    """The titles of a division's subsets by their short names in addresses."""
    return {short_name(title): title for title in subsets.subsets(database, division)}


def short_name(title: str) -> str:
    """What a subset is called in addresses: «innbyggere-0-999». Without dots, since those stand between several."""
    return text.slug(title).replace(addresses.SEPARATOR, "-")


def written(conditions: Iterable[str]) -> str:
    """Conditions as an address holds them: «innbyggere-0-999.sentralitet-klasse-6-minst-sentral»."""
    return addresses.SEPARATOR.join(map(short_name, conditions))


def asked(database: Database, division: str, said: str) -> tuple[tuple[str, ...], list[str]]:
    """The conditions that a link names (by short names, or by one title, which links held before), and what else it
    says there.
    """
    known = by_name(database, division)
    parts = [said] if said in known.values() else [part for part in said.split(addresses.SEPARATOR) if part]
    named = dict.fromkeys(part if part in known.values() else known.get(part, "") for part in parts)
    strange = [part for part in parts if part not in known and part not in known.values()]
    return tuple(title for title in named if title), strange


def read(database: Database, said: str, division: str, county: str | None, messages: list[str]) -> tuple[str, ...]:
    """The conditions that a link narrows by: none where nobody meets them all, so that there is something to see."""
    found, strange = asked(database, division, said)
    if strange:
        label = queries.division_label(database, division)
        rest = "Resten av utvalget gjelder." if found else "Viser alle kommuner."
        shown = text.listed(choices.quoted(part) for part in strange[: choices.MOST_TOLD])
        more = f" og {len(strange) - choices.MOST_TOLD} til" if len(strange) > choices.MOST_TOLD else ""
        line = f"Vi kjenner ikke {shown}{more} under «Utvalg» i inndelingen {label}. {rest}"
        messages.append(line + choices.near(strange, by_name(database, division)))
    if found and not subsets.meeting(database, division, found, county):
        inside = subsets.inside(database, division, county)
        messages.append(
            f"Ingen kommuner{inside} oppfyller alle vilkårene i utvalget: {subsets.words(found)}. Ta bort ett av dem. "
            f"Til da vises {'alle' if inside else 'alle kommuner'}{inside}."
        )
        return ()
    return found


def selector(database: Database, division: str) -> None:
    """The selector that adds a condition to those that the address holds."""
    chosen, _ = asked(database, division, choices.said(addresses.SUBSET))

    def add() -> None:
        picked, st.session_state[FIELD] = st.session_state[FIELD], None
        if picked and picked not in chosen:
            choices.hold(addresses.SUBSET, written([*chosen, picked]))

    st.selectbox(
        "Utvalg",
        [title for title in subsets.subsets(database, division) if title not in chosen],
        index=None,
        key=FIELD,
        placeholder="Legg til" if chosen else "Alle grupper",
        on_change=add,
        help="Viser bare kommuner som oppfyller vilkårene du velger, ett om gangen. Av samme slag (to "
        "klasser) holder det med ett, ulike slag må alle være oppfylt. Utvalget følger med mellom sidene.",
    )
    choices.note(addresses.SUBSET, written(chosen))


def counted(database: Database, division: str, county: str | None, chosen: tuple[str, ...]) -> str:
    """What stands over the conditions that are chosen: how many meet them, and how they are taken away."""
    return f"Utvalg: {subsets.counted(database, division, chosen, county)}. Trykk på et vilkår for å ta det bort."


def show(database: Database, division: str, county: str | None) -> None:
    """Which conditions are chosen and how many meet them; a press on one takes it away."""
    chosen, _ = asked(database, division, choices.said(addresses.SUBSET))
    if not chosen:
        return
    st.session_state[SHOWN] = list(chosen)  # also where it is so: what the browser shows may be of another page

    def leave() -> None:
        choices.hold(addresses.SUBSET, written(title for title in chosen if title in st.session_state[SHOWN]))

    st.pills(counted(database, division, county, chosen), chosen, selection_mode="multi", key=SHOWN, on_change=leave)


def tell_partly(conditions: tuple[str, ...]) -> None:
    """Says in a part of a page that has figures of the whole country too which of them are narrowed."""
    if conditions:
        st.caption("Utvalget gjelder figurene som sier det under tittelen; resten av denne delen er for hele landet.")


def tell_unused(database: Database, division: str) -> None:
    """Says on a page that can't be narrowed that the conditions are kept for those that can."""
    chosen, _ = asked(database, division, choices.said(addresses.SUBSET))
    if chosen:
        choices.tell(
            f"Utvalget ({subsets.words(chosen)}) brukes ikke på denne siden. Det gjelder igjen på sidene med «Utvalg»."
        )
