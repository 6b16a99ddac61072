"""The addresses of the pages."""

from __future__ import annotations

MAP, MUNICIPALITY, COMPLIANCE, POPULATION = "", "kommune", "lovoppfyllelse", "befolkning"
ECONOMY, NORDIC, ALTERNATIVES, SOURCES = "okonomi", "norden", "alternativer", "kilder"
PRESENTATION, ACCESSIBILITY = "presentasjon", "tilgjengelighet"
