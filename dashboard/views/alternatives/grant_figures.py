"""The figures of «Statlige tilskudd»: grants per inhabitant, and who gains and loses when they are divided anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard import palette, text
from dashboard.data import classes, queries
from dashboard.figures import map_panel, pictures
from dashboard.figures.citing import missing_line, status_words
from dashboard.figures.figure import Citation, Panel, name_columns
from dashboard.figures.page_context import PageContext
from dashboard.measures import grants, population
from dashboard.state.selection import choose_municipality
from dashboard.views.alternatives import alternatives

NEED = "expenditure_need"
UNADJUSTED = "Før tilpasning, uten overgangsordning. Summen av gevinst og tap er null."
PER_INHABITANT = "kroner per innbygger"

CHANGE, NOW = "endring", "naa"
SHOWN = {CHANGE: "Endringen", NOW: "Tilskuddene nå"}
"""What the map can show, by its name in the address."""


@dataclass(frozen=True)
class Chosen:
    """The chosen grants in one view: their indicators, the key by which they are divided anew, and what the map shows
    (CHANGE or NOW)."""

    context: PageContext
    indicators: tuple[queries.Indicator, ...]
    key: str
    shown: str = CHANGE

    @property
    def division(self) -> str:
        return self.context.selection.division

    def year(self, indicator_id: str) -> int:
        return queries.years(self.context.database, indicator_id, self.division)[0]

    @property
    def ids(self) -> list[str]:
        """What the figures are computed from."""
        need = [NEED] if self.key == grants.BY_NEED else []
        return [*(indicator.indicator_id for indicator in self.indicators), "population", *need]

    @cached_property
    def people_year(self) -> int:
        """The first of January that the newest grants are divided by the inhabitants of; the nearest there is."""
        wanted = max(self.year(indicator.indicator_id) + indicator.base_year_offset for indicator in self.indicators)
        years = queries.years(self.context.database, "population", self.division)
        return min(years, key=lambda year: (abs(year - wanted), -year))

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The register with inhabitants, need, grant (kroner in all), and status and note of what is lacking."""
        database = self.context.database
        people = queries.values(database, "population", self.division, self.people_year)
        frame = queries.municipalities(database, self.division).assign(inhabitants=people["value"].to_numpy())
        need = self._need()
        frame["need"] = need["value"].to_numpy()
        parts, status = [], pd.Series("derived", index=frame.index)
        for indicator in self.indicators:
            values = queries.values(database, indicator.indicator_id, self.division, self.year(indicator.indicator_id))
            parts.append(grants.kroner(indicator, values["value"], frame["inhabitants"]))
            status = status.mask(values["value"].isna(), values["status"])
        frame["grant"] = sum(parts)
        short = frame["need"].isna() if self.key == grants.BY_NEED else pd.Series(False, index=frame.index)
        return frame.assign(
            status=status.mask(short, need["status"].to_numpy()),
            note=np.where(short, "Indeksen for utgiftsbehov mangler", None),
        )

    def _need(self) -> pd.DataFrame:
        """The need of every municipality, as `queries.values` has it; without figures where no year has any."""
        years = queries.years(self.context.database, NEED, self.division)
        return queries.values(self.context.database, NEED, self.division, years[0] if years else self.people_year)

    @cached_property
    def shifts(self) -> pd.DataFrame:
        return grants.redistributed(self.figures, self.key)

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be said of the example: what it does not adjust for, and what it leaves out of sight."""
        ignored = (grants.LEFT_OUT_OF_SIGHT.get(indicator.indicator_id) for indicator in self.indicators)
        return (UNADJUSTED, *filter(None, ignored))

    @property
    def names(self) -> str:
        return text.listed(indicator.short_title for indicator in self.indicators)

    @property
    def years(self) -> str:
        """The years that the grants are of: «2023»."""
        found = sorted({self.year(indicator.indicator_id) for indicator in self.indicators})
        return text.listed(str(year) for year in found)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources, of the inhabitants for the day that the grants are divided by."""
        return alternatives.cited(self.context, self.ids, {"population": self.people_year})

    @property
    def words(self) -> tuple[str, ...]:
        """What must be said of the figures: computed, provisional, made up."""
        said = [word for indicator in self.indicators for word in status_words(indicator, self._values(indicator))]
        return tuple(dict.fromkeys([text.DERIVED_WORDS, *said]))

    def _values(self, indicator: queries.Indicator) -> pd.DataFrame:
        return queries.values(
            self.context.database, indicator.indicator_id, self.division, self.year(indicator.indicator_id)
        )


def headline(chosen: Chosen) -> str:
    """How many get more and how many get less, and how much is moved."""
    shifts = chosen.shifts["value"].dropna().round()
    if shifts.empty:
        return f"{chosen.names}: ingen av kommunene har tallene som trengs"
    moved = chosen.shifts["difference"].clip(lower=0).sum() / 1e6
    more, less = int((shifts > 0).sum()), int((shifts < 0).sum())
    whole = "Hele landet: " if chosen.context.is_narrowed else ""
    return (
        f"{whole}{text.count(more, 'kommune', 'kommuner')} får mer og {text.number(less)} får mindre; "
        f"{text.with_unit(moved, 'millioner kroner')} skifter kommune"
    )


def _scope(chosen: Chosen) -> str:
    """That what is chosen narrows what the map shows and nothing that is counted; nothing where none is chosen."""
    context = chosen.context
    if not context.is_narrowed:
        return ""
    shown = f"utvalget: {context.place}" if context.selection.conditions else "det valgte fylket"
    return f"Omfordelingen og tallene gjelder hele landet; bare kartet viser {shown}. "


def shift_map(chosen: Chosen) -> Panel:
    """Gain and loss per inhabitant on a map."""
    context, shifts = chosen.context, chosen.shifts
    title = headline(chosen)
    year = chosen.years
    columns = {
        "now": f"Tilskudd nå ({PER_INHABITANT})",
        "after": f"Etter omfordeling ({PER_INHABITANT})",
        "value": f"Endring ({PER_INHABITANT})",
    }
    figure = alternatives.figure(
        context,
        alternatives.GRANTS,
        "grants_map",
        chosen.ids,
        title=title,
        subtitle=f"{chosen.names}, {year}, lagt inn i rammetilskuddet og fordelt {grants.KEYS[chosen.key].lower()}. "
        f"Kartet: {SHOWN[chosen.shown].lower()} i {PER_INHABITANT}. {_scope(chosen)}"
        f"Inndelingen {context.division_label}.",
        unit=PER_INHABITANT,
        alt=f"Kart: {title}. {_ends(shifts)}",
        table=lambda: _twin(shifts, columns),
        missing=missing_line(shifts),
        status_words=chosen.words,
        citations=chosen.citations,
        notes=chosen.notes,
        indicators=chosen.indicators,
    )
    return Panel(
        figure, pictures.MapPicture(lambda: _map_content(chosen, title, year), "grants_map", choose_municipality)
    )


def _ends(shifts: pd.DataFrame) -> str:
    known = shifts.dropna(subset=["value"])
    if known.empty:
        return ""
    most, least = known.loc[known["value"].idxmax()], known.loc[known["value"].idxmin()]
    last = "mest taper" if least["value"] < 0 else "minst"
    return (
        f"Mest får {text.short_name(most['name'])} ({text.signed(most['value'])} {PER_INHABITANT}), "
        f"{last} {text.short_name(least['name'])} ({text.signed(least['value'])})."
    )


def _twin(shifts: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    ordered = shifts.sort_values("value", ascending=False, na_position="last", kind="stable")
    names = {
        **name_columns(ordered),
    }
    money = {heading: ordered[column] for column, heading in columns.items()}
    rest = {"Innbyggere": ordered["inhabitants"], "Status": ordered["status"].map(text.STATUS_WORDS)}
    return pd.DataFrame({**names, **money, **rest, "Merknad": ordered["note"].fillna("")}).reset_index(drop=True)


def _map_content(chosen: Chosen, title: str, year: str):
    changes = chosen.shown == CHANGE
    values = chosen.shifts if changes else chosen.shifts.assign(value=chosen.shifts["now"])
    limits = classes.limits(values["value"].dropna().to_numpy(), "change" if changes else "amount", 0)
    return map_panel.map_content_of(
        chosen.context.database,
        chosen.context.selection,
        values,
        limits=limits,
        legend=classes.labels(limits, 0),
        colours=palette.around_zero(*classes.sides(limits)) if changes else palette.sequential(len(limits) + 1),
        decimals=0,
        title=title,
        summary=f"{title}.",
        unit=PER_INHABITANT,
        year=year,
        signed=changes,
    )


# --- By size, class and county --------------------------------------------------------------------------------------


def groupings(chosen: Chosen) -> dict[str, pd.Series]:
    """What municipalities are grouped by, and the group of each."""
    shifts = chosen.shifts
    names = queries.categories(chosen.context.database, "centrality_class")
    return {
        "Størrelse": population.size_class(shifts["inhabitants"], population.SIZE_LIMITS),
        "Sentralitetsklasse": pd.Categorical(
            shifts["centrality_class"].map(names), categories=list(names.values()), ordered=True
        ),
        "Fylke": shifts["county"].map(text.short_name),
    }


def group_panels(chosen: Chosen) -> list[Panel]:
    """Grants now and the shift by size, centrality class and county."""
    return [_group_panel(chosen, name, group) for name, group in groupings(chosen).items()]


def _group_panel(chosen: Chosen, name: str, group: Sequence) -> Panel:
    table = grants.by_group(chosen.shifts.assign(group=group), "group")
    shown = pd.DataFrame(
        {
            name: table["by"].astype(str),
            "Kommuner": table["municipalities"],
            f"Nå ({PER_INHABITANT})": table["now"],
            f"Etter ({PER_INHABITANT})": table["after"],
            f"Endring ({PER_INHABITANT})": table["value"],
            "Får mer": table["gain"],
            "Får mindre": table["loss"],
        }
    )
    title = _group_title(table, name)
    key = f"grants_{list(groupings(chosen)).index(name)}"
    figure = alternatives.figure(
        chosen.context,
        alternatives.GRANTS,
        key,
        chosen.ids,
        title=title,
        subtitle=(
            f"{chosen.names}, {chosen.years}, fordelt {grants.KEYS[chosen.key].lower()}, etter {name.lower()}. "
            f"{_scope(chosen)}Inndelingen {chosen.context.division_label}."
        ),
        unit=PER_INHABITANT,
        alt=f"Tabell: {title}.",
        table=lambda: shown,
        missing=missing_line(chosen.shifts),
        status_words=chosen.words,
        citations=chosen.citations,
        notes=chosen.notes,
    )
    return Panel(figure, pictures.TablePicture(shown, key=f"drawn_{key}", caption=f"Etter {name.lower()}"))


def _group_title(table: pd.DataFrame, name: str) -> str:
    if table.empty:
        return "Ingen kommuner har tallene som trengs"
    most, least = table.loc[table["value"].idxmax()], table.loc[table["value"].idxmin()]
    end = "mest tapes i" if least["value"] < 0 else "minst til"
    return (
        f"Mest til {_place(most['by'], name)} ({text.signed(most['value'])} {PER_INHABITANT}), "
        f"{end} {_place(least['by'], name)} ({text.signed(least['value'])})"
    )


def _place(group: object, name: str) -> str:
    """A group as it stands in a sentence: «kommuner med 0–999 innbyggere», «klasse 5», «Nordland»."""
    match name:
        case "Størrelse":
            return f"kommuner med {group} innbyggere"
        case "Fylke":
            return str(group)
        case _:
            return str(group).lower()
