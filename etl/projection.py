"""The pattern of the last years gone on, as the build stores it: the figures ahead with their intervals, and a track
record. Modelled; how it is reckoned stands in etl/cohorts.py.

The track record: the same computation from earlier base years, against what happened. The intervals (80 per cent) are
the errors of the earliest start, in thirds of municipalities by the size of what is counted, taken to be as large
upwards as downwards; beyond its years they grow in proportion to time. The earliest start has one interval behind it,
from which no change in survival can be read, as it is from the later ones: what all the country's old were off by for
that reason is no error of theirs, and is taken out (of the ratio too). Whether the intervals hold is measured on the
later start, and nothing is fitted again. They are widened where needed to cover a second run, without the newest
interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from etl.cohorts import GROUPS, MEASURES, OLDEST, RATIO, SEXES, SIZE_OF, WIDTH, People, Place, cuts, measures, project
from etl.compliance import own_source
from etl.dataset import Dataset
from etl.divisions import links, places
from etl.indicator import Indicator
from etl.origins import Projection

#: Steps of five years ahead.
STEPS = 4
#: Years back from the base to the starts of the track record.
TESTED, MEASURED = 10, 15
COVERED, THIRDS = 0.8, 3
CLASS = "centrality_class"
TITLE = "Regneeksempel: mønsteret fra de siste årene fortsetter"
ABSENT = "Kommunen har ikke tall etter kjønn og alder i {base}, og uten dem er det ikke noe å regne videre fra"
BY_CLASS = (
    "Regnet med mønsteret i sentralitetsklassen: kildegrunnlaget her har ikke kommunens egne tall etter kjønn og alder "
    "før {base}. "
    "Intervallet er målt der slike tall finnes, og kan være for smalt her"
)
ONE_INTERVAL = "Regnet med kommunens mønster fra {first}–{base} alene: den har ikke egne tall fra før {first}"


@dataclass(frozen=True)
class Widths:
    """How far off each measure has been, as a part of what was computed (logarithms): `errors` (measures x thirds) by
    years ahead, `limits` between the thirds of each measure.
    """

    limits: np.ndarray
    errors: dict[int, np.ndarray]

    def of(self, sizes: np.ndarray, ahead: int) -> np.ndarray:
        """The widths for sizes (measures x units); beyond the years that were measured, in proportion to time."""
        last = max(self.errors)
        third = np.stack([np.searchsorted(limits, size) for limits, size in zip(self.limits, sizes, strict=True)])
        return np.take_along_axis(self.errors[min(ahead, last)], third, axis=1) * max(ahead / last, 1)


def added(
    catalogue: dict[str, Indicator], figures: pd.DataFrame, dataset: Dataset
) -> tuple[dict[str, Indicator], pd.DataFrame, Dataset]:
    """Catalogue, figures and dataset with the projection and the tables that it is told by; without it where there are
    no figures by sex and age for the base year, the intervals and the starts of the track record.
    """
    wanted = {i.origin.of: i for i in catalogue.values() if isinstance(i.origin, Projection)}
    inputs = figures[figures["indicator_id"].isin([*MEASURES, CLASS]) & figures["value"].notna()]
    people = _people(dataset, inputs) if wanted else None
    if people is None or len(people.intervals(people.base, MEASURED // WIDTH + 1)) <= MEASURED // WIDTH:
        return {name: i for name, i in catalogue.items() if i not in wanted.values()}, figures, dataset
    base, divisions = people.base, list(_places(people, dataset))
    known = {place.division: _known(inputs, place) for place in divisions}
    widths, tests = _track_record(people, divisions, known)
    divided = cuts(people, known[divisions[0].division], base)
    main, other = (project(people, base, people.intervals(end), STEPS) for end in (base, base - WIDTH))
    source = _source(next(iter(wanted.values())), inputs, dataset)
    rows, others = [], []
    for place in divisions:
        value, without = (measures(steps, place, divided) for steps in (main, other))
        rows.append(_observations(place, value, without, widths, people, dataset))
        others.append(_long(place, base, {"value": without[:, 1:]}))
    ids: dict[str, str] = {of: indicator.indicator_id for of, indicator in wanted.items()}
    observations = _named(rows, ids).assign(source_id=source["source_id"].iloc[0], comparable=True)
    tables = {
        "projection_other": _named(others, ids),
        "projection_test": _named(tests, ids),
        "projected_age_sex": pd.concat([_ages(main, place, base) for place in divisions], ignore_index=True),
    }
    sources = pd.concat([dataset.sources, source], ignore_index=True)
    dataset = replace(dataset, tables=dataset.tables | tables, sources=sources)
    return catalogue, pd.concat([figures, observations.reindex(columns=figures.columns)], ignore_index=True), dataset


def _people(dataset: Dataset, inputs: pd.DataFrame) -> People | None:
    """The persons of the newest division by sex and age; None where there are none."""
    rows, division = dataset.tables["age_sex"], dataset.divisions["division"].max()
    rows = rows[(rows["division"] == division) & rows["age_group"].isin(GROUPS)]
    if rows.empty:
        return None
    codes = pd.Index(sorted(rows["code"].unique()))
    years = sorted(int(year) for year in rows["year"].unique())
    table = np.full((len(years), len(codes), len(SEXES), len(GROUPS)), np.nan)
    table[
        np.searchsorted(years, rows["year"].to_numpy(dtype=int)),
        _place(rows["code"], codes),
        _place(rows["sex"], SEXES),
        _place(rows["age_group"], GROUPS),
    ] = rows["persons"].to_numpy(dtype=float)
    # A unit of which a part is unknown is unknown.
    table[np.isnan(table).any(axis=(2, 3))] = np.nan
    classes = inputs[(inputs["indicator_id"] == CLASS) & (inputs["division"] == division)]
    newest = classes.sort_values("year").drop_duplicates("code", keep="last").set_index("code")["value"]
    return People(codes, newest.reindex(codes).fillna(0).to_numpy(dtype=int), dict(zip(years, table, strict=True)))


def _place(column: pd.Series, values: Sequence[str] | pd.Index) -> np.ndarray:
    """The place of each cell among some values, -1 where it is none of them."""
    codes, found = pd.factorize(column)
    return pd.Index(values).get_indexer(pd.Index(found).astype(object))[codes]


def _places(people: People, dataset: Dataset) -> Iterator[Place]:
    """The newest division, and those before it as far as their municipalities are made of whole ones of the next."""
    division = dataset.divisions["division"].max()
    known = {division: Place(division, people.codes, list(np.arange(len(people.codes))[:, None]))}
    yield known[division]
    for link in links(dataset.code_changes):
        if link.origin not in known or link.target in known:
            continue
        later = dict(zip(known[link.origin].codes, known[link.origin].parts, strict=True))
        units = link.units[~link.units["origin"].duplicated(keep=False)]
        made = {
            target: np.concatenate([later[origin] for origin in origins])
            for target, origins in units.groupby("target")["origin"]
            if later.keys() >= set(origins)
        }
        known[link.target] = Place(link.target, pd.Index(list(made)), list(made.values()))
        yield known[link.target]


def _known(inputs: pd.DataFrame, place: Place) -> dict[int, np.ndarray]:
    """What is known of each measure, by year: measures x municipalities."""
    rows = inputs[(inputs["division"] == place.division) & (inputs["indicator_id"] != CLASS)]
    years = sorted(int(year) for year in rows["year"].unique())
    table = np.full((len(years), len(MEASURES), len(place.codes) + 1), np.nan)
    table[
        np.searchsorted(years, rows["year"].to_numpy(dtype=int)),
        _place(rows["indicator_id"], MEASURES),
        _place(rows["code"], place.codes),  # one that isn't there comes last, and is left out
    ] = rows["value"].to_numpy(dtype=float)
    return dict(zip(years, table[:, :, :-1], strict=True))


# --- The track record ---------------------------------------------------------------------------------------------


def _track_record(
    people: People, divisions: Sequence[Place], known: dict[str, dict[int, np.ndarray]]
) -> tuple[Widths, list[pd.DataFrame]]:
    """The widths of intervals, and rows of projection_test (of: what is measured)."""
    widths: Widths | None = None
    tests = []
    for back in (MEASURED, TESTED):
        start = people.base - back
        steps = project(people, start, people.intervals(start), back // WIDTH)
        divided = cuts(people, known[divisions[0].division], start)
        years = [start + WIDTH * step for step in range(1, len(steps))]
        for place in divisions:
            of_place = known[place.division]
            nothing = np.full((len(MEASURES), len(place.codes)), np.nan)
            projected = measures(steps, place, divided)[:, 1:]
            happened = np.stack([of_place.get(year, nothing) for year in years], axis=1)
            sizes = of_place.get(start, nothing)[SIZE_OF]
            known_both = ~np.isnan(happened) & ~np.isnan(sizes)[:, None]
            projected = np.where(known_both, projected, np.nan)
            if widths is None:  # of the earliest start, in the newest division
                survival_known = len(people.intervals(start)) > 1
                widths = _widths(happened, projected, sizes, survival_known=survival_known)
            columns = {"projected": projected, "happened": happened}
            if back == TESTED:
                columns |= _bounds(projected, sizes, widths)
            tests.append(_long(place, start, columns).assign(start=start))
    assert widths is not None  # there is a newest division, and it is measured first
    return widths, tests


def _widths(happened: np.ndarray, projected: np.ndarray, sizes: np.ndarray, *, survival_known: bool) -> Widths:
    """How far off a start was, from measures x steps x units."""
    usable = (happened > 0) & (projected > 0)
    happened, projected = np.where(usable, happened, np.nan), np.where(usable, projected, np.nan)
    errors = np.log(happened / projected)
    if not survival_known:
        of_country = np.log(np.nansum(happened[OLDEST], axis=1) / np.nansum(projected[OLDEST], axis=1))[:, None]
        errors[OLDEST] -= of_country
        errors[RATIO] += of_country
    limits = np.nanquantile(np.where(usable[:, 0], sizes, np.nan), np.arange(1, THIRDS) / THIRDS, axis=1).T
    third = np.stack([np.searchsorted(limit, size) for limit, size in zip(limits, sizes, strict=True)])
    found, least = {}, np.zeros((len(MEASURES), THIRDS))
    for step in range(errors.shape[1]):
        parts = [
            [_quantile(np.abs(errors[measure, step][third[measure] == number])) for number in range(THIRDS)]
            for measure in range(len(MEASURES))
        ]
        # Never narrower than for fewer years ahead.
        found[WIDTH * (step + 1)] = least = np.maximum(least, parts)
    return Widths(limits, found)


def _quantile(errors: np.ndarray) -> float:
    """Of n errors, the one that a further one stays within as often as is promised; the largest of a few."""
    errors = errors[~np.isnan(errors)]
    return float(np.quantile(errors, min(1.0, COVERED * (1 + 1 / len(errors))))) if len(errors) else 0.0


def _bounds(values: np.ndarray, sizes: np.ndarray, widths: Widths) -> dict[str, np.ndarray]:
    """lower and upper of values (measures x steps x units)."""
    width = np.stack([widths.of(sizes, WIDTH * (step + 1)) for step in range(values.shape[1])], axis=1)
    return {"lower": (values * np.exp(-width)).round(4), "upper": (values * np.exp(width)).round(4)}


# --- What is stored -----------------------------------------------------------------------------------------------


def _observations(
    place: Place, value: np.ndarray, other: np.ndarray, widths: Widths, people: People, dataset: Dataset
) -> pd.DataFrame:
    """of, division, code, year, value, lower, upper, status, note: a row for every municipality and year ahead."""
    ahead, without = value[:, 1:], other[:, 1:]
    bounds = _bounds(ahead, value[:, 0][SIZE_OF], widths)
    columns = {
        "value": ahead,
        "lower": np.fmin(bounds["lower"], without),
        "upper": np.fmax(bounds["upper"], without),
    }
    notes = _notes(people, dataset)
    told = pd.Series([notes.get((place.division, code)) for code in place.codes], place.codes, dtype="str")
    rows = _long(place, people.base, columns)
    rows = rows.assign(status="modelled", note=told.take(place.codes.get_indexer(pd.Index(rows["code"]))).to_numpy())
    register = dataset.municipalities
    lacking = sorted(set(register.loc[register["division"] == place.division, "code"]) - set(rows["code"].unique()))
    years = rows[["of", "division", "year"]].drop_duplicates()
    absent = years.merge(pd.DataFrame({"code": lacking}, dtype="str"), how="cross")
    return pd.concat([rows, absent.assign(status="not_in_source", note=ABSENT.format(base=people.base))])


def _long(place: Place, start: int, columns: dict[str, np.ndarray]) -> pd.DataFrame:
    """of, division, code, year and columns that are measures x steps x municipalities: a row where they are known."""
    first = next(iter(columns.values()))
    measures, steps, units = np.nonzero(~np.isnan(first))
    frame = {
        "of": _strings(MEASURES, measures),
        "division": _strings([place.division], np.zeros_like(units)),
        "code": _strings(list(place.codes), units),
        "year": start + WIDTH * (steps + 1),
    }
    return pd.DataFrame(frame | {name: column[measures, steps, units] for name, column in columns.items()})


def _ages(steps: Sequence[np.ndarray], place: Place, base: int) -> pd.DataFrame:
    """division, code, year, sex, age_group, persons of each step ahead."""
    persons = place.sums(np.moveaxis(np.stack(steps[1:]), 1, -1)).round(2)
    years, sexes, groups, units = np.nonzero(~np.isnan(persons))
    frame = {
        "division": _strings([place.division], np.zeros_like(units)),
        "code": _strings(list(place.codes), units),
        "year": base + WIDTH * (years + 1),
        "sex": _strings(SEXES, sexes),
        "age_group": _strings(GROUPS, groups),
        "persons": persons[years, sexes, groups, units],
    }
    return pd.DataFrame(frame)


def _strings(texts: Sequence[str], places_: np.ndarray) -> pd.api.extensions.ExtensionArray:
    return pd.array(list(texts), dtype="str").take(places_)


def _named(rows: Sequence[pd.DataFrame], ids: Mapping[str, str]) -> pd.DataFrame:
    """The rows of the measures that are declared (their ids are in `ids`), under the ids of their indicators."""
    together = pd.concat(rows, ignore_index=True)
    named = together.assign(indicator_id=together["of"].map(ids)).drop(columns="of")
    return named[named["indicator_id"].notna()]


def _notes(people: People, dataset: Dataset) -> dict[tuple[str, str], str]:
    """By division and code, what is said of municipalities that lack some of the figures."""
    base = people.base
    lack = {year: people.codes[np.isnan(people.years[year][:, 0, 0])] for year in (base - 2 * WIDTH, base - WIDTH)}
    told = [
        (lack[base - 2 * WIDTH], ONE_INTERVAL.format(first=base - WIDTH, base=base)),
        (lack[base - WIDTH], BY_CLASS.format(base=base)),
    ]
    return {unit: note for codes, note in told for unit in places(list(codes), dataset.code_changes)}


def _source(indicator: Indicator, inputs: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """The source of the projection: as old as what it is computed from."""
    used = pd.concat([inputs[["source_id"]], dataset.tables["age_sex"][["source_id"]]]).drop_duplicates()
    return own_source(indicator, used, dataset.sources).assign(title=TITLE)
