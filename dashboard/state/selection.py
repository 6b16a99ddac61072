"""The state of a view and its address: what the URL's shared parameters mean, and the selectors that change them.

How a choice and the address keep together is told in dashboard/state/choices.py; here is what only the shared choices
know: which years an indicator has, and which number a municipality had in another division.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import streamlit as st

from dashboard import addresses, text
from dashboard.components.chooser import chooser
from dashboard.data import places, queries
from dashboard.data.database import Database
from dashboard.state import choices, conditions

PREFERRED_INDICATOR = "population"

LONGEST_LABEL = 60

_ASKED = "asked_division"
"""Where a run keeps its database and the division that is asked for."""


@dataclass(frozen=True)
class Selection:
    """What is looked at. `county` and `municipality` are codes of `division`, or None for all and none; `conditions`
    are titles of subsets (dashboard/measures/subsets.py) that narrow it.
    """

    indicator: str
    year: int
    division: str
    county: str | None = None
    municipality: str | None = None
    conditions: tuple[str, ...] = ()

    def parameters(self) -> dict[str, str]:
        """Every choice by its name in the URL, defaults included, so that a link outlives a change of defaults."""
        chosen = {
            "indikator": self.indicator,
            "aar": str(self.year),
            "inndeling": self.division,
            "fylke": self.county,
            "kommune": self.municipality,
            "utvalg": conditions.written(self.conditions),
        }
        return {name: value for name, value in chosen.items() if value}

    def link(self, page: str = "", **changes: Any) -> str:
        """The address of a view, relative to the server's root: «/?indikator=population&aar=2026…»."""
        # Any: of «fields of this dataclass» there is no type; replace refuses what is none of them.
        return addresses.address(page, replace(self, **changes).parameters())


def default(database: Database) -> Selection:
    """The view that an address without parameters shows."""
    known = queries.indicators(database)
    indicator = PREFERRED_INDICATOR if PREFERRED_INDICATOR in known else next(iter(known))
    division = default_division(database)
    return Selection(indicator, queries.years(database, indicator, division)[0], division)


def default_division(database: Database) -> str:
    """The newest: the municipalities as they are today."""
    return queries.divisions(database)["division"].iloc[-1]


# --- Labels -------------------------------------------------------------------------------------------------------


def municipality_label(code: str, name: str) -> str:
    """«4601 Bergen»: begins with the code, so that equal names differ."""
    return f"{code} {text.short_name(name)}"


def municipality_heading(database: Database, selection: Selection) -> str:
    """«Utsira kommune»."""
    names = queries.municipalities(database, selection.division).set_index("code")["name"]
    return f"{text.short_name(str(names.at[selection.municipality]))} kommune"


def _county_label(code: str, name: str) -> str:
    return f"{code} {text.short_name(name)}"


# --- Reading a link -----------------------------------------------------------------------------------------------


def read_link(database: Database, raw: Mapping[str, str], only: str | None = None) -> tuple[Selection, list[str]]:
    """What a link's parameters select, and what to tell the user about those that select nothing.

    `only` is the one division that what is shown exists for, where that is so (the indicator may say it too).

    `raw` holds ids and codes; labels («4601 Bergen», «Innbyggere») are understood too, because addresses held them
    before. An empty parameter is as none.
    """
    messages: list[str] = []
    asked = _read_division(database, raw, messages)
    indicator = _read_indicator(database, raw.get("indikator", ""), messages)
    division = only or queries.only_division(database, indicator) or asked
    municipality = _read_municipality(database, raw.get("kommune", ""), asked, messages)
    if division != asked:
        label = queries.division_label(database, division)
        messages.append(f"Tallene finnes bare for inndelingen {label}. Derfor vises den her.")
        municipality = next(iter(places.current_codes(database, municipality or "", division)), None)
    year = _read_year(database, raw.get("aar", ""), indicator, division, messages)
    county = _read_county(database, raw.get("fylke", ""), division, messages)
    narrowed = conditions.read(database, raw.get("utvalg", ""), division, county, messages)
    return Selection(indicator, year, division, county, municipality, narrowed), messages


class _Repeatable(Protocol):
    """Parameters of which a link may hold several of a name, as Streamlit's query_params."""

    def __iter__(self) -> Iterator[str]: ...

    def get_all(self, key: str) -> list[str]: ...


def repeated(parameters: _Repeatable) -> list[str]:
    """What to tell about parameters that stand several times in a link (Streamlit's query_params), the shared and those
    of the page.
    """
    return [
        f"Lenken har {choices.quoted(name)} flere ganger; den siste gjelder."
        for name in dict.fromkeys(parameters)
        if len(parameters.get_all(name)) > 1
    ]


def _read_division(database: Database, raw: Mapping[str, str], messages: list[str]) -> str:
    """The division that a link names, by its year or how many municipalities it has; of a link that names none, the
    one that its codes are of.
    """
    wanted = raw.get("inndeling", "")
    known = queries.divisions(database)
    by_name = dict(zip(known["division"], known["division"], strict=True))
    by_name |= dict(zip(known["municipalities"].astype(str), known["division"], strict=True))
    if wanted in by_name:
        return by_name[wanted]
    told = told_division(database, raw)
    shown = queries.division_label(database, told or default_division(database))
    if wanted:
        messages.append(f"Vi kjenner ikke kommuneinndelingen {choices.quoted(wanted)}. Viser {shown}.")
    elif told:
        messages.append(_told_line(database, told))
    return told or default_division(database)


def _told_line(database: Database, division: str) -> str:
    shown = queries.division_label(database, division)
    return f"Lenken har et nummer som bare finnes i inndelingen {shown}. Derfor vises den."


def told_division(database: Database, raw: Mapping[str, str]) -> str | None:
    """The division, other than the usual one, that alone has the codes of a link; None where the usual one will do."""
    municipalities = {place for name in CODED for place in _codes_in(name, raw.get(name, ""))}
    county = raw.get("fylke", "")[:2]
    usual = default_division(database)
    for division in queries.divisions(database)["division"][::-1]:  # the usual one first
        if municipalities:
            is_of_it = municipalities <= set(queries.municipalities(database, division)["code"])
        else:
            is_of_it = not county or county in queries.counties(database, division)
        if is_of_it:
            return None if division == usual else division
    return None


def _codes_in(name: str, written: str) -> list[str]:
    """The municipality numbers that a parameter holds."""
    if name == "kommune":
        return [code] if (code := places.number(written)) else []
    return [code for county in re.split("[-.]", written) for code in places.of_county(county)]


def _read_indicator(database: Database, wanted: str, messages: list[str]) -> str:
    known = queries.indicators(database)
    by_title = {indicator.short_title: id_ for id_, indicator in known.items()}
    found = wanted if wanted in known else by_title.get(wanted)
    if found:
        return found
    usual = default(database).indicator
    if wanted:
        line = f"Vi kjenner ikke indikatoren {choices.quoted(wanted)}. Viser {known[usual].short_title}."
        messages.append(line + choices.near([wanted], [*known, *by_title]))
    return usual


def _read_year(database: Database, wanted: str, indicator: str, division: str, messages: list[str]) -> int:
    available = queries.years(database, indicator, division)
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 4 and int(wanted) in available:
        return int(wanted)
    if wanted:
        title = queries.indicators(database)[indicator].short_title
        messages.append(f"{title} har ikke tall for {choices.quoted(wanted)}. Viser {available[0]}.")
    return available[0]


def _read_county(database: Database, wanted: str, division: str, messages: list[str]) -> str | None:
    code = wanted[:2]
    if code in queries.counties(database, division) and re.fullmatch(r"\d{2}( .*)?", wanted[:LONGEST_LABEL]):
        return code
    if wanted:
        shown = queries.division_label(database, division)
        messages.append(f"Fylket {choices.quoted(wanted)} finnes ikke i inndelingen {shown}. Viser hele landet.")
    return None


def _read_municipality(database: Database, wanted: str, division: str, messages: list[str]) -> str | None:
    if not wanted:
        return None
    place = places.find(database, division, wanted)
    if not place.codes:
        names = [text.short_name(name) for name in queries.municipalities(database, division)["name"]]
        line = f"Vi kjenner ikke kommunen {choices.quoted(wanted)}. Ingen kommune er valgt."
        messages.append(line + choices.near([wanted], names))
        return None
    register = queries.municipalities(database, division).set_index("code")["name"]
    labels = [municipality_label(code, register[code]) for code in place.codes]
    if place.by_name and len(labels) > 1:
        messages.append(
            f"Flere kommuner heter eller het {choices.quoted(wanted)}: {text.listed(labels)}. Ingen kommune er valgt."
        )
        return None
    if place.former:
        messages.append(f"{places.holder_line(database, division, place)} Viser {labels[0]}.")
    elif not place.by_name and (code := places.number(wanted)) != place.codes[0]:
        several = f" (delt i {text.listed(labels)})" if len(labels) > 1 else ""
        shown = queries.division_label(database, division)
        messages.append(f"Kommunenummer {code} er ikke i bruk i inndelingen {shown}{several}. Viser {labels[0]}.")
    return place.codes[0]


# --- The shared selectors -----------------------------------------------------------------------------------------

CODED = ("kommune", "enheter", "laas")
"""The parameters that hold municipality numbers, the shared one and those of mergers (scenarios.written)."""


def selectors(database: Database, shown: Sequence[str], only: str | None = None) -> Selection:
    """Draws the selectors that a page uses, in one row (page.css says how wide each is), and says what is chosen.

    The address keeps all shared choices on every page; those that a page doesn't show, it doesn't heed either. `only`
    is the one division that what the page shows exists for, where that is so.
    """
    raw = {name: choices.held(name) for name in addresses.SHARED if name != "inndeling"}
    told = told_division(database, {**{name: st.query_params.get(name, "") for name in CODED}, **raw})
    if told and not choices.said("inndeling"):
        choices.tell(_told_line(database, told))
    # Written down, because what is chosen later must not lead to another division.
    raw["inndeling"] = choices.held("inndeling", otherwise=told)
    selection, messages = read_link(database, {name: raw[name] for name in shown}, only)
    st.session_state[_ASKED] = (database, read_link(database, {"inndeling": raw["inndeling"]})[0].division)
    for message in [*messages, *repeated(st.query_params)]:
        choices.tell(message)
    draw = {
        "indikator": _indicator_selector,
        "inndeling": _division_selector,
        "aar": _year_selector,
        "fylke": _county_selector,
        "kommune": _municipality_selector,
        "utvalg": lambda database, selection: conditions.selector(database, selection.division),
    }
    with choices.row():
        for name in shown:
            draw[name](database, selection)
    if addresses.SUBSET in shown:
        conditions.show(database, selection.division, selection.county)
    elif shown:  # a page with nothing to choose has no figures of its own
        conditions.tell_unused(database, selection.division)
    return selection


def _indicator_selector(database: Database, selection: Selection) -> None:
    known = queries.indicators(database)
    choices.field(
        "indikator",
        "Indikator",
        list(known),
        selection.indicator,
        default(database).indicator,
        words=lambda id_: known[id_].short_title,
        name_of=str,
        changed=lambda: forget_year(database),
    )


def _division_selector(database: Database, selection: Selection) -> None:
    choices.field(
        "inndeling",
        "Inndeling",
        queries.divisions(database)["division"].tolist()[::-1],
        selection.division,
        default_division(database),
        words=lambda division: queries.division_label(database, division),
        name_of=str,
        draw=st.segmented_control,
        required=True,
        changed=lambda: _translate_choice(database, selection.division),
        help="Hvor mange kommuner det er, og når. Generalistkommuneutvalget så på de 356 i 2020–2023.",
    )


def _year_selector(database: Database, selection: Selection) -> None:
    """A slider where there are several years: the classes are the same in all, so moving it shows what changes."""
    newest_first = queries.years(database, selection.indicator, selection.division)
    draw: Callable[..., int | None] = st.selectbox
    if len(newest_first) > 1:
        draw = st.select_slider
    choices.field("aar", "År", newest_first[::-1], selection.year, newest_first[0], draw=draw)


def _county_selector(database: Database, selection: Selection) -> None:
    known = queries.counties(database, selection.division)
    choices.field(
        "fylke",
        "Fylke",
        list(known),
        selection.county,
        None,
        words=lambda code: _county_label(code, known[code]),
        name_of=str,
        placeholder="Hele landet",
    )


def _municipality_selector(database: Database, selection: Selection) -> None:
    chooser(
        key="municipality_chooser",
        label="Kommune",
        placeholder="Skriv navn eller nummer",
        geometry_url=f"app/static/{queries.geometry_file(database, selection.division)}",
        chosen=selection.municipality,
        on_pick=lambda code: _picked(database, selection.division, code),
    )
    choices.note("kommune", selection.municipality)


def _picked(database: Database, division: str, code: str) -> None:
    """After a search: the municipality, in the division that is shown also where its number is another's."""
    picked = code if re.fullmatch(r"[0-9]{4}", code) else None
    if picked and picked not in queries.municipalities(database, division)["code"].to_numpy():
        choices.hold("inndeling", division)
    choices.hold("kommune", picked)


def forget_year(database: Database, indicator_parameter: str = "indikator", year_parameter: str = "aar") -> None:
    """After a change of indicator: the year, where the new one has no figures for it; for use in callbacks."""
    year, indicator = st.session_state.get(year_parameter), st.session_state.get(indicator_parameter)
    division = st.session_state.get("inndeling") or default_division(database)
    if year and indicator and year not in map(str, queries.years(database, indicator, division)):
        choices.hold(year_parameter, None)


def _translate_choice(database: Database, earlier: str) -> None:
    """After a change of division: the chosen municipality under its number there, and no county filter."""
    division = st.session_state.get("inndeling") or earlier
    chosen = st.session_state.get("kommune")
    if chosen:
        found = places.find(database, division, chosen).codes
        choices.hold("kommune", found[0] if found else None)
    if st.session_state.get("fylke", "")[:2] not in queries.counties(database, division):
        choices.hold("fylke", None)


def choose_municipality(code: str | None) -> None:
    """Makes a municipality the chosen one (from a map, a list or a chart), or none; for use in callbacks.

    The address holds its number in the division that is asked for, also where a page shows another.
    """
    if code:
        database, asked = st.session_state[_ASKED]
        code = next(iter(places.current_codes(database, code, asked)), code)
    choices.hold("kommune", code)
