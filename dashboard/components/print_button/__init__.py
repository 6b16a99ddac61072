"""A button that prints what the page has for paper."""

from dashboard.components.print_button.print_button import print_button

__all__ = ["print_button"]
