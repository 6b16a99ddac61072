"""All figures at once, as one file: the same button wherever it stands."""

from __future__ import annotations

import streamlit as st

from dashboard.data.database import Database
from dashboard.exports import archive


def download_button(database: Database) -> None:
    """Draws the button; the file is made when it is pressed."""
    st.download_button(
        "Hele databasen (Parquet, zip)",
        data=lambda: archive.parquet_zip(database),
        file_name=f"generalistkommunen-{database.version}.zip",
        mime="application/zip",
        on_click="ignore",
        key="whole_database",
    )
