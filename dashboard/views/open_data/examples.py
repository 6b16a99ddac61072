"""Examples that run as they stand, for those who build on the figures: each is run by a test where its program is."""

from __future__ import annotations

from dataclasses import dataclass, replace

INDICATOR = "population_80_plus"


@dataclass(frozen=True)
class Example:
    """How something is done with one program. `language` is what Streamlit colours it as."""

    program: str
    words: str
    language: str
    code: str


TEMPLATES = (
    Example(
        "curl",
        "Siste års tall for to kommuner som CSV. Andre gang kommer de bare hvis de er endret.",
        "bash",
        """curl --fail --silent --show-error --compressed --etag-save tall.etag --etag-compare tall.etag \\
  --output tall.csv "@FIGURES?municipality=1151,4601&year=latest&format=csv"
""",
    ),
    Example(
        "Python (pandas)",
        "Tallene i en tabell. Det som mangler, er tomt, og «status» sier hvorfor.",
        "python",
        """import pandas as pd

tall = pd.read_csv("@FIGURES?year=@EARLIER-@NEWEST&format=csv", dtype={"municipality": str})
print(tall.pivot(index="municipality", columns="year", values="value").head())
print(tall["status"].value_counts())
""",
    ),
    Example(
        "Python (pyjstat)",
        "JSON-stat 2, slik SSBs PxWebApi gir det.",
        "python",
        """from pyjstat import pyjstat

tall = pyjstat.Dataset.read("@FIGURES?year=latest").write("dataframe")
print(tall.head())
""",
    ),
    Example(
        "R",
        "Kommunene med flest, uten andre pakker enn R selv. Numrene leses som tekst: 0301 skal ikke bli 301.",
        "r",
        """tall <- read.csv("@FIGURES?year=latest&format=csv", colClasses = c(municipality = "character"))
head(tall[order(-tall$value), c("municipality", "name", "year", "value", "status")])
""",
    ),
    Example(
        "R (rjstat)",
        "JSON-stat 2 i R, med en pakke som vi ikke har hatt å prøve eksempelet med.",
        "r",
        """library(rjstat)

tall <- fromJSONstat("@FIGURES?year=latest", naming = "id")
head(tall)
""",
    ),
    Example(
        "Excel (Power Query)",
        "Data → Hent data → Fra andre kilder → Tom spørring → Avansert redigering. Vi har ikke hatt Excel å prøve "
        "eksempelet i.",
        "text",
        """let
  Svar = Web.Contents("@FIGURES?year=latest&format=csv"),
  Tabell = Csv.Document(Svar, [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),
  MedOverskrifter = Table.PromoteHeaders(Tabell),
  MedTyper = Table.TransformColumnTypes(
    MedOverskrifter, {{"municipality", type text}, {"year", Int64.Type}, {"value", type number}}, "en-US")
in
  MedTyper
""",
    ),
    Example(
        "Parquet",
        "Lastes ned én gang, og leses av DuckDB, R, Python og de fleste statistikkprogrammer.",
        "bash",
        """curl --fail --silent --show-error --output @INDICATOR.parquet "@FIGURES?format=parquet"
""",
    ),
    Example(
        "DuckDB",
        "Spør fila som er lastet ned: hvor har flest blitt 80 år eller eldre de siste fem årene?",
        "sql",
        """SELECT name, max(value) FILTER (year = @NEWEST) - max(value) FILTER (year = @EARLIER) AS flere
FROM '@INDICATOR.parquet'
WHERE status IN ('observed', 'revised', 'provisional', 'derived')
GROUP BY name
ORDER BY flere DESC
LIMIT 10;
""",
    ),
)
"""The examples with signs for what depends on where and when they are shown."""


def examples(api: str, newest: int) -> tuple[Example, ...]:
    """The examples for an API at an address; `newest` is the newest year of the indicator that they ask for."""
    said = {
        "@FIGURES": f"{api}/indicators/{INDICATOR}/figures",
        "@INDICATOR": INDICATOR,
        "@EARLIER": str(newest - 5),
        "@NEWEST": str(newest),
    }
    return tuple(replace(one, code=_filled(one.code, said)) for one in TEMPLATES)


def _filled(code: str, said: dict[str, str]) -> str:
    for sign, words in said.items():
        code = code.replace(sign, words)
    return code
