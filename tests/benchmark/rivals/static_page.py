"""A page without any server work: the same map with all its figures in the file, written to a folder."""

import json
import sys
from pathlib import Path

from plotly.offline import get_plotlyjs
from shared import INDICATORS, figure, values

folder = Path(sys.argv[1])
shown = {id_: values(id_).sort_values("code") for id_ in INDICATORS}
data = {
    id_: {
        "title": INDICATORS[id_],
        "z": [None if value != value else value for value in rows["value"].rank()],
        "ranking": [[name, None if v != v else v] for name, v in zip(rows["name"], rows["value"], strict=True)],
    }
    for id_, rows in shown.items()
}
chart = figure("population")
chart.data[0].locations = shown["population"]["code"].tolist()
chart.data[0].text = shown["population"]["name"].tolist()
(folder / "plotly.js").write_text(get_plotlyjs(), encoding="utf-8")
(folder / "chart.json").write_text(chart.to_json(), encoding="utf-8")
options = "".join(f"<label><input type=radio name=i value={id_}>{title}</label>" for id_, title in INDICATORS.items())
(folder / "index.html").write_text(
    f"""<!doctype html><html lang=nb><meta charset=utf-8><title>Kart</title>{options}<div id=map></div><table></table>
<script src=plotly.js></script><script>
const data = {json.dumps(data)};
const table = id => document.querySelector("table").innerHTML = [...data[id].ranking].sort((a, b) => b[1] - a[1])
  .map(([name, value]) => `<tr><td>${{name}}<td>${{value}}`).join("");
fetch("chart.json").then(answer => answer.json()).then(chart => {{
  chart.data[0].z = data.population.z;
  Plotly.newPlot("map", chart.data, chart.layout, {{topojsonURL: "./"}}); table("population");
}});
document.querySelectorAll("input").forEach(input => input.onchange = () => {{
  Plotly.update("map", {{z: [data[input.value].z]}}, {{title: {{text: data[input.value].title}}}}); table(input.value);
}});
</script>""",
    encoding="utf-8",
)
