"""Whom a municipality is compared with: peer groups, statistical neighbours, spread and place among them.

A peer group never holds the municipality itself. Median and quartiles are the peers' (linear interpolation, as
QUARTILE.INC); a place is among the peers and the municipality together. There is no total score.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

from dashboard import text
from dashboard.data import places, queries
from dashboard.data.database import Database, question

LARGEST = 10
LONGEST_OWN_LIST = 20
STATISTICAL_NEIGHBOURS = 20
MOST_NAMED = 5

ASSS = {
    "4601": "Bergen",
    "3201": "Bærum",
    "3301": "Drammen",
    "3107": "Fredrikstad",
    "4204": "Kristiansand",
    "0301": "Oslo",
    "1108": "Sandnes",
    "1103": "Stavanger",
    "5501": "Tromsø",
    "5001": "Trondheim",
}
"""The ten cities of KS's network «Aggregerte styringsdata for samarbeidende storkommuner», by code of 2024."""


@dataclass(frozen=True)
class PeerGroup:
    """Whom a municipality is compared with. `title` reads after «sammenlignet med», `remarks` say what was left out."""

    kind: str
    title: str
    codes: tuple[str, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variable:
    """One trait that statistical neighbours are alike in: an indicator, its weight's name in the URL, log or not."""

    key: str
    label: str
    indicator_id: str
    unit: str = ""
    decimals: int = 0
    log: bool = False
    weight: float = 1.0

    @property
    def heading(self) -> str:
        """The label of the figures as published: «Areal (km²)»."""
        label = self.label.removesuffix(" (logaritme)")
        return f"{label} ({self.unit})" if self.unit else label


LEAST_SPREAD = 1e-9
"""Variance below which a direction of standardised variables is taken for none."""

VARIABLES = (
    Variable("vekt_folk", "Innbyggere (logaritme)", "population", log=True),
    Variable("vekt_sentralitet", "Sentralitet", "centrality_index", "indeks"),
    Variable("vekt_alder", "67 år og over", "share_67_plus", "prosent", 1),
    Variable("vekt_behov", "Utgiftsbehov", "expenditure_need", "landet = 1", 2),
    Variable("vekt_areal", "Areal (logaritme)", "land_area", "km²", 1, log=True),
    Variable("vekt_inntekt", "Frie inntekter", "free_income", "kroner per innbygger", weight=0.0),
)


@dataclass(frozen=True)
class Neighbours:
    """The nearest municipalities. `table` is by distance: code, name, distance, and each used variable as published.

    `unused` are the variables that the municipality itself lacks; `left_out` names the municipalities that lack one of
    the variables used.
    """

    table: pd.DataFrame
    used: tuple[Variable, ...]
    unused: tuple[Variable, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Spread:
    """The peers' figures in short, NaN where none reports. `peers` is how many they are; `reporting` have a figure."""

    peers: int
    reporting: int
    median: float
    lower: float
    upper: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class Place:
    """Where a figure stands among `of` figures, itself included, as shown on screen (rounded).

    `from_top` and `from_bottom` are 1 for the highest and the lowest; `tied` is how many others share the figure.
    """

    from_top: int
    from_bottom: int
    of: int
    tied: int


# --- Groups ---------------------------------------------------------------------------------------------------------


def _kostra(database: Database, division: str, own: pd.Series, register: pd.DataFrame) -> PeerGroup:
    codes = register.loc[register["kostra_group"] == own["kostra_group"], "code"]
    return PeerGroup("KOSTRA-gruppe", f"KOSTRA-gruppe {own['kostra_group']:.0f}", tuple(codes))


def _centrality_and_size(database: Database, division: str, own: pd.Series, register: pd.DataFrame) -> PeerGroup:
    sizes = _newest(database, "size_group", division)
    names = queries.categories(database, "size_group")
    alike = (register["centrality_class"] == own["centrality_class"]) & (
        register["code"].map(sizes) == sizes[own["code"]]
    )
    title = f"sentralitetsklasse {own['centrality_class']:.0f} ({names[int(sizes[own['code']])]} innbyggere)"
    return PeerGroup("Sentralitet og størrelse", title, tuple(register.loc[alike, "code"]))


def _county(database: Database, division: str, own: pd.Series, register: pd.DataFrame) -> PeerGroup:
    codes = register.loc[register["county_code"] == own["county_code"], "code"]
    return PeerGroup("Fylke", f"kommunene i {text.short_name(own['county'])}", tuple(codes))


def _border(database: Database, division: str, own: pd.Series, register: pd.DataFrame) -> PeerGroup:
    return PeerGroup("Naboer", "nabokommunene på land", tuple(queries.neighbour_codes(database, division, own["code"])))


def _labour_market(database: Database, division: str, own: pd.Series, register: pd.DataFrame) -> PeerGroup:
    region = own["labour_market_region"]
    if pd.isna(region):
        remark = f"{text.short_name(own['name'])} er ikke med i inndelingen i bo- og arbeidsmarkedsregioner fra 2020."
        return PeerGroup("Samme arbeidsmarked", "kommunene i samme arbeidsmarked", (), (remark,))
    codes = register.loc[register["labour_market_region"] == region, "code"]
    return PeerGroup("Samme arbeidsmarked", f"arbeidsmarkedet {region} (BA-region 2020)", tuple(codes))


def _largest(database: Database, division: str, own: pd.Series, register: pd.DataFrame) -> PeerGroup:
    largest = _newest(database, "population", division).nlargest(LARGEST).index
    return PeerGroup("Ti største", "de ti største kommunene", tuple(largest))


def _asss(database: Database, division: str, own: pd.Series, register: pd.DataFrame) -> PeerGroup:
    return PeerGroup("ASSS-byene", "ASSS-byene", _asss_codes(database, division))


def _asss_codes(database: Database, division: str) -> tuple[str, ...]:
    return tuple(found for code in ASSS for found in places.current_codes(database, code, division)[:1])


GROUPS: dict[str, Callable[[Database, str, pd.Series, pd.DataFrame], PeerGroup]] = {
    "KOSTRA-gruppe": _kostra,
    "Sentralitet og størrelse": _centrality_and_size,
    "Fylke": _county,
    "Naboer": _border,
    "Samme arbeidsmarked": _labour_market,
    "Ti største": _largest,
    "ASSS-byene": _asss,
}
STATISTICAL = "Statistiske naboer"
OWN_LIST = "Egen liste"
KINDS = (*GROUPS, STATISTICAL, OWN_LIST)
"""The kinds of peer groups by their name on screen and in the URL, the one shown first at the front."""


def group(
    database: Database,
    division: str,
    code: str,
    kind: str,
    *,
    own_list: str = "",
    weights: Mapping[str, float] | None = None,
) -> PeerGroup:
    """The peers of a municipality. Raises KeyError for a kind that is not in KINDS."""
    register = queries.municipalities(database, division)
    if kind == OWN_LIST:
        codes, remarks = read_codes(database, division, own_list)
        found = PeerGroup(kind, "kommunene på egen liste", codes, remarks)
    elif kind == STATISTICAL:
        found = _statistical_group(database, division, code, weights)
    else:
        own = register.set_index("code", drop=False).loc[[code]].iloc[0]
        found = GROUPS[kind](database, division, own, register)
    others = tuple(peer for peer in found.codes if peer != code)
    return PeerGroup(found.kind, found.title, others, (*found.remarks, *_alone(found, others)))


def _alone(found: PeerGroup, others: tuple[str, ...]) -> tuple[str, ...]:
    """What to tell where there is nobody to compare with."""
    if others or found.remarks:
        return ()
    if found.kind == OWN_LIST:
        return ("Listen er tom. Skriv navn eller numre på kommunene du vil sammenligne med.",)
    return (f"Det er ingen andre i gruppen ({found.title}). Velg en annen gruppe over.",)


def usual_kind(database: Database, division: str, code: str) -> str:
    """The kind that is shown first: the KOSTRA group, and the big cities for the one that is alone in its group."""
    if group(database, division, code, KINDS[0]).codes:
        return KINDS[0]
    return "ASSS-byene" if code in _asss_codes(database, division) else STATISTICAL


def _newest(database: Database, indicator_id: str, division: str) -> pd.Series:
    """An indicator's newest figures by code, without those that can't be compared."""
    year = queries.years(database, indicator_id, division)[0]
    values = queries.values_by_code(database, indicator_id, division, year)
    return values["value"].where(values["comparable"].astype(bool))


# --- Own list -------------------------------------------------------------------------------------------------------


def read_codes(
    database: Database, division: str, typed: str, most: int = LONGEST_OWN_LIST
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The municipalities of a list of numbers or names, and what to tell about the rest of it.

    Numbers of another division are translated; at most `most` are used, in the order in which they stand.
    """
    found: dict[str, None] = {}
    unknown, remarks = [], []
    for item in dict.fromkeys(part.strip() for part in re.split(r"[,;\n]|(?<=\d)\s+(?=\d)", typed) if part.strip()):
        place = places.find(database, division, item)
        if not place.codes:
            unknown.append(item if len(item) <= 20 else item[:20] + "…")
        elif len(place.codes) > 1 and place.by_name:
            remarks.append(
                f"Flere kommuner heter eller het «{item}»: skriv {_numbers(database, division, place.codes)}."
            )
        else:
            found.update(dict.fromkeys(place.codes))
            remarks += filter(None, [places.holder_line(database, division, place)])
    if unknown:
        shown = text.listed(f"«{item}»" for item in unknown[:MOST_NAMED])
        more = f" og {len(unknown) - MOST_NAMED} til" if len(unknown) > MOST_NAMED else ""
        remarks.append(
            f"Kjenner ikke {shown}{more} i inndelingen {queries.division_label(database, division)}; de er ikke med."
        )
    if len(found) > most:
        remarks.append(f"Listen har {len(found)} kommuner. De {most} første brukes.")
    return tuple(found)[:most], tuple(remarks)


def _numbers(database: Database, division: str, codes: Iterable[str]) -> str:
    """What to write for each of several of one name: «3419 for Våler (Innlandet) eller 3114 for Våler (Østfold)»."""
    register = queries.municipalities(database, division).set_index("code")
    names, counties = (register[column].map(text.short_name) for column in ("name", "county"))
    named = [(code, names[code], counties[code]) for code in codes]
    return text.either(f"{code} for {name if '(' in name else f'{name} ({county})'}" for code, name, county in named)


# --- Statistical neighbours -----------------------------------------------------------------------------------------


@question
def traits(database: Database, division: str) -> pd.DataFrame:
    """What statistical neighbours are found by: name and each variable's newest published figure, by code."""
    frame = queries.municipalities(database, division).set_index("code")[["name"]].copy()
    known = queries.indicators(database)
    for variable in VARIABLES:
        available = variable.indicator_id in known and queries.years(database, variable.indicator_id, division)
        frame[variable.key] = _newest(database, variable.indicator_id, division) if available else np.nan
    return frame


def neighbours(frame: pd.DataFrame, code: str, weights: Mapping[str, float] | None, count: int) -> Neighbours:
    """The `count` municipalities nearest to one by standardised variables: in weighted Euclidean distance, or without
    weights in Mahalanobis' distance, in which what several variables have in common counts once.

    `frame` is as `traits` makes it. A variable that the municipality lacks is left out for all, and a municipality that
    lacks a variable in use is left out, so that all distances are measured alike.
    """
    counted = default_weights() if weights is None else weights
    weighted = [variable for variable in VARIABLES if counted.get(variable.key, 0) > 0]
    used = tuple(variable for variable in weighted if pd.notna(frame[variable.key].loc[code]))
    unused = tuple(variable for variable in weighted if variable not in used)
    columns = [variable.key for variable in used]
    complete = frame.dropna(subset=columns)
    left_out = tuple(text.short_name(name) for name in frame.loc[~frame.index.isin(complete.index), "name"])
    if not used:
        empty = frame.head(0).assign(distance=np.nan).reset_index()
        return Neighbours(empty, used, unused, left_out)
    raw = np.column_stack([np.log(complete[v.key]) if v.log else complete[v.key] for v in used])
    scaled = StandardScaler().fit_transform(raw)
    scaled = decorrelated(scaled) if weights is None else scaled * np.sqrt([weights[v.key] for v in used])
    own = complete.index.tolist().index(code)
    search = NearestNeighbors(n_neighbors=min(count + 1, len(complete))).fit(scaled)
    distances, places = search.kneighbors(scaled[[own]])
    nearest = complete.iloc[places[0]].assign(distance=distances[0]).drop(index=code, errors="ignore").head(count)
    table = nearest.rename_axis("code").reset_index()[["code", "name", "distance", *columns]]
    return Neighbours(table, used, unused, left_out)


def decorrelated(scaled: np.ndarray) -> np.ndarray:
    """Standardised variables turned into uncorrelated ones of the same spread: the distance between two rows is then
    Mahalanobis'. Directions in which nothing varies are left out.
    """
    spread, directions = np.linalg.eigh(np.cov(scaled, rowvar=False, ddof=0).reshape(scaled.shape[1], -1))
    varies = spread > LEAST_SPREAD
    return scaled @ directions[:, varies] / np.sqrt(spread[varies])


@question
def distances(database: Database, division: str, code: str, weights: tuple[tuple[str, float], ...] | None) -> pd.Series:
    """Every other municipality's distance from one by code; those that lack a trait are left out."""
    everyone = traits(database, division)
    chosen = None if weights is None else dict(weights)
    return neighbours(everyone, code, chosen, len(everyone)).table.set_index("code")["distance"]


def distance_words(weights: Mapping[str, float] | None) -> str:
    """What is said of a distance without weights of the reader's own, or with."""
    if weights is None:
        return (
            "Avstanden er Mahalanobis’: det som flere av variablene har felles, som størrelse og sentralitet, telles "
            "én gang."
        )
    return "Avstanden er vektet: hver variabel teller for seg, så det som flere har felles, telles flere ganger."


def default_weights() -> dict[str, float]:
    """Every variable's weight before the user moves it."""
    return {variable.key: variable.weight for variable in VARIABLES}


def _statistical_group(database: Database, division: str, code: str, weights: Mapping[str, float] | None) -> PeerGroup:
    found = neighbours(traits(database, division), code, weights, STATISTICAL_NEIGHBOURS)
    remarks = []
    if not found.used:
        remarks.append("Alle vekter er null, så ingen kan kalles nærmest. Gi minst én variabel vekt.")
    if found.unused:
        names = text.listed(variable.label for variable in found.unused)
        remarks.append(f"{names} mangler for kommunen og er ikke brukt i avstanden.")
    if found.used and found.left_out:
        shown = text.listed(found.left_out) if len(found.left_out) <= MOST_NAMED else f"{len(found.left_out)} kommuner"
        remarks.append(f"Uten alle variablene, og derfor ikke med: {shown}.")
    return PeerGroup(STATISTICAL, "de statistiske naboene", tuple(found.table["code"]), tuple(remarks))


# --- Spread and place -----------------------------------------------------------------------------------------------


def spread(values: pd.Series) -> Spread:
    """Median, quartiles and extremes of the peers' figures; a peer without a figure (NaN) still counts as one. So few
    that a median says nothing have none, and no quartiles.
    """
    known = values.dropna()
    enough = len(known) >= text.FEWEST_FOR_MEDIAN
    lower, median, upper = known.quantile([0.25, 0.5, 0.75]) if enough else (np.nan,) * 3
    return Spread(len(values), len(known), median, lower, upper, known.min(), known.max())


def place(value: float, peers: pd.Series, decimals: int) -> Place:
    """Where `value` stands among the peers that have a figure, all rounded as shown, so that equal looks are ties."""
    own = round(value, decimals)
    others = peers.dropna().round(decimals)
    return Place(
        from_top=1 + int((others > own).sum()),
        from_bottom=1 + int((others < own).sum()),
        of=1 + len(others),
        tied=int((others == own).sum()),
    )
