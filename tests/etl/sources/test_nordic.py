"""The other Nordic offices: what is a municipality, on which day, in which scope."""

from datetime import date

import pytest
from office import Reply

from etl.sources import hagstofa, scb, statbank, statfin
from etl.sources.nordic_population import TableChanged

STATFIN = f"/{statfin.PATH}"
HAGSTOFA = f"/{hagstofa.PATH}"
AREA_OF_A_DAY = "alue_24_20270101"


def dataset(dimensions, cells, **more):
    """A JSON-stat2 answer: codes with labels by dimension, and the cells in order (None and a sign where empty)."""
    return {
        "class": "dataset",
        "version": "2.0",
        "id": list(dimensions),
        "size": [len(codes) for codes in dimensions.values()],
        "dimension": {
            name: {
                "label": name,
                "category": {"index": {code: place for place, code in enumerate(codes)}, "label": codes},
                "extension": {"elimination": name in ("Kon",)},
            }
            for name, codes in dimensions.items()
        },
        "value": [cell if isinstance(cell, int) else None for cell in cells],
        "status": {str(place): cell for place, cell in enumerate(cells) if isinstance(cell, str)},
        **more,
    }


def variable(code, labels, **more):
    return {"code": code, "text": code, "values": list(labels), "valueTexts": list(labels.values()), **more}


def figures(table, scope):
    """Inhabitants by code and day, None where there is no figure."""
    rows = table[table["scope"] == scope]
    numbers = rows["population"].astype(object).where(rows["population"].notna(), None)
    return dict(zip(zip(rows["code"], rows["reference_date"], strict=True), numbers, strict=True))


# Finland

AREAS = {"SSS": "HELA LANDET", "MK21": "Åland", "KU035": "Brändö", "KU091": "Helsingfors", "KU435": "Luhanka"}
ASKED_AREAS = {code: name for code, name in AREAS.items() if code != "SSS"}


def finland(office, cells, years=("2024", "2025"), area=AREA_OF_A_DAY, more=()):
    time = dict.fromkeys(years, "")
    contents = {"vaerak-vaesto": "Folkmängd", "vaerak-vaesto-0-14": "Andel"}
    variables = [
        variable("timeperiod_y", {"1990": "1990", **time}, time=True),
        variable(area, AREAS, elimination=True),
        variable("contentscode", contents),
        *more,
    ]
    answer = dataset({"timeperiod_y": time, area: ASKED_AREAS, "contentscode": {"vaerak-vaesto": "Folkmängd"}}, cells)
    office.answers(STATFIN, {"title": "11ra", "variables": variables}, answer)


def test_finland_is_counted_with_and_without_åland_under_whatever_date_the_area_code_carries(office, session):
    finland(office, [500, 500, 650_000, 700, 490, 490, 651_000, 690])
    table = statfin.population(session, office.url).table
    first, second = date(2024, 12, 31), date(2025, 12, 31)
    mainland = {("091", first): 650_000, ("435", first): 700, ("091", second): 651_000, ("435", second): 690}
    assert figures(table, "uten Åland") == mainland
    assert figures(table, "alle kommuner") == mainland | {("035", first): 500, ("035", second): 490}
    assert set(table["name"]) == {"Brändö", "Helsingfors", "Luhanka"}
    selections = {item["code"]: item["selection"]["values"] for item in office.asked[1].body["query"]}
    assert selections["timeperiod_y"] == ["2024", "2025"]
    assert selections["contentscode"] == ["vaerak-vaesto"]


def test_a_municipality_of_åland_that_we_do_not_know_of_is_found_by_the_regions_total(office, session):
    finland(office, [800, 500, 650_000, 700], years=["2025"])
    with pytest.raises(TableChanged, match=r"Åland.*500 innbyggere i 2025.*800"):
        statfin.population(session, office.url)


def test_a_municipality_without_a_figure_is_missing_and_never_zero(office, session):
    finland(office, [500, 500, 650_000, 700, 490, 490, 651_000, ".."])
    table = statfin.population(session, office.url).table
    assert figures(table, "alle kommuner")[("435", date(2025, 12, 31))] is None


def test_a_municipality_that_was_not_there_yet_is_left_out(office, session):
    finland(office, [500, 500, 650_000, ".", 490, 490, 651_000, 690])
    table = statfin.population(session, office.url).table
    assert ("435", date(2024, 12, 31)) not in figures(table, "alle kommuner")


@pytest.mark.parametrize(
    ("before", "note"),
    [(700, "Alle år er i den kommuneinndelingen som tabellen har nå."),
     (".", "Kommuneinndelingen er ikke den samme i alle årene.")],
)  # fmt: skip
def test_finlands_note_on_the_division_is_true_of_the_years(office, session, before, note):
    finland(office, [500, 500, 650_000, before, 490, 490, 651_000, 690])
    assert statfin.population(session, office.url).source["note"] == note


def test_a_new_variable_that_must_be_chosen_in_is_named(office, session):
    finland(office, [], more=[variable("sukupuoli", {"1": "Män", "2": "Kvinnor"})])
    with pytest.raises(TableChanged, match="sukupuoli"):
        statfin.population(session, office.url)


def test_an_area_variable_under_a_new_kind_of_code_is_named(office, session):
    office.answers(STATFIN, {"variables": [variable("aika", {"2025": "2025"}), variable("alue", {"X1": "Esbo"})]})
    with pytest.raises(TableChanged, match=r"område.*aika, alue"):
        statfin.population(session, office.url)


def test_a_retired_table_id_is_said_to_be_gone(office, session):
    office.answers(STATFIN, Reply(b"", 400))
    with pytest.raises(TableChanged, match=r"Statistikcentralen.*finnes ikke"):
        statfin.population(session, office.url)


# Sweden


def sweden(office, regions, cells, years=("2007", "2018")):
    contents = {"BE0101N1": "Folkmängd", "BE0101N2": "Folkökning"}
    roles = {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]}
    everything = {
        "Region": {"00": "Riket", "01": "Stockholms län", **regions},
        "Kon": {"1": "män"},
        "ContentsCode": contents,
        "Tid": dict.fromkeys(years, ""),
    }
    office.answers("/config", {"maxDataCells": 150_000})
    office.answers("/tables/TAB638/metadata", dataset(everything, [], role=roles))
    answer = dataset({"Region": regions, "ContentsCode": {"BE0101N1": "Folkmängd"}, "Tid": {"2018": "2018"}}, cells)
    office.answers("/tables/TAB638/data", answer | {"role": roles})


def test_sweden_is_its_four_digit_codes_on_31_december(office, session):
    sweden(office, {"0114": "Upplands Väsby", "0180": "Stockholm"}, [45_000, 962_154])
    found = scb.population(session, office.url)
    day = date(2018, 12, 31)
    assert figures(found.table, "alle kommuner") == {("0114", day): 45_000, ("0180", day): 962_154}
    chosen = {item["variableCode"]: item["valueCodes"] for item in office.asked[-1].body["selection"]}
    assert chosen == {"Region": ["0114", "0180"], "ContentsCode": ["BE0101N1"], "Tid": ["2018"]}
    assert found.source["reference_date"] == "31.12.2018"
    assert found.source["licence"] == "CC0"


# Denmark

DANISH = {"000": "Hele landet", "084": "Region Hovedstaden", "101": "København", "411": "Christiansø", "825": "Læsø"}


def denmark(office, body, more=()):
    variables = [
        {"id": "OMRÅDE", "elimination": True, "values": [{"id": c, "text": n} for c, n in DANISH.items()]},
        {"id": "KØN", "elimination": True, "values": [{"id": "TOT", "text": "I alt"}]},
        {"id": "Tid", "time": True, "values": [{"id": q, "text": q} for q in ("2025K4", "2026K1")]},
        *more,
    ]
    office.answers("/tableinfo/FOLK1A", {"id": "FOLK1A", "variables": variables})
    office.answers("/data", Reply(body.encode("utf-8-sig"), content_type="text/csv; charset=utf-8"))


def test_denmark_is_asked_for_1_january_without_regions_and_christiansø(office, session):
    denmark(office, "OMRÅDE;TID;INDHOLD\r\n101;2026K1;660000\r\n825;2026K1;1750\r\n")
    table = statbank.population(session, office.url).table
    day = date(2026, 1, 1)
    assert figures(table, "2 kommuner (uten Christiansø)") == {("101", day): 660_000, ("825", day): 1750}
    chosen = {item["code"]: item["values"] for item in office.asked[-1].body["variables"]}
    assert chosen == {"OMRÅDE": ["101", "825"], "Tid": ["2026K1"]}


def test_a_danish_figure_that_is_not_given_is_missing(office, session):
    denmark(office, "OMRÅDE;TID;INDHOLD\r\n101;2025K1;660000\r\n825;2025K1;1750\r\n101;2026K1;..\r\n825;2026K1;1751")
    table = statbank.population(session, office.url).table
    assert figures(table, "2 kommuner (uten Christiansø)")[("101", date(2026, 1, 1))] is None


def test_a_danish_municipality_that_never_has_a_figure_is_counted_and_missing(office, session):
    denmark(office, "OMRÅDE;TID;INDHOLD\r\n101;2025K1;660000\r\n825;2025K1;..\r\n101;2026K1;660001\r\n825;2026K1;..")
    found = statbank.population(session, office.url)
    assert figures(found.table, "2 kommuner (uten Christiansø)")[("825", date(2026, 1, 1))] is None
    assert found.lacking == ["Læsø"]


def test_a_new_danish_variable_that_must_be_chosen_in_is_named(office, session):
    denmark(office, "", more=[{"id": "HERKOMST", "elimination": False, "values": [{"id": "1", "text": "Dansk"}]}])
    with pytest.raises(TableChanged, match="HERKOMST"):
        statbank.population(session, office.url)


# Iceland

ICELANDIC = {"9999": "Alls", "0000": "Reykjavík", "4901": "Árneshreppur"}


def iceland(office, age, cells):
    variables = [variable("Sveitarfélag", ICELANDIC), age, variable("Ár", {"2007": "2007", "2025": "2025"})]
    variables.append(variable("Kyn", {"0": "Alls", "1": "Karlar"}))
    places = {code: name for code, name in ICELANDIC.items() if code != "9999"}
    answer = dataset(
        {"Sveitarfélag": places, age["code"]: {"-1": "Alls"}, "Ár": {"2025": "2025"}, "Kyn": {"0": "Alls"}}, cells
    )
    office.answers(HAGSTOFA, {"title": "MAN02005", "variables": variables}, answer)


def test_iceland_is_todays_municipalities_with_both_sexes_and_all_ages(office, session):
    iceland(office, variable("Aldur", {"-1": "Alls", "0": "0 ára"}), [138_772, 53])
    found = hagstofa.population(session, office.url)
    day = date(2025, 1, 1)
    assert figures(found.table, hagstofa.SCOPE) == {("0000", day): 138_772, ("4901", day): 53}
    assert "dagens kommuner" in found.source["note"]
    chosen = {item["code"]: item["selection"]["values"] for item in office.asked[-1].body["query"]}
    assert (chosen["Aldur"], chosen["Kyn"], chosen["Ár"]) == (["-1"], ["0"], ["2025"])


def test_an_icelandic_variable_without_a_total_is_named(office, session):
    iceland(office, variable("Ríkisfang", {"IS": "Ísland"}), [])
    with pytest.raises(TableChanged, match="Ríkisfang"):
        hagstofa.population(session, office.url)


# All of them


def test_a_municipality_that_stands_twice_is_named(office, session):
    denmark(office, "OMRÅDE;TID;INDHOLD\r\n101;2026K1;660000\r\n825;2026K1;1750\r\n825;2026K1;1751\r\n")
    with pytest.raises(TableChanged, match="825 står to ganger"):
        statbank.population(session, office.url)
