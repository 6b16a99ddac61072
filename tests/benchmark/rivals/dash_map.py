"""The map page in Dash."""

import sys

from dash import Dash, Input, Output, dash_table, dcc, html
from shared import INDICATORS, figure, values

app = Dash(assets_folder=sys.argv[2])
app.layout = html.Div(
    [
        dcc.RadioItems(INDICATORS, "population", id="indicator"),
        dcc.Graph(id="map", config={"topojsonURL": "/assets/"}),
        dash_table.DataTable(id="table"),
    ]
)


@app.callback(Output("map", "figure"), Output("table", "data"), Input("indicator", "value"))
def draw(indicator):
    return figure(indicator), values(indicator).to_dict("records")


app.run(port=int(sys.argv[1]), debug=False)
