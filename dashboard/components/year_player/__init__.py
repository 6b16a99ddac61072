"""The button that lets a figure run through the years."""

from dashboard.components.year_player.year_player import year_player

__all__ = ["year_player"]
