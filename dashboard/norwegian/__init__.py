"""Puts Streamlit's own English words into Norwegian in the browser; see norwegian.js."""

from pathlib import Path

from dashboard import components

components.include("norwegian", Path(__file__).parent / "norwegian.js")
