"""Old addresses in today's words, so that a link that was once copied goes on working.

The web server asks here before a page is opened and sends the browser on where an address has moved. What is renamed
is added here, and nothing is ever taken away: a link may be years old. Labels that links held before they held short
names are understood by dashboard/state/choices.py.
"""

from __future__ import annotations

from collections.abc import Collection

from dashboard import addresses

UNKNOWN_PAGE = "ukjent_side"
"""The parameter by which the front page hears that a link led to no page."""

RENAMED_PAGES = {"kart": "", "økonomi": "okonomi", "kommuner": "kommune"}
"""Page -> today's page."""

RENAMED_PARAMETERS = {"år": "aar", "kommunenummer": "kommune", "fylkesnummer": "fylke"}
"""Parameter -> today's parameter, on every page."""

RENAMED_VALUES: dict[tuple[str, str], str] = {
    ("indikator", "folketall"): "population",
    ("visning", "presenter"): "presentasjon",
    ("vis", "gjeld"): "netto-lanegjeld",
    ("utvalg", "innbyggere-50-000-og-flere"): "innbyggere-50-000-eller-flere",
}
"""(parameter of today, value) -> today's value."""

DIVISION_OF_OLD_LINKS = "2020"
"""What a copied link that names its dataset but no division was made in: since today's municipalities became the usual
ones, copied links have always said the division."""

WEIGHED_PAGE, WEIGHT, DISTANCE, WEIGHED = "kommune", "vekt_", "avstand", "egne-vekter"
"""A link to a municipality's page that holds weights is older than the distance without any."""

LONGEST_PAGE = 40


def moved(path: str, query: str, pages: Collection[str]) -> str | None:
    """Where an address (path without its first slash, and what stands after «?») has moved; None if it hasn't."""
    pairs = addresses.pairs(query)
    new_pairs = [_parameter(name, value) for name, value in pairs]
    names = {name for name, _ in new_pairs}
    if addresses.VERSION in names and addresses.DIVISION not in names:
        new_pairs.append((addresses.DIVISION, DIVISION_OF_OLD_LINKS))
    page = path.strip("/")
    new_page = RENAMED_PAGES.get(page, page)
    if new_page == WEIGHED_PAGE and DISTANCE not in names and any(name.startswith(WEIGHT) for name in names):
        new_pairs = [*new_pairs, (DISTANCE, WEIGHED)]
    if new_page not in pages:
        new_page, new_pairs = "", [*new_pairs, (UNKNOWN_PAGE, page[:LONGEST_PAGE])]
    if (new_page, new_pairs) == (path, pairs):
        return None
    return addresses.below_root(new_page, new_pairs)


def _parameter(name: str, value: str) -> tuple[str, str]:
    today = RENAMED_PARAMETERS.get(name, name)
    return today, RENAMED_VALUES.get((today, value), value)
