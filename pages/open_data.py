"""Data for andre: the API with examples that run, the whole as files, and what changed."""

import streamlit as st

from dashboard import markup
from dashboard.api.catalogue import path
from dashboard.data import queries
from dashboard.figures import whole_database
from dashboard.state import run_context
from dashboard.views.open_data import changes, examples, words

database, selection = run_context.current()

in_force = queries.divisions(database)["division"].iloc[-1]
newest = queries.years(database, examples.INDICATOR, in_force)[0]
st.html(words.introduction(database))
st.html(markup.html("<div class='prose'><h2>Eksempler</h2><p>{}</p></div>", words.EXAMPLES.format(in_force)))
for example in examples.examples(words.origin(st.context.url) + path(), newest):
    st.html(markup.html("<div class='prose'><h3>{}</h3><p>{}</p></div>", example.program, example.words))
    st.code(example.code, language=example.language, wrap_lines=True)
st.html(words.whole_set())
whole_database.download_button(database)
st.html(markup.html("<div class='prose'>{}</div>", changes.listed(database, selection)))
