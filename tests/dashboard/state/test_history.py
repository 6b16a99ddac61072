"""What the address is to say when a run begins and ends: one piece for each press."""

import pytest
from streamlit.testing.v1 import AppTest


def script():
    """A page on which «vis» says whether there is a «tall»."""
    import streamlit as st

    from dashboard.state import choices, history

    choices.begin("okonomi")
    st.session_state["at_begin"] = history.at_begin()
    part = choices.one("vis", "Vis", ["Utgifter", "Gjeld"])
    if part == "Utgifter":
        choices.one("tall", "Tallene", ["Som de er", "Delt"])
    st.session_state["at_end"] = history.at_end(choices.made())


@pytest.fixture
def app():
    return AppTest.from_function(script, default_timeout=30).run()


def chosen(app, label, option):
    next(one for one in app.selectbox if one.label == label).select(option).run()
    assert not app.exception
    return app.session_state["at_begin"], app.session_state["at_end"]


def test_a_press_is_told_with_all_that_was_chosen_and_what_a_view_no_longer_has_is_told_at_the_end(app):
    assert (app.session_state["at_begin"], app.session_state["at_end"]) == ({}, {"vis": "", "tall": ""})
    assert chosen(app, "Tallene", "Delt") == ({"vis": "", "tall": "delt"}, {"vis": "", "tall": "delt"})
    assert chosen(app, "Vis", "Gjeld") == ({"vis": "gjeld", "tall": "delt"}, {"vis": "gjeld", "tall": ""})
    assert app.run().session_state["at_begin"] == {}
