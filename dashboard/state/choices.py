"""A page's choices and their place in its address.

Every choice has two fields: the selector that the user sees, which knows labels, and a text field that nobody sees,
which Streamlit binds to the address and which holds a short name that stays the same when labels change. The address
is the truth: a selector shows what the address says, and changing it changes the address. That is what makes links,
the browser's back button and a map that chooses for a list work alike. What an address says that isn't among the
options becomes a friendly line and the usual choice.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeVar, overload

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import addresses, text
from dashboard.components.multi_chooser import multi_chooser
from dashboard.state import history
from dashboard.state.parameters import OF_PAGE, OTHERS, is_known, known

T = TypeVar("T")

ADDRESS = "address"
"""Key of the container of the fields that nobody sees; page.css hides it."""

NONE = "ingen"
"""What an address says where everything was taken away from a choice of several."""

YES_NO = ("nei", "ja")

LONGEST_QUOTE, MOST_TOLD = 40, 3
CARRIED = ("gruppe", "egne")
"""Whom the reader compares with: an own list of municipalities follows to every page that compares."""

_NAME = re.compile("[a-z][a-z0-9_]*")
_STATE = "choices"


def begin(page: str, follows_history: bool = False) -> None:
    """Starts a run of the page with this address: makes the places for hidden fields, friendly lines and selectors.
    Where it `follows_history`, what the session holds is of the view that was left, and the address alone counts.
    """
    history.begin(page, OF_PAGE.get(page, set()) - set(CARRIED))
    st.session_state[_STATE] = {
        "page": page,
        "follows_history": follows_history,
        "address": st.container(key=ADDRESS),
        "place": st.empty(),
        "messages": None,
        "row": st.container(horizontal=True, key="selectors"),
        "made": {},
        "usual": set(),
    }
    _bring(page)


def _bring(page: str) -> None:
    """Brings an own list along from another page, to one that reads it and whose address names none."""
    carried = st.session_state.setdefault("carried", {})
    if st.session_state[_STATE]["follows_history"]:
        return
    if carried.get(CARRIED[-1]) and set(CARRIED) <= known(page) and not any(map(said, CARRIED)):
        st.session_state.update(carried)


def row() -> DeltaGenerator:
    """The row above the page in which the shared selectors stand; a page may put selectors of its own after them."""
    return st.session_state[_STATE]["row"]


def tell(message: str) -> None:
    """Says above the page what an address asked for that can't be shown."""
    state = st.session_state[_STATE]
    if state["messages"] is None:
        state["messages"] = state["place"].container(key="told")
    state["messages"].info(text.escaped(message))


def tell_strange(names: Iterable[str]) -> None:
    """Says above the page which of the names in its address nothing on it reads."""
    page = st.session_state[_STATE]["page"]
    strange = [name for name in names if not is_known(name, page)]
    if strange:
        shown = text.listed([quoted(name) for name in strange[:MOST_TOLD]])
        further = f" og {len(strange) - MOST_TOLD} til" if len(strange) > MOST_TOLD else ""
        tell(f"Lenken har {shown}{further}, som ikke brukes her.{near(strange, known(page))}")


def near(wanted: Iterable[str], known: Collection[str]) -> str:
    """« Mente du «aar»?» where something wanted is nearly a name that is known, else nothing."""
    folded = {name.casefold(): name for name in known}
    found = (difflib.get_close_matches(word[:LONGEST_QUOTE].casefold(), folded, n=1) for word in wanted)
    names = dict.fromkeys(folded[name] for names in found for name in names)
    return f" Mente du {' og '.join(map(quoted, names))}?" if names else ""


def held(name: str, otherwise: str | None = None) -> str:
    """What the address says of a choice, or nothing; keeps it there while the page is shown. A choice that it is
    silent on is made to be `otherwise`, where that is given.
    """
    st.session_state[_STATE]["made"][name] = None
    if otherwise and not said(name):
        st.session_state[name] = otherwise
    with st.session_state[_STATE]["address"]:
        return st.text_input(name, key=name, bind="query-params") or ""


def said(name: str) -> str:
    """What the address says of a choice, also of one that is not read in this run yet, or nothing."""
    state = st.session_state[_STATE]
    if state["follows_history"] and name not in state["made"]:
        return st.query_params.get(name) or ""
    return st.session_state.get(name) or st.query_params.get(name) or ""


def hold(name: str, value: str | None) -> None:
    """Makes a choice in the address; for use in callbacks. None and nothing leave it to the usual choice."""
    st.session_state[name] = value or ""
    history.take(name)


def note(name: str, value: str | None) -> None:
    """Takes down what is chosen, so that every figure's link says it, the usual choice included."""
    if value:
        st.session_state[_STATE]["made"][name] = value
        history.note(name, value)
    if name in CARRIED:
        st.session_state.setdefault("carried", {})[name] = value or ""


def made() -> list[str]:
    """The names of the choices that this run has made so far."""
    return list(st.session_state[_STATE]["made"])


def note_usual(name: str) -> None:
    """Takes down that a choice of this page alone is what the page shows anyway; a short link leaves it out."""
    if st.session_state[_STATE]["made"][name]:
        st.session_state[_STATE]["usual"].add(name)


def usual() -> tuple[str, ...]:
    """The choices so far that are what the page shows anyway, but for years: the usual year is another next year."""
    return tuple(sorted(st.session_state[_STATE]["usual"]))


def quoted(value: str) -> str:
    """What a link said, short enough for a line; markup in it is shown, never run."""
    # Signs that nobody sees could turn the words after them around.
    value = "".join(sign for sign in value if not unicodedata.category(sign).startswith("C"))
    shown = value if len(value) <= LONGEST_QUOTE else value[:LONGEST_QUOTE] + "…"
    return f"«{shown}»"


# --- The kinds of choices -----------------------------------------------------------------------------------------


@overload
def one(
    name: str,
    label: str,
    options: Sequence[T],
    *,
    usual: T | None = None,
    clearable: Literal[False] = False,
    words: Callable[[T], str] = str,
    ids: Callable[[T], str] | None = None,
    draw: Callable[..., T | None] = st.selectbox,
    changed: Callable[[], None] | None = None,
    **look: Any,
) -> T: ...


@overload
def one(
    name: str,
    label: str,
    options: Sequence[T],
    *,
    usual: T | None = None,
    clearable: Literal[True],
    words: Callable[[T], str] = str,
    ids: Callable[[T], str] | None = None,
    draw: Callable[..., T | None] = st.selectbox,
    changed: Callable[[], None] | None = None,
    **look: Any,
) -> T | None: ...


def one(
    name: str,
    label: str,
    options: Sequence[T],
    *,
    usual: T | None = None,
    clearable: bool = False,
    words: Callable[[T], str] = str,
    ids: Callable[[T], str] | None = None,
    draw: Callable[..., T | None] = st.selectbox,
    changed: Callable[[], None] | None = None,
    withdrawn: Mapping[str, str] | None = None,
    **look: Any,
) -> T | None:
    """A choice of one. `name` is its parameter in the address, `words` says an option, `ids` names it in the address.

    `usual` is chosen where the address is silent: the first option unless told, nothing where it is `clearable`.
    `draw` is st.selectbox, st.radio, st.segmented_control or st.select_slider, `look` their further arguments;
    `changed` is called after the user has chosen; `withdrawn` says of what was an option why it is none any more.
    """
    if usual is None and not clearable:
        usual = options[0]
    name_of = ids or (lambda option: text.slug(words(option)))
    _forget_of_another_part(name, lambda raw: _among(raw, options, words, name_of) is not _UNKNOWN)
    found = _among(held(name), options, words, name_of)
    if found is _UNKNOWN and (why := (withdrawn or {}).get(said(name))):
        tell(why)
    elif found is _UNKNOWN:
        _tell_unknown(name, label, words(usual) if usual is not None else None, list(map(name_of, options)))
    chosen = usual if isinstance(found, _Word) else found
    if draw is st.segmented_control:
        look.setdefault("required", not clearable)
    field(name, label, options, chosen, usual, words=words, name_of=name_of, draw=draw, changed=changed, **look)
    if chosen == usual and not isinstance(chosen, int):
        note_usual(name)
    return chosen


def field(
    name: str,
    label: str,
    options: Sequence[T],
    chosen: T | None,
    usual: T | None,
    *,
    words: Callable[[T], str] = str,
    name_of: Callable[[T], str] = str,
    draw: Callable[..., T | None] = st.selectbox,
    changed: Callable[[], None] | None = None,
    **look: Any,
) -> None:
    """The selector of a choice whose place in the address has been read already; see `one`."""
    key = _show_in_field(name, chosen, usual)

    def remember() -> None:
        picked = st.session_state[key]
        hold(name, None if picked is None else name_of(picked))
        if changed:
            changed()

    if draw in (st.selectbox, st.radio):
        look["index"] = None if usual is None else options.index(usual)
        if draw is st.selectbox:
            look.setdefault("placeholder", "Velg")
    else:
        look["default" if draw is st.segmented_control else "value"] = usual
    draw(label, options, key=key, format_func=words, on_change=remember, **look)
    note(name, None if chosen is None else name_of(chosen))


def several(
    name: str,
    label: str,
    options: Sequence[T],
    *,
    usual: Sequence[T] = (),
    words: Callable[[T], str] = str,
    ids: Callable[[T], str] | None = None,
    placeholder: str = "Velg ett eller flere",
) -> list[T]:
    """A choice of several, or none; see `one`."""
    name_of = ids or (lambda option: text.slug(words(option)))
    raw = held(name)
    chosen = list(usual)
    if raw:
        chosen, strange = [], False
        for part in [] if raw == NONE else raw.split(addresses.SEPARATOR):
            found = _among(part, options, words, name_of)
            if not isinstance(found, _Word):
                chosen.append(found)
            strange |= found is _UNKNOWN
        chosen = list(dict.fromkeys(chosen))
        if strange:
            tell(f"Lenken har noe under «{label}» som ikke finnes her: {quoted(raw)}. Resten vises.")
    multi_chooser(
        f"{name}_field",
        label,
        placeholder,
        [name_of(option) for option in chosen],
        lambda ids: hold(name, _joined(ids)),
        options={name_of(option): words(option) for option in options},
    )
    note(name, _joined(name_of(option) for option in chosen))
    if chosen == list(usual):
        note_usual(name)
    return chosen


def amount(
    name: str,
    label: str,
    *,
    lowest: float,
    highest: float,
    usual: float,
    step: float,
    draw: Callable[..., float] = st.slider,
    **look: Any,
) -> float:
    """A number between two limits, both included; whole where the step is."""

    def meant(raw: str) -> float | None:
        found = float(raw) if re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", raw, flags=re.ASCII) else None
        return found if found is not None and lowest <= found <= highest else None

    _forget_of_another_part(name, lambda raw: meant(raw) is not None)
    raw = held(name)
    chosen: float = usual
    if raw:
        found = meant(raw)
        if found is None:
            _tell_unknown(name, label, text.number(usual, 0 if usual == int(usual) else 1))
        else:
            chosen = type(step)(found)
    key = _show_in_field(name, chosen, usual)

    def remember() -> None:
        hold(name, str(st.session_state[key]))

    draw(label, lowest, highest, usual, step=step, key=key, on_change=remember, **look)
    note(name, str(chosen))
    if chosen == usual:
        note_usual(name)
    return chosen


def yes(name: str, label: str, *, usual: bool = False, draw: Callable[..., bool] = st.toggle, **look: Any) -> bool:
    """A choice between yes and no; see `one`."""
    raw = held(name)
    if raw not in ("", *YES_NO):
        _tell_unknown(name, label, YES_NO[usual])
    chosen = YES_NO.index(raw) == 1 if raw in YES_NO else usual
    key = _show_in_field(name, chosen, usual)

    def remember() -> None:
        hold(name, YES_NO[st.session_state[key]])

    draw(label, usual, key=key, on_change=remember, **look)
    note(name, YES_NO[chosen])
    if chosen == usual:
        note_usual(name)
    return chosen


def written(
    name: str,
    label: str,
    *,
    usual: str = "",
    read: Callable[[str], str] = str,
    write: Callable[[str], str] = str,
    **look: Any,
) -> str:
    """What the user writes. `write` turns it into what the address holds, `read` turns that back."""
    raw = held(name)
    chosen = read(raw) if raw else usual
    key = _show_in_field(name, chosen, usual)

    def remember() -> None:
        hold(name, write(st.session_state[key] or ""))

    st.text_input(label, usual, key=key, on_change=remember, **look)
    note(name, write(chosen))
    if chosen == usual:
        note_usual(name)
    return chosen


class _Word:
    """A thing that no option is equal to."""


_UNKNOWN, _SILENT = _Word(), _Word()


def _among(raw: str, options: Iterable[T], words: Callable[[T], str], name_of: Callable[[T], str]) -> T | _Word:
    """The option that an address means: by its short name, or by its label, which addresses held before."""
    if not raw:
        return _SILENT
    by_name: Mapping[str, T] = {name_of(option): option for option in options}
    if raw in by_name:
        return by_name[raw]
    return next((option for option in by_name.values() if raw in (words(option), str(option))), _UNKNOWN)


def _forget_of_another_part(name: str, means: Callable[[str], bool]) -> None:
    """Leaves a choice to the usual one where what is held of it means nothing here, but was chosen in another part of
    the page under the same name: no link has asked for it.
    """
    wanted = said(name)
    if wanted and not means(wanted) and history.showed(name, wanted):
        st.session_state[name] = ""


def _tell_unknown(name: str, label: str, instead: str | None, names: Collection[str] = ()) -> None:
    said = str(st.session_state.get(name, ""))
    line = f"Lenken har {quoted(said)} for «{label}», som ikke finnes her. Viser {instead or 'alle'}."
    tell(line + near([said], names))


def _show_in_field(name: str, chosen: object, usual: object) -> str:
    """Puts what the address says into the selector; returns the selector's key.

    A selector that shows the usual choice anyway is left alone: what isn't touched isn't sent again.
    """
    key = f"{name}_field"
    if st.session_state.get(key, usual) != chosen:
        st.session_state[key] = chosen
    return key


def _joined(names: Iterable[str]) -> str:
    return addresses.SEPARATOR.join(names) or NONE


# --- Links --------------------------------------------------------------------------------------------------------


def complete(link: str, version: str) -> str:
    """A figure's link with everything that is chosen on its page, and the version of the data.

    Choices that are drawn further down than the figure are read from the address.
    """
    state = st.session_state[_STATE]
    parameters = {
        name: value if re.fullmatch(r"[\w.~-]*", value, flags=re.ASCII) else text.slug(value)
        for name, value in addresses.parameters_of(link).items()
    }
    if addresses.page_of(link) == state["page"]:
        read_below = said if state["follows_history"] else st.session_state.get
        below = (name for name in st.query_params if _NAME.fullmatch(name) and not OTHERS.fullmatch(name))
        held_below = {name: read_below(name) for name in below}
        parameters |= {name: value for name, value in held_below.items() if value and isinstance(value, str)}
        parameters |= state["made"]
    return addresses.address(addresses.page_of(link), {**parameters, addresses.VERSION: version})
