"""A sentence for each key figure, in bokmål, right in number, sign and direction.

A place («7. høyest av 25») is given only where the indicator has a direction and the peers differ by more than what
rounding shows; elsewhere the figure is told against the extremes or the median. Names of municipalities are plain text.
"""

from __future__ import annotations

import re

from dashboard import text
from dashboard.data.queries import Indicator
from dashboard.measures.keyfigures import KeyFigure

FEWEST_RANKED = 5
"""Figures, the municipality's own included, below which no place is given."""

STEPS_OF_SPREAD = 4
"""How many steps of the last decimal shown the quartiles must be apart for a place to mean anything."""

AMONG = ((50, 10), (10, 3))
"""From how many figures on «blant de K laveste» is said, and K."""

LONGEST_REFERENCE = 40
"""Letters above which only the beginning of a reference stands in a sentence."""

COUNTED_UNITS = ("innbyggere", "km²")
MORE_AND_LESS = {"innbyggere": ("flere", "færre"), "km²": ("større", "mindre")}

CHANGES = {
    "population_change": ("Folketallet i {name} økte med {amount}", "Folketallet i {name} falt med {amount}",
                          "Folketallet i {name} var uendret"),
    "share_67_plus_change": ("Andelen på 67 år og over i {name} økte med {amount}",
                             "Andelen på 67 år og over i {name} falt med {amount}",
                             "Andelen på 67 år og over i {name} var uendret"),
    "net_migration": ("{name} hadde en nettoinnflytting på {amount}", "{name} hadde en nettoutflytting på {amount}",
                      "Like mange flyttet til som fra {name}"),
    "birth_surplus": ("{name} hadde et fødselsoverskudd på {amount}", "{name} hadde et fødselsunderskudd på {amount}",
                      "Det ble født like mange som det døde i {name}"),
    "expenditure_equalisation": ("{name} fikk et tillegg på {amount} per innbygger i utgiftsutjevningen",
                                 "{name} ble trukket {amount} per innbygger i utgiftsutjevningen",
                                 "{name} fikk verken tillegg eller trekk i utgiftsutjevningen"),
}  # fmt: skip
"""How changes are told, by the beginning of the indicator's id: above zero, below zero, zero as shown."""

AMOUNTS = ("kroner", "tusen kroner", "dager", "indeks", "prosent av driftsinntektene", "prosent av investeringene")
"""Units, or their beginnings, of indicators whose titles name an amount."""

STATEMENTS = {
    "population": "{name} hadde {value}",
    "turnout_municipal": "{value} stemte i {name}",
    "turnout_storting": "{value} stemte i {name}",
    "centrality_index": "{name} har {value} på sentralitetsindeksen",
    "population_density": "{name} hadde {value}",
    "median_income": "Den midterste husholdningen i {name} hadde {value} i inntekt etter skatt",
    "tax_share_of_country": "Skatteinntektene i {name} var {value}",
    "land_area": "Arealet i {name} var {value}",
    "free_income_corrected": "Frie inntekter per innbygger i {name}, korrigert for utgiftsbehov, var {value}",
}
"""How other figures are told where «tittel i kommune var verdi» would not do."""


def sentence(figure: KeyFigure) -> str:
    """The whole sentence about a figure: what it was, when, and how it stands among the peers."""
    if figure.value is None:
        return f"{figure.indicator.title}: tallet mangler for {figure.municipality}. {_capital(figure.missing_reason)}."
    place = standing(figure) if figure.spread.peers or not figure.own["comparable"] else ""
    said, when = _statement(figure), _when(figure.reference)
    # «35,1 per 100, 1. januar 2026»: two numbers don't stand beside each other.
    pause = "," if re.search(r"\d$", said) and re.match(r" \d", when) else ""
    return f"{said}{pause}{when}{_joined(place)}."


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
        return f"ingen av {spread.peers} sammenlignbare har tall"
    if figure.named:
        return _same_class(figure)
    if spread.reporting == 1:
        return _against_one(figure)
    return _ranked(figure) or _extreme(figure) or _against_median(figure)


def change(figure: KeyFigure) -> str:
    """The change since the figure before: «opp 0,4 prosentpoeng fra 2021», «uendret fra 2025»; empty without one."""
    known = figure.series.dropna(subset=["value"])
    known = known[known["year"] <= figure.year]
    if figure.value is None or len(known) < 2 or figure.named or known["year"].iloc[-1] != figure.year:
        return ""
    before = known.iloc[-2]
    decimals = figure.indicator.decimals
    difference = text.rounded(figure.value, decimals) - text.rounded(float(before["value"]), decimals)
    if text.rounded(difference, decimals) == 0:
        return f"uendret fra {before['year']}"
    unit = figure.indicator.unit
    unit = "prosentpoeng" if unit.startswith("prosent") else text.unit_for(unit, abs(difference))
    return f"{'opp' if difference > 0 else 'ned'} {text.number(abs(difference), decimals)} {unit} fra {before['year']}"


def quarter(figure: KeyFigure) -> str | None:
    """«beste fjerdedel» or «svakeste fjerdedel» where the direction says which end is good; else None."""
    spread = figure.spread
    if figure.place is None or figure.named or spread.reporting < FEWEST_RANKED or not _spread_supports(figure):
        return None
    match figure.indicator.direction:
        case "higher_is_better":
            good, weak = figure.value > spread.upper, figure.value < spread.lower
        case "lower_is_better":
            good, weak = figure.value < spread.lower, figure.value > spread.upper
        case _:
            return None
    return "beste fjerdedel" if good else "svakeste fjerdedel" if weak else None


def peers_counted(figure: KeyFigure) -> str:
    """«25 sammenlignbare», and how many of them report where not all do."""
    spread = figure.spread
    missing = f" ({spread.reporting} rapporterer)" if spread.reporting < spread.peers else ""
    return f"{spread.peers} sammenlignbare{missing}"


# --- The parts ------------------------------------------------------------------------------------------------------


def _statement(figure: KeyFigure) -> str:
    indicator, name = figure.indicator, figure.municipality
    for beginning, (above, below, zero) in CHANGES.items():
        if indicator.indicator_id.startswith(beginning):
            shown = text.rounded(figure.value, indicator.decimals)
            form = above if shown > 0 else below if shown < 0 else zero
            return form.format(name=name, amount=figure.shown(abs(figure.value)))
    if indicator.indicator_id == "robek":
        return f"{name} er {'' if figure.value else 'ikke '}registrert i ROBEK"
    if figure.named:
        return f"{indicator.short_title} for {name}: {figure.shown(figure.value)}"
    title = re.sub(r"^Andel ", "Andelen ", indicator.title)
    usual = "{title} i {name} var {value}" if _is_an_amount(indicator, title) else "{title} i {name}: {value}"
    form = STATEMENTS.get(indicator.indicator_id, usual)
    return form.format(title=title, name=name, value=figure.shown(figure.value))


def _is_an_amount(indicator: Indicator, title: str) -> bool:
    """Whether the title names an amount, which «var» fits; what names people or things («Kvinner») takes a colon."""
    return title.startswith("Andelen ") or indicator.unit.startswith(AMOUNTS)


def _when(reference: str) -> str:
    """The reference with the preposition that it takes: « i regnskapsåret 2025», « ved kommunestyrevalget 2023»."""
    if re.match(r"(kommunestyrevalg|stortingsvalg)", reference):
        return f" ved {reference}"
    if re.match(r"(regnskapsår|rapporteringsår|inntektsår|statsbudsjett)|\d{4}\b|\d\. kvartal", reference):
        return f" i {reference}"
    if re.match(r"\d{1,2}\. [a-z]+ \d{4}$|de siste |det siste |fra ", reference):
        return f" {reference}"
    return f" ({reference if len(reference) <= LONGEST_REFERENCE else reference.split(',')[0]})"


def _joined(words: str) -> str:
    return f", {words}" if words else ""


def lowered(title: str) -> str:
    """A title inside a sentence: the first letter small unless the word is an acronym, no comma of its own."""
    title = re.sub(r", (.+)$", r" (\1)", title)
    first = title.split(" ")[0].split("-")[0]
    keep = len(first) > 1 and first.upper() == first
    return title if keep or not title else title[0].lower() + title[1:]


def _capital(reason: str) -> str:
    return reason[0].upper() + reason[1:]


def _same_class(figure: KeyFigure) -> str:
    same = int((figure.peer_values == figure.value).sum())
    if same in (0, figure.spread.reporting):
        return f"som {'alle' if same else 'ingen av'} de {figure.spread.reporting} sammenlignbare"
    return f"som {same} av {figure.spread.reporting} sammenlignbare"


def _against_one(figure: KeyFigure) -> str:
    other = figure.peers.loc[figure.peer_values.notna()].iloc[0]
    value = f"{text.short_name(other['name'])} ({figure.shown(other['value'])})"
    if figure.place.tied:
        return f"likt med den eneste sammenlignbare med tall, {value}"
    words = MORE_AND_LESS.get(figure.indicator.unit, ("høyere", "lavere"))
    word = words[0] if figure.place.from_top == 1 else words[1]
    return f"{word} enn den eneste sammenlignbare med tall, {value}"


def _spread_supports(figure: KeyFigure) -> bool:
    step = 10.0**-figure.indicator.decimals
    return figure.spread.upper - figure.spread.lower >= STEPS_OF_SPREAD * step


def _ends(figure: KeyFigure) -> tuple[str, str, str, str]:
    """lowest, highest, plural lowest, plural highest, as one says of this unit."""
    if figure.indicator.unit in COUNTED_UNITS:
        return "minst", "størst", "minste", "største"
    return "lavest", "høyest", "laveste", "høyeste"


def _ranked(figure: KeyFigure) -> str | None:
    place = figure.place
    if figure.indicator.direction == "none" or place.of < FEWEST_RANKED or not _spread_supports(figure):
        return None
    lowest, highest, _, _ = _ends(figure)
    position, word = (place.from_top, highest) if place.from_top <= place.from_bottom else (place.from_bottom, lowest)
    number = "" if position == 1 else f"{position}. "
    return f"{'delt ' if place.tied else ''}{number}{word} av {place.of}"


def _extreme(figure: KeyFigure) -> str | None:
    place = figure.place
    lowest, highest, lowest_many, highest_many = _ends(figure)
    if place.from_top == place.from_bottom:
        return None
    for position, one, many in (
        (place.from_bottom, lowest, lowest_many),
        (place.from_top, highest, highest_many),
    ):
        if position == 1:
            return f"{'delt ' if place.tied else ''}{one} av {place.of}"
        for fewest, most in AMONG:
            if place.of >= fewest and position + place.tied <= most:
                return f"blant de {most} {many} av {place.of}"
    return None


def _against_median(figure: KeyFigure) -> str:
    decimals = figure.indicator.decimals
    own, median = text.rounded(figure.value, decimals), text.rounded(figure.spread.median, decimals)
    word = "over" if own > median else "under" if own < median else "på"
    return f"{word} medianen for {peers_counted(figure)}"
