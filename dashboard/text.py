"""Norwegian text: numbers, units, dates, statuses and parts of sentences."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from numbers import Real
from typing import Any

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal

LOCALE = "nb_NO"

STATUS_WORDS = {
    "observed": "publisert tall",
    "provisional": "foreløpig tall",
    "revised": "revidert tall",
    "suppressed": "ikke publisert",
    "not_reported": "ikke rapportert",
    "not_applicable": "ikke aktuelt",
    "not_in_source": "ikke i vårt kildegrunnlag",
    "too_few": "for få tall til en samlet verdi",
    "derived": "beregnet",
    "modelled": "modellert",
}
"""What a status of an observation is called on screen and in exports."""

MISSING_STATUSES = ("suppressed", "not_reported", "not_applicable", "not_in_source", "too_few")
"""Statuses of observations that have no value; the status is the reason."""

NOT_COMPARABLE = "Kan ikke sammenlignes: "
"""What begins the note of a figure that is left out of every comparison, before the reason."""

DIRECTION_WORDS = {
    "higher_is_better": "høyere er bedre",
    "lower_is_better": "lavere er bedre",
    "none": "ingen retning: det er ikke hevet over tvil om høyt eller lavt er bra",
}

STAGE_WORDS = {"condition": "rammevilkår", "effort": "innsats", "result": "resultat"}
"""What an indicator tells of: what a municipality has to work with, what it puts in, or what comes of it."""

DUTY_KINDS = {"measured": "målt", "proxy": "indirekte mål"}
"""Whether an indicator measures a statutory duty, or goes with it."""

KIND_WORDS = {
    "observed": "publisert",
    "derived": "beregnet av publiserte tall",
    "modelled": "modellert – ikke målt",
}

MODELLED_WORDS = "Modellert – ikke målt"
DERIVED_WORDS = "Beregnet av publiserte tall"
SYNTHETIC_WORDS = "SYNTETISK – ikke virkelige tall"

COUNTRY_WORDS = {"FI": "Finland", "NO": "Norge", "SE": "Sverige", "DK": "Danmark", "IS": "Island"}


NUMBERS_KEPT = 20_000
"""How many numbers are kept as they are written: Babel takes 20 µs for one, and a page's hover texts hold thousands."""


YEAR = -1
"""In place of decimals, for years: whole numbers that are written without a space between thousands."""


def places(decimals: Mapping[str, int | Sequence[int]] | None, column: str) -> int | Sequence[int]:
    """How many decimals a column of a table is written with: what is said of it, else none, or YEAR for years."""
    usual = YEAR if re.fullmatch(r"År( \(.*\))?", column) else 0
    return (decimals or {}).get(column, usual)


def is_number(cell: object) -> bool:
    """Whether a cell of a table is a number, and no text, truth or missing value."""
    return isinstance(cell, Real) and not isinstance(cell, bool) and cell == cell


def number(value: float | None, decimals: int = 0) -> str:
    """12345.6 as «12 345,6» (no-break space, comma, true minus), a YEAR as «2026»; an en dash for None and NaN."""
    if value is None or value != value:
        return "–"
    return _written(value, decimals)


def parsed(written: str) -> float | None:
    """A number as somebody writes it, «5 447», «−1,75», also with a point; None of what is none."""
    plain = re.sub(r"\s", "", written).replace("\u2212", "-").replace(",", ".")
    return float(plain) if re.fullmatch(r"[-+]?\d+(\.\d+)?", plain, re.ASCII) else None


def in_words(value: float | None, decimals: int = 0) -> str:
    """A number as it stands in a sentence: nothing at all is «0», and «0,0» what is too little to be seen."""
    return number(value, 0 if value == 0 else decimals)


@lru_cache(NUMBERS_KEPT)
def _written(value: float, decimals: int) -> str:
    if decimals == YEAR:
        return str(int(value))
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(rounded(value, decimals), pattern, locale=LOCALE).replace("-", "\u2212")


def rounded(value: float, decimals: int = 0) -> float:
    """A number as it is shown: a half goes away from zero, as readers and the map's own numbers have it; no «−0»."""
    if math.isinf(value):
        return float(value)
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(str(float(value))).quantize(step, ROUND_HALF_UP)) + 0.0


FEWEST_FOR_MEDIAN = 5
"""Figures below which their median says nothing: no title is made of it."""


ORDINALS = ("", "nest", "tredje", "fjerde", "femte", "sjette", "sjuende", "åttende", "niende", "tiende")
"""What stands before a superlative, from the first place to the tenth."""


def placed(position: int, superlative: str) -> str:
    """A place from an end: «høyest», «nest høyest», «tiende høyest», «11. høyest»."""
    before = ORDINALS[position - 1] if position <= len(ORDINALS) else f"{position}."
    return f"{before} {superlative}".strip()


def of(n: int) -> str:
    """How many figures a median is of, beside it: «(n = 22)»."""
    return f"(n\u00a0=\u00a0{number(n)})"


MOST_GROUPS_NAMED = 2
"""Groups with too few for a median that a title names; more are counted."""


def too_few(groups: Sequence[str]) -> str:
    """What a title adds where groups are left out of it: «; klasse 1 (mest sentral) har under 5 kommuner med tall»."""
    if not groups:
        return ""
    whom = listed(groups) if len(groups) <= MOST_GROUPS_NAMED else f"{number(len(groups))} grupper"
    return f"; {whom} har under {FEWEST_FOR_MEDIAN} kommuner med tall"


def reason(note: str) -> str:
    """What a note says, without the words that only tell that the figure can't be compared."""
    return note.removeprefix(NOT_COMPARABLE)


def reason_of(name: str, note: str) -> str:
    """What a note says, beside the municipality's name: «Oslo er også ...» is «kommunen er også ...» there."""
    said = reason(note)
    return f"kommunen {said.removeprefix(f'{name} ')}" if said.startswith(f"{name} ") else said


def without_thousands(written_number: str) -> str:
    """«3 000» and «3.000» as «3000»; «3000.5» keeps its dot."""
    close = re.sub(r"\s", "", written_number)
    return close.replace(".", "") if re.fullmatch(r"\d{1,3}(\.\d{3})+", close) else close


def signed(value: float, decimals: int = 0) -> str:
    """A change with its sign: «+1,2», «−0,4», «0,0»."""
    plain = number(value, decimals)
    return f"+{plain}" if rounded(value, decimals) > 0 else plain


SINGULAR = {
    "innbyggere": "innbygger", "kommuner": "kommune", "dager": "dag", "boliger": "bolig", "klager": "klage",
    "bygninger": "bygning", "beboere": "beboer", "brukere": "bruker", "personer": "person", "elever": "elev",
    "skoler": "skole", "minutter": "minutt", "timer": "time", "grunnskoler": "grunnskole", "nye": "ny",
    "fritidsboliger": "fritidsbolig", "langtidsbeboere": "langtidsbeboer", "enkelttimer": "enkelttime",
    "byggesøknader": "byggesøknad", "kvinner": "kvinne", "menn": "mann", "stillinger": "stilling",
    "barnehager": "barnehage", "undersøkelser": "undersøkelse", "kommunale": "kommunalt", "søknader": "søknad",
    "sysselsatte": "sysselsatt", "måneder": "måned", "plasser": "plass",
}  # fmt: skip
"""What a unit is called after 1."""


def singular(sentence: str) -> str:
    """The sentence with what it counts one of in the singular: «1 ny bolig», and still «1 000 innbyggere»."""
    return re.sub(
        r"(?<![\d,] )\b1 (\w+)( \w+)?",
        lambda m: (
            f"1 {SINGULAR.get(m[1], m[1])}"
            + (f" {SINGULAR.get(m[2].strip(), m[2].strip())}" if m[2] and m[1] == "nye" else m[2] or "")
        ),
        sentence,
    )


def unit_for(unit: str, value: float | None = None) -> str:
    """The unit as it stands after a value in a sentence: «innbygger» after 1 and −1, nothing after an index."""
    if unit.startswith("indeks"):
        return ""
    first, *rest = unit.split(" ")
    return " ".join([SINGULAR.get(first, first), *rest]) if value is not None and abs(value) == 1 else unit


def unit_left(unit: str, title: str) -> str:
    """The unit without the «per ...» that the title beside it says: «årsverk» of «årsverk per 1 000 innbyggere» beside
    «Sykepleiere per 1 000».
    """
    found = re.search(r"\bper (\d[\d ]*\d|.+)", unit)
    return unit[: found.start()].rstrip() if found and found.group() in title else unit


def role_words(role: str, stage: str) -> str:
    """The role that an indicator is of and what it tells of there: «tjenesteyter (innsats)»."""
    # What frames all the roles is a condition by its name.
    return role if (role, stage) == ("rammebetingelser", "condition") else f"{role} ({STAGE_WORDS[stage]})"


def with_unit(value: float | None, unit: str, decimals: int = 0) -> str:
    """A value with its unit, held together: «5 447 innbyggere», «62,4 prosent»; nothing at all is «0 dekar»."""
    return f"{in_words(value, decimals)} {unit_for(unit, None if decimals else value)}".strip()


def unbroken(sentence: str) -> str:
    """The same sentence with its numbers held together: «15 077,5» never ends a line at 15."""
    return re.sub(r"(?<=\d) (?=\d{3}\b)", "\u00a0", sentence)


def unbroken_within(sent: Any) -> Any:
    """The same of every text in the lists and mappings that a component is sent."""
    if isinstance(sent, str):
        return unbroken(sent)
    if isinstance(sent, Mapping):
        return {name: unbroken_within(part) for name, part in sent.items()}
    return [unbroken_within(part) for part in sent] if isinstance(sent, (list, tuple)) else sent


def titled(title: str, unit: str) -> str:
    """A title with its unit, unless it says it already: «Areal (km²)», «Innbyggere per km²»."""
    return title if unit.lower() in title.lower() else f"{title} ({unit})"


def per_cent(part: float, whole: float, decimals: int = 1) -> str:
    """A share as «7,2 prosent». Raises ZeroDivisionError for an empty whole."""
    return f"{number(100 * part / whole, decimals)} prosent"


def count(n: float, one: str, many: str) -> str:
    """«1 kommune», «21 kommuner»."""
    return f"{number(n)} {one if n == 1 else many}"


def or_none(n: int) -> str:
    """«ingen» for 0, else the number: «ingen av 2 gikk opp»."""
    return number(n) if n else "ingen"


def part_of_them(part: int, whole: int) -> str:
    """How many of some that have just been counted: «ingen av dem», «7 av dem», «alle 9», «begge»; of one «den»."""
    if not part:
        return "ingen av dem" if whole > 1 else "ikke den"
    if part == whole:
        return {1: "den", 2: "begge"}.get(whole, f"alle {number(whole)}")
    return f"{number(part)} av dem"


def listed(items: Iterable[str]) -> str:
    """«Utsira, Træna og Kvitsøy»."""
    return format_list(list(items), locale=LOCALE)


def either(items: Iterable[str]) -> str:
    """«Klasse 5 eller Klasse 6»."""
    return format_list(list(items), "or", locale=LOCALE)


def beside(told: Sequence[tuple[str, str]]) -> str:
    """Numbers and where each is: «2,5 i klasse 3 og 1,0 i klasse 6», and where they are alike «0 både i klasse 1 og i
    klasse 6».
    """
    numbers = {shown for shown, _ in told}
    if len(numbers) == 1 < len(told):
        return f"{told[0][0]} {'både ' if len(told) == 2 else ''}{listed(place for _, place in told)}"
    return listed(f"{shown} {place}" for shown, place in told)


def none_missing(n: int) -> str:
    """«Ingen av 357 mangler», and of one «Ingen tall mangler»."""
    return f"Ingen av {number(n)} mangler" if n > 1 else "Ingen tall mangler"


def none_lacking(figures: int, name: str) -> str:
    """That no figure of a municipality is lacking, of just those shown: «Ingen av de tre viste tallene mangler for
    Utsira».
    """
    words = {2: "to", 3: "tre", 4: "fire", 5: "fem"}
    return (
        f"Ingen av de {words.get(figures, figures)} viste tallene mangler for {name}"
        if figures > 1
        else f"Det viste tallet mangler ikke for {name}"
    )


def date(day: datetime.date | datetime.datetime | str) -> str:
    """«20. november 2026» from a date or an ISO string; any other text as it is."""
    if isinstance(day, str):
        try:
            return date(datetime.date.fromisoformat(day))
        except ValueError:
            return day
    return format_date(day, "d. MMMM y", locale=LOCALE)


def moment(time: datetime.datetime) -> str:
    """«20. november 2026 kl. 14.05»."""
    return format_datetime(time, "d. MMMM y 'kl.' HH.mm", locale=LOCALE)


def is_synthetic(said: str) -> bool:
    """Whether a title, note or status word says that figures are made up."""
    return "SYNTETISK" in said.upper()


def marked(title: str, said: Iterable[str]) -> str:
    """A title that goes where the words beside it don't, marked where they say that figures are made up."""
    return f"{title} ({SYNTHETIC_WORDS})" if any(map(is_synthetic, said)) else title


def years(found: Iterable[int]) -> str:
    """«2006–2019 og 2024–2026»: years with those that follow each other held together."""
    ordered = sorted(map(int, found))
    runs: list[list[int]] = []
    for year in ordered:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return listed(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def stopped(words: str) -> str:
    """Words as a sentence: with one full stop, whether or not they had it."""
    return words if words.endswith((".", "?", "!", "…")) else f"{words}."


def escaped(sentence: str) -> str:
    """A sentence for Streamlit's Markdown in which nothing is markup: what a link said is shown as it is."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~$:])", r"\\\1", sentence)


def table_words(table_id: str) -> str:
    """«tabell 07459»; what is no table but has a name of its own, such as «Klass 112», as it is."""
    return table_id if " " in table_id else f"tabell {table_id}"


def uncapitalised(words: str) -> str:
    """Words as they stand inside a sentence: «klasse 6 (minst sentral)»; an abbreviation in front stays as it is."""
    abbreviated = words[:2].isalpha() and words[:2].isupper()
    return words if abbreviated else f"{words[:1].lower()}{words[1:]}"


def short_name(name: str) -> str:
    """A municipality's Norwegian name without its names in other languages: «Oslo - Oslove» is «Oslo»."""
    return name.split(" - ")[0]


ALPHABET = {
    "æ": "{1",
    "ä": "{1",
    "ø": "{2",
    "ö": "{2",
    "å": "{3",
    "á": "a",
    "č": "c",
    "đ": "d",
    "ŋ": "n",
    "š": "s",
    "ŧ": "t",
}
"""Letters beyond a to z -> how they sort."""


def collation_key(name: str) -> str:
    """A key that sorts as the Norwegian alphabet does: æ, ø, å last; Sámi letters by their Latin ones."""
    return "".join(ALPHABET.get(letter, letter) for letter in name.lower())


_PLAIN_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "é": "e", "–": "-", "−": "-"})


def slug(label: object) -> str:
    """A label as an address holds it: «Vekst og nedgang» is «vekst-og-nedgang»."""
    return re.sub(r"[^a-z0-9_.]+", "-", str(label).lower().translate(_PLAIN_LETTERS)).strip("-.")
