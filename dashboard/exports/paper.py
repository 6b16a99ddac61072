"""Pages of A4 as a PowerPoint file: for what is handed out, not shown."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from pptx.enum.text import MSO_ANCHOR
from pptx.slide import Slide as Page
from pptx.util import Cm

from dashboard import palette
from dashboard.exports import slides
from dashboard.exports.slides import Box
from dashboard.exports.table_files import Provenance

A4 = Box(0, 0, Cm(21), Cm(29.7))
TITLE = Box(Cm(1.5), Cm(1.1), Cm(18), Cm(1.3))
BODY = Box(Cm(1.5), Cm(2.6), Cm(18), Cm(24.9))
FOOT = Box(Cm(1.5), Cm(27.7), Cm(18), Cm(1.2))

SAID_ON_PAPER = ("Kilde", "Gjelder", "Hentet", "Datasett")


def deck(
    pages: Sequence[tuple[str, Callable[[Page, Box], None]]],
    provenance: Provenance,
    link: str,
    traced: Callable[[int, int], str],
) -> bytes:
    """A PowerPoint file of A4 pages, each a title and what draws its body. `link` is the whole address that it can be
    made anew at, behind the line that says where a page is from (`traced`, of its number and how many there are).
    """
    presentation = slides.template(A4, TITLE, BODY)
    slides.entitle(presentation, provenance.title)
    facts = dict(provenance.facts)
    for number, (title, draw) in enumerate(pages, start=1):
        page = presentation.slides.add_slide(presentation.slide_layouts[0])
        slides.fit(page.shapes.title.text_frame, [title], TITLE, sizes=(20, 18, 16, 14), bold=True,
                   anchor=MSO_ANCHOR.MIDDLE)  # fmt: skip
        draw(page, BODY)
        said = " ".join(f"{label}: {facts[label]}." for label in SAID_ON_PAPER if facts.get(label))
        foot = slides.words(page, FOOT, [said, traced(number, len(pages))], sizes=(8, 7, 6, 5),
                            colour=palette.QUIET_INK, anchor=MSO_ANCHOR.BOTTOM)  # fmt: skip
        foot.paragraphs[-1].runs[0].hyperlink.address = link
        page.notes_slide.notes_text_frame.text = "\n".join(f"{label}: {fact}" for label, fact in facts.items())
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()
