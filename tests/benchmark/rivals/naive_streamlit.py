"""The map page in Streamlit as most write it: the same choices, map, ranking, source and file."""

import streamlit as st
from shared import INDICATORS, figure, values

st.set_page_config(layout="wide")
st.title("Generalistkommunen i tall")
places = st.columns(5)
indicator = places[0].selectbox("Indikator", list(INDICATORS), format_func=INDICATORS.get)
ranking = st.cache_data(values)(indicator)
places[1].segmented_control("Inndeling", ["2024", "2020"], default="2024")
places[2].select_slider("År", range(2000, 2027), value=2026)
places[3].selectbox("Fylke", sorted(ranking["code"].str[:2].unique()), index=None)
places[4].selectbox("Kommune", ranking["name"], index=None)
st.plotly_chart(figure(indicator), config={"topojsonURL": "/app/static/"})
st.caption("Kilde: Statistisk sentralbyrå")
st.dataframe(ranking)
st.download_button("Last ned CSV", ranking.to_csv(index=False), "tall.csv")
