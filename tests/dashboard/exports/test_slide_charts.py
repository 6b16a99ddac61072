"""Charts on slides: every kind of description becomes a native chart or table whose workbook holds the figures."""

import io
from dataclasses import replace

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pptx import Presentation
from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_FILL
from pptx.oxml.ns import qn

from dashboard import palette
from dashboard.charts import (
    Axis,
    Band,
    BarRows,
    Bars,
    BarsAcross,
    Chart,
    Dots,
    DotsByGroup,
    Histogram,
    Lines,
    Matrix,
    RankedBars,
    Spans,
    legend_below,
)
from dashboard.exports import native_charts, number_formats, slide_charts, slides
from dashboard.exports.table_files import Provenance
from dashboard.figures import plotly_charts

PROVENANCE = Provenance("Tittel", "Under", (("Kilde", "SSB"), ("Lenke", "/")))


def deck_of(described):
    content = slide_charts.content(described, "beskrivelse")
    data = slides.deck([slides.slide(PROVENANCE, content)], "http://localhost/", "Prøve")
    return Presentation(io.BytesIO(data)).slides


def charts_of(page):
    return [shape.chart for shape in page.shapes if shape.has_chart]


def chart_of(described):
    (chart,) = charts_of(deck_of(described)[0])
    return chart


def workbook(chart):
    sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


CLASSES = pd.DataFrame(
    {
        "class": ["Klasse 1", "Klasse 2"] * 2,
        "kind": ["Kommuner", "Kommuner", "Innbyggere", "Innbyggere"],
        "share": [60.5, 40.25, 39.5, np.nan],
    }
)
BARS = Bars(CLASSES, "class", Axis("share", "Prosent", 1), "Sentralitet", series="kind", stacked=True)
DOTS = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [4.0, 5.0, 6.0], "hover": list("abc"), "group": ["Sør", "Nord", "Sør"]})
YEARS = pd.DataFrame({"year": [2020, 2021, 2022], "value": [198, np.nan, 188], "hover": list("abc")})


def test_bars_become_a_native_chart_whose_workbook_holds_the_figures():
    chart = chart_of(BARS)
    assert workbook(chart) == [
        [None, "Kommuner", "Innbyggere"],
        ["Klasse 1", 60.5, 39.5],
        ["Klasse 2", 40.25, None],
    ]
    assert [list(series.values) for series in chart.plots[0].series] == [[60.5, 40.25], [39.5, None]]
    assert chart.value_axis.tick_labels.number_format == "[$-414]#,##0.0"


def test_bars_begin_at_zero():
    for values, low, high in (([70.0, 80.0], 0, None), ([-3.0, -1.0], None, 0), ([-3.0, 1.0], None, None)):
        frame = pd.DataFrame({"name": ["a", "b"], "value": values})
        chart = chart_of(Bars(frame, "name", Axis("value", ""), ""))
        assert (chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) == (low, high)


@pytest.mark.parametrize(
    ("values", "title", "stacked", "highest"),
    [
        ([60.0, 40.000000000001], "Prosent av kommunene i gruppen", True, 100),
        ([60.0, 20.0], "Prosent", True, None),
        ([97.0, 40.0], "Dekning (prosent)", False, 100),
        ([104.0, 40.0], "Prosent av medianen", False, None),
        ([60.0, 40.0], "Kommuner", True, None),
    ],
)
def test_an_axis_of_per_cent_does_not_go_beyond_all(values, title, stacked, highest):
    frame = pd.DataFrame({"name": "a", "value": values, "kind": list("bc")})
    chart = chart_of(Bars(frame, "name", Axis("value", title), "", series="kind", stacked=stacked))
    assert (chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) == (0, highest)


def test_lines_become_a_native_chart_that_breaks_where_a_figure_lacks_and_has_years_without_thousands():
    rows = pd.DataFrame({"year": [2019, 2020, 2021, 2022, 2023], "value": [210.0, 198, None, 188, 185]})
    content = slide_charts.content(Lines(rows, Axis("year", ""), Axis("value", "Innbyggere")))
    assert [(one.x, one.y, one.in_legend) for one in content.series] == [
        ((2019.0, 2020.0), (210.0, 198.0), False),
        ((2022.0, 2023.0), (188.0, 185.0), False),
    ]
    chart = chart_of(Lines(YEARS, Axis("year", ""), Axis("value", "Innbyggere")))
    cells = workbook(chart)
    assert [2020, 198] in cells and [2022, 188] in cells and not any(row[0] == 2021 for row in cells)
    assert chart.category_axis.tick_labels.number_format == "0"
    assert [
        one.marker for one in slide_charts.content(Lines(YEARS, Axis("year", ""), Axis("value", "Innbyggere"))).series
    ] == ["circle", "circle"]  # each stands alone


def test_a_line_in_parts_has_its_name_once_in_the_legend():
    rows = pd.DataFrame(
        {"year": [2019, 2020, 2021, 2022] * 2, "value": [1.0, None, 3, 4, 5, 6, 7, 8], "what": list("AAAABBBB")}
    )
    content = slide_charts.content(Lines(rows, Axis("year", ""), Axis("value", "Tall"), series="what"))
    assert [(one.name, len(one.x), one.in_legend) for one in content.series] == [
        ("A", 1, True), ("A", 2, False), ("B", 4, True),
    ]  # fmt: skip


def test_lines_over_names_are_a_native_chart_that_carries_the_names():
    frame = pd.DataFrame(
        {"size": ["under 1 000", "5 000–9 999"] * 2, "value": [140.0, 90, 110, 95], "what": list("AABB")}
    )
    content = slide_charts.content(Lines(frame, Axis("size", "Innbyggere"), Axis("value", "Prosent"), series="what"))
    assert [(series.name, series.x, series.y) for series in content.series[:2]] == [
        ("A", (0.0, 1.0), (140.0, 90.0)),
        ("B", (0.0, 1.0), (110.0, 95.0)),
    ]
    names = content.series[2]
    assert names.labels == ("under 1 000", "5 000–9 999")
    # Below the axis, and none on the upright one's line.
    assert (
        set(names.y) == {content.y.minimum} and content.y.minimum <= 90 and names.labels_at == XL_LABEL_POSITION.BELOW
    )
    assert (content.x.minimum, content.x.maximum) == (-0.5, 1.5)
    area = chart_of(Lines(frame, Axis("size", "Innbyggere"), Axis("value", "Prosent"), series="what"))._chartSpace
    (room,) = area.findall(f".//{qn('c:plotArea')}/{qn('c:layout')}")
    assert room.find(f".//{qn('c:layoutTarget')}").get("val") == "inner"


def test_names_under_an_axis_stand_on_lines_as_narrow_as_their_places():
    names = ["Møre og Romsdal", *(f"Fylke {place}" for place in range(14))]
    frame = pd.DataFrame({"county": names, "value": np.arange(15.0), "told": ""})
    chart = chart_of(DotsByGroup(frame, "county", Axis("value", "Prosent"), "told", "Fylke"))
    label = chart.plots[0].series[-1].points[0].data_label.text_frame
    assert [line.text for line in label.paragraphs] == ["Møre og", "Romsdal"]
    assert len({run.font.size for line in label.paragraphs for run in line.runs}) == 1


def test_dots_by_inhabitants_are_as_large_on_a_slide_as_on_the_page():
    described = Dots(
        DOTS.assign(size=[44.0, 5.0, 20.0]), Axis("x", "X"), Axis("y", "Y"), "hover", group="group", sizes="size"
    )
    series = chart_of(described).plots[0].series
    assert [[point.marker.size for point in map(one.points.__getitem__, range(len(one.points)))] for one in series] == [
        [33, 15],
        [4],
    ]
    assert len(series[0]._element.findall(".//" + qn("a:alpha"))) > 0


def test_a_band_and_a_break_are_lines_too():
    known = pd.DataFrame({"year": [2020, 2022], "low": [1.0, 2.0], "high": [5.0, 6.0]})
    band = Band(known, "year", "low", "high", ["", ""], ["", ""], "Fra lavest til høyest", "#0072b2")
    content = slide_charts.content(Lines(YEARS, Axis("year", ""), Axis("value", ""), band=band, breaks=[2020.5]))
    by_name = {series.name: series for series in content.series}
    assert by_name["Lavest"].y == (1.0, 2.0) and by_name["Høyest"].y == (5.0, 6.0)
    assert by_name["Skille"].x == (2020.5, 2020.5)


def test_dots_have_their_groups_levels_and_the_ring_of_the_chosen():
    described = Dots(
        DOTS, Axis("x", "X"), Axis("y", "Y"), "hover", group="group", chosen=DOTS["x"] == 2,
        marked=("I ROBEK", DOTS["x"] == 3), lines={"Anbefalt": 4.5},
    )  # fmt: skip
    content = slide_charts.content(described)
    assert [(series.name, series.x) for series in content.series] == [
        ("Sør", (1.0, 3.0)), ("Nord", (2.0,)), ("I ROBEK", (3.0,)), ("Valgt kommune", (2.0,)), ("Anbefalt", (1.0, 3.0)),
    ]  # fmt: skip


def test_dots_by_group_have_medians_and_quartiles_and_the_groups_names():
    content = slide_charts.content(DotsByGroup(DOTS, "group", Axis("y", "Y"), "hover", "Landsdel"))
    levels = [series.y[0] for series in content.series if series.name == "Nivå"]
    assert levels == [4.5, 5.0, 5.5, 5.0, 5.0, 5.0]
    assert content.series[-1].labels == ("Sør", "Nord")


def test_spans_are_lines_with_marks_and_named_rows_the_first_on_top():
    frame = pd.DataFrame({"land": ["Norge", "Island"], "low": [100, 40], "high": [900, 300], "median": [500.0, 90.0]})
    described = Spans(
        frame, "land", "low", "high", {"median": "Median"}, Axis("size", "Innbyggere"), level=("Utsira", 219)
    )
    content = slide_charts.content(described)
    spans = [series for series in content.series if series.name == "Spenn"]
    assert [(min(one.x), max(one.x)) for one in spans] == [(100.0, 900.0), (40.0, 300.0)]
    assert [one.y[2:4] for one in spans] == [(1.0, 1.0), (0.0, 0.0)]
    assert not any(one.marker for one in spans)  # a mark at an end would make the line longer
    names = content.series[-1]
    assert names.labels == ("Norge", "Island") and names.y == (1.0, 0.0)
    chart = chart_of(described)
    assert chart.value_axis.has_major_gridlines is False
    assert set(names.x) == {chart.category_axis.minimum_scale} and names.labels_at == XL_LABEL_POSITION.LEFT
    (left,) = chart._chartSpace.xpath("c:chart/c:plotArea/c:layout/c:manualLayout/c:x/@val")
    assert float(left) > 0.05  # the room that the names stand in


def test_marks_lie_over_their_spans_in_every_program_from_the_same_cells():
    """PowerPoint lays the last series on top, LibreOffice the first; the legend has each once."""
    frame = pd.DataFrame({"land": ["Norge"], "low": [100], "high": [900], "median": [500.0], "mean": [600.0]})
    chart = chart_of(
        Spans(frame, "land", "low", "high", {"median": "Median", "mean": "Middeltall"}, Axis("size", "Innbyggere"))
    )
    series = list(chart.plots[0].series)
    assert [one.name for one in series] == ["Middeltall", "Median", "Spenn", "Median", "Middeltall", "Navn"]
    for first, last in ((series[0], series[4]), (series[1], series[3])):
        assert [cell.text for cell in first._element.xpath(".//c:f")] == [
            cell.text for cell in last._element.xpath(".//c:f")
        ]
    unlisted = [int(one) for one in chart.legend._element.xpath("c:legendEntry/c:idx/@val")]
    assert [one.name for place, one in enumerate(series) if place not in unlisted] == ["Median", "Middeltall"]


@pytest.mark.parametrize(
    ("values", "decimals", "code"),
    [
        ([100.0, 975_551.0], 0, number_formats.COUNTS),
        ([-5000.0, 5000.0], 0, "[$-414]#,##0"),
        ([0.5, 1.25], 2, "[$-414]#,##0.00"),
    ],
)
def test_an_axis_is_written_in_norwegian_whatever_the_readers_program_speaks(values, decimals, code):
    frame = pd.DataFrame({"name": ["a", "b"], "value": values})
    chart = chart_of(Bars(frame, "name", Axis("value", "", decimals), ""))
    assert chart.value_axis.tick_labels.number_format == code


def test_a_logarithmic_axis_reaches_down_to_the_least_figure():
    frame = pd.DataFrame({"year": [2020, 2021], "value": [950.0, 43_000.0]})
    value = Axis("value", "Innbyggere", log=True, ticks=[1_000, 10_000])
    assert slide_charts.content(Lines(frame, Axis("year", ""), value)).y.minimum == 100


def test_panels_that_are_too_many_for_a_slide_go_on_several():
    bars = native_charts.Bars(("a",), (native_charts.BarSeries("b", (1.0,), ("#0072b2",)),), native_charts.Axis())
    parts = native_charts.Panels(tuple((str(place), bars) for place in range(4))).split(None)
    assert [[name for name, _ in part.panels] for part in parts] == [["0", "1"], ["2", "3"]]


def test_every_row_of_long_ranked_bars_is_on_a_slide_with_its_number_on_the_same_axis():
    frame = pd.DataFrame(
        {"name": [f"Kommune {i}" for i in range(90)], "value": np.linspace(90, 1, 90), "colour": "#0072b2"}
    )
    pages = deck_of(RankedBars(frame.assign(hover=""), "name", Axis("value", "Kroner"), "colour", "hover"))
    drawn = [chart for page in pages for chart in charts_of(page)]
    assert [name for chart in drawn for name in chart.plots[0].categories] == frame["name"].tolist()
    assert {(chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) for chart in drawn} == {(0, 90)}
    assert pages[2].shapes.title.text_frame.text == "Tittel (3 av 3)"


def test_small_multiples_are_charts_under_each_other_on_the_same_axis():
    frame = pd.DataFrame(
        {"land": list("NNSS"), "size": ["små", "store"] * 2, "share": [80.0, 20, 5, 95], "kind": "av kommunene"}
    )
    described = BarRows(
        frame, "land", Axis("size", ""), Axis("share", ""), "kind", {"av kommunene": "#0072b2"}, "prosent"
    )
    charts = charts_of(deck_of(described)[0])
    assert [list(chart.plots[0].series[0].values) for chart in charts] == [[80, 20], [5, 95]]
    assert {chart.value_axis.maximum_scale for chart in charts} == {95}


def test_bars_of_a_histogram_keep_their_colours_and_the_names_of_open_ends():
    frame = pd.DataFrame(
        {"middle": [-1.0, 0.0, 1.0], "n": [3, 5, 2], "colour": ["#b35806", "#f7f7f7", "#542788"], "hover": ""}
    )
    x = Axis("middle", "Endring", ticks=[-1.0, 1.0], names=["under<br>−0,5", "over 0,5"])
    content = slide_charts.content(Histogram(frame, x, Axis("n", "Kommuner"), "colour", "hover"))
    assert content.categories == ("under −0,5", "0", "over 0,5")
    assert content.series[0].values == (3, 5, 2) and content.series[0].colours[2] == "#542788"


def test_a_matrix_is_a_table_with_its_counts():
    counts = pd.DataFrame({"1": [0, 4], "6": [17, 3]}, index=["under 1 000", "1 000–2 999"])
    described = Matrix(counts, counts.astype(str), "Innbyggere", "Klasse")
    table = next(shape for shape in deck_of(described)[0].shapes if shape.has_table).table
    assert [[cell.text_frame.text for cell in row.cells] for row in table.rows] == [
        ["Innbyggere / Klasse", "1", "6"],
        ["under 1 000", "–", "17"],
        ["1 000–2 999", "4", "3"],
    ]


def test_bars_across_are_stacked_with_the_first_row_on_top():
    frame = pd.DataFrame({"land": ["Norge", "Norge"], "share": [49.0, 3.0], "kind": ["Under", "Kanskje"], "hover": ""})
    described = BarsAcross(
        frame, "land", Axis("share", "Prosent"), "kind", {"Under": "#0072b2", "Kanskje": "#e69f00"}, "hover"
    )
    chart = chart_of(described)
    assert workbook(chart) == [[None, "Under", "Kanskje"], ["Norge", 49, 3]]
    assert chart.category_axis.reverse_order


def test_the_legend_has_the_order_of_the_series_and_the_first_is_as_long_as_any_since_libreoffice_loses_it_otherwise():
    frame = pd.DataFrame({"x": [1.0, 1.0, 2.0], "y": [2.0, 2.0, 3.0], "kind": ["Kort", "Lang", "Lang"], "hover": ""})
    chart = chart_of(Dots(frame, Axis("x", ""), Axis("y", ""), "hover", group="kind"))
    drawn = chart._chartSpace.findall(".//" + qn("c:ser"))
    assert [series.find(".//" + qn("c:tx")).find(".//" + qn("c:v")).text for series in drawn] == ["Kort", "Lang"]
    assert [series.find(qn("c:order")).get("val") for series in drawn] == ["0", "1"]
    for axis in ("c:xVal", "c:yVal"):
        cells = [series.find(qn(axis)) for series in drawn]
        assert [cell.find(".//" + qn("c:ptCount")).get("val") for cell in cells] == ["2", "2"]
        assert [len(cell.findall(".//" + qn("c:pt"))) for cell in cells] == [1, 2]  # nothing is drawn twice
    # What is empty in the chart is empty in its workbook, and the ranges are those of the workbook.
    assert workbook(chart) == [[None, "Kort"], [1, 2], [None, None], [None, None], [None, "Lang"], [1, 2], [2, 3]]
    assert [one.text for one in drawn[0].iter(qn("c:f"))] == ["Sheet1!$B$1", "Sheet1!$A$2:$A$3", "Sheet1!$B$2:$B$3"]


def test_dots_by_inhabitants_have_their_edge_each_and_the_ring_of_the_chosen_its_own():
    frame = pd.DataFrame({"x": [1.0, 2.0], "y": [2.0, 3.0], "hover": "", "size": [9.0, 20.0]})
    dots, ring = chart_of(
        Dots(frame, Axis("x", ""), Axis("y", ""), "hover", chosen=frame["x"] == 2, sizes="size")
    ).plots[0].series  # fmt: skip
    for marker in (dots.marker, dots.points[0].marker, dots.points[1].marker):
        assert str(marker.format.line.color.rgb) == palette.QUIET_INK[1:].upper()
    assert str(ring.marker.format.line.color.rgb) == palette.CHOSEN.light[0][1:].upper()


def classes_over_time():
    """Lines of six classes, each going on dashed and unlisted."""
    names = [f"Klasse {number}" for number in range(1, 7)]
    frame = pd.DataFrame(
        [
            {"year": year, "value": 20.0 - 2 * place - (year - 2006) / 8, "name": f"{name}{ahead}"}
            for place, name in enumerate(names)
            for ahead, years in (("", range(2006, 2027)), (", modellert", range(2026, 2047, 5)))
            for year in years
        ]
    )
    shades = dict(zip(names, palette.ordered_lines(6).light, strict=True))
    going_on = [f"{name}, modellert" for name in names]
    ticks = list(range(2006, 2047, 5))
    return Lines(
        frame, Axis("year", "", ticks=ticks), Axis("value", "", 1), series="name",
        series_colours=shades | dict(zip(going_on, shades.values(), strict=True)), dashed=going_on, unlisted=going_on,
        marked=ticks,
    )  # fmt: skip


def test_lines_are_told_apart_by_marks_at_the_years_that_the_axis_tells_and_what_goes_on_keeps_its_mark():
    described = classes_over_time()
    on_page = [trace for trace in plotly_charts.plotly_chart(described).data if trace.name]
    symbols = {trace.name: trace.marker.symbol for trace in on_page}
    listed = [name for name in symbols if "modellert" not in name]
    assert len({symbols[name] for name in listed}) == 6
    assert all(symbols[name] == symbols[f"{name}, modellert"] for name in listed)
    known = next(trace for trace in on_page if trace.name == "Klasse 2")
    assert [year for year, size in zip(known.x, known.marker.size, strict=True) if size] == [
        2006,
        2011,
        2016,
        2021,
        2026,
    ]

    chart = chart_of(described)
    series = {one.name: one for one in chart.plots[0].series}
    styles = {name: one.marker.style for name, one in series.items()}
    assert len({styles[name] for name in listed}) == 6
    assert all(styles[name] == styles[f"{name}, modellert"] for name in listed)
    bare = [place for place, _ in enumerate(range(2006, 2027))
            if series["Klasse 2"].points[place].marker.style == XL_MARKER_STYLE.NONE]  # fmt: skip
    assert bare == [place for place in range(21) if place % 5]
    for name in ("Klasse 5", "Klasse 6"):  # marks of strokes have no area, but a line
        assert str(series[name].marker.format.line.color.rgb) == described.series_colours[name][1:].upper()
    axis = chart.category_axis
    assert (axis.minimum_scale, axis.maximum_scale, axis.major_unit) == (2006, 2046, 5)


def test_an_axis_of_years_tells_its_last_one_on_the_page():
    frame = pd.DataFrame({"year": [2006, 2026, 2046], "value": [1.0, 2.0, 3.0]})
    described = Lines(frame, Axis("year", "", ticks=[2006, 2026, 2046]), Axis("value", ""), markers=False)
    low, high = plotly_charts.plotly_chart(described).layout.xaxis.range
    assert low < 2006 and high > 2046


def test_an_axis_of_few_years_tells_each_once_on_the_page():
    for years, step in (([2024, 2025], 1), (list(range(2010, 2026)), None)):
        frame = pd.DataFrame({"year": years, "value": [float(year) for year in years]})
        drawn = plotly_charts.plotly_chart(Lines(frame, Axis("year", ""), Axis("value", "")))
        assert drawn.layout.xaxis.dtick == step


def test_the_legend_under_a_chart_is_given_room_for_the_names_of_levels_too():
    lines = {"": 0.0, "1,75 prosent (anbefalt over flere år)": 1.75}
    dots = Dots(DOTS, Axis("x", "X"), Axis("y", "Y"), "hover", group="group", lines=lines)
    drawn, below = (plotly_charts.plotly_chart(one).layout for one in (dots, legend_below(dots)))
    assert len(below.meta["legend"]) == 3 and max(below.meta["legend"]) == below.meta["legend"][-1]
    assert below.height == drawn.height + 3 * 10


def test_a_hollow_mark_is_an_outline_on_the_page_and_on_the_slide():
    frame = pd.DataFrame({"age": ["80 år og over"], "low": [1.0], "high": [9.0], "first": [5.0], "second": [3.0]})
    described = Spans(
        frame, "age", "low", "high", {"first": "Den ene", "second": "Den andre"}, Axis("first", ""), hollow=("second",)
    )
    symbols = {trace.name: trace.marker.symbol for trace in plotly_charts.plotly_chart(described).data}
    assert symbols["Den ene"] == "circle" and symbols["Den andre"] == "diamond-open"
    drawn = {one.name: one.marker for one in chart_of(described).plots[0].series}
    assert drawn["Den ene"].format.fill.type == MSO_FILL.SOLID
    assert drawn["Den andre"].style == XL_MARKER_STYLE.DIAMOND
    assert drawn["Den andre"].format.fill.type == MSO_FILL.BACKGROUND
    assert str(drawn["Den andre"].format.line.color.rgb) == palette.CATEGORICAL.light[1][1:].upper()


def test_slides_are_light_whatever_the_screen_is():
    dark, light = palette.SEQUENTIAL.dark[0], palette.SEQUENTIAL.light[0]
    frame = pd.DataFrame({"name": ["a"], "value": [1.0], "colour": [dark], "hover": ""})
    content = slide_charts.content(RankedBars(frame, "name", Axis("value", ""), "colour", "hover"))
    assert content.series[0].colours == (light,)


@pytest.mark.parametrize("renderer", [slide_charts.content, plotly_charts._drawn])
def test_every_kind_of_chart_is_known_to_both_renderers(renderer):
    assert set(Chart.__subclasses__()) - set(renderer.registry) == set()


def test_a_kind_that_slides_do_not_know_is_an_error_and_not_a_table():
    with pytest.raises(TypeError, match="No slide shows a Chart"):
        slide_charts.content(Chart())


def test_outlined_bars_are_edges_over_the_others():
    series = (
        native_charts.BarSeries("2026", (3.0,), ("#0072b2",)),
        native_charts.BarSeries("2006", (2.0,), ("#111719",)),
    )
    bars = native_charts.Bars(("0–4",), (series[0], replace(series[1], outlined=True)), native_charts.Axis("Personer"))
    data = slides.deck([slides.slide(PROVENANCE, bars)], "http://localhost/", "Prøve")
    (chart,) = charts_of(Presentation(io.BytesIO(data)).slides[0])
    assert chart.plots[0].overlap == 100
    assert chart.plots[0].series[1].format.line.color.rgb is not None


@pytest.mark.parametrize(
    ("values", "decimals", "ends"),
    [
        ([40.2, 46.0, 52.9], 0, (40, 54)),
        ([44.1, 64.5, 88.0], 1, (40, 90)),
        ([-21.4, 3.0, 29.2], 1, (-30, 30)),
        ([0.0, 3.0, 7.0], 0, (0, 7)),
        ([1.01, 1.02, 1.04], 2, (1.01, 1.04)),
    ],
)
def test_an_axis_of_points_begins_where_the_figures_do_as_on_the_page(values, decimals, ends):
    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": values, "told": ["a", "b", "c"]})
    points = slide_charts.content(Dots(frame, Axis("x", "X"), Axis("y", "Y", decimals=decimals), "told"))
    assert (points.y.minimum, points.y.maximum) == pytest.approx(ends)
    assert round(points.y.step, decimals) == points.y.step  # no two steps are written alike
    assert points.x.minimum == 1 and points.x.maximum == 3


def test_a_logarithmic_axis_ends_at_the_next_round_number():
    frame = pd.DataFrame({"x": [214.0, 5_000.0, 291_940.0], "y": [1.0, 2.0, 3.0], "told": ["a", "b", "c"]})
    x = Axis("x", "Innbyggere", log=True, ticks=[300, 1_000, 300_000])
    points = slide_charts.content(Dots(frame, x, Axis("y", "Y"), "told"))
    assert (points.x.minimum, points.x.maximum) == (100, 300_000)


def test_dots_have_an_edge_so_that_the_palest_are_seen():
    frame = pd.DataFrame({"x": [1.0, 2.0], "y": [1.0, 2.0], "told": ["a", "b"], "class": "Klasse 6"})
    dots = Dots(frame, Axis("x", "X"), Axis("y", "Y"), "told", group="class", group_colours={"Klasse 6": "#f4f0f7"})
    data = slides.deck([slides.slide(PROVENANCE, slide_charts.content(dots))], "http://localhost/", "Prøve")
    (chart,) = charts_of(Presentation(io.BytesIO(data)).slides[0])
    assert str(chart.plots[0].series[0].marker.format.fill.fore_color.rgb) < "E0E0E0"  # also where no edge is drawn
    assert str(chart.plots[0].series[0].marker.format.line.color.rgb) == palette.QUIET_INK.removeprefix("#").upper()
