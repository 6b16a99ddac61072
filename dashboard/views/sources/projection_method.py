"""The method page on «Framover»: how the example is reckoned, and the table of how it did before."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from dashboard import markup, text
from dashboard.data import queries
from dashboard.data.database import Database
from dashboard.measures import ahead, track_record

LABELS = track_record.MEASURES


def html(database: Database, division: str) -> Markup:
    """A folded section; nothing where the data hold no projection."""
    if not ahead.there(database):
        return markup.NOTHING
    tables = [
        (
            "Bom i prosent etter hvor det er regnet fra, og hvor mange som havnet innenfor intervallet.",
            _table(backtest(database, division)),
        ),
        (
            f"Medianen av bommene (prosent) fra {_start(database, division)}, og i parentes hvor mange prosent av "
            "kommunene som havnet innenfor intervallet på 80 prosent, etter sentralitetsklasse.",
            _table(by_class(database, division)),
        ),
        ("Det samme etter folketallet i dag.", _table(by_size(database, division))),
    ]
    return markup.html(
        "<details><summary>Framover: regneeksempelet og hvor godt det har truffet</summary>{}{}</details>",
        markup.each("<p>{}</p>", paragraphs(database, division)),
        markup.each("<p>{}</p>{}", tables),
    )


def paragraphs(database: Database, division: str) -> tuple[str, ...]:
    """The method in words, with what its intervals were worth."""
    first, tested = ahead.base(database, division), track_record.backtest(database, division)
    near, whole = track_record.coverage_span(database, division, first + 5), track_record.covered(database, division)
    starts = sorted(tested["start"].unique())
    return (
        f"{ahead.WARNING} Tallene er modellert: de viser hva som ville skje om mønsteret fra de siste ti årene "
        "fortsatte.",
        "For hvert kjønn og hver femårsgruppe regnes det hvor mange det ble av dem som var fem år yngre fem år før, i "
        "de to siste femårsperiodene til sammen (Hamilton og Perry). Forholdet trekkes mot sentralitetsklassens som om "
        "300 personer til fulgte klassen: i et årskull på 300 teller kommunen og klassen likt, i et tomt bare klassen. "
        f"300 er valgt ut fra feilene fra {starts[0]}, ikke ut fra dem som måles.",
        "Barn regnes av antall barn per kvinne 15–44 år i dag, trukket mot klassens likt. Fra 70 år føres landets "
        "endring i overlevelse videre. Kommuner uten egne tall fra før følger klassen, og de som ble delt i 2020, "
        "følger sine fem år; det står ved tallet.",
        f"I årene {first - 5}–{first} kom det mange flyktninger. Derfor er det regnet én gang til uten de årene, og "
        "intervallet er vidt nok til å dekke begge.",
        f"Intervallet på 80 prosent er så vidt som feilene fra {starts[0]} var, for tre like store grupper av "
        "kommuner etter størrelsen på det som telles. Lenger fram enn femten år vokser det i takt med tiden. Målt fra "
        f"{starts[-1]} til {first} lå {text.number(whole)} prosent av tallene innenfor, og "
        "ingenting er tilpasset etterpå. For barn traff regningen dårligst, fordi det ble født færre enn før. Fem år "
        f"fram var dekningen {near}, så tallene for {first + 5} er "
        "mindre sikre enn intervallene tilsier. Tabellene viser dekningen etter sentralitet og størrelse.",
        ahead.ROUNDING,
        f"For 80 år og over er det som hele landet bommet med fra {starts[0]}, tatt ut av intervallet: det fantes ikke "
        "tall til å føre endringen i overlevelse videre derfra, slik det gjør fra de senere årene. Intervallet sier "
        "hvor mye kommunene skiller seg fra landet, ikke hvor godt landets overlevelse framover er kjent. Det ble "
        f"likevel litt for vidt, for mønsteret fra {starts[0]} er lest av fem år, og de senere av ti.",
    )


def backtest(database: Database, division: str) -> pd.DataFrame:
    """A row a start, year and measure."""
    rows = track_record.backtest(database, division)
    return pd.DataFrame(
        {
            "Regnet fra": rows["start"].astype(str),
            "For": rows["year"].astype(str),
            "Mål": rows["indicator_id"].map(LABELS),
            "Kommuner": rows["municipalities"].map(text.number),
            "Median bom": rows["median"].map(lambda value: text.number(value, 1)),
            "Landets bom": [text.signed(value, 1) if pd.notna(value) else "–" for value in rows["country"]],
            "Innenfor intervallet": [text.number(value) if pd.notna(value) else "–" for value in rows["covered"]],
        }
    )


def by_class(database: Database, division: str) -> pd.DataFrame:
    """The later start by centrality class."""
    register = queries.municipalities(database, division).set_index("code")["centrality_class"]
    names = queries.categories(database, "centrality_class")
    return _grouped(track_record.backtest_by(database, division, register), "Sentralitetsklasse", names)


def by_size(database: Database, division: str) -> pd.DataFrame:
    """The later start by inhabitants."""
    sizes, names = track_record.sizes(database, division), track_record.SIZE_NAMES
    return _grouped(track_record.backtest_by(database, division, sizes), "Innbyggere", names)


def _grouped(rows: pd.DataFrame, heading: str, names: dict[int, str]) -> pd.DataFrame:
    """A row a year and group: median error and, in brackets, how many lay within the interval, a column a measure."""
    said = [f"{text.number(row.median, 1)} ({text.number(row.covered)})" for row in rows.itertuples(index=False)]
    wide = pd.Series(said, rows.index).unstack("indicator_id")
    counted = rows["municipalities"].groupby(level=["year", "group"]).max()
    return pd.DataFrame(
        {
            "For": [str(year) for year, _ in wide.index],
            heading: [names[int(number)] for _, number in wide.index],
            "Kommuner": counted.reindex(wide.index).map(text.number).to_numpy(),
        }
        | {label: wide[id_].to_numpy() for id_, label in LABELS.items()}
    )


def _start(database: Database, division: str) -> int:
    return int(track_record.backtest(database, division)["start"].max())


def _table(table: pd.DataFrame) -> Markup:
    rows = (markup.each("<td>{}</td>", map(str, row)) for row in table.itertuples(index=False))
    return markup.html(
        "<div class='method-table' tabindex='0' role='region' aria-label='Treff'><table><thead><tr>{}</tr></thead>"
        "<tbody>{}</tbody></table></div>",
        markup.each("<th scope='col'>{}</th>", table.columns),
        markup.each("<tr>{}</tr>", rows),
    )
