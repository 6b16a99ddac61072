"""What is computed about compliance: a pattern that illustrates the committee's finding, and an index of open duties.

The pattern is modelled and says nothing about what a municipality does: where it would stand if size and centrality
alone decided. Stored is where it stands in each (zN of the logarithm of inhabitants, zC of the centrality index, zE of
free income per inhabitant corrected for need, as standard deviations from the mean of the division's municipalities),
with the numbers of the curve that a page draws from them (dashboard/measures/pattern.py), and in which fifth of all
municipalities the middle setting puts it. The order hardly depends on how the curve is drawn; the level depends on
little else, so no level of a municipality is stored.

FLOOR and SPAN are the ends of the range that the committee's slides give (50-99 per cent). That the relation is
logistic, how steep it is, what economy makes up for and that size and centrality count alike in the middle are choices
without a source.

The duty index is derived: each duty as 0-100, the mean of the duties of each service area, the mean of the areas. A
share of few cases is pulled towards the share of its centrality class (etl/pooling.py), so that a municipality with one
kindergarten is not 0 or 100. Exempt by law counts as met and what could not be assessed as neither: the duty's own
figure has it so already (Fulfilment in etl/origins.py). No breach among an unknown number of cases is no fulfilment:
there may have been none, so it is noted and does not count.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pandas as pd

from etl import notes
from etl.dataset import Dataset
from etl.indicator import Duty, Indicator
from etl.origins import DutyIndex, Pattern
from etl.pooling import pooled

FLOOR, SPAN, STEEPNESS = 50.0, 49.0, 1.0
FIFTHS = 5
MIDDLE_WEIGHT = 50
BEST_ECONOMY = 2.0
SIZE, CENTRALITY, ECONOMY = "population", "centrality_index", "free_income_corrected"
#: The group that a share of few cases is pulled towards.
GROUP = "centrality_class"
SCORE_COLUMNS = [
    "indicator_id", "division", "code", "year", "score", "own_score", "cases", "lawful", "unassessed",
]  # fmt: skip

#: No index on less than this: a total of a few duties would be about those duties.
MINIMUM_AREAS = 3
MINIMUM_SHARE = 0.6

UNSAID = "Kan ikke sies om plikten er oppfylt: ingen brudd er telt, men hvor mange {} det var, er ukjent"
NO_PATTERN = "Folketallet eller sentraliteten mangler, og uten dem er det ikke noe mønster"
OWN_PUBLISHER = "Generalistkommunen i tall"


def added(
    catalogue: dict[str, Indicator], figures: pd.DataFrame, dataset: Dataset
) -> tuple[dict[str, Indicator], pd.DataFrame, Dataset]:
    """Catalogue, figures and dataset with the pattern and the duty index, and the tables that they rest on.

    `figures` has the columns of the table observation. An indicator of these kinds for which there is nothing to
    compute from is left out of the catalogue.
    """
    known, sources = dict(catalogue), [dataset.sources]
    tables: dict[str, pd.DataFrame] = {}
    # To look for one indicator among all figures takes long: the few that are asked for are looked for once.
    asked = figures["indicator_id"].isin(_asked_for(catalogue))
    figures, found = figures[asked], [figures[~asked]]
    figures = with_unsaid(figures, catalogue)
    found.append(figures)
    for indicator in catalogue.values():
        match indicator.origin:
            case Pattern():
                rows, further = _pattern(indicator, figures)
                inputs = [SIZE, CENTRALITY]
            case DutyIndex():
                rows, further = _duty_index(indicator, figures, catalogue)
                inputs = further["duty_score"]["indicator_id"].unique().tolist()
            case _:
                continue
        tables |= {name: table for name, table in further.items() if len(table)}
        if rows["value"].notna().any():
            found.append(rows)
            sources.append(own_source(indicator, figures[figures["indicator_id"].isin(inputs)], dataset.sources))
        else:
            del known[indicator.indicator_id]
    dataset = replace(dataset, tables=dataset.tables | tables, sources=pd.concat(sources, ignore_index=True))
    return known, pd.concat(found, ignore_index=True), dataset


def _asked_for(catalogue: dict[str, Indicator]) -> set[str]:
    """The indicators that a pattern or an index is computed from."""
    duties = {name: indicator.duty for name, indicator in catalogue.items() if indicator.duty}
    return {SIZE, CENTRALITY, ECONOMY, GROUP, *duties, *(name for duty in duties.values() for name in duty.beside)}


def own_source(indicator: Indicator, inputs: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The source of what is computed here: as old as its inputs, with a checksum of theirs."""
    used = sources[sources["source_id"].isin(inputs["source_id"].unique())].sort_values("source_id")
    row = {
        "source_id": indicator.source_id,
        "publisher": OWN_PUBLISHER,
        "title": f"{indicator.title}, beregnet av " + ", ".join(used["title"].unique()),
        "url": used["url"].iloc[0],
        "licence": "; ".join(used["licence"].unique()),
        "table_id": None,
        "reference_date": "; ".join(used["reference_date"].unique()),
        "retrieved_at": used["retrieved_at"].max(),
        "sha256": hashlib.sha256("".join(used["sha256"]).encode()).hexdigest(),
        "note": indicator.caveat,
    }
    return pd.DataFrame([row])


def with_unsaid(figures: pd.DataFrame, catalogue: dict[str, Indicator]) -> pd.DataFrame:
    """The figures, noted where they are no breach of a duty among an unknown number of cases."""
    figures = figures.copy()
    for name, indicator in catalogue.items():
        if (duty := indicator.duty) and duty.cases and indicator.direction == "lower_is_better":
            unsaid = _unsaid(figures[figures["indicator_id"] == name], duty, figures)
            said = UNSAID.format(duty.counted)
            figures.loc[unsaid, "note"] = [notes.joined([note, said]) for note in figures.loc[unsaid, "note"]]
    return figures


def _unsaid(rows: pd.DataFrame, duty: Duty, figures: pd.DataFrame) -> pd.Index:
    """Which rows of a duty are no breach among an unknown number of cases."""
    breaches = rows[rows["value"] == 0]
    return breaches.index[_beside(breaches, duty.cases, figures).isna()]


def _beside(rows: pd.DataFrame, name: str | None, figures: pd.DataFrame) -> pd.Series:
    """The figures of another indicator for the same units and years; NaN where there are none."""
    if name is None:
        return pd.Series(np.nan, index=rows.index)
    unit = ["division", "code", "year"]
    values = figures[figures["indicator_id"] == name].set_index(unit)["value"]
    return pd.Series(values.reindex(pd.MultiIndex.from_frame(rows[unit])).to_numpy(float), index=rows.index)


def _newest(figures: pd.DataFrame, indicator_id: str) -> pd.DataFrame:
    """division, code, year, value, comparable of the newest year in which the division has figures."""
    values = figures[(figures["indicator_id"] == indicator_id) & figures["value"].notna()]
    newest = values.groupby("division")["year"].transform("max")
    return values[values["year"] == newest]


# --- The pattern --------------------------------------------------------------------------------------------------


def _pattern(indicator: Indicator, figures: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """The pattern's rows of observation, and where each municipality stands with the numbers of the curve."""
    sizes, centralities, economies = (_newest(figures, name) for name in (SIZE, CENTRALITY, ECONOMY))
    standings, coefficients, rows = [], [], []
    for division, size in sizes.groupby("division"):
        inputs = pd.DataFrame({"size": np.log(size.set_index("code")["value"])})
        of_division = centralities[centralities["division"] == division]
        inputs["centrality"] = of_division.set_index("code")["value"]
        comparable = economies[(economies["division"] == division) & economies["comparable"]]
        inputs["economy"] = comparable.set_index("code")["value"]
        inputs = inputs.dropna(subset=["size", "centrality"])
        coefficients.append(_coefficients(inputs).assign(division=division))
        standing = (inputs - inputs.mean()) / inputs.std(ddof=0)
        standings.append(standing.reset_index(names="code").assign(division=division))
        codes = figures.loc[figures["division"] == division, "code"].drop_duplicates()
        rows.append(_fifths(standing, codes).assign(division=division, year=size["year"].iloc[0]))
    stored = pd.concat(rows).assign(
        indicator_id=indicator.indicator_id, source_id=indicator.source_id, comparable=False
    )
    tables = {"compliance_pattern": pd.concat(standings), "compliance_coefficient": pd.concat(coefficients)}
    return stored.reindex(columns=figures.columns), tables


def _fifths(standing: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
    """code, value (1 the lowest fifth), status, note in the middle setting for every municipality."""
    middle = (MIDDLE_WEIGHT * standing["centrality"] + (100 - MIDDLE_WEIGHT) * standing["size"]) / 100
    ranked = middle.rank(method="first", pct=True) * FIFTHS
    values = pd.Series(np.ceil(ranked), ranked.index).reindex(codes)
    missing = values.isna().to_numpy()
    status = np.where(missing, "not_in_source", "modelled")
    note = [NO_PATTERN if lacks else None for lacks in missing]
    return pd.DataFrame({"code": values.index, "value": values.to_numpy(), "status": status, "note": note})


def _coefficients(inputs: pd.DataFrame) -> pd.DataFrame:
    """position, symbol, meaning, value: everything in the formula that is a number."""
    mean, deviation = inputs.mean(), inputs.std(ddof=0)
    rows = [
        ("Gulv", "laveste ende av utvalgets skala (prosent)", FLOOR),
        ("Spenn", "fra laveste til høyeste ende av skalaen (prosentpoeng)", SPAN),
        ("Bratthet", "hvor fort mønsteret stiger i midtstillingen (valgt, uten kilde)", STEEPNESS),
        ("Vekt", "sentralitetens andel mot størrelsens i midtstillingen (valgt, uten kilde; prosent)", MIDDLE_WEIGHT),
        ("God økonomi", "standardavvik over snittet der økonomien teller fullt (valgt, uten kilde)", BEST_ECONOMY),
        ("Middel ln N", "gjennomsnitt av logaritmen av folketallet", mean["size"]),
        ("Avvik ln N", "standardavvik av logaritmen av folketallet", deviation["size"]),
        ("Middel C", "gjennomsnitt av sentralitetsindeksen", mean["centrality"]),
        ("Avvik C", "standardavvik av sentralitetsindeksen", deviation["centrality"]),
        ("Middel E", "gjennomsnitt av frie inntekter etter utgiftsutjevning (kroner per innbygger)", mean["economy"]),
        (
            "Avvik E",
            "standardavvik av frie inntekter etter utgiftsutjevning (kroner per innbygger)",
            deviation["economy"],
        ),
    ]
    frame = pd.DataFrame(rows, columns=["symbol", "meaning", "value"])
    return frame.assign(position=range(1, len(frame) + 1)).dropna()


# --- The duty index -----------------------------------------------------------------------------------------------


def scores(values: np.ndarray, duty: Duty, lower_is_better: bool) -> np.ndarray:
    """How far a duty is met, 0-100: a share as it is (turned where a low share is good), yes (1) or no (0) as 100 or 0,
    days within the limit as 100 and beyond it as the limit's share of the days.
    """
    match duty.rule:
        case "share":
            return np.clip(100 - values if lower_is_better else values, 0, 100)
        case "yes_no":
            return 100 * (1 - values if lower_is_better else values)
        case "days_limit":
            limit = float(duty.limit or 0)  # the rule has one: Duty sees to that
            return 100 * np.minimum(1, limit / np.maximum(values, limit))


def _duty_index(
    indicator: Indicator, figures: pd.DataFrame, catalogue: dict[str, Indicator]
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """The index's rows of observation (measured duties, equal weights) and each duty's score."""
    with_figures = set(figures.loc[figures["value"].notna(), "indicator_id"].unique())
    duties = {id_: (i, i.duty) for id_, i in catalogue.items() if i.duty and id_ in with_figures}
    if not duties:
        return figures.head(0), {"duty_score": pd.DataFrame(columns=SCORE_COLUMNS)}
    scored = pd.concat([_scored(i, duty, figures) for i, duty in duties.values()])[SCORE_COLUMNS]
    measured = {id_: duty.area for id_, (_, duty) in duties.items() if duty.kind == "measured"}
    register = figures[["division", "code"]].drop_duplicates()
    rows = index(scored, measured, register).assign(
        indicator_id=indicator.indicator_id,
        year=scored["year"].max(),
        source_id=indicator.source_id,
        comparable=True,
    )
    return rows.reindex(columns=figures.columns), {"duty_score": scored}


def _scored(indicator: Indicator, duty: Duty, figures: pd.DataFrame) -> pd.DataFrame:
    """The newest figures of a duty with `own_score` (what the figure says), `cases` (how many it counts), `lawful` and
    `unassessed` (per cent), each NaN where unknown, and `score`: own_score, drawn towards the group's where few are
    counted. Where it can't be said whether the duty is met there is no row.
    """
    newest, lower = _newest(figures, indicator.indicator_id), indicator.direction == "lower_is_better"
    if duty.cases and lower:
        newest = newest.drop(_unsaid(newest, duty, figures))
    lawful, unassessed, cases = (_beside(newest, name, figures) for name in (duty.lawful, duty.unassessed, duty.cases))
    newest = newest.assign(lawful=lawful, unassessed=unassessed)
    own = pd.Series(scores(newest["value"].to_numpy(), duty, lower), index=newest.index)
    classes = _newest(figures, GROUP).set_index(["division", "code"])["value"]
    group = pd.Series(classes.reindex(pd.MultiIndex.from_frame(newest[["division", "code"]])).to_numpy(), newest.index)
    parts = [
        pooled(own[of_division], cases[of_division], group[of_division]) if duty.cases else own[of_division]
        for _, of_division in newest.groupby("division").groups.items()
    ]
    return newest.assign(own_score=own, cases=cases, score=pd.concat(parts).reindex(newest.index))


def index(scored: pd.DataFrame, area_of: dict[str, str], register: pd.DataFrame) -> pd.DataFrame:
    """division, code, value, status and note («5 av 8 plikter i 4 områder») for every municipality of the register.

    `scored` has indicator_id, division, code, score; `area_of` names the duties that count. There is no value where
    fewer than MINIMUM_AREAS areas or MINIMUM_SHARE of the duties have a score.
    """
    counted = scored[scored["indicator_id"].isin(list(area_of))]
    counted = counted.assign(area=counted["indicator_id"].map(area_of))
    areas = counted.groupby(["division", "code", "area"])["score"].agg(["mean", "size"]).reset_index()
    totals = areas.groupby(["division", "code"]).agg(value=("mean", "mean"), n=("size", "sum"), areas=("area", "size"))
    rows = register.join(totals, on=["division", "code"]).fillna({"n": 0, "areas": 0})
    enough = (rows["areas"] >= MINIMUM_AREAS) & (rows["n"] >= MINIMUM_SHARE * len(area_of))
    notes = [
        f"{n:.0f} av {len(area_of)} plikter i {areas:.0f} områder{'' if is_enough else '; for få plikter med tall'}"
        for n, areas, is_enough in zip(rows["n"], rows["areas"], enough, strict=True)
    ]
    return rows.assign(value=rows["value"].where(enough), status=np.where(enough, "derived", "too_few"), note=notes)[
        ["division", "code", "value", "status", "note"]
    ]
