"""The decoder: agreement with pyjstat on made-up cubes, signs, and answers that contradict themselves."""

import json
import math
import unicodedata
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyjstat import pyjstat

from etl import jsonstat
from etl.jsonstat import (
    DuplicateCode,
    MissingDimension,
    NonNumericValue,
    SizeMismatch,
    UnknownStatus,
    decode,
    describe,
    observation_status,
)


def cube(codes, value, status=None):
    """A JSON-stat2 answer with these codes by dimension."""
    dimension = {
        name: {"label": name.lower(), "category": {"index": {code: place for place, code in enumerate(own)}}}
        for name, own in codes.items()
    }
    answer = {
        "version": "2.0",
        "class": "dataset",
        "label": "cube",
        "id": list(codes),
        "size": [len(own) for own in codes.values()],
        "dimension": dimension,
        "value": value,
    }
    return answer if status is None else {**answer, "status": status}


TWO_BY_TWO = {"Region": ["0301", "4601"], "Tid": ["2025", "2026"]}
CODE = st.text("abcæøå0123456789-+", min_size=1, max_size=5)
NUMBER = st.none() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False, width=32)


@st.composite
def cubes(draw):
    """Cubes of one to four dimensions; values as a list or an object, index as object or list."""
    names = draw(st.lists(CODE, min_size=1, max_size=4, unique=True))
    codes = {name: draw(st.lists(CODE, min_size=1, max_size=5, unique=True)) for name in names}
    cells = math.prod(len(own) for own in codes.values())
    values = draw(st.lists(NUMBER, min_size=cells, max_size=cells))
    answer = cube(codes, values)
    for name in draw(st.sets(st.sampled_from(names))):
        answer["dimension"][name]["category"]["index"] = codes[name]
    if draw(st.booleans()):
        answer["value"] = {str(place): value for place, value in enumerate(values) if value is not None}
    return answer


@settings(deadline=None)
@given(cubes())
def test_agrees_with_pyjstat(answer):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = pyjstat.Dataset.read(json.dumps(answer)).write("dataframe", naming="id")
    table = decode(answer).table
    for name in answer["id"]:
        assert table[name].tolist() == expected[name].tolist()
    np.testing.assert_array_equal(table["value"], expected["value"].astype(float))


SIGNS = st.sampled_from(["", ".", "..", "...", ":", "-", "*"])


@settings(deadline=None)
@given(st.lists(SIGNS, min_size=4, max_size=4), st.sampled_from(["list", "object"]))
def test_signs_come_with_their_cells(signs, form):
    given_as = signs if form == "list" else {str(place): sign for place, sign in enumerate(signs) if sign}
    table = decode(cube(TWO_BY_TWO, [1, 2, 3, 4], given_as)).table
    assert table["status"].tolist() == signs
    assert table["value"].isna().tolist() == [sign not in ("", "-", "*") for sign in signs]


def test_one_sign_may_stand_for_all_cells():
    assert decode(cube(TWO_BY_TWO, [None] * 4, "..")).table["status"].tolist() == [".."] * 4


@pytest.mark.parametrize(
    ("value", "sign", "expected"),
    [
        (1, "", "observed"),
        (0, "", "observed"),
        (1, "*", "provisional"),
        (0, "-", "observed"),
        (None, "", "not_reported"),
        (None, "..", "not_reported"),
        (None, "...", "not_reported"),
        (None, ":", "suppressed"),
        (None, ".", "not_applicable"),
        (None, "-", "not_applicable"),
        (0, ".", "not_applicable"),
        (3, ":", "suppressed"),
    ],
)
def test_sign_and_value_in_the_words_of_the_data_model(value, sign, expected):
    table = decode(cube({"Region": ["0301"]}, [value], [sign])).table
    assert list(observation_status(table)) == [expected]
    assert table["value"].isna().tolist() == [expected in ("not_reported", "suppressed", "not_applicable")]


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (cube(TWO_BY_TWO, [1, 2, 3]), SizeMismatch, "3 verdier"),
        (cube(TWO_BY_TWO, [1, 2, 3, 4], ["", ""]), SizeMismatch, "2 statustegn"),
        (cube(TWO_BY_TWO, {"4": 1}), SizeMismatch, "4 celler"),
        (cube(TWO_BY_TWO, {"a": 1}), SizeMismatch, "ikke er et cellenummer"),
        (cube(TWO_BY_TWO, {"1": 1, "01": 2}), DuplicateCode, "to ganger"),
        (cube(TWO_BY_TWO, None), SizeMismatch, "ingen verdier"),
        (cube(TWO_BY_TWO, [1, 2, 3, "4"]), NonNumericValue, "«4»"),
        (cube(TWO_BY_TWO, [1, 2, 3, True]), NonNumericValue, "«True»"),
        (cube(TWO_BY_TWO, [1, 2, 3, float("nan")]), NonNumericValue, "endelig"),
        (cube(TWO_BY_TWO, [1, 2, None, float("inf")]), NonNumericValue, "endelig"),
        (cube(TWO_BY_TWO, [1, 2, 3, None], {"3": "?"}), UnknownStatus, "«?»"),
        ({**cube(TWO_BY_TWO, [1, 2, 3, 4]), "id": ["Region", "Alder"]}, MissingDimension, "Alder"),
        ({**cube(TWO_BY_TWO, [1, 2, 3, 4]), "size": [2, 3]}, SizeMismatch, "Tid"),
        ({**cube(TWO_BY_TWO, [1, 2, 3, 4]), "size": [2]}, SizeMismatch, "1 størrelser"),
        ({"title": "Non-existent table"}, MissingDimension, "ikke JSON-stat2"),
        ([], MissingDimension, "ikke JSON-stat2"),
    ],
)
def test_contradictions_are_named(answer, error, words):
    with pytest.raises(error) as caught:
        decode(answer)
    assert words in str(caught.value)


@pytest.mark.parametrize("index", [["0301", "0301"], {"0301": 0, "4601": 0}])
def test_the_same_code_or_place_twice_is_named(index):
    answer = cube(TWO_BY_TWO, [1, 2, 3, 4])
    answer["dimension"]["Region"]["category"]["index"] = index
    with pytest.raises(DuplicateCode, match="to ganger i dimensjonen «Region»"):
        decode(answer)


def test_everything_that_explains_the_figures_is_kept():
    answer = cube({"KOKkommuneregion0000": ["0301"], "ContentsCode": ["KOSAG110000"], "Tid": ["2025"]}, [79000])
    answer |= {
        "label": "12134: Frie inntekter",
        "source": "Statistisk sentralbyrå",
        "updated": "2026-06-15T06:00:00Z",
        "note": ["Brudd i serien.", "Bø trakk regnskapet."],
        "role": {"time": ["Tid"], "geo": ["KOKkommuneregion0000"], "metric": ["ContentsCode"]},
        "extension": {"noteMandatory": {"1": True}, "px": {"tableid": "12134"}},
    }
    urn = "urn:ssb:contextvariable:common:4af5:9:KOSAG110000"
    contents = answer["dimension"]["ContentsCode"]
    contents["category"] |= {
        "label": {"KOSAG110000": "Frie inntekter per innbygger (kr)"},
        "unit": {"KOSAG110000": {"base": "kr", "decimals": 0}},
        "note": {"KOSAG110000": ["Konsern."]},
    }
    contents["link"] = {"describedby": [{"extension": {"KOSAG110000": urn}}]}
    region = answer["dimension"]["KOKkommuneregion0000"]
    region["extension"] = {
        "elimination": False,
        "codelists": [{"id": "agg_X", "label": "Uttrekk for Landet"}],
    }

    decoded = decode(answer)
    content = decoded.role("metric")
    assert decoded.table_id == "12134" and decoded.updated == "2026-06-15T06:00:00Z"
    assert decoded.notes == ("Brudd i serien.", "Bø trakk regnskapet.")
    assert decoded.mandatory_notes == ("Bø trakk regnskapet.",)
    assert content.labels["KOSAG110000"] == "Frie inntekter per innbygger (kr)"
    assert content.units["KOSAG110000"] == jsonstat.Unit("kr", 0)
    assert content.urns["KOSAG110000"] == urn
    assert content.notes == ("Konsern.",)
    assert decoded.role("geo").codelists == (jsonstat.Codelist("agg_X", "Uttrekk for Landet"),)
    assert not decoded.role("geo").elimination


def test_metadata_have_dimensions_and_no_cells():
    described = describe(cube(TWO_BY_TWO, []))
    assert described.dimensions["Region"].codes == ("0301", "4601")
    assert described.table.empty


def test_parts_are_joined_in_order():
    first = decode(cube({"Region": ["0301", "4601"], "Tid": ["2024", "2025"]}, [1, 2, 3, 4]))
    second = decode(cube({"Region": ["0301", "4601"], "Tid": ["2026"]}, [5, None], {"1": ":"}))
    joined = jsonstat.join([first, second])
    assert joined.dimensions["Tid"].codes == ("2024", "2025", "2026")
    expected = pd.DataFrame(
        {
            "Region": ["0301", "0301", "4601", "4601", "0301", "4601"],
            "Tid": ["2024", "2025", "2024", "2025", "2026", "2026"],
            "value": [1, 2, 3, 4, 5, None],
            "status": ["", "", "", "", "", ":"],
        }
    )
    pd.testing.assert_frame_equal(joined.table.astype(expected.dtypes), expected)


def test_names_come_composed_and_without_odd_blanks():
    answer = cube({"Region": ["1804"], "ContentsCode": ["Personer"]}, [1])
    region, contents = answer["dimension"].values()
    region["label"] = "region\xa0"
    region["category"]["label"] = {"1804": unicodedata.normalize("NFD", "Bodø\xa0-  Bådåddjo ")}
    region["extension"] = {"codelists": [{"id": "agg_Kommuner", "label": " Kommuner\xa02024- "}]}
    contents["category"] |= {
        "label": {"Personer": "Personer\u2009(antall) "},
        "unit": {"Personer": {"base": "antall "}},
    }
    found = decode(answer).dimensions
    assert found["Region"].label == "region"
    assert found["Region"].labels == {"1804": "Bodø - Bådåddjo"}
    assert found["Region"].codelists[0].label == "Kommuner 2024-"
    assert found["ContentsCode"].labels == {"Personer": "Personer (antall)"}
    assert found["ContentsCode"].units["Personer"].base == "antall"
