"""A list of views as one PowerPoint file: a first slide with name, contents and a code to scan, then a slide a view."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import segno
from pptx.slide import Slide as Page
from pptx.util import Emu, Pt

from dashboard import palette, text
from dashboard.exports import slides
from dashboard.exports.slides import Box, Content, Slide, Words, describe
from dashboard.exports.table_files import Provenance

UNNAMED = "Generalistkommunen i tall"
SCAN = "Skann koden for å åpne presentasjonen på egen skjerm."
OF_NO_SIDE = ("Kilde", "Hentet", "Lisens", "Adresse")
"""Facts of which it need not be said which of two figures they are of."""

_QUIET_ZONE = 4  # modules of white around a code, without which phones don't see it


def code(link: str) -> segno.QRCode | None:
    """The QR code of a link; None where it is longer than a code can hold."""
    try:
        return segno.make_qr(link, error="l")
    except segno.DataOverflowError:
        return None


def code_address(link: str) -> str:
    """The code as a picture's address that holds all of it (`data:`); empty where there is none."""
    made = code(link)
    return made.svg_data_uri(border=_QUIET_ZONE, light="#ffffff", dark="#000000") if made else ""


@dataclass(frozen=True)
class Code(Content):
    """A QR code as a picture, as large as fits, with what it is for below."""

    link: str

    def draw(self, page: Page, box: Box) -> None:
        made = code(self.link)
        if made is None:
            slides.words(page, box, ["Lista er for lang for en QR-kode. Del lenken nederst."], sizes=(14, 12))
            return
        picture = io.BytesIO()
        made.save(picture, kind="png", scale=8, border=_QUIET_ZONE)
        picture.seek(0)
        below = int(Pt(12) * 3)
        side = min(box.width, box.height - below)
        left, top, size = Emu(box.left + (box.width - side) // 2), Emu(box.top), Emu(side)
        shape = page.shapes.add_picture(picture, left, top, size, size)
        describe(shape, f"QR-kode: {SCAN}")
        slides.words(page, Box(box.left, box.top + side, box.width, below), [SCAN], sizes=(12, 11, 10))


def first_slide(name: str, titles: Sequence[str], link: str, facts: Sequence[tuple[str, str]], told: str) -> Slide:
    """Name and contents, with the code of `link` (whole, with its host); `told` stands below the name."""
    listed = Words(tuple(f"{place}. {title}" for place, title in enumerate(titles, start=1)), bullets=False)
    said = Provenance(name or UNNAMED, told, (*facts, ("Lenke", link)))
    return Slide(said, ((listed, (0, 0, 0.66, 1)), (Code(link), (0.69, 0, 0.31, 1))), ())


def noted(slide: Slide, note: str) -> Slide:
    """A slide with what the speaker will say before everything else in its notes."""
    return replace(slide, spoken=note)


def beside(left: Slide, right: Slide) -> Slide:
    """Two slides as one, of figures seen beside each other: both titles, each figure under its own subtitle."""
    pages = (left, right)
    facts = [dict(page.provenance.facts) for page in pages]
    labels = dict.fromkeys(label for one in facts for label in one)
    said = tuple((label, _of_both(label, *(one.get(label, "") for one in facts))) for label in labels)
    halves = tuple(
        (Headed(page.provenance.subtitle, page.contents[0][0]), (at, 0, 0.48, 1))
        for page, at in zip(pages, (0, 0.52), strict=True)
    )
    title = ". ".join(page.provenance.title for page in pages)
    notes = tuple(dict.fromkeys(note for page in pages for note in page.notes))
    return Slide(Provenance(title, "To figurer ved siden av hverandre.", said), halves, notes)


def _of_both(label: str, left: str, right: str) -> str:
    """A fact of two figures: once where it is the same, else which figure it is of, unless that is of no matter."""
    if left == right:
        return left
    if label in OF_NO_SIDE:
        return "; ".join(filter(None, (left, right)))
    return f"Til venstre: {text.stopped(left)} Til høyre: {text.stopped(right)}"


@dataclass(frozen=True)
class Headed(Content):
    """A content under words of its own."""

    heading: str
    content: Content

    def draw(self, page: Page, box: Box) -> None:
        tall = int(Pt(12) * 3)
        above = Box(box.left, box.top, box.width, tall)
        slides.words(page, above, [self.heading], sizes=(14, 13, 12, 11, 10), colour=palette.QUIET_INK)
        self.content.draw(page, Box(box.left, box.top + tall, box.width, box.height - tall))


def lacking(title: str, reason: str, link: str) -> Slide:
    """In the place of a view that can't be shown: which, and why."""
    return slides.slide(Provenance(title, "Figuren kunne ikke vises.", (("Lenke", link),)), Words((reason,)))
