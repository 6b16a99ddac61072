"""The Directorate for Education's Barnehagefakta: how many kindergartens of a municipality keep the pedagogue norm.

One question a municipality, and one for the list of its kindergartens. The answers hold no year: what is counted is
what stood there on the day of the fetch, so every fetch is kept, one counts for each year, and history grows from the
first. The shares are of the kindergartens that have been assessed; a dispensation is lawful, and no breach.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from etl.http import Answer, NoContact, NotAnswered, NotFound, Session, TransientError
from etl.names import listed
from etl.sources.addresses import address
from etl.sources.office_figures import LayoutChanged, OfficeFigures, Wanted, frame
from etl.sources.publication import Publication

SUBJECT = "Barnehagefakta"
BLOCK = "indikatorDataKommune"
NORM = (
    "andelBarnehagerSomOppfyllerPedagognormen",
    "andelBarnehagerSomIkkeOppfyllerPedagognormen",
    "andelBarnehagerSomOppfyllerPedagognormenMedDispensasjon",
)
#: The measure that is counted in the list of kindergartens, not read from the block.
KINDERGARTENS = "antallBarnehager"
#: Figures are asked for at most weekly; the list of kindergartens changes with openings and closures alone.
FIGURES_AGE, LIST_AGE = timedelta(days=7), timedelta(days=90)
#: Rounding of three shares with one decimal.
SLACK = 0.3
#: More municipalities than this share without a block is another service than the one that is known.
MOST_WITHOUT = 0.1
#: Questions that may go without an answer before the service is taken to be down: each has been tried for minutes.
MOST_SILENT = 3
TOLD_EVERY = 50
PUBLICATION = Publication(
    source_id="udir-barnehagefakta",
    publisher="Utdanningsdirektoratet (Udir)",
    title="Barnehagefakta, nøkkeltall per kommune",
    url="https://www.barnehagefakta.no",
    licence="NLOD 2.0 (antatt; tjenesten oppgir ingen)",
    note="Tjenesten oppgir ikke år; tallene gjelder det som sto der den dagen de ble hentet.",
)
UNANSWERED = "tjenesten svarte ikke om kommunen da tallene ble hentet"
NOT_ASSESSED = "ingen barnehage i kommunen er vurdert mot normen"


def figures(
    session: Session, codes: Collection[str], wanted: Sequence[Wanted], base: str | None = None
) -> OfficeFigures:
    """The measures of every municipality now, dated by the year of the fetch. A municipality that the service does not
    know, does not answer about or tells nothing usable of has no figure and is told of. Raises a SourceError where more
    than MOST_SILENT questions go without an answer; LayoutChanged where many municipalities lack the block.
    """
    asking = _Round(session, base or address("BARNEHAGEFAKTA_URL"))
    counted = any(one.measure == KINDERGARTENS for one in wanted)
    asked, answers, troubles = {}, [], {}
    for place, code in enumerate(sorted(codes)):
        if place and place % TOLD_EVERY == 0:
            session.tell(f"{SUBJECT}: {place} av {len(codes)} kommuner")
        asked[code], given, troubles[code] = _municipality(asking, code, counted)
        answers += given
    if not answers and asking.silent:
        raise asking.silent[-1]
    bad = [code for code, trouble in troubles.items() if trouble]
    if not answers or len(bad) > max(1, MOST_WITHOUT * len(asked)):
        raise LayoutChanged(SUBJECT, f"{len(bad)} av {len(asked)} kommuner har ikke tallene som ventet")
    year = min(answer.retrieved_at for answer in answers).year
    rows = [_row(one, code, year, block, troubles[code]) for one in wanted for code, block in asked.items()]
    checksum = hashlib.sha256("".join(answer.sha256 for answer in answers).encode()).hexdigest()
    newest = max(answer.retrieved_at for answer in answers)
    return OfficeFigures(
        frame(rows),
        (PUBLICATION.source(answers, f"hentet {newest:%d.%m.%Y}", checksum),),
        notes=_remarks(answers),
        problems=tuple(_told(troubles)),
    )


class _Round:
    """Questions about one municipality after the other, of which a few may go without an answer (`silent`)."""

    def __init__(self, session: Session, base: str) -> None:
        self._session, self._base = session, base
        self.silent: list[TransientError] = []

    def ask(self, page: str, code: str, max_age: timedelta) -> tuple[Answer | None, str | None]:
        """The answer, or why there is none. Raises a TransientError where the service is down."""
        url, subject = f"{self._base}/{page}/{code}", f"{SUBJECT}, {code}"
        try:
            return self._session.get(url, subject=subject, max_age=max_age), None
        except NotFound:
            return None, "kommunen finnes ikke i tjenesten"
        except NotAnswered:
            return None, UNANSWERED
        except TransientError as error:
            self.silent.append(error)
            if isinstance(error, NoContact) or len(self.silent) > MOST_SILENT:
                raise
            return None, error.reason


def _municipality(asking: _Round, code: str, counted: bool) -> tuple[dict[str, Any], list[Answer], str | None]:
    """The block of a municipality with its number of kindergartens, the answers, and what is wrong, if anything."""
    answer, trouble = asking.ask("Kommune", code, FIGURES_AGE)
    if answer is None:
        return {}, [], trouble
    block = answer.data.get(BLOCK) if isinstance(answer.data, dict) else None
    if not isinstance(block, dict):
        return {}, [answer], f"svaret mangler «{BLOCK}»"
    answers, block = [answer], dict(block)
    if counted:
        listing, trouble = asking.ask("Location/kommune", code, LIST_AGE)
        if listing is not None:
            answers.append(listing)
            if isinstance(listing.data, list):
                block[KINDERGARTENS] = len(listing.data)
    shares = [share for name in NORM if (share := block.get(name)) is not None]
    if len(shares) == len(NORM) and abs(sum(shares) - 100) > SLACK:
        block = {name: value for name, value in block.items() if name not in NORM}
        return block, answers, "andelene etter pedagognormen summerer ikke til 100"
    return block, answers, trouble


def _told(troubles: dict[str, str | None]) -> list[str]:
    """A line for each kind of trouble, with the municipalities that have it."""
    kinds = dict.fromkeys(trouble for trouble in troubles.values() if trouble)
    return [
        f"{SUBJECT}: {kind} ({listed([c for c, trouble in troubles.items() if trouble == kind])})" for kind in kinds
    ]


def _row(one: Wanted, code: str, year: int, block: dict[str, Any], trouble: str | None) -> dict[str, Any]:
    value = block.get(one.measure)
    row = {"indicator_id": one.indicator_id, "code": code, "year": year, "source_id": PUBLICATION.source_id}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return row | {"value": value, "status": "observed", "note": None}
    unassessed = one.measure in NORM and not trouble
    note = NOT_ASSESSED if unassessed else trouble or "tallet står ikke i tjenesten"
    return row | {"value": None, "status": "not_applicable" if unassessed else "not_reported", "note": note}


def _remarks(answers: Sequence[Answer]) -> tuple[str, ...]:
    """What the answers themselves say must be known of the figures."""
    said = (answer.data.get("merknad") for answer in answers if isinstance(answer.data, dict))
    return tuple(dict.fromkeys(str(remark) for remark in said if remark))
