"""«Treff» for a place: what the computation behind «Framover» would have said before, beside what happened."""

from __future__ import annotations

import pandas as pd

from dashboard import text
from dashboard.figures import pictures
from dashboard.figures.ahead_panels import parts, place, sources, whom
from dashboard.figures.figure import Panel
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import ahead
from dashboard.measures import track_record as measured


@cached_panel(marks_chosen=True)
def track_record(context: PageContext) -> Panel | None:
    """What the same computation would have said before, and what it came to; None where it can't be tried."""
    name, codes = place(context)
    found = measured.record(context.database, context.selection.division, codes)
    if found.empty:
        return None
    table = pd.DataFrame(
        {
            "Regnet fra": found["start"],
            "For 1. januar": found["year"],
            "Alder": found["indicator_id"].map(ahead.LABELS),
            "Ville gitt (modellert)": found["projected"],
            "Det ble": found["happened"],
            "Avvik (prosent)": found["error"],
            "Nedre (80 prosent)": found["lower"],
            "Øvre (80 prosent)": found["upper"],
            "Innenfor": found["outside"].map({True: "nei, utenfor", False: "ja"}).where(found["lower"].notna(), "–"),
        }
    )
    years = dict.fromkeys(("Regnet fra", "For 1. januar"), text.YEAR)
    told = whom(context, name, codes)
    figure = context.figure(
        "ahead_record",
        title=_record_title(found, name),
        subtitle=f"{ahead.WARNING} Samme regnemåte fra tidligere år (modellert), mot det som skjedde: {name}. "
        f"Inndelingen {context.division_label}.",
        unit="innbyggere",
        alt=" ".join(measured.record_sentence(found, id_, told) for id_ in ahead.LABELS),
        citations=sources(
            context,
            *ahead.OBSERVED.values(),
            reference=f"regnet fra {text.listed(str(start) for start in sorted(found['start'].unique()))} (modellert)",
        ),
        table=lambda: table,
        decimals=years | {"Avvik (prosent)": 1},
        missing="Kommuner uten egne tall fra det året det regnes fra, er ikke med",
        notes=("Intervallet er bredden fra feilene til regningen fra det eldste året, som derfor ikke har noe selv.",),
        **parts(context),
    )
    return Panel(
        figure,
        pictures.TablePicture(table, "ahead_record_table", "Regnet og virkelig", figure.decimals, sortable=False),
    )


def _record_title(found: pd.DataFrame, name: str) -> str:
    """«Rindal, regnet fra 2016 for 2026 (modellert): folketallet 5 prosent for høyt og 80 år og over traff»."""
    first = found.iloc[0]
    rows = found[(found["start"] == first["start"]) & (found["year"] == first["year"])].set_index("indicator_id")
    told = [
        f"{what} {_missed_by(rows.loc[id_, 'error'])}{' (utenfor intervallet)' if rows.loc[id_, 'outside'] else ''}"
        for id_, what in ((ahead.PEOPLE, "folketallet"), (ahead.OLDEST, ahead.LABELS[ahead.OLDEST]))
        if id_ in rows.index
    ]
    return f"{name}, regnet fra {first['start']} for {first['year']} (modellert): {text.listed(told)}"


def _missed_by(error: float) -> str:
    """How far off, in whole per cent: «5 prosent for høyt»."""
    if not error:
        return "traff"
    if not text.rounded(error):
        return "mindre enn 1 prosent feil"
    return f"{text.number(abs(error))} prosent for {'høyt' if error > 0 else 'lavt'}"
