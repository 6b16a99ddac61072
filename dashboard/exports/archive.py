"""The whole database as one zip file of Parquet tables, for those who compute by themselves.

Observations are partitioned as Hive has it, a folder for each indicator, so that one indicator can be read alone. Every
row says by itself what must be said of it: that it is modelled, or made up.
"""

from __future__ import annotations

import io
import zipfile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard import text
from dashboard.data import queries, sources_queries
from dashboard.data.compliance_queries import PATTERN
from dashboard.data.database import Database, question
from dashboard.data.queries import Indicator

README = """Generalistkommunen i tall, datasett {version}, bygd {built}.

observation/indicator_id=ID/part-0.parquet   tallene, en mappe for hver indikator
TABELL.parquet                               indikatorer, kilder, kommuner, kommuneendringer og resten av databasen

value er tom når status sier hvorfor det ikke er noe tall. warning sier det som må sies om tallet.
DuckDB: SELECT * FROM read_parquet('observation/*/*.parquet', hive_partitioning = true)
pandas: pandas.read_parquet('observation')

Hver rad i observation viser til en kilde (source_id) i source.parquet, med utgiver, lisens og adresse.
Kommunegrensene er ikke med; de finnes hos Kartverket. Mønsterkartet er ikke med: det er modellert, ikke målt, og vises
bare på siden Lovoppfyllelse.
{warning}"""


PATTERN_TABLES = ("compliance_pattern", "compliance_coefficient")
"""Tables of what is shown on one page only, with its banner: nothing is to be computed from it."""

PROJECTED_TABLE = "projected_age_sex"
"""The table of modelled figures that belong to no one indicator."""


def warning(indicator: Indicator) -> str | None:
    """What must be said wherever a figure of the indicator is."""
    words = [text.MODELLED_WORDS] if indicator.kind == "modelled" else []
    if text.is_synthetic(indicator.notes or ""):
        words.append(text.SYNTHETIC_WORDS)
    return "; ".join(words) or None


@question
def parquet_zip(database: Database) -> bytes:
    """The archive; the same bytes for the same version of the data."""
    known = queries.all_indicators(database)
    said = {indicator_id: warning(indicator) for indicator_id, indicator in known.items()}
    synthetic = [indicator.short_title for indicator in known.values() if text.is_synthetic(indicator.notes or "")]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_entry("LESMEG.txt"), _readme(database, synthetic))
        for name, table in sources_queries.tables(database).items():
            if name in PATTERN_TABLES:
                continue
            if "indicator_id" in table:
                table = _warned(table, table["indicator_id"].map(said))
            elif name == PROJECTED_TABLE:
                table = _warned(table, text.MODELLED_WORDS)
            archive.writestr(_entry(f"{name}.parquet"), _parquet(table))
        for indicator_id in known:
            if indicator_id == PATTERN:
                continue
            rows = _warned(sources_queries.observations(database, indicator_id), said[indicator_id])
            archive.writestr(_entry(f"observation/indicator_id={indicator_id}/part-0.parquet"), _parquet(rows))
    return buffer.getvalue()


def _warned(table: pd.DataFrame, words: pd.Series | str | None) -> pd.DataFrame:
    """A table with what must be said of each row, or of all."""
    return table.assign(warning=words).astype({"warning": "string"})


def _entry(name: str) -> zipfile.ZipInfo:
    """A file of the archive without a time of its own."""
    return zipfile.ZipInfo(name)


def _readme(database: Database, synthetic: list[str]) -> str:
    load = queries.load(database)
    said = f"{text.SYNTHETIC_WORDS}: {text.listed(synthetic)}.\n" if synthetic else ""
    return README.format(version=load.version, built=text.date(load.finished_at), warning=said)


def _parquet(table: pd.DataFrame) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), sink, compression="zstd")
    return sink.getvalue()
