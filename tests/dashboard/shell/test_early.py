"""What a page says before Streamlit's scripts have come."""

from app import PAGES
from dashboard import addresses
from dashboard.shell import early


def test_every_page_has_its_first_words():
    assert set(early.SAID) == {page.address for page in PAGES} - {addresses.MAP}
