"""The pattern map: what size and centrality alone would suggest. Modelled, drawn on this page only, in bands.

No rank, no order by figure, no average: what is not measured must not pass for a measurement.
"""

from __future__ import annotations

import datetime

import pandas as pd

from dashboard import palette, text
from dashboard.components.municipality_map import MapView
from dashboard.data import citation_queries, compliance_queries, queries
from dashboard.data.compliance_queries import PATTERN
from dashboard.figures import map_panel, pictures
from dashboard.figures.citing import citations, cite, missing_line
from dashboard.figures.figure import Citation, Panel
from dashboard.figures.page_context import PageContext
from dashboard.state.selection import choose_municipality
from dashboard.views.compliance.compliance import PATTERN_TITLE

BANNER = (
    "Modellert – ikke målt. Viser hva kommunens størrelse og sentralitet alene ville tilsi, ikke hvordan kommunen "
    "oppfyller loven. Mange avviker, også små distriktskommuner som gjør det svært bra."
)
WITH_ECONOMY = "I denne innstillingen teller også kommunens økonomi."
UNIT = "modellert nivå (prosent)"
COMMITTEE = Citation(
    publisher="Generalistkommuneutvalget",
    title="Ståa i norske kommuner (Menon Economics 2022) og utvalgets presentasjon",
    table_id=None,
    url="https://nettsteder.regjeringen.no/generalistkommuneutvalget/dokumenter/",
    licence="Sitat, gjengitt med kilde",
    reference="kartleggingen fra 2022",
    retrieved=datetime.date(2026, 11, 20),
)
FORMULA = (
    ("m", "vekt × zC + (1 − vekt) × zN"),
    ("Nivå", "gulv + spenn / (1 + e^(−bratthet × m))"),
    ("Nivå med økonomi", "nivå + andel × p × (gulv + spenn − nivå); p går fra 0 til 1 når zE går fra 0 til 2"),
)
FORMULA_WORDS = (
    "zN er logaritmen av folketallet og zC sentralitetsindeksen, begge som standardavvik fra gjennomsnittet av "
    "kommunene; zE er frie inntekter etter utgiftsutjevning på samme måte. Endepunktene 50 og 99 er utvalgets. "
    "Kurven, brattheten og vekten i midtstillingen er valgt uten kilde og kunne vært andre; derfor vises bare bånd på "
    "ti. Ingen kommune er festet til et endepunkt. Utgiftsbehov er kostnad, ikke velstand, og inngår bare som "
    "korreksjon av inntektene. Regnestykket står i etl/compliance.py."
)


def setting(weight: int, share: int) -> str:
    """The setting of the sliders in words; both are in per cent."""
    words = f"Sentralitet teller {weight} prosent og størrelse {100 - weight} prosent."
    return f"{words} God økonomi tetter inntil {share} prosent av avstanden opp til 99." if share else words


def banner(share: int) -> str:
    """What must stand beside the pattern, with more where economy counts; `share` is in per cent."""
    return f"{BANNER} {WITH_ECONOMY}" if share else BANNER


def pattern_map(context: PageContext, weight: int, share: int) -> Panel:
    """The map of the pattern; `weight` of centrality and `share` of economy are in per cent."""
    everyone = _values(context, weight, share)
    values = context.within(everyone)
    bands = queries.categories(context.database, PATTERN)
    counts = values["value"].value_counts()
    told = text.listed(f"{label}: {counts.get(band, 0)}" for band, label in bands.items())
    figure = context.figure(
        "pattern_map",
        title=PATTERN_TITLE,
        subtitle=f"Modellert nivå i bånd på ti prosent. {setting(weight, share)} {context.where}",
        unit=UNIT,
        alt=f"Kart. {banner(share)} Kommuner i hvert bånd (modellert): {told}.",
        citations=_citations(context, share),
        table=lambda: _table(values, bands),
        missing=missing_line(values),
        status_words=(banner(share),),
        indicators=(queries.all_indicators(context.database)[PATTERN],),
        sortable=False,
    )
    return Panel(
        figure,
        pictures.MapPicture(
            lambda: _view(context, everyone, bands, share), key="pattern_municipality_map", on_pick=choose_municipality
        ),
    )


def _view(context: PageContext, values: pd.DataFrame, bands: dict[int, str], share: int) -> MapView:
    """Bands only, in no order of rank, every label saying that it is an estimate."""
    return map_panel.values_view(
        context.database,
        context.selection,
        values,
        limits=list(bands)[1:],
        legend=[f"{label} (anslag)" for label in bands.values()],
        colours=palette.sequential(len(bands)),
        decimals=0,
        title=f"{PATTERN_TITLE} (modellert)",
        summary=banner(share),
        unit=UNIT,
        year=_reference(context),
        value_labels={band: f"Mønsteret tilsier {label} (anslag)" for band, label in bands.items()},
        ranked=False,
        modelled=True,
    )


def _values(context: PageContext, weight: int, share: int) -> pd.DataFrame:
    values = compliance_queries.pattern(context.database, context.selection.division, weight, share)
    status = values["band"].isna().map({True: "not_in_source", False: "modelled"})
    return values.rename(columns={"band": "value"}).assign(status=status, note=None)


def _reference(context: PageContext) -> str:
    year = queries.years(context.database, PATTERN, context.selection.division)[0]
    return queries.all_indicators(context.database)[PATTERN].reference_in(year)


def _citations(context: PageContext, share: int) -> tuple[Citation, ...]:
    """The pattern's own source first, then those of the figures that it rests on, and the committee's finding."""
    database, division = context.database, context.selection.division
    year = queries.years(database, PATTERN, division)[0]
    own = citation_queries.sources(database, PATTERN, division, year).to_dict("records")
    names = ["population", "centrality_index", *(["free_income_corrected"] if share else [])]
    inputs = [
        citation
        for name in names
        for citation in citations(database, name, division, queries.years(database, name, division)[0])
    ]
    return tuple(dict.fromkeys((*(cite(row, _reference(context)) for row in own), *inputs, COMMITTEE)))


def _table(values: pd.DataFrame, bands: dict[int, str]) -> pd.DataFrame:
    """By municipality number: an order by figure would be a ranking of what is not measured."""
    return pd.DataFrame(
        {
            "Kommune": values["name"].map(text.short_name),
            "Nummer": values["code"],
            "Fylke": values["county"].map(text.short_name),
            "modellert_nivaa": values["value"].map(bands).fillna(""),
            "Status": "Modellert – ikke målt",
        }
    ).reset_index(drop=True)


def formula(context: PageContext) -> Panel:
    """The pattern's formula, and every number in it."""
    coefficients = compliance_queries.pattern_coefficients(context.database, context.selection.division)
    rows = pd.concat([pd.DataFrame(FORMULA, columns=["symbol", "meaning"]), coefficients], ignore_index=True)
    table = rows.rename(columns={"symbol": "Tall", "meaning": "Hva det er", "value": "Verdi"})
    table["Status"] = "Modellert – ikke målt"
    figure = context.figure(
        "pattern_formula",
        title="Formelen bak mønsteret er valgt, ikke målt",
        subtitle=f"Formelen og alle tallene i den (modellert), inndelingen {context.division_label}.",
        unit="som angitt for hvert tall",
        alt="Formelen for det modellerte nivået: " + "; ".join(f"{name} = {what}" for name, what in FORMULA) + ".",
        citations=_citations(context, share=1),
        table=lambda: table,
        decimals={"Verdi": 2},
        missing="Ingen av tallene mangler",
        status_words=("Modellert – ikke målt",),
        notes=(FORMULA_WORDS,),
        sortable=False,
    )
    return Panel(figure, pictures.TablePicture(
        table, key="pattern_numbers", caption="Formelen og tallene i den (modellert)", decimals={"Verdi": 2},
        sortable=False,
    ))  # fmt: skip
