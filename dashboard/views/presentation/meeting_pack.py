"""What a list of views becomes for a meeting: a PowerPoint file, a code for the hall, a word where data moved."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

from markupsafe import Markup

from dashboard import markup, text
from dashboard.exports import deck, slides
from dashboard.exports.slides import Slide
from dashboard.state import pack, presentation
from dashboard.state.pack import Pack, View


def moved_line(views: Pack, version: str) -> str:
    """What must be said where views were added from other versions of the data than today's; else nothing."""
    others = [held for held in views.versions if held != version]
    if not others:
        return ""
    of = text.listed(f"«{held}»" for held in others)
    return f"Lista er laget av datasett {of}. Lysbildene viser dagens, {version}: tall og titler kan være andre."


def summary(views: Pack) -> str:
    """What the file will hold: «Seminar i Tana: 3 figurer og en forside. 1 har notat.» A table may be many slides."""
    noted = sum(1 for view in views.views if view.note)
    said = f"{views.name or deck.UNNAMED}: {text.count(len(views.views), 'figur', 'figurer')} og en forside."
    return f"{said} {text.number(noted)} har notat." if noted else said


def as_deck(views: Pack, version: str, origin: str, run: Callable[[str], bool]) -> bytes:
    """The list as a PowerPoint file. `run` has the page of a link run; see presentation.slides_of."""
    titles = [view.title for view in views.views]
    told = moved_line(views, version)
    facts = (("Datasett", version), *([("Merknader", told)] if told else []))
    first = deck.first_slide(views.name, titles, _for_the_hall(views, origin), facts, told or f"Datasett {version}.")
    made = [deck.noted(_slide(view, run), view.note) for view in views.views]
    return slides.deck([first, *made], origin, views.name or deck.UNNAMED)


def _slide(view: View, run: Callable[[str], bool]) -> Slide:
    """A view's slide: one, of two maps too, since they are seen beside each other."""
    try:
        first, *second = presentation.slides_of(view.link, run)
    except presentation.SlideError as error:
        return deck.lacking(view.title, str(error), view.link)
    return deck.beside(first, second[0]) if second else first


def _for_the_hall(views: Pack, origin: str) -> str:
    """The link to the list without what the speaker notes."""
    return urljoin(origin, pack.list_link(views.without_notes()))


def code_html(views: Pack, origin: str) -> Markup:
    """The code to scan, as large as a hall needs it, with the link below."""
    link = _for_the_hall(views, origin)
    drawn = deck.code_address(link)
    said = deck.SCAN if drawn else "Lista er for lang for en QR-kode. Del lenken."
    return markup.html(
        "<div class='qr'>{}<p>{}</p><p>{}</p></div>",
        markup.html("<img alt='QR-kode med lenken til lista' src='{}'>", drawn) if drawn else markup.NOTHING,
        said,
        markup.link(link, "Lenken uten notater"),
    )
