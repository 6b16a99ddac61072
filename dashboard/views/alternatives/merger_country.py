"""The country before and after mergers, beside the Nordic countries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.figures import nordic_groups, pictures
from dashboard.figures.figure import Citation, Panel
from dashboard.measures import merging, nordic, population
from dashboard.views.alternatives import alternatives
from dashboard.views.alternatives.merger_figures import Merged

BEFORE, AFTER = "Norge før", "Norge i eksempelet"


UNDER = f"Under {text.number(nordic.SMALL)}"
UNDER_SHARE = f"Under {text.number(nordic.SMALL)} (prosent)"


def _statistics(label: str, date: str, sizes: pd.Series) -> dict[str, object]:
    known = sizes.dropna()
    small = known < nordic.SMALL
    return {
        "Land": label,
        "Dato": date,
        "Kommuner": len(sizes),
        "Innbyggere": int(known.sum()),
        "Median": known.median(),
        "Middeltall": known.mean(),
        "Minst": known.min(),
        "Størst": known.max(),
        UNDER: int(small.sum()),
        UNDER_SHARE: 100 * small.sum() / len(known) if len(known) else np.nan,
    }


def national_table(merged: Merged, groups: Sequence[nordic.Group]) -> pd.DataFrame:
    """Norway before and after and the other Nordic countries: number, inhabitants, median, mean, extremes, small."""
    date = f"1.1.{merged.year}"
    rows = [
        _statistics(BEFORE, date, merged.people["inhabitants"]),
        _statistics(AFTER, date, merged.country["value"]),
    ]
    for group in groups:
        rows.append(
            {
                "Land": group.name,
                "Dato": nordic_groups.short_date(group),
                "Kommuner": group.municipalities,
                "Innbyggere": group.population,
                "Median": group.median,
                "Middeltall": group.mean,
                "Minst": group.smallest,
                "Størst": group.largest,
                UNDER: group.below_5000,
                UNDER_SHARE: 100 * group.below_5000 / group.counted,
            }
        )
    return pd.DataFrame(rows)


def national_panel(merged: Merged) -> Panel:
    """The national picture before and after, beside the Nordic countries on the nearest date."""
    groups = other_countries(merged)
    table = national_table(merged, groups)
    before, after = table.iloc[0], table.iloc[1]
    title = (
        f"Median {_from_to(before['Median'], after['Median'])} innbyggere; under {text.number(nordic.SMALL)}: "
        f"{_from_to(before[UNDER], after[UNDER])} kommuner"
    )
    figure = alternatives.figure(
        merged.context,
        alternatives.MERGERS,
        "merger_country",
        ["population"],
        title=title,
        subtitle=(
            f"Norge før (inndelingen {merged.context.division_label}) og i eksempelet, og de andre nordiske landene "
            "på nærmeste dato."
        ),
        unit="kommuner, innbyggere og prosent",
        alt=f"Tabell: {title}.",
        citations=(*alternatives.cited(merged.context, ["population"]), *_nordic_citations(merged, groups)),
        table=lambda: table,
        decimals={"Median": 1, UNDER_SHARE: 1},
        missing=nordic_groups.missing(groups),
        notes=(sums_line(merged), nordic_groups.NOT_RANKED),
        sortable=False,
    )
    return Panel(
        figure,
        pictures.TablePicture(
            table,
            key="drawn_merger_country",
            caption="Før, etter og de andre nordiske landene",
            decimals=figure.decimals,
            sortable=False,
        ),
    )


def _from_to(before: float, after: float, decimals: int | None = None) -> str:
    """«fra 5 429 til 23 029», «fortsatt 174»."""
    one, other = (
        nordic_groups.exactly(value) if decimals is None else text.in_words(value, decimals)
        for value in (before, after)
    )
    return f"fortsatt {one}" if one == other else f"fra {one} til {other}"


def other_countries(merged: Merged) -> list[nordic.Group]:
    groups = nordic.nearest(nordic.groups(merged.context.database), merged.year)
    return [group for group in groups if group.country != "NO"]


def _nordic_citations(merged: Merged, groups: Sequence[nordic.Group]) -> tuple[Citation, ...]:
    return nordic_groups.citations(merged.context.database, groups)


def sums_line(merged: Merged) -> str:
    """That nothing was lost: the sums of what is counted, the same before and after."""
    totals = merging.totals(merged.store, merged.units)
    same = np.isclose(totals["before"], totals["after"], rtol=1e-12).all()
    inhabitants = totals.loc[totals["indicator_id"] == "population", "after"].item()
    return (
        f"Summene av alt som telles ({text.count(len(totals), 'tall', 'tall')}, blant dem "
        f"{text.number(inhabitants)} innbyggere) er {'de samme' if same else 'ikke de samme'} før og etter."
    )


def classes_table(merged: Merged, groups: Sequence[nordic.Group]) -> pd.DataFrame:
    """The share of municipalities (per cent) in each size class, a row a country; `n` is in the Nordic classes."""
    with_classes = [group for group in groups if group.classes]
    lower = [size_class.lower for size_class in with_classes[0].classes]
    rows = []
    for label, sizes in ((BEFORE, merged.people["inhabitants"]), (AFTER, merged.country["value"])):
        counts = population.size_class(sizes, lower[1:]).value_counts(sort=False)
        rows.append({"Land": label, **{str(k): 100 * n / counts.sum() for k, n in counts.items()}})
    labels = population.size_labels(lower[1:])
    for group in with_classes:
        shares = [100 * size_class.municipalities / group.counted for size_class in group.classes]
        rows.append({"Land": nordic_groups.label(group), **dict(zip(labels, shares, strict=True))})
    return pd.DataFrame(rows)


def classes_panel(merged: Merged) -> Panel | None:
    """Size classes before and after beside the Nordic countries; None where no country has classes."""
    groups = [group for group in other_countries(merged) if group.classes]
    if not groups:
        return None
    table = classes_table(merged, groups)
    smallest = table.columns[1]
    share = _from_to(table.at[0, smallest], table.at[1, smallest], 1)
    title = f"Kommuner med {smallest} innbyggere: {share} prosent av kommunene"
    figure = alternatives.figure(
        merged.context,
        alternatives.MERGERS,
        "merger_classes",
        ["population"],
        title=title,
        subtitle="Prosent av kommunene i hver størrelsesklasse (innbyggere), likt inndelt i alle land.",
        unit="prosent av kommunene",
        alt=f"Tabell: {title}.",
        citations=(*alternatives.cited(merged.context, ["population"]), *_nordic_citations(merged, groups)),
        table=lambda: table,
        decimals=dict.fromkeys(map(str, table.columns[1:]), 1),
        missing=nordic_groups.missing(groups),
        notes=(nordic_groups.NOT_RANKED,),
        sortable=False,
    )
    return Panel(
        figure,
        pictures.TablePicture(
            table,
            key="drawn_merger_classes",
            caption="Etter størrelse",
            decimals=figure.decimals,
            sortable=False,
        ),
    )
