"""The state of a view and its address: what the URL's parameters mean, and the shared selectors that are bound to them.

Streamlit writes a selector's label to the address bar and drops in silence what it does not know. A link is therefore
read here before the first selector: ids become the labels that the selectors understand, and what can't be understood
becomes a friendly line and the default.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import streamlit as st

from dashboard import queries, text
from dashboard.chooser import chooser
from dashboard.database import Database

PREFERRED_DIVISION = "2020"
"""The division that the committee and its consultants worked with; the newest is used where it is not in the data."""

PREFERRED_INDICATOR = "population"

LONGEST_QUOTE = 40


@dataclass(frozen=True)
class Selection:
    """What is looked at. `county` and `municipality` are codes of `division`, or None for all and none."""

    indicator: str
    year: int
    division: str
    county: str | None = None
    municipality: str | None = None

    def parameters(self) -> dict[str, str]:
        """Every choice by its name in the URL, defaults included, so that a link outlives a change of defaults."""
        chosen = {
            "indikator": self.indicator,
            "aar": str(self.year),
            "inndeling": self.division,
            "fylke": self.county,
            "kommune": self.municipality,
        }
        return {name: value for name, value in chosen.items() if value}

    def link(self, page: str = "", **changes: object) -> str:
        """The address of a view, relative to the server's root: «/?indikator=population&aar=2026…»."""
        return f"/{page}?{urlencode(replace(self, **changes).parameters())}"


def default(database: Database) -> Selection:
    """The view that an address without parameters shows."""
    known = queries.indicators(database)
    indicator = PREFERRED_INDICATOR if PREFERRED_INDICATOR in known else next(iter(known))
    division = default_division(database)
    return Selection(indicator, queries.years(database, indicator, division)[0], division)


def default_division(database: Database) -> str:
    divisions = queries.divisions(database)["division"].tolist()
    return PREFERRED_DIVISION if PREFERRED_DIVISION in divisions else divisions[-1]


# --- Labels: what a selector shows and the address bar holds ------------------------------------------------------


def municipality_label(code: str, name: str) -> str:
    """«4601 Bergen»: begins with the code, so that equal names differ and a link can be read by its code alone."""
    return f"{code} {text.short_name(name)}"


def _municipality_labels(database: Database, division: str) -> dict[str, str]:
    register = queries.municipalities(database, division)
    return {code: municipality_label(code, name) for code, name in zip(register["code"], register["name"], strict=True)}


def _county_labels(database: Database, division: str) -> dict[str, str]:
    return {code: f"{code} {text.short_name(name)}" for code, name in queries.counties(database, division).items()}


def _indicator_labels(database: Database) -> dict[str, str]:
    return {id_: indicator.short_title for id_, indicator in queries.indicators(database).items()}


# --- Reading a link -----------------------------------------------------------------------------------------------


def current_codes(database: Database, code: str, division: str) -> list[str]:
    """The units of `division` that a code of any division belongs to, the largest part first; empty if unknown."""
    if code in queries.municipalities(database, division)["code"].to_numpy():
        return [code]
    changes = queries.code_changes(database)
    forward = changes[(changes["from_code"] == code) & (changes["to_division"] == division)]
    if len(forward):
        return forward["to_code"].tolist()
    backward = changes[(changes["to_code"] == code) & (changes["from_division"] == division)]
    return backward["from_code"].tolist()


def read_link(database: Database, raw: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The labels that a link's parameters stand for, and what to tell the user about those that stand for nothing."""
    labels: dict[str, str] = {}
    messages: list[str] = []

    division = raw.get("inndeling", default_division(database))
    if division not in queries.divisions(database)["division"].to_numpy():
        messages.append(f"Vi kjenner ikke kommuneinndelingen {_quoted(division)}. Viser {default_division(database)}.")
        division = default_division(database)
    elif "inndeling" in raw:
        labels["inndeling"] = division

    indicator = _read_indicator(database, raw, labels, messages)
    _read_year(database, raw, indicator, division, labels, messages)
    _read_county(database, raw, division, labels, messages)
    _read_municipality(database, raw, division, labels, messages)
    return labels, messages


def repeated(parameters: Mapping[str, str]) -> list[str]:
    """What to tell about parameters that stand several times in a link (Streamlit's query_params)."""
    return [
        f"Lenken har «{name}» flere ganger; den siste gjelder." for name in SHARED if len(parameters.get_all(name)) > 1
    ]


def _read_indicator(database: Database, raw: Mapping[str, str], labels: dict[str, str], messages: list[str]) -> str:
    known = _indicator_labels(database)
    wanted = raw.get("indikator")
    found = wanted if wanted in known else next((i for i, label in known.items() if label == wanted), None)
    if found:
        labels["indikator"] = known[found]
        return found
    fallback = default(database).indicator
    if wanted is not None:
        messages.append(f"Vi kjenner ikke indikatoren {_quoted(wanted)}. Viser {known[fallback]}.")
    return fallback


def _read_year(
    database: Database,
    raw: Mapping[str, str],
    indicator: str,
    division: str,
    labels: dict[str, str],
    messages: list[str],
) -> None:
    wanted = raw.get("aar")
    if wanted is None:
        return
    available = queries.years(database, indicator, division)
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 4 and int(wanted) in available:
        labels["aar"] = str(int(wanted))
    else:
        messages.append(
            f"{_indicator_labels(database)[indicator]} har ikke tall for {_quoted(wanted)}. Viser {available[0]}."
        )


def _read_county(
    database: Database, raw: Mapping[str, str], division: str, labels: dict[str, str], messages: list[str]
) -> None:
    wanted = raw.get("fylke")
    if wanted is None:
        return
    known = _county_labels(database, division)
    code = wanted[:2]
    if code in known and re.fullmatch(r"\d{2}( .*)?", wanted[:LONGEST_QUOTE]):
        labels["fylke"] = known[code]
    else:
        messages.append(f"Fylket {_quoted(wanted)} finnes ikke i inndelingen {division}. Viser hele landet.")


def _read_municipality(
    database: Database, raw: Mapping[str, str], division: str, labels: dict[str, str], messages: list[str]
) -> None:
    wanted = raw.get("kommune")
    if wanted is None:
        return
    known = _municipality_labels(database, division)
    code = wanted[:4]
    found = current_codes(database, code, division) if re.fullmatch(r"\d{4}( .*)?", wanted[:LONGEST_QUOTE]) else []
    if not found:
        messages.append(f"Vi kjenner ikke kommunen {_quoted(wanted)}. Ingen kommune er valgt.")
        return
    labels["kommune"] = found[0]
    if found[0] != code:
        several = f" (delt i {text.listed(known[c] for c in found)})" if len(found) > 1 else ""
        messages.append(
            f"Kommunenummer {code} er ikke i bruk i inndelingen {division}{several}. Viser {known[found[0]]}."
        )


def _quoted(value: str) -> str:
    """What the link said, short enough for a line; markup in it is shown, never run."""
    shown = value if len(value) <= LONGEST_QUOTE else value[:LONGEST_QUOTE] + "…"
    return f"«{shown}»"


# --- The shared selectors -----------------------------------------------------------------------------------------

SHARED = ("indikator", "inndeling", "aar", "fylke", "kommune")
"""The parameters that mean the same on every page."""


def selectors(database: Database, shown: Sequence[str]) -> Selection:
    """Draws the selectors that a page uses, in one row (page.css says how wide each is), and says what is chosen."""
    start = default(database)
    indicator, division, county, municipality = start.indicator, start.division, None, None
    with st.container(horizontal=True, key="selectors"):
        if "indikator" in shown:
            indicator = _indicator_selector(database, start)
        if "inndeling" in shown:
            division = _division_selector(database, start)
        year = queries.years(database, indicator, division)[0]
        if "aar" in shown:
            year = _year_selector(database, indicator, division)
        if "fylke" in shown:
            county = _county_selector(database, division)
        if "kommune" in shown:
            municipality = _municipality_selector(database, division)
    return Selection(indicator, year, division, county, municipality)


def _indicator_selector(database: Database, start: Selection) -> str:
    labels = _indicator_labels(database)
    options = list(labels)
    return st.selectbox(
        "Indikator",
        options,
        index=options.index(start.indicator),
        format_func=labels.__getitem__,
        key="indikator",
        bind="query-params",
    )


def _division_selector(database: Database, start: Selection) -> str:
    options = queries.divisions(database)["division"].tolist()
    return st.segmented_control(
        "Inndeling",
        options,
        default=start.division,
        key="inndeling",
        required=True,
        bind="query-params",
        on_change=_translate_choice,
        args=(database,),
        help="Kommunene slik de var fra og med dette året. 2020: utvalgets inndeling. 2024: dagens.",
    )


def _year_selector(database: Database, indicator: str, division: str) -> int:
    options = queries.years(database, indicator, division)
    if st.session_state.get("aar", options[0]) not in options:
        del st.session_state["aar"]
    return st.selectbox("År", options, key="aar", bind="query-params", format_func=str)


def _county_selector(database: Database, division: str) -> str | None:
    labels = _county_labels(database, division)
    if st.session_state.get("fylke") not in labels:
        st.session_state.pop("fylke", None)
    return st.selectbox(
        "Fylke",
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        key="fylke",
        bind="query-params",
        placeholder="Hele landet",
    )


def _municipality_selector(database: Database, division: str) -> str | None:
    """The field for the municipality; a text field that nobody sees keeps the code in the address."""
    known = queries.municipalities(database, division)["code"].to_numpy()
    if st.session_state.get("kommune") and st.session_state["kommune"] not in known:
        choose_municipality(None)
    with st.container(key="address_of_municipality"):
        chosen = st.text_input("Kommunenummer", key="kommune", bind="query-params")
    chooser(
        key="municipality_chooser",
        label="Kommune",
        placeholder="Skriv navn eller nummer",
        geometry_url=f"app/static/{queries.geometry_file(database, division)}",
        chosen=chosen or None,
        on_pick=lambda code: choose_municipality(code if code in known else None),
    )
    return chosen or None


def _translate_choice(database: Database) -> None:
    """After a change of division: the chosen municipality under its number there, and no county filter."""
    division = st.session_state["inndeling"]
    chosen = st.session_state.get("kommune")
    if chosen:
        found = current_codes(database, chosen, division)
        choose_municipality(found[0] if found else None)
    if st.session_state.get("fylke") not in queries.counties(database, division):
        st.session_state["fylke"] = None


def choose_municipality(code: str | None) -> None:
    """Makes a municipality the chosen one (from a map, a list or a chart), or none; for use in callbacks."""
    st.session_state["kommune"] = code or ""
