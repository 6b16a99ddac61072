"""The state's transfers to municipalities and counties over time, by what they are for. National, current prices."""

from __future__ import annotations

import numpy as np
import pandas as pd

KINDS = {
    "other": "Alle andre poster",
    "top_up": "Toppfinansiering av ressurskrevende tjenester",
    "vat_compensation": "Momskompensasjon",
    "block_grant": "Rammetilskudd",
}
"""What the transfers are split into, what is looked at first, and what each is called."""


def yearly(transfers: pd.DataFrame) -> pd.DataFrame:
    """A row a year: year, basis, an amount for each kind (million kroner), total, a share for each kind
    (`share_…`, per cent) and `posts`, how many other items have money.
    """
    table = transfers.pivot_table(index="year", columns="kind", values="amount", aggfunc="sum", fill_value=0.0)
    table = table.reindex(columns=list(KINDS), fill_value=0.0)
    table["total"] = table.sum(axis=1)
    for kind in KINDS:
        table[f"share_{kind}"] = 100 * table[kind] / table["total"]
    other = transfers[(transfers["kind"] == "other") & (transfers["amount"] > 0)]
    table["posts"] = other.groupby("year")["post"].nunique().reindex(table.index, fill_value=0)
    table["basis"] = transfers.groupby("year")["basis"].first()
    return table.rename_axis(columns=None).reset_index()


def others(transfers: pd.DataFrame, year: int) -> pd.DataFrame:
    """The other items that have money in a year, the largest first: post, ministry, name, amount, share (per cent of
    the other items).
    """
    rows = transfers[(transfers["kind"] == "other") & (transfers["year"] == year) & (transfers["amount"] > 0)]
    rows = rows.sort_values(["amount", "post"], ascending=[False, True], ignore_index=True)
    return rows.assign(share=100 * rows["amount"] / rows["amount"].sum())


def turning_points(table: pd.DataFrame, column: str = "share_other") -> list[int]:
    """The years that tell the course of a column of `yearly`: the first, the year of accounts with the most, and the
    newest; each once, in order.
    """
    accounts = table[table["basis"] == "accounts"]
    highest = accounts["year"].iloc[int(np.nanargmax(accounts[column].to_numpy()))]
    return sorted({int(table["year"].min()), int(highest), int(table["year"].max())})
