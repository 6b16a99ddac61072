"""Enlarges a presented figure and steps through the saved views with the arrow keys; see presenter.js."""

from pathlib import Path

from dashboard import components

components.include("presenter", Path(__file__).parent / "presenter.js")
