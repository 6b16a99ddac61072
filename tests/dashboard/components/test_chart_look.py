"""The letters that all charts have in common can be read on their ground, in light and in dark."""

from dashboard.components.chart.chart import _look


def test_letters_of_a_hover_are_dark_enough():
    def luminance(colour):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    for theme in ("light", "dark"):
        layout = _look(theme, False)["layout"]
        for font in (layout["font"], layout["legend"]["font"], layout["hoverlabel"]["font"]):
            ends = sorted((luminance(font["color"]), luminance(layout["hoverlabel"]["bgcolor"])))
            assert (ends[1] + 0.05) / (ends[0] + 0.05) >= 4.5
