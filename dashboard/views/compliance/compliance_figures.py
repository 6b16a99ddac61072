"""The figures of a measured degree on the page «Lovoppfyllelse»: each function makes one and what draws it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.data import classes, queries
from dashboard.figures import map_panel, pictures
from dashboard.figures.citing import citations, missing_line
from dashboard.figures.figure import Citation, Panel
from dashboard.figures.page_context import Scene
from dashboard.measures import association, peers, population, shape
from dashboard.measures.association import GROUPINGS, GROUPS, Effect, Factor, Fit
from dashboard.state.selection import choose_municipality
from dashboard.views.compliance.compliance import Measure, Part

SHOWN = (12, 8, 12)
"""How many municipalities of each of GROUPS are drawn among those that are not as expected; the table has all."""

MOST_DRAWN = 16
"""Parts of a degree that a chart has room for; the table has all."""

SHORTEST_AXIS = 20
"""Points that the axis of one municipality's degrees spans at least."""

STRONG, SOME = 0.6, 0.3
"""Sizes of a rank correlation that are called clear and some."""

TOGETHER = "«Går sammen med» betyr ikke «fører til»: det som ikke er målt her, kan ligge bak begge."


def _citations(scene: Scene, measure: Measure, indicator_ids: Sequence[str]) -> tuple[Citation, ...]:
    """The measure's sources and those of the figures that it is held against."""
    division, cited = scene.selection.division, list(measure.citations)
    for id_ in indicator_ids:
        available = queries.years(scene.database, id_, division)
        if available:
            cited += citations(scene.database, id_, division, min(available, key=lambda y: abs(y - measure.year)))
    return tuple(dict.fromkeys(cited))


def _all_factors(scene: Scene, measure: Measure) -> tuple[Citation, ...]:
    return _citations(scene, measure, [factor.indicator_id for factor in association.FACTORS])


def _names(frame: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        "Kommune": frame["name"].map(text.short_name),
        "Nummer": frame["code"],
        "Fylke": frame["county"].map(text.short_name),
    }


def _values(measure: Measure, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns of the degree: how many duties are behind it first, where that differs."""
    counts = {} if measure.counts is None else {"Plikter med tall": frame["code"].map(measure.counts)}
    return counts | {measure.heading: frame["value"]}


def _status(frame: pd.DataFrame) -> dict[str, pd.Series]:
    return {"Status": frame["status"].map(text.STATUS_WORDS), "Merknad": frame["note"].fillna("")}


def _sentence(measure: Measure, row: dict[str, object]) -> str:
    """«Utsira, 5 av 6 plikter: 83,2 prosent»."""
    counted = "" if measure.counts is None else f", {measure.counts[row['code']]} plikter"
    return f"{text.short_name(row['name'])}{counted}: {measure.with_unit(row['value'])}"


def _hovers(measure: Measure, frame: pd.DataFrame) -> list[str]:
    """«Utsira: 83,2 prosent; 219 innbyggere, klasse 6»."""
    return [
        f"{_sentence(measure, row)}; {text.number(row['population'])} innbyggere, "
        f"{str(row['centrality_class_label'])[:8].lower()}"
        for row in frame.to_dict("records")
    ]


# --- The map ------------------------------------------------------------------------------------------------------


def finding(measure: Measure, values: pd.DataFrame) -> str:
    """What the figures say, in one sentence: «…: medianen er 78,3 prosent, fra 51,0 (…) til 97,2 (…)»."""
    known = values[values["value"].notna()]
    if known.empty:
        return f"{measure.title}: ingen av kommunene har en samlet verdi"
    span = f"fra {_extreme(measure, known, 'min')} til {_extreme(measure, known, 'max')}"
    if len(known) < text.FEWEST_FOR_MEDIAN:
        return f"{measure.title}: {span} {text.of(len(known))}"
    return f"{measure.title}: medianen er {measure.with_unit(known['value'].median())} {text.of(len(known))}, {span}"


def _extreme(measure: Measure, known: pd.DataFrame, edge: str) -> str:
    """«51,0 (Utsira)»; where several share the figure, how many do."""
    shown = known["value"].round(measure.decimals)
    holders = known.loc[shown == shown.agg(edge), "name"]
    who = text.short_name(holders.iloc[0]) if len(holders) == 1 else f"{len(holders)} kommuner"
    return f"{measure.written(shown.agg(edge))} ({who})"


def degree_map(scene: Scene, measure: Measure) -> Panel:
    """A measured degree in natural breaks."""
    values = scene.within(measure.values)
    title = finding(measure, values)
    figure = scene.figure(
        "compliance_map",
        title=title,
        subtitle=f"{measure.heading}, {measure.reference}. {scene.where}",
        unit=measure.unit,
        alt=f"Kart: {title}. {missing_line(values)}.",
        citations=measure.citations,
        table=lambda: _map_table(measure, values),
        decimals={measure.heading: measure.decimals},
        missing=missing_line(values),
        status_words=measure.words,
        indicators=measure.indicators,
    )
    return Panel(
        figure,
        pictures.MapPicture(
            lambda: _map_view(scene, measure), key="compliance_municipality_map", on_pick=choose_municipality
        ),
    )


def _map_view(scene: Scene, measure: Measure):
    limits = classes.limits(measure.values["value"].dropna().to_numpy(), "amount", measure.decimals)
    legend = classes.labels(limits, measure.decimals)
    return map_panel.values_view(
        scene.database, scene.selection, measure.values, limits=limits, legend=legend,
        colours=palette.sequential(len(legend)), decimals=measure.decimals, title=measure.title,
        summary=finding(measure, measure.values), unit=measure.unit, year=measure.reference,
    )  # fmt: skip


def _map_table(measure: Measure, values: pd.DataFrame) -> pd.DataFrame:
    ordered = values.sort_values("value", ascending=False, na_position="last", kind="stable")
    return pd.DataFrame(_names(ordered) | _values(measure, ordered) | _status(ordered)).reset_index(drop=True)


# --- By group, and against what a municipality can't choose -------------------------------------------------------


def by_group(scene: Scene, measure: Measure, rows: pd.DataFrame, grouping: str) -> Panel:
    """Every municipality a dot over its centrality class or size group, with the group's median and quartiles."""
    frame = scene.within(rows)
    indicator_id = GROUPINGS[grouping]
    table = association.by_group(frame, indicator_id)
    title = f"{measure.title}: {_ends(measure, table, grouping)}"
    words = {"Sentralitet": "sentralitetsklasse", "Størrelse": "innbyggertall"}[grouping]
    figure = scene.figure(
        "compliance_by_group",
        title=title,
        subtitle=(
            f"{measure.heading} etter {words}, {measure.reference}: hver kommune en prikk, tykk strek er medianen, "
            f"prikkede streker kvartilene. {scene.where}"
        ),
        unit=measure.unit,
        alt=f"Prikkdiagram etter {words}: {title}.",
        citations=_citations(scene, measure, [indicator_id]),
        table=lambda: _group_table(measure, frame, indicator_id, grouping),
        decimals={measure.heading: measure.decimals, f"Median i gruppen ({measure.unit})": measure.decimals},
        missing=missing_line(frame),
        status_words=measure.words,
        indicators=measure.indicators,
        notes=("Størrelse og sentralitet følger hverandre: se «Sammenhenger» for hver av dem når den andre er lik.",),
    )
    return Panel(
        figure,
        pictures.ChartPicture(
            lambda: _group_chart(scene, measure, frame, indicator_id, table), "compliance_by_group", figure.alt
        ),
    )


def _ends(measure: Measure, table: pd.DataFrame, grouping: str) -> str:
    if table.empty:
        return "ingen kommuner med tall"
    table = table[table["municipalities"] >= text.FEWEST_FOR_MEDIAN]
    if table.empty:
        return "for få kommuner i hver gruppe til en median"
    told = [
        f"{measure.with_unit(row['median'])} i {_group_words(row['label'], grouping)} {text.of(row['municipalities'])}"
        for row in table.iloc[[0, -1]].drop_duplicates("group").to_dict("records")
    ]
    return f"medianen er {text.listed(told)}"


def _group_words(label: str, grouping: str) -> str:
    """A group as it stands in a sentence: «klasse 6 (minst sentral)», «kommuner med 50 000 innbyggere eller flere»."""
    if grouping == "Sentralitet":
        return f"{label[0].lower()}{label[1:]}"
    return f"kommuner med {population.inhabitants_words(label)}"


def _group_table(measure: Measure, frame: pd.DataFrame, indicator_id: str, grouping: str) -> pd.DataFrame:
    ordered = frame.sort_values([indicator_id, "code"], ignore_index=True)
    groups = association.by_group(frame, indicator_id).set_index("group")
    number = ordered[indicator_id]
    return pd.DataFrame(
        {grouping: ordered[f"{indicator_id}_label"]}
        | _names(ordered)
        | _values(measure, ordered)
        | {
            f"Median i gruppen ({measure.unit})": number.map(groups["median"]),
            "Kommuner i gruppen": number.map(groups["municipalities"]),
        }
        | _status(ordered)
    )


def _group_chart(scene: Scene, measure: Measure, frame: pd.DataFrame, indicator_id: str, table: pd.DataFrame):
    known = queries.comparable(frame).sort_values([indicator_id, "code"], ignore_index=True)
    counts = table.set_index("group")["municipalities"]
    ticks = [
        f"{label.replace(' (', '<br>(').replace(' eller flere', '<br>eller flere')}<br>n = {counts[number]}"
        for number, label in zip(known[indicator_id], known[f"{indicator_id}_label"], strict=True)
    ]
    rows = known.assign(hover=_hovers(measure, known), tick=ticks)
    title = {"size_group": "Innbyggere i kommunen", "centrality_class": "Sentralitetsklasse"}[indicator_id]
    return charts.DotsByGroup(
        rows, "tick", Axis("value", _axis_title(measure)), "hover", title, chosen=scene.chosen(rows)
    )


def _axis_title(measure: Measure) -> str:
    return measure.unit[0].upper() + measure.unit[1:]


def against(scene: Scene, measure: Measure, rows: pd.DataFrame, factor: Factor) -> Panel:
    """Every municipality a dot, against one factor."""
    frame = scene.within(rows)
    title = f"{measure.title}: {_course(frame, factor)}"
    figure = scene.figure(
        "compliance_against",
        title=title,
        subtitle=f"{measure.heading} mot {factor.axis[0].lower()}{factor.axis[1:]}, {measure.reference}. {scene.where}",
        unit=measure.unit,
        alt=f"Prikkdiagram, hver kommune en prikk: {title}.",
        citations=_citations(scene, measure, [factor.indicator_id]),
        table=lambda: _against_table(measure, frame, factor),
        decimals={measure.heading: measure.decimals},
        missing=f"{missing_line(frame)}. {_without(frame, factor)}",
        status_words=measure.words,
        indicators=measure.indicators,
        notes=(TOGETHER, _years(scene, measure)),
    )
    return Panel(
        figure,
        pictures.ChartPicture(lambda: _against_chart(scene, measure, frame, factor), "compliance_against", figure.alt),
    )


def _years(scene: Scene, measure: Measure) -> str:
    line = association.years_line(scene.database, scene.selection.division, measure.year)
    return f"Holdt mot {line[0].lower()}{line[1:]}, årene nærmest {measure.year}."


def _without(frame: pd.DataFrame, factor: Factor) -> str:
    """Who can't be placed: «Uten sammenlignbart tall for økonomi: Oslo»."""
    known = queries.comparable(frame)
    lacking = known.loc[known[factor.column].isna(), "name"].map(text.short_name).tolist()
    shown = text.listed(lacking) if len(lacking) <= 5 else text.count(len(lacking), "kommune", "kommuner")
    return f"Uten sammenlignbart tall for {factor.name.lower()}: {shown or 'ingen'}"


def _course(frame: pd.DataFrame, factor: Factor) -> str:
    """How the degree goes with a factor: «henger klart sammen med sentralitet: jo mer sentral, jo høyere»."""
    r = association.rank_correlation(frame, factor.column)
    if r != r:
        return f"for få kommuner til å si om dette henger sammen med {factor.name.lower()}"
    measured = f"(rangkorrelasjon {text.number(r, 2)})"
    if abs(r) < SOME:
        return _by_class(frame, factor) or f"ingen klar sammenheng med {factor.name.lower()} {measured}"
    way = f"jo {MORE[factor.column]}, jo {'høyere' if r > 0 else 'lavere'}"
    return f"henger {'klart' if abs(r) >= STRONG else 'noe'} sammen med {factor.name.lower()}: {way} {measured}"


def _by_class(frame: pd.DataFrame, factor: Factor) -> str:
    """The medians of the classes at the ends, and before them of one in the middle that is higher or lower than both,
    if there is one; nothing where the classes don't differ by more than chance.
    """
    grouping = factor.grouping
    if grouping is None:
        return ""
    known = queries.comparable(frame).dropna(subset=[GROUPINGS[grouping]])
    groups = known[GROUPINGS[grouping]]
    if not shape.differ(known["value"], groups):
        return ""
    found = shape.classes(known["value"], groups)
    middle = shape.bend(found, "median")
    labels = known.groupby(groups)[f"{GROUPINGS[grouping]}_label"].first()
    told = [
        f"{text.number(one.median, 1)} i {_group_words(labels[one.group], grouping)} {text.of(one.municipalities)}"
        for one in (middle, found[0], found[-1])
        if one
    ]
    return f"medianen er {text.listed(told)}"


MORE = {"centrality": "mer sentral", "population": "flere innbyggere", "economy": "høyere frie inntekter"}
"""What more of a factor is, by its column."""


def _against_table(measure: Measure, frame: pd.DataFrame, factor: Factor) -> pd.DataFrame:
    ordered = frame.sort_values("value", ascending=False, na_position="last", kind="stable")
    columns = _names(ordered) | _values(measure, ordered) | {factor.axis: ordered[factor.column]} | _status(ordered)
    return pd.DataFrame(columns).reset_index(drop=True)


def _against_chart(scene: Scene, measure: Measure, frame: pd.DataFrame, factor: Factor):
    known = queries.comparable(frame).dropna(subset=[factor.column])
    rows = known.assign(hover=_hovers(measure, known)).sort_values(["centrality_class", "code"], ignore_index=True)
    log = factor.column == "population"
    x = Axis(factor.column, charts.broken(factor.axis), log=log, ticks=charts.INHABITANT_TICKS if log else None)
    names = list(queries.categories(scene.database, "centrality_class").values())
    shades = dict(zip(names, theme.colours(palette.ordered(len(names))), strict=True))
    return charts.legend_below(
        charts.Dots(
            rows, x, Axis("value", _axis_title(measure)), "hover", group="centrality_class_label",
            group_colours=shades, chosen=scene.chosen(rows),
        )
    )  # fmt: skip


# --- Holding the others -------------------------------------------------------------------------------------------


def _direction(effect: Effect) -> str:
    return "ikke sikkert" if not effect.sure else "høyere" if effect.estimate > 0 else "lavere"


def regression_title(found: Fit, measure: Measure) -> str:
    """Which factors the degree goes with when the others are alike."""
    sure = [effect.factor.name.lower() for effect in found.effects if effect.sure]
    unsure = [effect.factor.name.lower() for effect in found.effects if not effect.sure]
    if not sure:
        return "Ingen av sentralitet, innbyggere og økonomi skiller seg ut når de to andre er like"
    told = f"{text.listed(sure)} henger sammen med {measure.noun}en når de andre er like"
    rest = f"; for {text.listed(unsure)} kan sammenhengen ikke skilles fra null" if unsure else ""
    return f"{told[0].upper()}{told[1:]}{rest}"


def sentences(measure: Measure, found: Fit) -> list[str]:
    """What the regression says of each factor."""
    return [association.sentence(effect, measure.points, measure.noun) for effect in found.effects]


def regression(scene: Scene, measure: Measure, found: Fit) -> Panel:
    """The difference in degree that goes with each factor, holding the others, with intervals."""
    told = sentences(measure, found)
    unit = measure.points
    table = pd.DataFrame(
        {
            "Forskjell": [effect.factor.step[0].upper() + effect.factor.step[1:] for effect in found.effects],
            "Holdt likt": [effect.factor.others for effect in found.effects],
            f"Henger sammen med ({unit})": [effect.estimate for effect in found.effects],
            f"Fra ({unit})": [effect.low for effect in found.effects],
            f"Til ({unit})": [effect.high for effect in found.effects],
            "Retning": [_direction(effect) for effect in found.effects],
        }
    )
    title = regression_title(found, measure)
    figure = scene.figure(
        "compliance_regression",
        title=title,
        subtitle=(
            f"{measure.heading}, {measure.reference}. Lineær regresjon med robuste standardfeil (HC3), "
            f"n = {found.n} kommuner, R² = {text.number(found.r_squared, 2)}, inndelingen {scene.division_label}."
        ),
        unit=unit,
        alt=f"{title}. {' '.join(told)}",
        citations=_all_factors(scene, measure),
        table=lambda: table,
        decimals={column: 2 for column in table.columns if column.endswith(f"({unit})")},
        missing=f"{found.n} kommuner har alle tallene og er med; de andre mangler minst ett",
        status_words=(*measure.words, "Beregnet sammenheng"),
        indicators=measure.indicators,
        notes=(*told, f"Streken er 95 prosent intervall. {TOGETHER}", _years(scene, measure)),
        sortable=False,
    )
    return Panel(
        figure, pictures.ChartPicture(lambda: _effects_chart(found, unit), "compliance_regression", figure.alt)
    )


def _effects_chart(found: Fit, unit: str):
    rows = pd.DataFrame(
        {
            "step": [effect.factor.label for effect in found.effects],
            "low": [effect.low for effect in found.effects],
            "high": [effect.high for effect in found.effects],
            "estimate": [effect.estimate for effect in found.effects],
        }
    )
    return charts.Spans(
        rows, "step", "low", "high", {"estimate": "Beregnet forskjell"},
        Axis("estimate", unit.capitalize(), decimals=1),
        level=("Ingen sammenheng", 0), ends=("nedre grense", "øvre grense"),
    )  # fmt: skip


def cells(scene: Scene, measure: Measure, rows: pd.DataFrame) -> Panel:
    """Medians by size and centrality: each municipality only beside those like it in the other."""
    table = association.cells(rows)
    enough = int((table["municipalities"] >= text.FEWEST_FOR_MEDIAN).sum())
    title = (
        f"{measure.title}: {enough} av {len(table)} grupper etter størrelse og sentralitet har nok kommuner til en "
        "median"
    )
    median = f"Median ({measure.unit})"
    figure = scene.figure(
        "compliance_cells",
        title=title,
        subtitle=(
            f"{measure.heading}, {measure.reference}. Tallet er medianen; sirkelen viser hvor mange kommuner som er i "
            f"gruppen. Inndelingen {scene.division_label}."
        ),
        unit=measure.unit,
        alt=f"Sirkler etter størrelse og sentralitet: {title}.",
        citations=_citations(scene, measure, list(GROUPINGS.values())),
        table=lambda: table[["size", "centrality", "municipalities", "median"]].rename(
            columns={"size": "Innbyggere", "centrality": "Sentralitet", "municipalities": "Kommuner", "median": median}
        ),
        decimals={median: measure.decimals},
        missing=missing_line(measure.values),
        status_words=(*measure.words, "Medianer beregnet her"),
        indicators=measure.indicators,
        notes=(
            f"Tallet står ved grupper med minst {text.FEWEST_FOR_MEDIAN} kommuner; sirkelen sier hvor mange det er.",
        ),
        sortable=False,
    )
    return Panel(
        figure, pictures.ChartPicture(lambda: _cells_chart(scene, measure, table), "compliance_cells", figure.alt)
    )


def _cells_chart(scene: Scene, measure: Measure, table: pd.DataFrame):
    sizes = queries.categories(scene.database, "size_group").values()
    names = queries.categories(scene.database, "centrality_class").values()
    wide = table.pivot(index="size", columns="centrality", values="municipalities")
    wide = wide.reindex(index=[s for s in sizes if s in wide.index], columns=[n for n in names if n in wide.columns])
    medians = table.set_index(["size", "centrality"])["median"]
    labels, hover = wide.astype(object).copy(), wide.astype(object).copy()
    for size in wide.index:
        for name in wide.columns:
            if (size, name) in medians.index:
                written, count = measure.written(medians[size, name]), int(wide.at[size, name])
                labels.at[size, name] = written if count >= text.FEWEST_FOR_MEDIAN else ""
                counted = text.count(count, "kommune", "kommuner")
                hover.at[size, name] = f"{size} innbyggere, {name.lower()}: medianen er {written} i {counted}"
    columns = [name.removeprefix("Klasse ")[:1] for name in wide.columns]
    wide, labels, hover = (frame.set_axis(columns, axis=1) for frame in (wide.fillna(0), labels, hover.fillna("")))
    return charts.Matrix(
        wide, hover, "Innbyggere i kommunen", "Sentralitetsklasse (1 er mest sentral)", labels=labels.fillna("")
    )


def exceptions(scene: Scene, measure: Measure, found: Fit) -> Panel:
    """Who is higher and lower than size, centrality and economy would suggest; the small and remote ones first."""
    ordered = association.against_expected(found)
    remote = ordered[ordered["group"] == GROUPS[0]]
    named = [
        f"{text.short_name(row['name'])} ({text.signed(row['residual'], 1)})"
        for row in remote.head(3).to_dict("records")
    ]
    who = text.count(len(remote), "liten og lite sentral kommune", "små og lite sentrale kommuner")
    title = f"{who} ligger høyere enn ventet{', lengst over ' + text.listed(named) if named else ''}"
    unit = measure.points
    figure = scene.figure(
        "compliance_exceptions",
        title=title,
        subtitle=(
            f"Forskjellen mellom {measure.title} og det som størrelse, sentralitet og økonomi til sammen ville tilsi, "
            f"{unit}, {measure.reference}. Liten: under {text.number(association.SMALL)} innbyggere; lite sentral: "
            f"klasse {association.PERIPHERAL}–6. Inndelingen {scene.division_label}."
        ),
        unit=unit,
        alt=f"Liggende søyler: {title}.",
        citations=_all_factors(scene, measure),
        table=lambda: _exceptions_table(measure, ordered),
        decimals={measure.heading: measure.decimals, f"Ventet ({measure.unit})": 1, f"Forskjell ({unit})": 1},
        missing=f"{found.n} kommuner har alle tallene og er med; de andre mangler minst ett",
        status_words=(*measure.words, "Beregnet sammenheng"),
        indicators=measure.indicators,
        notes=(
            "Ventet er regresjonens anslag for en kommune med samme størrelse, sentralitet og økonomi. Forskjellen kan "
            "skyldes alt som ikke er målt, også tilfeldigheter og rapportering.",
        ),
    )
    return Panel(
        figure,
        pictures.ChartPicture(lambda: _exceptions_chart(scene, measure, ordered), "compliance_exceptions", figure.alt),
    )


def _exceptions_table(measure: Measure, ordered: pd.DataFrame) -> pd.DataFrame:
    columns = (
        {"Gruppe": ordered["group"]}
        | _names(ordered)
        | _values(measure, ordered)
        | {
            f"Ventet ({measure.unit})": ordered["expected"],
            f"Forskjell ({measure.points})": ordered["residual"],
            "Innbyggere": ordered["population"],
            "Sentralitet": ordered["centrality_class_label"],
        }
    )
    return pd.DataFrame(columns).reset_index(drop=True)


def _exceptions_chart(scene: Scene, measure: Measure, ordered: pd.DataFrame):
    drawn = pd.concat([ordered[ordered["group"] == name].head(n) for name, n in zip(GROUPS, SHOWN, strict=True)])
    drawn = drawn.reset_index(drop=True)
    names = drawn["name"].map(text.short_name)
    shades = theme.colours(palette.CATEGORICAL)
    legend = dict(zip(GROUPS, (shades[0], shades[3], shades[1]), strict=True))
    rows = drawn.assign(
        label=names.where(~names.duplicated(keep=False), names + " (" + drawn["code"] + ")"),
        colour=drawn["group"].map(legend),
        hover=[
            f"{_sentence(measure, row)}; ventet {measure.written(row['expected'])}. {row['group']}"
            for row in drawn.to_dict("records")
        ],
    )
    return charts.RankedBars(
        rows, "label", Axis("residual", f"{measure.points.capitalize()} fra ventet", decimals=1), "colour", "hover",
        chosen=scene.chosen(rows), legend=legend,
    )  # fmt: skip


# --- One municipality ---------------------------------------------------------------------------------------------

QUARTILES = {"Nedre kvartil": "lower", "Median": "median", "Øvre kvartil": "upper"}


def focus(scene: Scene, measure: Measure, group: peers.PeerGroup) -> Panel:
    """One municipality's degree and what it consists of, against its peers; what is missing is named."""
    code = scene.selection.municipality
    row = measure.values.set_index("code").loc[code].to_dict() | {"code": code}
    name = text.short_name(row["name"])
    total = measure.values.set_index("code")["value"]
    parts = (Part(measure.title, "", "samlet", total), *measure.parts)
    table, listed = _focus_table(parts, code, group.codes), _listed(parts, measure, group)
    spread = peers.spread(total.reindex(list(group.codes)))
    known = pd.notna(row["value"])
    own = _sentence(measure, row) if known else f"{name} har ingen samlet verdi"
    reporting = f"{spread.reporting} av {spread.peers} har tall"
    middle = (
        f"medianen i {group.title} er {measure.written(spread.median)} ({reporting})"
        if spread.reporting >= text.FEWEST_FOR_MEDIAN
        else f"for få i {group.title} til en median ({reporting})"
        if spread.reporting
        else f"ingen i {group.title} har tall"
        if group.codes or group.kind == peers.OWN_LIST
        else f"ingen andre i {group.title}"
    )
    compared = bool(table["reporting"].any())
    lacking = table.loc[table["own"].isna() & (table["kind"] != "samlet"), "title"].tolist()
    figure = scene.figure(
        "compliance_focus",
        title=f"{own}; {middle}",
        subtitle=f"{measure.heading}, {measure.reference}. Inndelingen {scene.division_label}.",
        unit=measure.unit,
        alt=f"{own}; {middle}.{' Streker fra nedre til øvre kvartil, én for hver del.' if compared else ''}",
        citations=measure.citations,
        table=lambda: _focus_twin(measure, table, name, group, listed),
        decimals=dict.fromkeys(
            [*(f"{heading} ({measure.unit})" for heading in (name, *QUARTILES)), *listed], measure.decimals
        ),
        missing=_lacking_line(row, lacking, len(measure.parts)),
        status_words=measure.words,
        indicators=measure.indicators,
        notes=(
            *([f"Streken går fra nedre til øvre kvartil i {group.title}."] if compared else []),
            *_scale(measure),
            *group.remarks,
        ),
        sortable=False,
    )
    return Panel(
        figure,
        pictures.ChartPicture(lambda: _focus_chart(measure, table, name, group.title), "compliance_focus", figure.alt),
    )


def _scale(measure: Measure) -> tuple[str, ...]:
    """How the parts of an index are to be read; a degree in per cent needs no words."""
    if measure.unit == "prosent":
        return ()
    return ("100 er helt oppfylt, også for plikter der det er en lav andel eller få dager som er bra.",)


def _lacking_line(row: dict[str, object], lacking: list[str], parts: int) -> str:
    """Which of its parts the municipality lacks figures of."""
    if lacking:
        return f"{text.short_name(row['name'])} mangler tall for {len(lacking)} av {parts}: {text.listed(lacking)}"
    if pd.isna(row["value"]):
        return f"{text.short_name(row['name'])}: {text.STATUS_WORDS[row['status']]}"
    return "Ingen av delene mangler" if parts else "Verdien mangler ikke"


def _focus_table(parts: Sequence[Part], code: str, group: Sequence[str]) -> pd.DataFrame:
    """A row a part: title, area, kind, own, lower, median, upper, reporting, peers."""
    rows = []
    for part in parts:
        spread = peers.spread(part.values.reindex(list(group)))
        own = part.values.get(code, float("nan"))
        rows.append((part.title, part.area, part.kind, own, spread.lower, spread.median, spread.upper,
                     spread.reporting, spread.peers))  # fmt: skip
    columns = ["title", "area", "kind", "own", "lower", "median", "upper", "reporting", "peers"]
    return pd.DataFrame(rows, columns=columns)


def _listed(parts: Sequence[Part], measure: Measure, group: peers.PeerGroup) -> dict[str, list[float]]:
    """A column for each municipality of the user's own list, so that a few can be held against each other."""
    if group.kind != peers.OWN_LIST:
        return {}
    names = measure.values.set_index("code")["name"]
    return {
        f"{code} {text.short_name(names[code])} ({measure.unit})": [
            part.values.get(code, float("nan")) for part in parts
        ]
        for code in group.codes
    }


def _focus_twin(
    measure: Measure, table: pd.DataFrame, name: str, group: peers.PeerGroup, listed: dict[str, list[float]]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Del": table["title"],
            "Tjenesteområde": table["area"],
            "Slag": table["kind"],
            f"{name} ({measure.unit})": table["own"],
            **{f"{name} ({measure.unit})": table[column] for name, column in QUARTILES.items()},
            "Sammenlignet med": group.title,
            "Kommuner med tall": [f"{n} av {of}" for n, of in zip(table["reporting"], table["peers"], strict=True)],
        }
        | listed
    )


def _focus_chart(measure: Measure, table: pd.DataFrame, name: str, group: str):
    """The total and its areas or duties; the indicators of a workbook only where it has no areas."""
    wanted = ["samlet", "tjenesteområde"] if (table["kind"] == "tjenesteområde").any() else list(table["kind"].unique())
    drawn = table[table["kind"].isin(wanted)].head(MOST_DRAWN)
    drawn = drawn.assign(label=drawn["title"].where(drawn["kind"] != "samlet", "Samlet"))
    names = {"median": f"Median, {group}", "own": name}
    marks = {column: words for column, words in names.items() if drawn[column].notna().any()}
    limits = _narrowest(drawn[["own", "lower", "upper"]])
    axis = Axis("own", _axis_title(measure), decimals=measure.decimals, limits=limits)
    return charts.Spans(drawn, "label", "lower", "upper", marks, axis, ends=("nedre kvartil", "øvre kvartil"))


def _narrowest(drawn: pd.DataFrame) -> tuple[float, float] | None:
    """The axis of degrees that would else be so short that small differences look large; None where it is not."""
    lowest, highest = drawn.min().min(), drawn.max().max()
    if not highest - lowest < SHORTEST_AXIS:
        return None
    start = min(max((lowest + highest - SHORTEST_AXIS) / 2, 0), 100 - SHORTEST_AXIS)
    return start - 1, start + SHORTEST_AXIS + 1  # room for half a mark at either end
