"""The buttons under every figure: picture as PNG or SVG, and the link that reproduces the view."""

from dashboard.components.toolbar.toolbar import toolbar

__all__ = ["toolbar"]
