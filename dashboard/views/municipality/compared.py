"""Who a municipality is compared with, and a few of them side by side."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from dashboard import markup, text
from dashboard.data import queries
from dashboard.figures.figure import Figure
from dashboard.measures import peers
from dashboard.measures.keyfigures import KeyFigure
from dashboard.views.municipality.municipality import Profile, heading, nearest, profile_figure

FIRST_ROWS = {"beside": 5, "beside around": 3}
"""Rows of a table side by side that are seen at first, by its classes (municipality.css hides the rest)."""

FEWEST_FOLDED = 3
"""A press for fewer rows costs the reader more than their room (data_table.js has the same)."""


def peers_figure(profile: Profile, table: pd.DataFrame) -> Figure:
    """The figure of who the peers are."""
    known = queries.all_indicators(profile.database)
    return profile_figure(
        profile,
        key="peers",
        title=f"{profile.name} sammenlignes med {profile.compared_with}",
        subtitle="Hvem de er, og hva de ligner i: nyeste publiserte tall.",
        alt=f"Tabell med {text.count(len(profile.group.codes), 'kommune', 'kommuner')}.",
        figures=[profile.figure(trait.indicator_id) for trait in peers.VARIABLES if trait.indicator_id in known],
        table=lambda: table,
        decimals={"Avstand": 2} | {variable.heading: variable.decimals for variable in peers.VARIABLES},
        notes=(*_kind_of_group(profile), *profile.group.remarks, peers.distance_words(profile.choices.weights)),
    )


def _kind_of_group(profile: Profile) -> list[str]:
    """What the municipalities of a KOSTRA group have in common, by the group's own name."""
    if profile.group.kind != "KOSTRA-gruppe":
        return []
    number = (
        queries.municipalities(profile.database, profile.division).set_index("code").at[profile.code, "kostra_group"]
    )
    name = queries.categories(profile.database, "kostra_group")[int(number)].partition(": ")[2]
    return [f"KOSTRA-gruppe {number:.0f} i SSBs gruppering etter innbyggere, kostnader og inntekter: «{name}»."]


def peers_table(profile: Profile) -> pd.DataFrame:
    """The peers with the traits that statistical neighbours are found by, nearest first; the municipality on top."""
    codes = [profile.code, *nearest(profile, len(profile.group.codes))]
    rows = peers.traits(profile.database, profile.division).loc[codes]
    table = pd.DataFrame({"Kommune": rows["name"].map(text.short_name), "Nummer": rows.index})
    table["Avstand"] = [0.0, *(profile.distances.get(code) for code in codes[1:])]
    for variable in peers.VARIABLES:
        table[variable.heading] = rows[variable.key]
    return table.reset_index(drop=True)


def comparison_figure(profile: Profile, table: pd.DataFrame) -> Figure:
    """The figure of several municipalities side by side."""
    others = text.listed(table["Kommune"][1:])
    return profile_figure(
        profile,
        key="comparison",
        title=f"{profile.name} side om side med {others}"
        if others
        else f"{profile.name} har ingen å stå side om side med",
        subtitle=f"Nyeste tall for hvert nøkkeltall. Inndelingen {profile.division_label}.",
        alt=f"Tabell som sammenligner {text.listed(table['Kommune'])}.",
        figures=list(profile.figures) or [profile.figure("population")],
        table=lambda: table,
        decimals={heading(figure): figure.indicator.decimals for figure in profile.figures},
        notes=(
            *profile.beside[1],
            *not_comparable(profile, [profile.code, *profile.beside[0]], profile.figures),
        ),
    )


def comparison_table(profile: Profile) -> pd.DataFrame:
    """The chosen figures of the municipality and those beside it: a row each, a column a figure."""
    return side_by_side(profile, [profile.code, *profile.beside[0]], profile.figures)


def side_by_side(profile: Profile, codes: Sequence[str], figures: Sequence[KeyFigure]) -> pd.DataFrame:
    """Figures of any municipalities: a row each, a column a figure; named values by their name, missing as NaN."""
    table = pd.DataFrame({"Kommune": [profile.municipality_name(code) for code in codes], "Nummer": list(codes)})
    for figure in figures:
        column = _column(profile, figure, codes)["value"]
        table[heading(figure)] = column.map(figure.labels).to_numpy() if figure.named else column.to_numpy()
    return table


def _column(profile: Profile, figure: KeyFigure, codes: Sequence[str]) -> pd.DataFrame:
    values = queries.values_by_code(profile.database, figure.indicator.indicator_id, profile.division, figure.year)
    return values.loc[list(codes)]


def figure_words(figure: KeyFigure, value: float, comparable: bool) -> str:
    """A figure as it stands in a cell beside others': «83,7 (kan ikke sammenlignes)»."""
    return f"{figure.number(value)}{'' if comparable else ' (kan ikke sammenlignes)'}"


def comparable(profile: Profile, figure: KeyFigure, codes: Sequence[str]) -> pd.Series:
    """By code, whether a municipality's figure can be compared."""
    return _column(profile, figure, codes)["comparable"].astype(bool)


def not_comparable(profile: Profile, codes: Sequence[str], figures: Sequence[KeyFigure]) -> list[str]:
    """Whose figures can't be compared with the others', and why: «Netto lånegjeld: Oslo kan ikke sammenlignes (…).»"""
    told = []
    for figure in figures:
        rows = _column(profile, figure, codes)
        for code, row in rows[rows["value"].notna() & ~rows["comparable"].astype(bool)].iterrows():
            name = profile.municipality_name(str(code))
            why = f" ({text.reason_of(name, row['note'])})" if isinstance(row["note"], str) else ""
            told.append(f"{figure.indicator.short_title}: {name} kan ikke sammenlignes{why}.")
    return told


def comparison_cells(profile: Profile) -> list[list[str]]:
    """The same as texts, a row a figure: name with unit, then every municipality's figure or why there is none."""
    codes = [profile.code, *profile.beside[0]]
    cells = [["Nøkkeltall", *(profile.municipality_name(code) for code in codes)]]
    for figure in profile.figures:
        column = _column(profile, figure, codes)
        said = [
            text.STATUS_WORDS[row.status] if pd.isna(row.value) else figure_words(figure, row.value, row.comparable)
            for row in column.itertuples()
        ]
        cells.append([f"{figure.indicator.short_title}, {figure.reference} ({figure.said_unit})", *said])
    return cells


def comparison_html(profile: Profile, table: pd.DataFrame) -> Markup:
    """The municipalities side by side as a table to read: a column each, the municipality's own first."""
    first, *rest = comparison_cells(profile)
    return beside_html(
        f"{text.listed(table['Kommune'])} side om side",
        first,
        [(name, markup.each("<td>{}</td>", cells)) for name, *cells in rest],
        "tall",
    )


def beside_html(
    caption: str, headings: Sequence[str], rows: Sequence[tuple[str, Markup]], counted: str, kind: str = "beside"
) -> Markup:
    """A table to read of names and cells; the first rows, all of them after a press (see municipality.css)."""
    said = {
        "kind": kind,
        "caption": caption,
        "head": markup.each("<th scope='col'>{}</th>", headings),
        "body": markup.each("<tr><th scope='row'>{}</th>{}</tr>", rows),
        "all": markup.html("<details class='all'><summary>Vis alle {} {}</summary></details>", len(rows), counted)
        if len(rows) - FIRST_ROWS[kind] >= FEWEST_FOLDED
        else markup.NOTHING,
    }
    return markup.html(
        "<div class='{kind}' tabindex='0' role='region' aria-label='{caption}'><table><caption>{caption}</caption>"
        "<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{all}",
        **said,
    )
