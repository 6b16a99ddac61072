"""Small maps in a row, one a duty; a press on one chooses it."""

from dashboard.components.duty_maps.duty_maps import SmallMap, duty_maps

__all__ = ["SmallMap", "duty_maps"]
