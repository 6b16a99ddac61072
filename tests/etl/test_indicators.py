"""The catalogue loads, fits the embedded dataset, and names file and field when something is wrong."""

import re

import embedded
import pytest
import yaml

from etl import catalogue
from etl.origins import Classes, Difference, Snapshot, SsbTable

RELIED_ON = {
    "population",
    "land_area",
    "centrality_index",
    "centrality_class",
    "kostra_group",
    "expenditure_need",
    "turnout_municipal",
    "free_income_corrected",
    "net_operating_result",
}


@pytest.fixture(scope="module")
def indicators():
    return catalogue.read()


def embedded_values():
    """Every value that data/snapshot holds, by (file, indicator)."""
    found = {}
    for name in embedded.observation_files():
        for row in embedded.observations(name):
            found.setdefault((name, row["indicator_id"]), []).extend([float(row["value"])] if row["value"] else [])
    return found


def test_good_and_bad_are_said_only_where_the_direction_is_beyond_doubt(indicators):
    """Balanced accounts, and what a law demands; never debt, turnout, costs, absence or who needs what."""
    directed = {name for name, indicator in indicators.items() if indicator.direction != "none"}
    beyond_doubt = {name for name in indicators if name.startswith(("duty_", "compliance_"))}
    beyond_doubt |= {"net_operating_result", "overspending", "robek", "weak_areas"}
    beyond_doubt |= {"appeals_overdue", "newborn_home_visit", "pedagognorm_unmet", "sewage_unassessed"}
    assert directed <= beyond_doubt
    assert {"net_operating_result", "duty_general_practitioner"} <= directed


def test_what_is_summed_or_changed_over_years_says_when_its_period_begins(indicators):
    assert indicators["net_migration"].begins == indicators["birth_surplus"].begins == -3
    for indicator in indicators.values():
        if isinstance(indicator.origin, Difference):
            assert indicator.begins == indicator.origin.from_year - indicator.origin.to_year, indicator.indicator_id


def embedded_file(indicator):
    return getattr(indicator.origin, "file", None) or getattr(indicator.origin, "snapshot", None)


def test_indicators_that_other_parts_rely_on_exist(indicators):
    assert set(indicators) >= RELIED_ON


def test_inputs_come_before_what_is_computed_from_them(indicators):
    order = list(indicators)
    for indicator in indicators.values():
        assert all(order.index(needed) < order.index(indicator.indicator_id) for needed in indicator.inputs)


def test_embedded_indicators_have_rows_and_rows_have_an_indicator(indicators):
    declared = {(embedded_file(i), i.indicator_id) for i in indicators.values() if embedded_file(i)}
    assert declared == set(embedded_values())


def test_embedded_values_lie_in_the_declared_range_and_categories(indicators):
    for (_, indicator_id), values in embedded_values().items():
        indicator = indicators[indicator_id]
        assert values
        assert indicator.minimum <= min(values) <= max(values) <= indicator.maximum, indicator_id
        assert not indicator.categories or set(values) == set(indicator.categories), indicator_id


def test_every_source_is_described(indicators):
    described = {yaml.safe_load(p.read_text(encoding="utf-8"))["source_id"] for p in embedded.SNAPSHOT.glob("*.yaml")}
    used = {i.source_id for i in indicators.values() if isinstance(i.origin, Snapshot)}
    assert used <= described


def test_classes_have_a_name_each(indicators):
    for indicator in indicators.values():
        if isinstance(indicator.origin, Classes):
            assert list(indicator.categories) == list(range(1, len(indicator.origin.limits) + 2))


def test_screen_order_and_names_are_unambiguous(indicators):
    for field in ("position", "title", "short_title"):
        shown = [getattr(indicator, field) for indicator in indicators.values()]
        assert len(set(shown)) == len(shown), field


def test_every_indicator_can_be_defended(indicators):
    """All that a sceptic asks is there, in whole sentences, and says more than the title."""
    for indicator in indicators.values():
        texts = [indicator.definition, indicator.why, indicator.caveat]
        assert all(len(text) > 25 and text[-1] in ".»" for text in texts), indicator.indicator_id
        assert len({indicator.title, *texts}) == 4, indicator.indicator_id
        assert indicator.minimum < indicator.maximum, indicator.indicator_id
        assert indicator.rhythm and indicator.theme and indicator.unit, indicator.indicator_id


def test_rates_declare_what_they_are_weighted_with(indicators):
    pulled = [i for i in indicators.values() if isinstance(i.origin, SsbTable)]
    assert len(pulled) > 40
    for indicator in pulled:
        if indicator.aggregation == "weighted_mean":
            assert indicators[indicator.base_indicator_id].aggregation == "sum", indicator.indicator_id
        assert indicator.source_id.startswith(f"ssb-{indicator.origin.table}"), indicator.indicator_id


#: What else the office has called a measure, or spelt it, on its own pages or in its tables.
WORDINGS = {
    "appeals_overdue": "Klager behandlet over fristen (antall)",
    "births_minus_deaths": "Fødselsoverskot",
    "care_staff_educated": "Andel brukerrettede årsverk m/helsefaglig utd. (prosent)",
    "care_staff_rate": "Årsverk helse og omsorg per 10 000 innbyggere (årsverk)",
    "child_welfare_investigations": "Barn med undersøking per innbyggjar 0-17 år (prosent)",
    "child_welfare_measures": "Delen barn med barnevernstiltak i løpet av året (prosent)",
    "dispensations_protected": "Andel byggesøknader i områder med særskilte restriksjoner som ble innvilget (prosent)",
    "duty_midwife": "Antall kommuner med jordmor via ansettelse, samarbeid eller kjøp (ja=1, nei=0)",
    "duty_sewage_unmet": "Andel innbyggere tilknyttet anlegg der rensekrav ikke er oppfylt, kapittel 13 (prosent)",
    "employed_residents": "Sysselsatte etter bosted",
    "free_income_accounts": "Frie inntekter per innbygger",
    "jobs": "Sysselsatte etter arbeidssted",
    "kindergarten_cost": "Netto driftsutgifter barnehager per innbygger 1-5 år (kr)",
    "kindergarten_staffing": "Antall barn korrigert per årsverk til grunnbemanning, alle barnehager (antall)",
    "long_term_debt": "Langsiktig gjeld uten pensjonsforpliktelser i prosent av brutto driftsinntekter (prosent)",
    "midwives": "Jordmødre per 10 000 fødte (årsverk)",
    "net_operating_result": "Netto driftsresultat i prosent av brutto driftsinntekter (prosent)",
    "newborn_home_visit": "Andel nyfødte med hjemmebesøk innen to uker etter hjemkomst (prosent)",
    "nursing_home_doctor_hours": "Avtalte legetimer per uke per beboer i sykehjem (timer)",
    "occupational_therapists": "Ergoterapeuter (årsverk)",
    "overspending": "Årets merforbruk i prosent av brutto driftsinntekter (prosent)",
    "population_projection": "Hovedalternativet, middels nasjonal vekst (MMMM)",
    "school_points": "Gjennomsnittlig grunnskolepoeng (antall)",
    "sewage_met": "Andel innbyggere tilknyttet anlegg der rensekrav er oppfylt, kapittel 14 (prosent)",
    "sewage_unassessed": "Andel innbyggere tilknyttet anlegg der rensekrav ikke kan vurderes, kapittel 14 (prosent)",
    "social_assistance_months": "Gjennomsnittlig stønadslengde for alle mottakere (måneder)",
}
#: What a measure must not be taken for: one that stands beside it in the table.
OTHERS = {
    "building_applications_3_weeks": "Behandlede byggesøknader med 12 ukers frist (antall)",
    "child_welfare_measures": "Barn med tiltak i løpet av året (antall)",
    "sewage_met": "Antall innbyggere tilknyttet kap.13 anlegg der rensekrav ikke er oppfylt (prosent)",
    "free_income_accounts": "Frie inntekter per innbygger korrigert for utgiftsbehov (kr)",
    "nursing_home_80_plus": "Institusjon - andel innbyggere 80 år og eldre med langtidsopphold i sykehjem (prosent)",
    "population_projection": "Lav nasjonal vekst (LLML)",
    "property_tax_rate": "Differensiert sats (promille)",
    "sick_leave": "Endring i sykefraværsprosent",
    "social_assistance_months": "Gjennomsnittlig stønadslengde for mottakere 18-24 år (måneder)",
}


def test_alternatives_of_a_projection_are_told_apart(indicators):
    low, high = indicators["population_projection"].origin.interval
    for one, words, other in (
        (low, "Lav nasjonal vekst (LLML)", "Høy nasjonal vekst (HHMH)"),
        (high, "Høy nasjonal vekst (HHMH)", "Hovedalternativet (MMMM)"),
    ):
        assert re.fullmatch(one.pattern, one.contents, re.IGNORECASE) and one.contents == words
        assert not re.fullmatch(one.pattern, other, re.IGNORECASE)


def test_patterns_take_the_label_declared_beside_them_and_every_wording_that_has_been_seen(indicators):
    origins = {name: one.origin for name, one in indicators.items() if isinstance(one.origin, SsbTable)}
    labels = [(name, origin.contents) for name, origin in origins.items() if origin.pattern] + list(WORDINGS.items())
    for name, label in labels:
        assert re.fullmatch(origins[name].pattern, label, re.IGNORECASE), (name, label)
    for name, label in OTHERS.items():
        assert not re.fullmatch(origins[name].pattern, label, re.IGNORECASE), (name, label)


def test_the_four_roles_and_their_frame_all_have_indicators(indicators):
    roles = [i.role for i in indicators.values()]
    assert len(indicators) >= 100
    assert min(map(roles.count, set(roles))) >= 2 and len(set(roles)) == 5


def test_a_limit_stands_with_the_rule_that_needs_it(indicators):
    duties = {i.indicator_id: i.duty for i in indicators.values() if i.duty}
    assert len(duties) >= 9
    assert all((duty.rule == "days_limit") == (duty.limit is not None) for duty in duties.values())
    assert all(indicators[name].legal_basis != "ingen" for name in duties)


def test_costs_are_neither_good_nor_bad(indicators):
    costs = [i for i in indicators.values() if i.theme == "Utgifter" and i.unit == "kroner per innbygger"]
    assert costs
    assert {i.direction for i in costs} == {"none"}


@pytest.mark.parametrize(
    "indicator_id",
    [
        "free_income",
        "free_income_accounts",
        "free_income_corrected",
        "grants_block",
        "gross_investment",
        "interest_expenditure",
        "net_loan_debt",
        "long_term_debt",
        "operating_revenue",
    ],
)
def test_oslo_is_left_out_where_it_is_a_county_too(indicators, indicator_id):
    left_out = [code for r in indicators[indicator_id].remarks if not r.comparable for code in r.codes]
    assert left_out == ["0301"]


@pytest.mark.parametrize("indicator_id", ["tax_income", "tax_share_of_country", "expenditure_equalisation"])
def test_what_is_of_oslos_municipal_tasks_alone_says_so_and_why(indicators, indicator_id):
    [remark] = indicators[indicator_id].remarks
    assert remark.codes == ["0301"] and remark.comparable and "alene, så tallet kan sammenlignes" in remark.note
    assert "for kommunene" in indicators[indicator_id].caveat or "mellom kommunene" in indicators[indicator_id].caveat


# What a bad file says


@pytest.fixture
def directory(tmp_path):
    """A catalogue of two good indicators."""
    for name in ("population", "population_change_1y"):
        source = catalogue.DIRECTORY / f"{name}.yaml"
        (tmp_path / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    assert list(catalogue.read(tmp_path)) == ["population", "population_change_1y"]
    return tmp_path


def change(directory, name="population", /, drop=(), **fields):
    path = directory / f"{name}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8")) | fields
    content = {field: value for field, value in content.items() if field not in drop}
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def complaint(directory):
    with pytest.raises(catalogue.CatalogueError) as caught:
        catalogue.read(directory)
    return str(caught.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("definisjon", "feilstavet felt"),
        ("direction", "up"),
        ("role", "vaktmester"),
        ("legal_basis", "barnehageloven"),
        ("reference", "1. januar"),
        ("decimals", "to"),
        ("caveat", "  "),
        ("duty", {"area": "Skole", "rule": "days_limit", "kind": "proxy"}),
        ("indicator_id", "Population"),
    ],
)
def test_a_bad_field_is_named_with_its_file(directory, field, value):
    change(directory, **{field: value})
    message = complaint(directory)
    assert re.match(rf"population\.yaml linje \d+: .*«{field}»", message)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("{name} hadde mange", "«sentence.mønster»: må inneholde {name} og {value} eller {number}"),
        ("Det bodde {value} her", "«sentence.mønster»: må inneholde {name} og {value} eller {number}"),
        ("{name} hadde {value} av {all}", "«sentence.mønster»: kan ikke inneholde {all}"),
        ("{name} hadde {value}.", "«sentence.mønster»: skal begynne en setning, slik at tid og plass kan stå etter"),
        (
            {"above": "{name} økte med {amount}", "below": "{name} falt", "zero": "{name} sto stille",
             "gain": "vekst", "loss": "fall"},
            "«sentence.below»: må inneholde {name} og {amount}",
        ),
        (
            {"above": "{name} økte med {amount}", "below": "{name} falt med {amount}", "zero": "{name} sto stille",
             "gain": "vekst"},
            "«sentence.loss» mangler",
        ),
    ],
)  # fmt: skip
def test_a_sentence_that_would_not_be_one_is_refused(directory, sentence, said):
    change(directory, sentence=sentence)
    assert re.fullmatch(rf"population\.yaml linje \d+: feltet {re.escape(said)}", complaint(directory))


def test_every_class_has_words_or_none_has(directory):
    change(directory, scale="category", categories={0: "Nei", 1: "Ja"}, sentence={"classes": {1: "{name} har det"}},
           drop=["place"])  # fmt: skip
    assert "sentence.classes må ha ett mønster for hver av categories" in complaint(directory)


def test_an_unknown_divisor_is_named(directory):
    change(directory, divisor="households")
    assert complaint(directory) == "population.yaml: ukjent indikator «households»"


@pytest.mark.parametrize("field", ["definition", "why", "caveat", "source_id", "origin", "legal_basis", "sentence"])
def test_a_missing_field_is_named_with_its_file(directory, field):
    change(directory, drop=[field])
    message = complaint(directory)
    assert message.startswith(f"population.yaml linje 1: feltet «{field}» mangler")


def test_an_id_that_is_not_the_file_name_is_refused(directory):
    change(directory, "population_change_1y", indicator_id="population")
    message = complaint(directory)
    assert message.startswith("population_change_1y.yaml: ")
    assert "indicator_id «population»" in message


def test_a_field_that_stands_twice_is_named_with_its_line(directory):
    path = directory / "population.yaml"
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    path.write_text("\n".join([*lines, "title: Noe annet", ""]), encoding="utf-8")
    assert complaint(directory) == f"population.yaml linje {len(lines) + 1}: feltet «title» står to ganger"


def test_a_short_title_of_two_indicators_is_named_with_its_line(directory):
    title = yaml.safe_load((directory / "population.yaml").read_text(encoding="utf-8"))["short_title"]
    change(directory, "population_change_1y", short_title=title)
    said = f"population_change_1y\\.yaml linje \\d+: short_title «{title}» er brukt av population\\.yaml"
    assert re.fullmatch(said, complaint(directory))


def test_an_unknown_input_is_named(directory):
    change(directory, "population_change_1y", origin={"kind": "change_per_cent", "of": "people", "years": 1})
    assert complaint(directory) == "population_change_1y.yaml: ukjent indikator «people»"


def test_an_unknown_base_is_named(directory):
    change(directory, base_indicator_id="households")
    assert complaint(directory) == "population.yaml: ukjent indikator «households»"


def test_indicators_that_need_each_other_are_named(directory):
    origin = {"kind": "change_per_cent", "of": "population_change_1y", "years": 1}
    change(directory, origin=origin, aggregation="recomputed", begins=-1)
    message = complaint(directory)
    assert "population" in message and "population_change_1y" in message


def test_classes_that_do_not_ascend_are_refused(directory):
    origin = {"kind": "classes", "of": "population", "limits": [5000, 1000]}
    change(directory, "population_change_1y", origin=origin)
    message = complaint(directory)
    assert re.match(r"population_change_1y\.yaml linje \d+: feltet «origin", message)
    assert "grensene må stige" in message


def test_an_aggregation_that_does_not_fit_the_origin_is_refused(directory):
    change(directory, aggregation="recomputed")
    assert "recomputed" in complaint(directory)


def test_a_range_that_is_turned_around_is_refused(directory):
    change(directory, minimum=2_000_000)
    assert "minimum må være mindre enn maximum" in complaint(directory)


def test_a_pattern_that_is_no_expression_is_refused(directory):
    origin = {"kind": "ssb", "table": "07459", "contents": "Personer", "unit_label": "personer", "pattern": "("}
    change(directory, origin=origin)
    assert "«origin.pattern»: ikke et regulært uttrykk" in complaint(directory)


@pytest.mark.parametrize(
    ("contents", "pattern", "words"),
    [
        ("Frie inntekter per innbygger (kr)", "frie inntekter per innbygger", "må begynne med ^ og slutte med $"),
        ("Frie inntekter per innbygger (kr)", "^frie inntekter", "må begynne med ^ og slutte med $"),
        ("Frie inntekter per innbygger (kr)", r"^frie .*\(kr\)$", "«Frie inntekter per innbygger og mer (kr)»"),
        ("Frie inntekter per innbygger (kr)", "^frie inntekter.*$", "«Frie inntekter per innbygger (kr) og mer»"),
        ("Frie inntekter per innbygger (kr)", "^.*per innbygger$|^.*kr.$", "«Noe Frie inntekter per innbygger (kr)»"),
        ("Personer", "^personer.*$", "«Personer og mer»"),
    ],
)
def test_a_pattern_that_would_fit_another_measure_is_refused(directory, contents, pattern, words):
    origin = {"kind": "ssb", "table": "07459", "contents": contents, "unit_label": "kr", "pattern": pattern}
    change(directory, origin=origin)
    assert words in complaint(directory)


def test_a_code_that_is_selected_by_its_label_has_to_fit_the_whole_of_it(directory):
    origin = {"kind": "ssb", "table": "12137", "contents": "Beløp", "unit_label": "kr"}
    change(directory, origin=origin | {"selection": {"KOKartkap0000": ["label(^rammetilskudd)"]}})
    assert "«origin.selection»: må begynne med ^ og slutte med $" in complaint(directory)


@pytest.mark.parametrize(
    ("option", "value"), [("diagonal", ["Bokommuen"]), ("diagonal", ["Region", "Region"]), ("quarter", 5)]
)
def test_an_option_of_the_origin_that_makes_no_sense_is_named(directory, option, value):
    origin = {"kind": "ssb", "table": "07459", "contents": "Personer", "unit_label": "personer", option: value}
    change(directory, origin=origin)
    assert f"«origin.{option}" in complaint(directory)


def test_an_ordered_scale_without_categories_is_refused(directory):
    change(directory, scale="ordered")
    assert "categories" in complaint(directory)


@pytest.mark.parametrize("text", ["- a\n- b\n", "title: 'uten slutt\n", "\tindicator_id: x\n"])
def test_a_file_that_is_not_fields_with_values_is_refused(directory, text):
    (directory / "population.yaml").write_text(text, encoding="utf-8")
    assert re.match(r"population\.yaml(: | linje \d+: ikke gyldig YAML)", complaint(directory))


def test_checksum_follows_the_content(directory):
    before = catalogue.checksum(directory)
    assert catalogue.checksum(directory) == before
    change(directory, caveat="Noe annet.")
    assert catalogue.checksum(directory) != before
