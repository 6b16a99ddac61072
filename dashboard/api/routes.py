"""What can be asked of the API: each route with its parameters, formats and who answers. The OpenAPI document is made
of these, and questions are read by them, so that the two say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dashboard.api import catalogue, changes, figures, municipalities, openapi, paths
from dashboard.api.problems import Problem, quoted
from dashboard.api.question import Parameter, Question, read
from dashboard.api.responses import JSON, Response
from dashboard.data import sources_queries
from dashboard.data.database import Database

CODE = "[0-9]{4}"
ID = "[a-z][a-z0-9_]{0,79}"
VERSION = Parameter(
    "version",
    "Datasettets versjon, åtte tegn. Med den er svaret av den versjonen, eller 410 når den er erstattet.",
    {"type": "string", "pattern": "[0-9a-f]{8}"},
)
DIVISION = Parameter(
    "division",
    "Kommuneinndelingen, for eksempel 2024. Dagens når den ikke er sagt. Nummer hører til en inndeling.",
    {"type": "string", "pattern": "[0-9]{4}"},
)
MUNICIPALITIES = Parameter(
    "municipality", "Kommunenummer, fire sifre. Flere med komma mellom.", {"type": "string", "pattern": CODE}, many=True
)


def _format(known: Mapping[str, str]) -> Parameter:
    return Parameter(
        "format",
        f"Formatet på svaret, ellers {next(iter(known))}.",
        {"type": "string", "enum": list(known), "pattern": "[a-z0-9-]{1,20}"},
    )


@dataclass(frozen=True)
class Route:
    """An address below the API's root with `{names}` in it; `formats` are media types by what they are called, the
    usual one first, and `schema` names the form of the JSON response in the OpenAPI document.
    """

    path: str
    name: str
    english: str
    words: str
    answer: Callable[[Question], Response]
    schema: str
    parameters: tuple[Parameter, ...] = ()
    formats: Mapping[str, str] | None = None
    in_path: tuple[Parameter, ...] = ()

    @property
    def all_parameters(self) -> tuple[Parameter, ...]:
        """What may stand after «?»."""
        return (*self.parameters, *((_format(self.formats),) if self.formats else ()), VERSION)

    @property
    def media_types(self) -> tuple[str, ...]:
        """Every kind of content that it may answer with."""
        return tuple(dict.fromkeys((self.formats or {"json": JSON}).values()))


INDICATOR = Parameter("indicator", "Indikatorens id, slik den står i listen.", {"type": "string", "pattern": ID})
ONE = Parameter("municipality", "Kommunenummer, fire sifre.", {"type": "string", "pattern": CODE})


def _openapi(_question: Question) -> Response:
    return openapi.document(ROUTES)


ROUTES = (
    Route("/", "overview", "What there is", "Hva som finnes, og hvilken versjon av tallene det er.",
          catalogue.overview, "Overview"),
    Route("/openapi.json", "openapi", "This document", "Denne beskrivelsen.", _openapi, "Document"),
    Route("/indicators", "indicators", "Every indicator",
          "Alle indikatorer med definisjon, enhet, kilde og år, og de som venter på tall.",
          catalogue.indicators, "Indicators"),
    Route("/indicators/{indicator}", "indicator", "One indicator", "Alt om én indikator, med kildene.",
          catalogue.indicator, "Indicator", in_path=(INDICATOR,)),
    Route(
        "/indicators/{indicator}/figures", "figures", "An indicator’s figures",
        "Tallene, hvert med status og kilde. Tall som mangler, har en status som sier hvorfor; de er aldri null.",
        figures.answer, "Figures",
        (
            DIVISION, MUNICIPALITIES,
            Parameter("year", "År, «fra-til» eller «latest». Flere med komma mellom. Alle når det ikke er sagt.",
                      {"type": "string", "pattern": figures.YEAR}, many=True),
        ),
        figures.FORMATS, (INDICATOR,),
    ),
    Route("/municipalities", "municipalities", "Every municipality",
          "Kommunene i en inndeling, også med grenser (GeoJSON, WGS 84).",
          municipalities.register, "Municipalities", (DIVISION, MUNICIPALITIES), municipalities.FORMATS),
    Route("/municipalities/{municipality}", "municipality", "One municipality",
          "Én kommune: kjennetegn, naboer, hva den var før, og hva den ble.",
          municipalities.municipality, "Municipality", (DIVISION,), municipalities.ONE_FORMATS, (ONE,)),
    Route(
        "/municipalities/{municipality}/peers", "peers", "Peers with distances",
        "Hvem kommunen sammenlignes med, gruppe for gruppe, med avstand.",
        municipalities.peer_groups, "Peers",
        (
            DIVISION,
            Parameter("group", "Gruppene som ønskes. Flere med komma mellom. Alle når ingen er sagt.",
                      {"type": "string", "enum": list(municipalities.KINDS), "pattern": "[a-z0-9-]{1,40}"}, many=True),
        ),
        in_path=(ONE,),
    ),
    Route("/divisions", "divisions", "Divisions and code changes",
          "Kommuneinndelingene, og hva som ble av hver kommune fra den ene til den neste.",
          municipalities.divisions, "Divisions", formats=municipalities.CHANGE_FORMATS),
    Route("/sources", "sources", "Every source", "Alle kilder med utgiver, adresse, lisens og når de ble hentet.",
          catalogue.sources, "Sources"),
    Route(
        "/changes", "changes", "What changed",
        "Tall som er rettet, kommet til eller falt bort mellom versjoner. «atom» er en strøm å følge.",
        changes.answer, "Changes",
        (
            Parameter("since", "Versjonen som endringer regnes fra. Alt som huskes når den ikke er sagt.",
                      {"type": "string", "pattern": "[0-9a-f]{8}"}),
            Parameter("indicator", "Bare denne indikatoren.", {"type": "string", "pattern": ID}),
            Parameter("municipality", "Bare denne kommunen, med nummeret i den inndelingen endringen gjelder.",
                      {"type": "string", "pattern": CODE}),
            Parameter("division", "Bare denne kommuneinndelingen.", {"type": "string", "pattern": "[0-9]{4}"}),
        ),
        changes.FORMATS,
    ),
)  # fmt: skip


def answer(database: Database, address: str, query: bytes) -> Response:
    """What an address below the API's root holds. Raises Problem, and DatabaseError where nothing can be read."""
    route, path = _found(address)
    said = read(query, route.all_parameters)
    for version in said.get(VERSION.name, ()):
        _check_version(database, version)
    return route.answer(Question(database, path, said))


def _found(address: str) -> tuple[Route, dict[str, str]]:
    parts = address.strip("/").split("/")
    for route in ROUTES:
        wanted = route.path.strip("/").split("/")
        pairs = list(zip(wanted, parts, strict=False))
        if len(wanted) == len(parts) and all(it == part or (it.startswith("{") and part) for it, part in pairs):
            return route, {it[1:-1]: part for it, part in pairs if it.startswith("{")}
    raise Problem(
        404,
        f"Det er ingenting på «{quoted(address, 80)}». Det som finnes, står på {paths.path('openapi.json')}.",
        f"There is nothing at “{quoted(address, 80)}”. What there is, is listed at {paths.path('openapi.json')}.",
    )


def _check_version(database: Database, version: str) -> None:
    if version == database.version:
        return
    known = sources_queries.loads(database)["version"].tolist()
    now = f"Datasettet nå er {database.version}.", f"The dataset is now {database.version}."
    if version in known:
        replaced = f"Datasettet {version} er erstattet. {now[0]}", f"The dataset {version} has been replaced. {now[1]}"
        raise Problem(410, *replaced)
    raise Problem(404, f"Datasettet {version} er ikke kjent. {now[0]}", f"The dataset {version} is unknown. {now[1]}")
