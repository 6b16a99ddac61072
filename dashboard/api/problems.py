"""What is said where a question can't be answered: RFC 9457's problem+json, in Norwegian and in English."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

MEDIA_TYPE = "application/problem+json"
LONGEST_QUOTED = 40

TITLES = {
    400: ("Spørsmålet kan ikke forstås", "The request cannot be understood"),
    404: ("Finnes ikke", "Not found"),
    405: ("Her kan man bare lese", "Read-only"),
    410: ("Datasettet er erstattet av et nyere", "The dataset has been replaced by a newer one"),
    414: ("Adressen er for lang", "The address is too long"),
    429: ("For mange spørsmål", "Too many requests"),
    500: ("Noe gikk galt på serveren", "Something went wrong on the server"),
    503: ("Tallene kan ikke leses nå", "The figures cannot be read now"),
}
"""What each status means, in Norwegian and in English."""


@dataclass
class Problem(Exception):
    """A question that isn't answered: the HTTP status, why in both languages, and headers that the response needs."""

    status: int
    norwegian: str
    english: str
    headers: dict[str, str] = field(default_factory=dict)

    def body(self, instance: str) -> bytes:
        """The response's content; `instance` is the address that was asked for, without its query."""
        title, english_title = TITLES[self.status]
        said = {
            "type": "about:blank",
            "status": self.status,
            "title": title,
            "detail": self.norwegian,
            "title_en": english_title,
            "detail_en": self.english,
            "instance": quoted(instance, 200),
        }
        return json.dumps(said, ensure_ascii=False).encode()


def quoted(written: str, longest: int = LONGEST_QUOTED) -> str:
    """What somebody wrote, short, and without signs that don't print."""
    plain = "".join(sign if sign.isprintable() else "�" for sign in written[:longest])
    return plain + ("…" if len(written) > longest else "")
