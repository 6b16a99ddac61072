"""A figure inside somebody else's page: shown where the host allows it, with its source, and nothing else is."""

import http.server
import re
import threading
from contextlib import contextmanager

from conftest import free_port, opening, program, tools

FIGURE = "/?indikator=turnout_municipal&visning=innebygd&figur=map"

COVERED = """legend => {
  const over = legend.getBoundingClientRect();
  return [...legend.getRootNode().querySelectorAll("path[data-code]")].filter((shape) => {
    const own = shape.getBoundingClientRect();
    return own.right > over.left && own.left < over.right && own.bottom > over.top && own.top < over.bottom;
  }).map((shape) => shape.dataset.code);
}"""


@contextmanager
def intranet(frames):
    """Another site, on a port of its own, whose page holds these addresses in frames; its origin."""
    page = "".join(f"<iframe src='{frame}' style='width:700px;height:600px'></iframe>" for frame in frames)

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Intranett</title>{page}".encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_figure_stands_in_a_page_of_another_origin_that_is_named_and_whole_pages_never(browser, database, tmp_path):
    port = free_port()
    own = f"http://localhost:{port}"
    with (
        intranet([own + FIGURE, f"{own}/?indikator=turnout_municipal"]) as origin,
        program(database, tmp_path, port=port, EMBED_ORIGINS=origin) as address,
        opening(browser, address) as open_,
    ):
        page = open_("/?indikator=turnout_municipal")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=own)
        tools(page.locator(".st-key-figure_map")).get_by_role("button", name="Bygg inn").click()
        page.get_by_role("textbox", name="Lenke til visningen").or_(page.get_by_text("Kode kopiert")).first.wait_for()
        given = re.search(r"height:(\d+)px", page.evaluate("navigator.clipboard.readText()"))
        on_page = page.locator(".st-key-figure_map").evaluate("figure => figure.offsetHeight")
        assert on_page < int(given[1]) < on_page + 100, "as tall as the figure is here, and its link"
        page.goto(origin)
        figure = page.frame_locator("iframe >> nth=0")
        figure.locator("path[data-code]").first.wait_for(state="attached")
        assert figure.locator(".figure-head h1").inner_text().startswith("Valgdeltakelse")
        assert not figure.locator(".legend").evaluate(COVERED), "a municipality lies under the legend"
        assert "Statistisk sentralbyrå" in figure.locator(".figure-foot .source").inner_text()
        link = figure.get_by_role("link", name="Åpne i Generalistkommunen i tall")
        assert "visning" not in link.get_attribute("href") and link.get_attribute("target") == "_blank"
        assert not figure.get_by_role("combobox").locator("visible=true").count()
        assert not figure.get_by_role("button", name=re.compile("Kopier|Vis stort")).count()
        assert page.frames[2].url.startswith("chrome-error:")
