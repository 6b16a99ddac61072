"""A link in a picture leads to the program itself."""

import pytest

from dashboard.components.toolbar import toolbar


@pytest.mark.parametrize("link", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_a_link_never_leads_elsewhere(link):
    with pytest.raises(ValueError, match="samme tjener"):
        toolbar("t", "st-key-figure_map", link)
