"""The map's Python face: what it sends is small and complete, and what can't be drawn is refused."""

import json

import pytest

from dashboard import palette
from dashboard.components.municipality_map import MapContent, MapContentError
from dashboard.components.municipality_map.map import checksum


def content(**changes):
    """Four municipalities, the third of which has no figure."""
    parts = {
        "geometry_url": "app/static/municipalities-2024-0a1b.json",
        "codes": ["0301", "1151", "1508", "4601"],
        "values": [728714.0, 219.0, float("nan"), 294860.0],
        "classes": [2, 0, None, 1],
        "legend": ["under 1 000", "1 000–499 999", "500 000 og over"],
        "colours": palette.sequential(3),
        "title": "Innbyggere",
        "summary": "Oslo har flest innbyggere.",
        "unit": "innbyggere",
        "year": "1. januar 2026",
        "statuses": ["observed", "provisional", "not_reported", "observed"],
    }
    return MapContent(**{**parts, **changes})


def national_content(count=357):
    """As many municipalities as Norway has, every third provisional, with large numbers of one decimal."""
    return content(
        codes=[f"{1000 + index}" for index in range(count)],
        values=[123456.7 + index for index in range(count)],
        classes=[index % 5 for index in range(count)],
        legend=[f"{index} 000–{index} 999" for index in range(5)],
        colours=palette.sequential(5),
        statuses=["provisional" if index % 3 == 0 else "observed" for index in range(count)],
        shown=[index % 2 == 0 for index in range(count)],
        decimals=1,
    )


def sent(payload):
    """The figures as map.js reads them: whole numbers of the last decimal."""
    return [int(written, 36) if written else None for written in payload["values"].split(",")]


def test_missing_is_null_with_its_reason_and_never_zero():
    payload = content().payload
    assert sent(payload) == [728714, 219, None, 294860]
    assert payload["classes"] == "20-1"
    assert payload["exceptions"] == {"foreløpig tall": [1], "ikke rapportert": [2]}
    assert "status" not in payload  # most are published, which need not be said


def test_a_figure_that_cannot_be_compared_is_told_and_is_in_no_class():
    payload = content(classes=[None, 0, None, 1], apart=[True, False, False, False]).payload
    assert sent(payload) == [728714, 219, None, 294860]
    assert (payload["classes"], payload["apart"]) == ("-0-1", [0])
    with pytest.raises(MapContentError, match="0301"):
        content(apart=[True, False, False, False])


def test_lines_are_sent_only_where_there_are_any():
    assert content(lines="M1 2l3 4").payload["lines"] == "M1 2l3 4"
    assert "lines" not in content().payload


def test_zero_is_a_figure():
    payload = content(values=[0, 219, None, -0.04], decimals=1).payload
    assert sent(payload) == [0, 2190, None, 0]


def test_values_are_sent_as_they_are_shown():
    assert sent(content(values=[0.26, 1.25001, None, 12], decimals=1).payload) == [3, 13, None, 120]


def test_a_remark_travels_once_however_many_share_it():
    notes = ["summen av delene", None, float("nan"), "summen av delene"]
    assert content(notes=notes).payload["notes"] == {"summen av delene": [0, 3]}


def test_named_values_travel_with_their_names():
    payload = content(values=[1, 6, None, 2], value_labels={1: "Mest sentrale", 2: "Nest mest", 6: "Minst"}).payload
    assert [payload["value_labels"].get(str(value)) for value in sent(payload)] == [
        "Mest sentrale",
        "Minst",
        None,
        "Nest mest",
    ]


def test_names_that_stand_in_the_legend_are_sent_once():
    legend = content().legend
    names = dict(enumerate(legend, start=1))
    payload = content(values=[3, 1, None, 2], classes=[2, 0, None, 1], value_labels=names).payload
    assert payload["named"] is True
    assert "value_labels" not in payload


def test_filters_and_choice_are_sent():
    payload = content(shown=[True, False, True, True], county="46", chosen="4601").payload
    assert (payload["shown"], payload["county"], payload["chosen"]) == ("1011", "46", "4601")


def test_each_class_has_a_colour_in_both_themes():
    colours = content().payload["colours"]
    assert [len(colours[theme]) for theme in ("light", "dark")] == [3, 3]


def test_the_whole_country_fits_in_four_kilobytes():
    size = len(json.dumps(national_content().payload, ensure_ascii=False, separators=(",", ":")).encode())
    assert size <= 4_000


def test_another_division_has_another_checksum():
    codes = ["0301", "1507", "4601"]
    assert checksum(codes) != checksum(["0301", "1508", "4601"])
    assert checksum(codes) != checksum(["0301", "4601"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"values": [1.0, 2.0, None]}, "3 i «values»"),
        ({"statuses": ["observed"]}, "1 i «statuses»"),
        ({"shown": [True]}, "1 i «shown»"),
        ({"codes": ["1151", "0301", "1508", "4601"]}, "sortert"),
        ({"codes": ["0301", "0301", "1508", "4601"]}, "én gang"),
        ({"classes": [3, 0, None, 1]}, "0301"),
        ({"classes": [-1, 0, None, 1]}, "0301"),
        ({"classes": [2, 0, 0, 1]}, "1508"),
        ({"values": [728714.0, None, None, 294860.0]}, "1151"),
        ({"colours": palette.sequential(4)}, "4 farger"),
        ({"statuses": ["observed", "unheard", "not_reported", "observed"]}, "unheard"),
        ({"chosen": "3001"}, "3001"),
        ({"geometry_url": "https://example.org/kommuner.json"}, "samme tjener"),
        ({"geometry_url": "//example.org/kommuner.json"}, "samme tjener"),
        ({"geometry_url": "app/static/kommuner.js"}, "JSON"),
    ],
)
def test_a_view_that_does_not_fit_together_is_refused_in_norwegian(changes, words):
    with pytest.raises(MapContentError, match=words):
        content(**changes)
