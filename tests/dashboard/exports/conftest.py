"""All figures of all pages, walked once for the tests of what is exported."""

import pytest
from page_run import run_page

from dashboard.figures import show as showing

#: Every view of every page that shows figures: page and choices.
VIEWS = [
    ("map", {"indikator": "population", "kommune": "4601"}),
    ("map", {"indikator": "weak_areas", "inndeling": "2024"}),
    *(("municipality", {"kommune": "1515", "inndeling": "2020", "vis": part, "sammen": around, "profil": "ja"})
      for part, around in (("over-tid", "side-om-side"), ("alder", "region"), ("framover", "hvem-de-er"),
                           ("plikter", "region"))),
    *(("compliance", {"inndeling": "2020", "kilde": "menon", "vis": part, "kommune": "4601"})
      for part in ("kart", "etter-gruppe", "sammenhenger", "en-kommune", "kommisjonens-bord")),
    ("compliance", {"inndeling": "2020", "kilde": "plikter"}),
    ("population", {"vis": "fylke", "fylke": "46"}),
    *(("population", {"vis": part}) for part in ("storrelse", "vekst-og-nedgang", "alder", "sentralitet", "fylke")),
    *(("economy", {"vis": part}) for part in ("oversikt", "utgifter", "frie-inntekter", "driftsresultat")),
    ("economy", {"vis": "netto-lanegjeld"}),
    ("relations", {"mer": "ja"}),
    ("relations", {"vis": "par", "kommune": "4601"}),
    *(("relations", {"vis": part}) for part in ("tabell", "unntak", "utenfor", "likhet", "stordrift")),
    ("nordic", {"kommune": "4601"}),
    ("alternatives", {"vis": "oppgaver"}),
    ("alternatives", {"vis": "kommuner", "maate": "regel", "minst": "5000"}),
    ("alternatives", {"vis": "tilskudd"}),
    ("alternatives", {"vis": "samarbeid", "kommune": "4601"}),
    ("population", {"vis": "sentralitet", "kart": "distriktskommuner"}),
    ("population", {"vis": "alder", "kommune": "4601"}),
    ("population", {"vis": "framover"}),
    ("sources", {"post": "population"}),
]  # fmt: skip

#: Views as they are until figures have been pulled and the degrees of compliance imported.
EMBEDDED = [
    ("compliance", {"kilde": "monster"}),
    ("compliance", {"kilde": "monster", "vis": "kart"}),
    ("compliance", {"kilde": "menon"}),
    ("compliance", {"kilde": "plikter"}),
]


@pytest.fixture(scope="package")
def panels(measured_database, database):
    """Every view's panels, by the key of the figure: each figure once."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        show = showing.show

        def noted(panel, **how):
            found.setdefault(panel.figure.key, panel)
            show(panel, **how)

        patch.setattr(showing, "show", noted)
        of_measured, of_embedded = (
            ((measured_database, *view) for view in VIEWS),
            ((database, *view) for view in EMBEDDED),
        )
        for file, page, parameters in (*of_measured, *of_embedded):
            patch.setenv("GENERALIST_DB", str(file))
            run_page(page, parameters, timeout=120)
    return found
