"""Tilgjengelighet: what everyone can do here and how, what doesn't work yet, and where to say so."""

import streamlit as st

st.html("""
<div class='prose'>
<p>Nettstedet er laget for å følge WCAG 2.1 på nivå AA, som er kravet til offentlige nettsteder i Norge. Hver endring av
programmet prøves automatisk med axe-core på alle sider, på stor skjerm og telefon, i lyst og mørkt, og ingen feil som
prøven finner, slipper igjennom. En automatisk prøve finner ikke alt; den er ikke en uavhengig revisjon.</p>
<h2>Slik bruker du det uten mus</h2>
<ul>
<li><b>Tabulator</b> flytter mellom felt, knapper, kart og lister. Det som er i fokus, har en tydelig ramme.</li>
<li><b>I kartet:</b> piltastene flytter til nabokommunen i den retningen, <b>Enter</b> velger, <b>+</b> og <b>−</b>
zoomer, <b>0</b> viser hele landet, og <b>Escape</b> går ut av kartet. Navn, tall, år og status leses opp.</li>
<li><b>I lista ved kartet:</b> pil opp og ned flytter, Home og End går til første og siste, Enter velger.</li>
<li><b>I feltet «Kommune»:</b> skriv navn på norsk, samisk eller kvensk, med eller uten særlige tegn, eller
nummeret.</li>
<li><b>I presentasjonsvisning:</b> pil høyre og venstre går til neste og forrige visning, Escape avslutter.</li>
</ul>
<h2>Slik leser du det uten å se bildet</h2>
<ul>
<li>Over hver figur står hva den viser, som oftest som en hel setning, med det samme sagt utfyllende for
skjermlesere.</li>
<li>«⋯» ved hver figurs tittel («Verktøy» for skjermlesere) gir tallene i en tabell, og i Excel, CSV og PowerPoint.</li>
<li>Farge er aldri det eneste som skiller: klassene har grenser i tegnforklaringen, det som mangler er skravert, og den
valgte kommunen har omriss.</li>
<li>Lyst eller mørkt følger innstillingen i datamaskinen eller telefonen, og det samme gjør ønsket om mindre
bevegelse.</li>
</ul>
<h2>Det nettleseren husker</h2>
<p>Kommunen du velger, inndelingen og din egen liste å sammenligne med, huskes i denne nettleseren til neste besøk, når
den tillater det. Det samme gjør visningene du samler til en presentasjon, lyst eller mørkt, og om du har sett
Nøkkelfunn over kartet: fra andre besøk er de lukket til du åpner dem. Ingenting av det sendes til andre. Det en lenke
sier, gjelder alltid først. Trykk × i feltet «Kommune», så glemmes den.</p>
<h2>Det vi vet ikke er godt nok</h2>
<ul>
<li>Diagrammene (ikke kartene) kan ikke gås gjennom punkt for punkt med tastaturet. Bruk tabellen under.</li>
<li>Ord som verktøyet Streamlit skriver på engelsk, oversettes i nettleseren etter hvert som de dukker opp. Sjeldne
feilmeldinger kan ha blitt oversett.</li>
<li>PowerPoint-filene har tekst for skjermlesere på hvert bilde, men er ikke prøvd med alle lesere.</li>
</ul>
<h2>Si fra</h2>
<p>Finner du noe som stenger deg ute, si fra til dem som driver nettstedet der du bruker det. Er det en kommune eller en
annen offentlig virksomhet, skal den ha en tilgjengelighetserklæring hos uustatus.no, og du kan klage til
Tilsynet for universell utforming av ikt.</p>
</div>
""")
