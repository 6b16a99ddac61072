"""The map page in Streamlit as most write it."""

import streamlit as st
from shared import INDICATORS, figure, values

st.set_page_config(layout="wide")
indicator = st.selectbox("Indikator", list(INDICATORS), format_func=INDICATORS.get)
st.plotly_chart(figure(indicator), config={"topojsonURL": "/app/static/"})
st.dataframe(values(indicator))
