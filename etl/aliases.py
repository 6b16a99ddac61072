"""What else the municipalities of a division are or were called: their numbers and names in the other divisions, and
those that are out of use. Search finds a municipality by all of them.
"""

from __future__ import annotations

import pandas as pd

from etl.dataset import Dataset
from etl.divisions import links
from etl.frames import grouped

COLUMNS = ["code", "alias_code", "alias_name", "last_year"]


def aliases(dataset: Dataset, division: str) -> pd.DataFrame:
    """alias_code, alias_name and the last year (missing: in use in the newest division) by code of `division`, ordered
    by alias_code. Of a whole that was divided the largest part stands for it, and it stands for every part.
    """
    register = dataset.municipalities
    last_years = dataset.divisions.set_index("division")["valid_to"].map(lambda day: None if pd.isna(day) else day.year)
    rows = [_out_of_use(dataset)]
    for other in dataset.divisions["division"]:
        own = register.loc[register["division"] == other, ["code", "name"]]
        rows.append(own.set_axis(["alias_code", "alias_name"], axis=1).assign(
            division=other, holder=own["code"], last_year=last_years[other],
        ))  # fmt: skip
    found = pd.concat(rows, ignore_index=True).drop_duplicates(["alias_code", "alias_name"], keep="last")
    found["code"] = pd.concat(
        [
            rows["holder"].map(_units(dataset.code_changes, origin, division))
            for origin, rows in grouped(found, "division", str)
        ]
    )
    names = register[register["division"] == division].set_index("code")["name"]
    is_own = (found["code"] == found["alias_code"]) & (found["code"].map(names) == found["alias_name"])
    known = found["code"].isin(names.index)
    return found.loc[known & ~is_own, COLUMNS].sort_values(["alias_code", "alias_name"], ignore_index=True)


def _out_of_use(dataset: Dataset) -> pd.DataFrame:
    former = dataset.tables.get("former_municipality")
    if former is None:
        return pd.DataFrame()
    names = {"old_code": "alias_code", "old_name": "alias_name", "code": "holder"}
    return former.rename(columns=names)[["alias_code", "alias_name", "last_year", "division", "holder"]]


def _units(changes: pd.DataFrame, origin: str, target: str) -> dict[str, str]:
    """The unit of `target` that each code of `origin` belongs to, or its largest part."""
    codes = {code: code for code in {*changes["from_code"], *changes["to_code"]}}
    for link in links(changes.sort_values("share", ascending=False)):
        is_on_the_way = min(origin, target) <= min(link.origin, link.target) < max(origin, target)
        if is_on_the_way and (link.origin < link.target) == (origin < target):
            onward = link.units.drop_duplicates("origin").set_index("origin")["target"]
            codes = {code: onward[unit] for code, unit in codes.items() if unit in onward}
    return codes
