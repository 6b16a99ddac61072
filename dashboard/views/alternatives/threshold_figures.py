"""The figures of «Ulike oppgaver»: who falls under a threshold, where they are, and how they differ from the rest."""

from __future__ import annotations

import pandas as pd

from dashboard import palette, text
from dashboard.data import queries
from dashboard.figures import map_panel, pictures
from dashboard.figures.citing import missing_line, status_words
from dashboard.figures.figure import Panel, name_columns
from dashboard.figures.page_context import PageContext
from dashboard.measures import keyfigures, thresholds
from dashboard.measures.thresholds import Threshold
from dashboard.state.selection import choose_municipality
from dashboard.views.alternatives import alternatives


def figures_of(context: PageContext, threshold: Threshold) -> pd.DataFrame:
    """The criterion's figures with what they are counted by (thresholds.py), within the chosen county if any."""
    database, division = context.database, context.selection.division
    people = alternatives.people(database, division)[["code", "inhabitants", "centrality_class"]]
    values = queries.values(database, threshold.indicator.indicator_id, division, threshold.year)
    return context.within(thresholds.grouped(values.merge(people, on="code", validate="one_to_one"), threshold))


def finding(figures: pd.DataFrame, threshold: Threshold) -> str:
    """«174 av 356 kommuner har under 5 000 innbyggere; 7,2 prosent av innbyggerne bor der»."""
    indicator = threshold.indicator
    known = figures[figures["group"] >= 0]
    hit = thresholds.affected(figures, threshold)
    if known.empty:
        return f"{indicator.short_title}: ingen av kommunene har tall"
    name = "" if indicator.indicator_id == "population" else f" ({indicator.short_title.lower()})"
    of = text.count(len(known), "kommune", "kommuner")
    if hit.empty:
        return f"Ingen av {of} {threshold.words}{name}"
    share = text.per_cent(hit["inhabitants"].sum(), known["inhabitants"].sum())
    who = f"Alle {of}" if len(hit) == len(known) else f"{text.number(len(hit))} av {of}"
    return f"{who} {threshold.words}{name}; {share} av innbyggerne bor der"


def who_map(context: PageContext, threshold: Threshold) -> Panel:
    """Who falls under the threshold, on a map."""
    figures = figures_of(context, threshold)
    indicator = threshold.indicator
    hit = thresholds.affected(figures, threshold)
    title = finding(figures, threshold)
    heading = indicator.column(threshold.year)
    figure = alternatives.figure(
        context,
        alternatives.THRESHOLD,
        "threshold_map",
        [indicator.indicator_id, "population"],
        title=title,
        subtitle=f"{indicator.heading}, {indicator.reference_in(threshold.year)}. {context.where}",
        unit=indicator.unit,
        alt=f"Kart: {title}. {_names(hit)}",
        table=lambda: _twin(figures, threshold, heading),
        decimals={heading: indicator.decimals},
        missing=missing_line(figures),
        status_words=status_words(indicator, figures),
        indicators=(indicator,),
        notes=(threshold.held_against,) if thresholds.rounded_away(figures, indicator) else (),
    )
    return Panel(
        figure,
        pictures.MapPicture(
            lambda: _map_content(context, threshold, title), key="threshold_map", on_pick=choose_municipality
        ),
    )


def _names(hit: pd.DataFrame) -> str:
    """The first of those who are looked at, with the fewest inhabitants first."""
    if hit.empty:
        return ""
    smallest = hit.nsmallest(5, "inhabitants")["name"].map(text.short_name)
    return f"De av dem med færrest innbyggere: {text.listed(smallest)}."


def _map_content(context: PageContext, threshold: Threshold, title: str):
    indicator = threshold.indicator
    values = queries.values(context.database, indicator.indicator_id, context.selection.division, threshold.year)
    names = queries.categories(context.database, indicator.indicator_id)
    return map_panel.map_content_of(
        context.database,
        context.selection,
        values,
        limits=list(threshold.limits),
        legend=threshold.labels,
        colours=_colours(threshold),
        decimals=indicator.decimals,
        title=title,
        summary=f"{title}.",
        unit="" if names else indicator.unit,
        year=indicator.reference_in(threshold.year),
        value_labels=names or None,
        ranked=indicator.rankable,
        by_name=not indicator.ranked,
        rank_from="lowest" if threshold.side == thresholds.BELOW else "highest",
    )


def _colours(threshold: Threshold) -> palette.Colours:
    """The strongest colour for those who are looked at."""
    colours = palette.sequential(len(threshold.labels) + 2)
    light, dark = colours.light[: len(threshold.labels)], colours.dark[: len(threshold.labels)]
    if threshold.side == thresholds.BELOW:
        light, dark = light[::-1], dark[::-1]
    return palette.Colours(light, dark)


def _twin(figures: pd.DataFrame, threshold: Threshold, heading: str) -> pd.DataFrame:
    ordered = figures
    if threshold.indicator.ranked:
        ordered = figures.sort_values("value", ascending=threshold.side == thresholds.BELOW, kind="stable")
    labels = [*threshold.labels, "uten tall"]
    return pd.DataFrame(
        {
            **name_columns(ordered),
            heading: ordered["value"],
            "Gruppe": [labels[group] for group in ordered["group"]],
            "Omfattet": ["ja" if group == threshold.group else "nei" for group in ordered["group"]],
            "Innbyggere": ordered["inhabitants"],
            "Status": ordered["status"].map(text.STATUS_WORDS),
        }
    ).reset_index(drop=True)


# --- By county and class --------------------------------------------------------------------------------------------


def by_county_and_class(context: PageContext, threshold: Threshold) -> tuple[Panel, Panel]:
    """How many fall under the threshold in each county and in each centrality class."""
    figures = figures_of(context, threshold)
    classes = queries.categories(context.database, "centrality_class")
    by_county = thresholds.spread(figures.assign(place=figures["county"].map(text.short_name)), threshold, "place")
    by_county = by_county.sort_values("by", key=lambda names: names.map(text.collation_key), ignore_index=True)
    by_class = thresholds.spread(figures, threshold, "centrality_class").sort_values("by", ignore_index=True)
    by_class["by"] = by_class["by"].astype(int).map(classes)
    return (
        _spread_panel(context, threshold, figures, by_county, "threshold_county", "Fylke"),
        _spread_panel(context, threshold, figures, by_class, "threshold_class", "Sentralitetsklasse"),
    )


HEADED = {"Fylke": "fylker", "Sentralitetsklasse": "sentralitetsklasser"}
"""Several of what a table is by."""

MOST_NAMED = 3
"""Places with the same largest share that are named; more are counted."""

SHARES = ("Andel av kommunene (prosent)", "Andel av innbyggerne (prosent)")


def _spread_panel(
    context: PageContext, threshold: Threshold, figures: pd.DataFrame, spread: pd.DataFrame, key: str, heading: str
) -> Panel:
    table = pd.DataFrame(
        {
            heading: spread["by"],
            "Kommuner omfattet": spread["affected"],
            "Kommuner i alt": spread["municipalities"],
            SHARES[0]: spread["municipality_share"],
            "Innbyggere omfattet": spread["affected_inhabitants"],
            SHARES[1]: spread["inhabitant_share"],
        }
    )
    title = _spread_title(spread, heading)
    figure = alternatives.figure(
        context,
        alternatives.THRESHOLD,
        key,
        list(dict.fromkeys([threshold.indicator.indicator_id, "population", "centrality_class"])),
        title=title,
        subtitle=f"Kommuner som {threshold.words}, etter {heading.lower()}. {context.where}",
        unit="kommuner, innbyggere og prosent",
        alt=f"Tabell: {title}.",
        table=lambda: table,
        decimals=dict.fromkeys(SHARES, 1),
        missing=missing_line(figures),
    )
    return Panel(
        figure,
        pictures.TablePicture(table, key=f"drawn_{key}", caption=f"Etter {heading.lower()}", decimals=figure.decimals),
    )


def _spread_title(spread: pd.DataFrame, heading: str) -> str:
    """Where the share of the municipalities is largest."""
    if spread.empty or not spread["affected"].any():
        return f"Ingen omfattet i noen {heading.lower()}" if heading != "Fylke" else "Ingen omfattet i noe fylke"
    shares = spread["municipality_share"].round(1)
    if (
        heading != "Fylke" and shares.isin([0, 100]).all()
    ):  # a largest share of what the limit itself decides says nothing
        inside = text.listed(spread.loc[spread["affected"] > 0, "by"].str.lower())
        return f"Grensen følger sentralitetsklassene: alle i {inside} er omfattet, ingen i de andre"
    top = spread[shares == shares.max()]
    places = top["by"].tolist() if heading == "Fylke" else top["by"].str.lower().tolist()
    if len(top) > MOST_NAMED:
        return f"Størst andel i {len(top)} {HEADED[heading]}: {text.number(shares.max(), 1)} prosent i hver"
    affected, municipalities = top["affected"].sum(), top["municipalities"].sum()
    told = f"{text.number(affected)} av {text.count(municipalities, 'kommune', 'kommuner')}"
    return f"{'' if len(spread) == 1 else 'Størst andel i '}{text.listed(places)}: {told}"


# --- Key figures ----------------------------------------------------------------------------------------------------


def compared(context: PageContext, threshold: Threshold) -> Panel:
    """Medians of each role's key figures among those under the threshold and among the rest."""
    database, division = context.database, context.selection.division
    known = {
        id_: indicator
        for id_, indicator in keyfigures.choosable(database, division).items()
        if indicator.scale not in keyfigures.NAMED_SCALES
    }
    shown = keyfigures.first_shown(known)
    figures = figures_of(context, threshold)
    medians = thresholds.medians(figures, threshold, {id_: _comparable(context, id_) for id_ in shown})
    order = [known[id_].role for id_ in medians["indicator_id"]]
    medians = medians.iloc[sorted(range(len(order)), key=lambda place: keyfigures.ROLES.index(order[place]))]
    places = [known[id_].decimals for id_ in medians["indicator_id"]]
    decimals = {"Median, omfattet": places, "Median, resten": places}
    years = {id_: queries.years(database, id_, division)[0] for id_ in shown}
    table = pd.DataFrame(
        {
            "Rolle": [
                text.role_words(known[id_].role, known[id_].stage).capitalize() for id_ in medians["indicator_id"]
            ],
            "Nøkkeltall": [known[id_].dated(years[id_]) for id_ in medians["indicator_id"]],
            "Enhet": [known[id_].unit for id_ in medians["indicator_id"]],
            "Median, omfattet": medians["affected"].to_numpy(),
            "Median, resten": medians["rest"].to_numpy(),
            "Antall, omfattet": medians["affected_n"].to_numpy(),
            "Antall, resten": medians["rest_n"].to_numpy(),
        }
    )
    title = "Medianene for dem som er omfattet, og for resten"
    figure = alternatives.figure(
        context,
        alternatives.THRESHOLD,
        "threshold_medians",
        list(dict.fromkeys([threshold.indicator.indicator_id, *shown])),
        title=title,
        subtitle=f"Omfattet: kommuner som {threshold.words}. Nyeste tall for hvert nøkkeltall. {context.where}",
        unit="som vist i kolonnen «Enhet»",
        alt="Tabell med medianer for nøkkeltall etter rolle.",
        table=lambda: table,
        missing="Antallet i hver gruppe med sammenlignbart tall står i tabellen",
        notes=("Forskjellene følger med grensen; de viser ikke at grensen er årsaken.",),
        decimals=decimals,
        sortable=False,
    )
    return Panel(
        figure,
        pictures.TablePicture(
            table, key="drawn_threshold_medians", caption="Medianer etter rolle", decimals=decimals, sortable=False
        ),
    )


def _comparable(context: PageContext, indicator_id: str) -> pd.Series:
    """An indicator's newest figures by code, NaN where there is none or it can't be compared."""
    division = context.selection.division
    year = queries.years(context.database, indicator_id, division)[0]
    values = queries.values(context.database, indicator_id, division, year).set_index("code")
    return values["value"].where(values["comparable"].astype(bool))
