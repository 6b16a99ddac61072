"""What regressions and curves say, in Norwegian: which difference goes with which, and that nothing can be told where
an interval says so. Never what leads to what.
"""

from __future__ import annotations

from dashboard import text
from dashboard.data import queries
from dashboard.measures.association import YES_OR_NO, Effect, Fit
from dashboard.measures.outcomes import Outcome
from dashboard.measures.scale_curve import Curve

SHORT = {"centrality": "sentralitet", "population": "størrelse", "economy": "økonomi"}
"""What a factor is called in a list of several, by its column."""


def places(*values: float) -> int:
    """With how many decimals numbers that stand beside each other are written, by the largest of them."""
    size = max(map(abs, values), default=0)
    return next((n for n, limit in enumerate((100, 1, 0.1, 0.01)) if size >= limit), 4)


def signed(value: float, decimals: int | None = None) -> str:
    """A difference with its sign, with as many decimals as it takes to tell it from others of its size unless told;
    nothing is «0».
    """
    shown = text.signed(value, places(value) if decimals is None else decimals)
    return shown if shown.strip("+−0,") else "0"


def difference(asked: Outcome, effect: Effect) -> str:
    """«1,3 prosentpoeng høyere netto driftsresultat», «1,4 ganger så store odds for ROBEK»."""
    if asked.kind == YES_OR_NO:
        return f"{effect.size} ganger så store odds for {asked.noun}"
    way = "høyere" if effect.up else "lavere"
    return f"{effect.size} {asked.unit} {way} {asked.noun}"


def sentence(asked: Outcome, effect: Effect) -> str:
    """What goes with a factor when the two others are alike; that nothing can be told where the interval says so."""
    held = f"Når {effect.factor.others} er like"
    if effect.sure:
        return f"{held}, henger {effect.factor.step} sammen med {difference(asked, effect)} ({effect.interval})."
    around = "én" if effect.nothing else "null"
    return (
        f"{held}, kan sammenhengen mellom {effect.factor.step} og {asked.noun} ikke skilles fra {around} "
        f"({effect.written[0]} {asked.unit}, {effect.interval})."
    )


def in_one(asked: Outcome, found: Fit) -> str:
    """All of a regression in one sentence."""
    sure = [effect for effect in found.effects if effect.sure]
    unsure = [SHORT[effect.factor.column] for effect in found.effects if not effect.sure]
    if not sure:
        return (
            "Når annet er likt, er det ingen sikker sammenheng mellom størrelse, sentralitet eller økonomi og "
            f"{asked.noun}"
        )
    told = [f"{_step(sure[0])} sammen med {difference(asked, sure[0])}"]
    told += [f"{_step(effect)} med {_again(asked, effect)}" for effect in sure[1:]]
    rest = f"; for {text.listed(unsure)} er det ingen sikker sammenheng" if unsure else ""
    return f"Når annet er likt, henger {', og '.join(told)}{rest}"


def _step(effect: Effect) -> str:
    """The step of a factor in as few words as a title has room for."""
    return "10 000 kroner mer i inntekt per innbygger" if effect.factor.column == "economy" else effect.factor.step


def _again(asked: Outcome, effect: Effect) -> str:
    """A further difference in the outcome that was named already."""
    if asked.kind == YES_OR_NO:
        return f"{effect.size} ganger så store odds"
    return f"{effect.size} {asked.unit} {'høyere' if effect.up else 'lavere'}"


# --- The curve by size ------------------------------------------------------------------------------------------------


SAID_ALWAYS = "det viser ikke hva en sammenslåing gir"


def doubled(found: Curve) -> str:
    """«22–25 prosent lavere»; empty where the interval is around nothing."""
    _, low, high = found.doubling
    if low <= 0 <= high:
        return ""
    near, far = sorted((abs(low), abs(high)))
    decimals = 0 if round(near) >= 1 and round(near) != round(far) else 1
    ends = f"{text.number(near, decimals)}–{text.number(far, decimals)}"
    return f"{ends} prosent {'lavere' if high < 0 else 'høyere'}"


def scale_sentence(indicator: queries.Indicator, found: Curve) -> str:
    """«Dobbelt så mange innbyggere henger sammen med 22–25 prosent lavere …», or that no relation is sure; and that it
    tells of no merger.
    """
    noun = text.uncapitalised(indicator.title)
    if told := doubled(found):
        return f"Dobbelt så mange innbyggere henger sammen med {told} {noun}; {SAID_ALWAYS}"
    _, low, high = (text.signed(value, 1) for value in found.doubling)
    return (
        f"Det er ingen sikker sammenheng mellom innbyggertall og {noun} (dobbelt så mange innbyggere: {low} til {high} "
        f"prosent); {SAID_ALWAYS}"
    )
