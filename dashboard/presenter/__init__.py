"""What makes a page a presentation: enlarges the figure, and steps through the saved views with the arrow keys."""

from dashboard.presenter.presenter import presenter

__all__ = ["presenter"]
