"""What the page on open data says."""

from __future__ import annotations

from urllib.parse import urlsplit

from markupsafe import Markup

from dashboard import markup, text
from dashboard.api import routes
from dashboard.api.catalogue import path
from dashboard.data import open_queries, queries
from dashboard.data.database import Database

EXAMPLES = (
    "Kopier og kjør. Tallene er uten tusenskille og med desimalpunktum, og kommunenummer er tekst: 0301 er ikke 301. "
    "Et nummer hører til en inndeling (division), og uten den er det dagens, {}."
)


def origin(page: str | None) -> str:
    """The server's address, as the browser that shows the page knows it: «https://tall.example.no»."""
    parts = urlsplit(page or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def introduction(database: Database) -> Markup:
    """What is open, what an answer says, and every address."""
    load = queries.load(database)
    return markup.html(
        """<div class='prose'>
<p>Tallene her kan hentes av andres programmer, uten nøkkel: {} indikatorer for hver kommune, med definisjon, status
og kilde. Resten, som tallene for Norden, alderspyramidene og framskrivingene, er med i hele databasen nederst. Tallene
har kildens lisens (de fleste CC BY 4.0 eller NLOD), som står ved hver kilde; navngi den og
oss.</p>
<ul>
<li>Et tall som mangler, er aldri null. «status» sier hvorfor: {}.</li>
<li>«warning» sier det som må sies overalt der tallet vises, for eksempel at det er modellert.</li>
<li>«comparable» er usann der kommunens tall ikke kan sammenlignes med andres; «note» sier hvorfor.</li>
<li>Svarene er av datasett {}, bygd {}. Versjonen står i <code>Dataset-Version</code> og <code>ETag</code>: spør igjen
med <code>If-None-Match</code>, så kommer svaret bare når det er endret.</li>
<li>Spør så ofte som trengs, ikke oftere: for mange spørsmål gir 429 og når det kan spørres igjen.</li>
</ul>
<h2>Adressene</h2>
<ul>{}</ul>
<p>Alt er beskrevet i {} (OpenAPI 3.1), som klienter kan lages av.</p>
</div>""",
        text.number(len(open_queries.published(database))),
        text.listed(f"{text.STATUS_WORDS[status]} ({status})" for status in text.MISSING_STATUSES),
        load.version,
        text.date(load.finished_at),
        markup.each("<li><code>{}</code> {}</li>", ((path() + route.path, route.words) for route in routes.ROUTES)),
        markup.link(path("openapi.json"), "openapi.json"),
    )


def whole_set() -> Markup:
    """How all of it is had at once, and how another runs the same."""
    return markup.html(
        """<div class='prose'><h2>Alt på én gang</h2>
<p>Hele databasen som Parquet-tabeller i én zip-fil, tallene delt i en mappe for hver indikator. Kommunegrenser: {}.</p>
</div>""",
        markup.link(f"{path('municipalities')}?format=geojson", "GeoJSON"),
    )
