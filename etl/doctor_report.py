"""What the doctor found, as a report in Markdown: first what to correct and where, then all that was looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from etl import disk, labels
from etl.doctor import Findings
from etl.indicator import Indicator
from etl.origins import SsbTable

#: What a dry run says of a table that the office doesn't know.
TABLE_GONE = "tabellen finnes ikke"
#: Of fewer figures than this nothing is said about most.
ENOUGH = 5
#: Of an indicator's figures of a year: where more than this differ, it is likely another measure or unit.
ANOTHER = 0.5


def write(findings: Findings, catalogue: dict[str, Indicator], path: Path, when: str) -> None:
    """Write the report to a file. Raises OSError."""
    disk.write_atomically(path, markdown(findings, catalogue, when).encode())


def markdown(findings: Findings, catalogue: dict[str, Indicator], when: str) -> str:
    """The report; `when` is the day and time that it tells of."""
    parts = [
        f"# Etterprøving mot kildene {when}\n",
        _summary(findings),
        "## Å rette\n",
        "\n".join(_corrections(findings, catalogue)) or "Ingenting.",
        "\n## Kontorene\n",
        _table(
            ["Adresse", "Verdi", "Svar", "Sekunder"],
            ([one.name, one.url, one.answer, f"{one.seconds:.1f}"] for one in findings.reached),
        ),
        "\n## Spørsmålene\n",
        _table(
            ["Oppgave", "Svar", "Sekunder", "Problemer"],
            ([one.title, one.answers, f"{one.seconds:.1f}", "; ".join(one.problems)] for one in findings.done),
        ),
        "\n## Statistikkvariablene\n",
        _table(["Tabell", "Indikator", "", "Hva det er"], findings.labels.itertuples(index=False)),
        "\n## Innebygde tall mot kildens\n",
        _table(
            ["Indikator", "År", "I begge", "Ulike", "Mangler", "Største forskjell", "Hvor", "Innebygd", "Hos kilden"],
            (
                [*row[:5], _number(row.largest), row.where, _number(row.was), _number(row.is_now)]
                for row in _rows(findings.compared)
            ),
        ),
    ]
    return "\n".join(parts) + "\n"


class _Label(NamedTuple):
    """A row of what the labels mean now, with the columns of doctor's frame in their order."""

    table: str
    indicator: str
    state: str
    result: str


class _Compared(NamedTuple):
    """A row of doctor.compared, with its columns in their order."""

    indicator: str
    year: int
    both: int
    differ: int
    lack: int
    largest: float
    where: str
    was: float
    is_now: float


def _rows(compared: pd.DataFrame) -> Iterator[_Compared]:
    return map(_Compared._make, compared.itertuples(index=False, name=None))


def _summary(findings: Findings) -> str:
    reached = sum(one.ok for one in findings.reached)
    found = len(findings.labels) - len(findings.wrong_labels)
    same = int(findings.compared["both"].sum() - findings.compared["differ"].sum()) if len(findings.compared) else 0
    both = int(findings.compared["both"].sum()) if len(findings.compared) else 0
    return (
        f"{reached} av {len(findings.reached)} adresser svarte. {found} av {len(findings.labels)} statistikkvariabler "
        f"har navnet som katalogen sier. {same} av {both} innebygde tall er de samme som kildens. "
        f"Det tok {findings.seconds / 60:.1f} minutter.\n"
    )


def _corrections(findings: Findings, catalogue: dict[str, Indicator]) -> Iterator[str]:
    for office in findings.reached:
        if not office.ok:
            told = f"- **{office.name}** ({office.url}): {office.answer}. "
            yield f"{told}Se `etl/sources/addresses.yaml`, eller brannmuren."
    for row in map(_Label._make, findings.wrong_labels.itertuples(index=False, name=None)):
        result = row.result.rstrip(".")
        yield f"- **{row.indicator}** ({row.table}), {row.state}: {result}. {_where(row, catalogue)}"
    said = " ".join(findings.wrong_labels["result"]) if len(findings.wrong_labels) else ""
    for done in findings.done:
        # What is wrong with a label or a whole table has been said, indicator by indicator.
        further = [problem for problem in done.problems if _fault(problem) not in said]
        yield from (f"- **{done.title}**: {problem.removeprefix(f'{done.title}: ')}" for problem in further)
    yield from (f"- Svaret kan ikke leses: {line}" for line in findings.unreadable)
    for one in _rows(findings.moved):
        largest = f"Størst forskjell: {one.where}, {_number(one.was)} innebygd, {_number(one.is_now)} hos kilden. "
        yield (
            f"- **{one.indicator}** {one.year}: {one.differ} av {one.both} tall er andre enn de innebygde, {one.lack} "
            f"mangler. {largest if one.differ else ''}{_advice(one, catalogue[one.indicator])}"
        )


def _fault(problem: str) -> str:
    """What a problem says is wrong, without where and what is left out for it."""
    return problem.partition(": ")[2].partition(" Hopper over ")[0].rstrip(".")


def _where(row: _Label, catalogue: dict[str, Indicator]) -> str:
    """Which field of which file to correct."""
    file = f"`etl/indicators/{row.indicator}.yaml`"
    origin = catalogue[row.indicator].origin
    if not isinstance(origin, SsbTable):
        return f"Rett `measure` eller `page` i {file}."
    if row.result.startswith(TABLE_GONE):
        return f"Finn tabellen som har tatt over («python -m etl discover»), og rett `table` i {file}."
    if row.state == labels.OTHER_NAME:
        return f"Rett `contents` i {file} til det nye navnet når det er samme tall."
    if row.state == labels.OTHER_UNIT:
        return f"Rett `unit_label` (og `scale_by`) i {file} når enheten virkelig er en annen."
    return f"Rett `contents` eller `pattern` i {file}, der det nå står «{origin.contents}»."


def _table(heading: list[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(said: object) -> str:
    return " ".join(str(said).split()).replace("|", "\\|")


def _number(value: float) -> str:
    return "–" if value != value else f"{value:.10g}".replace(".", ",")


def _advice(row: _Compared, indicator: Indicator) -> str:
    """What to look at where figures of an indicator and year are others than the embedded ones."""
    file = f"`etl/indicators/{indicator.indicator_id}.yaml`"
    asked = "`contents`, `selection`, `unit_label` og `scale_by`"
    if not isinstance(indicator.origin, SsbTable):
        asked = "`origin`"
    if row.both >= ENOUGH and row.differ > ANOTHER * row.both:
        return f"De fleste er andre: trolig en annen variabel eller enhet. Se {asked} i {file}."
    if row.lack > row.differ:
        return f"Tall mangler hos kilden. Se om variabelen er lagt om, og {asked} i {file}."
    return "Trolig rettet av kilden: «python -m etl pull» henter det nye."
