"""A sentence for each key figure, in bokmål, right in number, sign and direction.

The words of a figure are its indicator's own (the catalogue's `sentence` and `place`); here they get the time and the
place among the peers, in words that follow them: «ble trukket 2 458 kroner ..., størst trekk av 27». The place stands
wherever enough figures can be compared, unless what the publisher says of uncertainty reaches the peers' median.
Names of municipalities are plain text.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from dashboard import text
from dashboard.data.queries import Indicator
from dashboard.measures import weak_areas
from dashboard.measures.keyfigures import KeyFigure
from dashboard.measures.peers import Place

FEWEST_RANKED = 8
"""Figures, the municipality's own included, below which only the ends are told as a place."""

FEWEST_FOR_QUARTERS = 12
"""Peers' figures below which a quarter of them is too few to be in."""

FEWEST_NAMED_TIES = 4
"""Ties with so many others are counted: «høyest av 25, likt med 15 andre»."""

FAR = 0.9
"""The part of all beyond which a place is counted from the other end: its outermost tenth."""

LONGEST_REFERENCE = 40
"""Letters above which only the beginning of a reference stands in a sentence."""

IN_COUNTRY = " i landet"

DEGREES = {
    "høy": ("høyest", "lavest", "over medianen", "under medianen", "høyere", "lavere"),
    "mange": ("flest", "færrest", "flere enn medianen", "færre enn medianen", "flere", "færre"),
    "stor": ("størst", "minst", "større enn medianen", "mindre enn medianen", "større", "mindre"),
    "lang": ("lengst", "kortest", "lengre enn medianen", "kortere enn medianen", "lengre", "kortere"),
}
"""By the catalogue's `place`: the most and the least, over and under the median, more and less than another."""


def noun(indicator: Indicator) -> str:
    """What a figure is called within a sentence, after «høyere», «flere», … (`comparative`)."""
    return indicator.noun or text.uncapitalised(re.split(r" \(|:", indicator.title)[0])


def comparative(indicator: Indicator, *, more: bool) -> str:
    """«høyere», «lavere»; «flere», «færre» of what is counted: what stands before the noun."""
    return DEGREES[indicator.place][4 if more else 5]


PREPOSITIONS = (
    ("ved", r"kommunestyrevalg|stortingsvalg"),
    ("i", r"regnskapsår|rapporteringsår|inntektsår|skatteår|skoleår|statsbudsjett|kartlegging|\d{4}\b|\d\. kvartal"),
    ("", r"\d{1,2}\. [a-z]+ \d{4}$|de |det |fra |i løpet av |høsten |våren "),
)
"""The preposition that a reference takes, by how it begins; any other stands in brackets."""


def sentence(figure: KeyFigure) -> str:
    """The whole sentence about a figure: what it was, when, and how it stands among the peers."""
    if figure.value is None:
        return f"{figure.indicator.title}: tallet mangler for {figure.municipality}. {_capital(figure.missing_reason)}."
    place = standing(figure) if figure.spread.peers or not figure.own["comparable"] else ""
    said, when = _statement(figure), _when(figure.reference)
    place = re.sub(r"^kan ikke (skilles|sammenlignes)", r"som ikke kan \1", place)
    # «35,1 per 100, 1. januar 2026»: two numbers don't stand beside each other.
    pause = "," if re.search(r"[\d²]$", said) and re.match(r" \d", when) else ""
    moved = inhabitants_moved(figure.own["note"]) if figure.own["comparable"] else ""
    return f"{said}{pause}{when}{f', {place}' if place else ''}.{f' {moved}.' if moved else ''}"


def inhabitants_moved(note: object) -> str:
    """That the number of inhabitants changed much in the year, where the note of a figure per inhabitant says it."""
    found = re.search(r"Folketallet (økte|sank) med \d+ prosent i \d{4}", note) if isinstance(note, str) else None
    return found.group() if found else ""


def standing(figure: KeyFigure) -> str:
    """How a figure stands among the peers, without a full stop; empty where there is no figure."""
    if figure.value is None:
        return ""
    if not figure.own["comparable"]:
        return f"kan ikke sammenlignes: {figure.missing_reason}"
    spread = figure.spread
    if not spread.peers:
        return "ingen kommuner å sammenligne med"
    if not spread.reporting:
        return f"{none_of(spread.peers)} tall"
    if figure.named:
        return _same_class(figure)
    if spread.reporting == 1:
        return _against_one(figure)
    if reaches_median(figure):
        return f"kan ikke skilles fra medianen for {peers_counted(figure)}"
    return (_ranked(figure) if figure.indicator.rankable else None) or _against_median(figure)


def none_of(peers: int) -> str:
    """«ingen av 2 sammenlignbare kommuner har», and of one alone «den eneste sammenlignbare kommunen har ikke»."""
    if peers == 1:
        return "den eneste sammenlignbare kommunen har ikke"
    return f"ingen av {text.number(peers)} sammenlignbare kommuner har"


def nationally(figure: KeyFigure) -> str:
    """«179. færrest av 351 i landet», counted from the end that the place among the peers is counted from, but in the
    outermost tenth of the other: «12. flest», not «346. færrest». «Delt» among equals; empty where there is no place to
    tell.
    """
    place = figure.national
    if place is None:
        return ""
    by = figure.place if figure.place is not None and _is_told(figure) else place
    if isinstance(_words(figure), dict):
        sign = _sign(figure, figure.known_value)
        small = is_small(by, sign)
        return in_words(Signed(place, sign, _noun(figure, sign), small), IN_COUNTRY) if sign else ""
    top = by.from_top <= by.from_bottom
    if (place.from_top if top else place.from_bottom) > FAR * place.of:
        top = not top
    position = place.from_top if top else place.from_bottom
    superlative = DEGREES[figure.indicator.place][0 if top else 1]
    return f"{'delt ' if place.tied else ''}{text.placed(position, superlative)} av {place.of}{IN_COUNTRY}"


def _is_told(figure: KeyFigure) -> bool:
    """Whether a place among the peers is told, and not only which side of their median, or that all are alike."""
    return figure.indicator.rankable and not reaches_median(figure) and bool(_end(figure))


def change(figure: KeyFigure) -> str:
    """The change since the figure before: «opp 0,4 prosentpoeng fra 2021», «uendret fra 2025»; empty without one."""
    known = figure.series.dropna(subset=["value"])
    known = known[known["year"] <= figure.year]
    if figure.value is None or len(known) < 2 or figure.named or known["year"].iloc[-1] != figure.year:
        return ""
    before, year = float(known["value"].iloc[-2]), known["year"].iloc[-2]
    decimals = figure.indicator.decimals
    difference = text.rounded(figure.value, decimals) - text.rounded(before, decimals)
    if text.rounded(difference, decimals) == 0:
        return f"uendret fra {year}"
    if isinstance(_words(figure), dict):
        return _signed_change(figure, before, year)
    unit = figure.indicator.unit
    size = abs(difference)
    unit = "prosentpoeng" if unit.startswith("prosent") else text.unit_for(unit, None if decimals else size)
    unit = "" if unit.startswith("indeks") else unit
    said = ("opp" if difference > 0 else "ned", text.number(size, decimals), unit, f"fra {year}")
    return " ".join(filter(None, said))


def _signed_change(figure: KeyFigure, before: float, year: int) -> str:
    """«større trekk enn i 2024», or what it was where the sign changed: «mot trekk i 2024»."""
    value = figure.known_value
    own, other = _sign(figure, value), _sign(figure, before)
    if own == other:
        return f"{'større' if abs(value) > abs(before) else 'mindre'} {_noun(figure, own)} enn i {year}"
    return f"mot {_noun(figure, other) if other else figure.shown(before)} i {year}"


def quarter(figure: KeyFigure) -> str | None:
    """«beste fjerdedel» or «svakeste fjerdedel» where the direction says which end is good, else «høyeste fjerdedel» or
    «laveste fjerdedel», by its place among all of them and itself; None in between, and among too few.
    """
    spread, place = figure.spread, figure.place
    if place is None or figure.named or not figure.indicator.ranked or spread.reporting < FEWEST_FOR_QUARTERS:
        return None
    if reaches_median(figure):
        return None
    high = place.from_top <= place.from_bottom
    # The last of those that share its place must be within the quarter, so that «fjerde av 13» is not in it.
    if 4 * (min(place.from_top, place.from_bottom) + place.tied) > place.of:
        return None
    if figure.indicator.direction == "none":
        return "høyeste fjerdedel" if high else "laveste fjerdedel"
    return "beste fjerdedel" if high == (figure.indicator.direction == "higher_is_better") else "svakeste fjerdedel"


def peers_counted(figure: KeyFigure) -> str:
    """«25 sammenlignbare kommuner», and how many of them report where not all do."""
    spread = figure.spread
    missing = f" ({spread.reporting} rapporterer)" if spread.reporting < spread.peers else ""
    return f"{text.count(spread.peers, 'sammenlignbar kommune', 'sammenlignbare kommuner')}{missing}"


def subject(indicator: Indicator) -> str:
    """The short title as what a sentence is about: «Andelen 19–34 år», where the unit alone says that it is a share,
    «Utgifter til grunnskole per innbygger 6–15 år», and «Helsetjenester hjemme» without the unit in front, which the
    figure says.
    """
    title = indicator.short_title
    if indicator.title.startswith("Netto driftsutgifter til ") and indicator.unit.startswith("kroner"):
        return f"Utgifter til {text.uncapitalised(title)}"
    if title.lower().startswith(f"{indicator.unit.lower()}, "):
        title = title[len(indicator.unit) + 2 :]
        return f"{title[0].upper()}{title[1:]}"
    is_share = indicator.indicator_id.startswith("share_") and indicator.unit.startswith("prosent")
    if title.startswith("Andel ") or (is_share and title[0].isdigit()):
        return f"Andelen {title.removeprefix('Andel ')}"
    return title


def who(indicator: Indicator, group: int, label: str) -> str:
    """The municipalities of a class as a clause, by its own sentence: «som ikke var registrert i ROBEK»; by its name,
    «i «laveste femdel»», where the sentence isn't about the municipality alone.
    """
    words = _parsed(indicator.sentence)
    pattern = words["classes"][f"{group}"] if isinstance(words, dict) and "classes" in words else words
    if not isinstance(pattern, str) or not pattern.startswith("{name} "):
        return f"i «{label}»"
    verb, *rest = pattern.removeprefix("{name} ").split(" ")
    verb = f"ikke {verb}" if rest[:1] == ["ikke"] else verb
    said = " ".join([verb, *rest[verb.startswith("ikke ") :]])
    return "som " + said.format(value=label, number=group, areas=weak_areas.among(indicator, None))


def lowered(title: str) -> str:
    """A title inside a sentence: the first letter small unless the word is an acronym, no comma of its own."""
    title = re.sub(r", (.+)$", r" (\1)", title)
    first = title.split(" ")[0].split("-")[0]
    keep = len(first) > 1 and first.upper() == first
    return title if keep or not title else text.uncapitalised(title)


# --- What the figure was ----------------------------------------------------------------------------------------------


@lru_cache(None)
def _parsed(sentence: str) -> str | dict:
    return json.loads(sentence)


def _words(figure: KeyFigure) -> str | dict[str, str]:
    """The catalogue's words for the figure: one pattern (of a class its own), or those for a sign."""
    words = _parsed(figure.indicator.sentence)
    return words["classes"][f"{figure.value:.0f}"] if "classes" in words and isinstance(words, dict) else words


def _statement(figure: KeyFigure) -> str:
    words, name, value = _words(figure), figure.municipality, figure.known_value
    if isinstance(words, dict):
        form = {1: words["above"], -1: words["below"], 0: words["zero"]}[_sign(figure, value)]
        return form.format(name=name, amount=figure.in_full(abs(value)))
    number = f"{value:.0f}" if figure.named else figure.in_words(value)
    areas = weak_areas.among(figure.indicator, figure.own["note"])
    said = words.format(name=name, value=figure.in_full(value), number=number, areas=areas)
    return text.singular(said) if number == "1" else said


def _when(reference: str) -> str:
    """The reference with the preposition that it takes: « i regnskapsåret 2025», « ved kommunestyrevalget 2023»."""
    shortened = reference if len(reference) <= LONGEST_REFERENCE else reference.split(",")[0]
    for preposition, beginning in PREPOSITIONS:
        if re.match(beginning, shortened):
            return f" {preposition} {shortened}" if preposition else f" {shortened}"
    return f" ({shortened})"


def _capital(reason: str) -> str:
    return reason[0].upper() + reason[1:]


# --- How it stands ----------------------------------------------------------------------------------------------------


def _sign(figure: KeyFigure, value: float) -> int:
    """1, 0 or -1 as shown: what rounds to zero is zero."""
    shown = text.rounded(value, figure.indicator.decimals)
    return (shown > 0) - (shown < 0)


def _noun(figure: KeyFigure, sign: int) -> str:
    words = _words(figure)
    if isinstance(words, str):
        raise TypeError(f"{figure.indicator.indicator_id}: har ikke ord for fortegn")
    return words["gain" if sign > 0 else "loss"]


def _same_class(figure: KeyFigure) -> str:
    same, of = int((figure.peer_values == figure.value).sum()), figure.spread.reporting
    if of == 1:
        return f"{'som' if same else 'ulikt'} {_only_one(figure)}"
    if same in (0, of):
        return f"som {'alle' if same else 'ingen av'} de {text.number(of)} sammenlignbare kommunene"
    return f"som {same} av {text.number(of)} sammenlignbare kommuner"


def _only_one(figure: KeyFigure) -> str:
    """«den eneste sammenlignbare kommunen med tall, Sortland»."""
    name = figure.peers.loc[figure.peer_values.notna(), "name"].iloc[0]
    return f"den eneste sammenlignbare kommunen med tall, {text.short_name(name)}"


def _against_one(figure: KeyFigure) -> str:
    other, whom = figure.peers.loc[figure.peer_values.notna()].iloc[0], _only_one(figure)
    if figure.known_place.tied:
        return f"likt med {whom} ({figure.shown(other['value'])})"
    if isinstance(_words(figure), dict):
        # By its own word for the sign: «falt med 1,4 prosent, mot 2,2 prosent» would read as if the other fell too.
        sign = _sign(figure, other["value"])
        amount = f"{_noun(figure, sign)} på {figure.shown(abs(other['value']))}" if sign else figure.shown(0)
        return f"mot {amount} i {whom}"
    more, less = DEGREES[figure.indicator.place][4:]
    return f"{more if figure.known_place.from_top == 1 else less} enn {whom} ({figure.shown(other['value'])})"


def reaches_median(figure: KeyFigure) -> bool:
    """Whether what the publisher says of the figure's uncertainty reaches the peers' median."""
    lower, upper = figure.own["lower"], figure.own["upper"]
    # The span of an estimate of the future is another matter than how sure a measurement is.
    if figure.indicator.kind == "modelled" or pd.isna(lower) or figure.spread.reporting < text.FEWEST_FOR_MEDIAN:
        return False
    return lower <= figure.spread.median <= upper


def _ranked(figure: KeyFigure) -> str | None:
    """The place from the nearest end; None where too few are compared for more than the ends to be told."""
    place = figure.known_place
    if _all_alike(place):
        return like_all(place.tied)
    return _end(figure)


def _all_alike(place: Place) -> bool:
    return place.tied == place.of - 1


def degree(figure: KeyFigure) -> str:
    """The place among the peers without how many they are: «nest høyest», «delt størst vekst»; else how it stands."""
    return re.sub(r" av \d+(?=$|, likt med)", "", standing(figure))


def _end(figure: KeyFigure) -> str | None:
    place = figure.known_place
    if _all_alike(place):
        return None
    if isinstance(_words(figure), dict):
        sign = _sign(figure, figure.known_value)
        if not sign:
            return None
        alone = not any(_sign(figure, value) == sign for value in figure.peer_values.dropna())
        return in_words(Signed(place, sign, _noun(figure, sign), is_small(place, sign), alone)) or None
    top = place.from_top <= place.from_bottom
    position = place.from_top if top else place.from_bottom
    if place.of < FEWEST_RANKED and position > 1:
        return None
    return _at(place, position, DEGREES[figure.indicator.place][0 if top else 1])


def like_all(others: int) -> str:
    """«likt med alle de 4 andre», «likt med den ene andre»."""
    return f"likt med alle de {others} andre" if others > 1 else "likt med den ene andre"


def _at(place: Place, position: int, superlative: str, where: str = "") -> str:
    """«delt nest høyest av 25»; «høyest av 25, likt med 5 andre» where they are many among peers."""
    placed = f"{text.placed(position, superlative)} av {place.of}{where}"
    if place.tied >= FEWEST_NAMED_TIES and not where:
        return f"{placed}, likt med {place.tied} andre"
    return f"{'delt ' if place.tied else ''}{placed}"


@dataclass(frozen=True)
class Signed:
    """A place of what has a sign: its sign, the noun that it is told by, whether it is told as small, and whether no
    other has that sign.
    """

    place: Place
    sign: int
    noun: str
    small: bool
    alone: bool = False

    @property
    def larger(self) -> int:
        """How many others have more of the same sign."""
        return (self.place.from_top if self.sign > 0 else self.place.from_bottom) - 1


def is_small(place: Place, sign: int) -> bool:
    """Whether most of the others have more of the same sign: then a place from the largest would mislead."""
    return 2 * Signed(place, sign, "", False).larger > place.of - 1


def in_words(signed: Signed, where: str = "") -> str:
    """«nest størst nedgang av 39», «den eneste av 11 med nedgang», and of a small one «mindre nedgang enn 7 av 9 andre»
    or «minst nedgang av 10»; empty where too few are compared for more than the ends to be told.
    """
    place, others = signed.place, signed.place.of - 1
    if signed.alone:
        return f"den eneste av {place.of}{where} med {signed.noun}"
    if not signed.small:
        few = place.of < FEWEST_RANKED and signed.larger
        return "" if few else _at(place, 1 + signed.larger, f"størst {signed.noun}", where)
    if signed.larger + place.tied == others:
        return _at(place, 1, f"minst {signed.noun}", where)
    if place.of < FEWEST_RANKED:
        return ""
    return f"mindre {signed.noun} enn {signed.larger} av {others} andre{where}"


def _against_median(figure: KeyFigure) -> str:
    if isinstance(_words(figure), dict) and not _sign(figure, figure.known_value):
        return _against_both_signs(figure)
    if figure.spread.reporting < text.FEWEST_FOR_MEDIAN:
        if not figure.indicator.ranked:
            return f"for få kommuner å sammenligne med ({figure.spread.reporting} med tall)"
        most, least = DEGREES[figure.indicator.place][:2]
        return f"verken {most} eller {least} av {figure.known_place.of}"
    decimals, counted = figure.indicator.decimals, peers_counted(figure)
    own, median = text.rounded(figure.known_value, decimals), text.rounded(figure.spread.median, decimals)
    if own == median:
        return f"lik medianen for {counted}"
    if not isinstance(_words(figure), dict):
        over, under = DEGREES[figure.indicator.place][2:4]
        return f"{over if own > median else under} for {counted}"
    if _sign(figure, own) != _sign(figure, median):
        return f"mens medianen for {counted} er {figure.shown(median)}"
    more = "større" if abs(own) > abs(median) else "mindre"
    return f"{more} {_noun(figure, _sign(figure, own))} enn medianen for {counted}"


def _against_both_signs(figure: KeyFigure) -> str:
    """How many of the peers are on each side of a figure of zero."""
    signs = [_sign(figure, value) for value in figure.peer_values.dropna()]
    gains, losses = _noun(figure, 1), _noun(figure, -1)
    up, down = (text.or_none(signs.count(sign)) for sign in (1, -1))
    return f"mens {up} av {len(signs)} sammenlignbare kommuner hadde {gains} og {down} {losses}"
