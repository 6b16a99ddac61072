"""Colours: as many as asked for, told apart, in the same order in both themes."""

import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

from dashboard import palette
from dashboard.figures import map_panel


def luminance(colour):
    """Relative luminance as WCAG 2.1 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("make", [palette.sequential, palette.ordered, palette.diverging])
@pytest.mark.parametrize("count", range(2, 9))
def test_scales_give_as_many_different_colours_as_asked(make, count):
    colours = make(count)
    assert len(set(colours.light)) == len(set(colours.dark)) == count


def contrast(colour, ground):
    light, dark = sorted((luminance(colour), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("count", range(2, 9))
def test_no_line_of_an_order_is_too_pale_to_be_seen_also_as_a_swatch(count):
    theme = tomllib.loads(Path(".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    colours = palette.ordered_lines(count)
    for shades, ground in ((colours.light, theme["light"]), (colours.dark, theme["dark"])):
        assert len(set(shades)) == count
        assert min(contrast(shade, ground["backgroundColor"]) for shade in shades) >= 3
    assert [palette.light_of()[shade] for shade in colours.dark] == list(colours.light)


@pytest.mark.parametrize("count", [1, 2, 17, 24])
def test_kinds_have_different_colours(count):
    assert len(set(palette.categorical(count).light)) == count


@pytest.mark.parametrize("count", [2, 5, 7])
def test_more_is_darker_on_light_ground_and_brighter_on_dark(count):
    light, dark = palette.sequential(count).light, palette.sequential(count).dark
    assert [luminance(c) for c in light] == sorted((luminance(c) for c in light), reverse=True)
    assert [luminance(c) for c in dark] == sorted(luminance(c) for c in dark)


def test_change_is_strongest_at_both_ends():
    light = [luminance(colour) for colour in palette.diverging(6).light]
    assert max(light) in light[2:4]
    assert light.index(min(light)) in (0, 5)


@pytest.mark.parametrize(("below", "above"), [(1, 3), (3, 1), (0, 2), (2, 0), (3, 3)])
def test_change_has_the_same_colour_at_the_same_distance_from_zero(below, above):
    colours, whole = palette.around_zero(below, above), palette.diverging(2 * max(below, above))
    half = max(below, above)
    assert colours.light == whole.light[half - below : half + above]
    assert len(colours.dark) == below + above


@pytest.mark.parametrize("make", [palette.sequential, palette.ordered, palette.categorical])
def test_no_colours_can_be_made_of_nothing(make):
    with pytest.raises(ValueError):
        make(0)


def test_dark_colours_lead_to_the_light_ones_in_their_place():
    colours = palette.sequential(5)
    light_of = palette.light_of()
    assert [light_of[dark] for dark in colours.dark[:4]] == list(colours.light[:4])


def test_where_the_last_of_ordered_classes_is_looked_for_it_is_the_strongest():
    usual, worst_last = (
        map_panel.colours_for(SimpleNamespace(scale="ordered", direction=direction), [1.5, 2.5, 3.5])
        for direction in ("none", "lower_is_better")
    )
    assert luminance(usual.light[0]) < luminance(usual.light[-1])
    assert worst_last.light == usual.light[::-1]
    assert worst_last.dark == usual.dark[::-1]
