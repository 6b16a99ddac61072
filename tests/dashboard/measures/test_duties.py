"""How much a duty's figure rests on."""

import pytest

from dashboard.measures import duties


@pytest.mark.parametrize(
    ("count", "counted", "computed", "said"),
    [
        (59, "barnehager", False, "59 barnehager"),
        (1, "barnehager", False, "lite tallgrunnlag: 1 barnehage"),
        (10, "skoler", False, "10 skoler"),
        (18, "undersøkelser", True, "om lag 18 undersøkelser, beregnet"),
        (3, "undersøkelser", True, "lite tallgrunnlag: om lag 3 undersøkelser, beregnet"),
        (float("nan"), "undersøkelser", True, "ukjent"),
    ],
)
def test_what_a_share_is_of_is_told_as_a_count_and_few_as_little_and_never_as_an_interval(
    count, counted, computed, said
):
    assert duties.basis(count, counted, computed=computed) == said
