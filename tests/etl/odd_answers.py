"""What the offices of statutory duties might answer one day: a server before another one that alters its answers.

Altered are only the bodies that a change at the office would alter; everything else passes as it comes. What an
alteration leads to is for whoever asks: the figure that is not meant must never come out.
"""

from __future__ import annotations

import io
import json
import re
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import openpyxl
import requests

#: The municipality whose answer is altered where one alone is.
ONE = "1103"
#: Seconds that a slow answer takes: longer than the program is told to wait.
SLOW_SECONDS = 12
HTML = b"<!doctype html><title>Vedlikehold</title><p>Vi er straks tilbake."


class Gone(Exception):
    """The office has no such page (any more)."""


class CutOff(Exception):
    """The connection ends in mid-answer."""


class Slow(Exception):
    """The answer comes after SLOW_SECONDS."""


def _json(change: Callable[[Any], Any]) -> Callable[[bytes], bytes]:
    return lambda body: json.dumps(change(json.loads(body))).encode()


def _without_block(found: dict) -> dict:
    return {name: part for name, part in found.items() if name != "indikatorDataKommune"}


def _wrong_shares(found: dict) -> dict:
    block = found.get("indikatorDataKommune") or {}
    altered = {
        name: value + 7 if name.startswith("andelBarnehagerSomOppf") and value is not None else value
        for name, value in block.items()
    }
    return found | {"indikatorDataKommune": altered}


def _signs(found: dict) -> dict:
    """Every third cell of Statistikkportalen or of a cube holds a sign."""
    if "rows" in found:
        for place, row in enumerate(found["rows"]):
            if place % 3 == 0:
                row["data"] = ["*" if cell else cell for cell in row["data"]]
    elif isinstance(found.get("value"), list):
        found["status"] = {str(place): ":" for place in range(0, len(found["value"]), 3)}
        found["value"] = [None if place % 3 == 0 else value for place, value in enumerate(found["value"])]
    return found


def _unknown_signs(found: dict) -> dict:
    for row in found.get("rows", []):
        row["data"] = [".." if cell else cell for cell in row["data"]]
    return found


def _new_column(found: dict) -> dict:
    """Statistikkportalen puts a column before the others."""
    if "rows" not in found:
        return found
    for level in found["metadata"]["columns"]:
        level.insert(0, {**level[0], "name": "Ny kolonne", "columnCount": 1})
    for row in found["rows"]:
        row["data"] = ["7", *row["data"]]
    return found


def _gone(_body: bytes) -> bytes:
    raise Gone


def _cut_off(_body: bytes) -> bytes:
    raise CutOff


def _slow(_body: bytes) -> bytes:
    raise Slow


def _in_workbooks(change: Callable[[Any], None]) -> Callable[[bytes], bytes]:
    def altered(body: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(body)) as before, zipfile.ZipFile(made, "w") as after:
            for name in before.namelist():
                book = openpyxl.load_workbook(io.BytesIO(before.read(name)))
                for sheet in book.worksheets:
                    change(sheet)
                content = io.BytesIO()
                book.save(content)
                after.writestr(name, content.getvalue())
        return made.getvalue()

    return altered


def _with_a_damaged_one(body: bytes) -> bytes:
    """The zip with one more workbook, cut off."""
    made = io.BytesIO(body)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("3I_tiltaksplan.xlsx", b"PK\x03\x04")
    return made.getvalue()


def _renamed_sheet(sheet: Any) -> None:
    sheet.title = f"Ny {sheet.title}"[:31]


def _column_before(sheet: Any) -> None:
    sheet.insert_cols(1)
    sheet.cell(1, 1, "Ny kolonne")


def _signs_in_cells(sheet: Any) -> None:
    for row in sheet.iter_rows(min_row=6):
        if row[0].row % 3 == 0:
            for cell in row:
                if isinstance(cell.value, int | float):
                    cell.value = ":"


def _of_another_month(body: bytes) -> bytes:
    return re.sub(rb"(Kommunemonitor_barnevern_)\d{4}_\d\d_\d\d", rb"\g<1>2031_02_01", body)


#: Name -> office, the part of an address whose answer it alters, and how it alters the body.
ALTERATIONS: dict[str, tuple[str, str, Callable[[bytes], bytes]]] = {
    "no block of indicators": ("barnehagefakta", "/Kommune/", _json(_without_block)),
    "no block for one": ("barnehagefakta", f"/Kommune/{ONE}", _json(_without_block)),
    "shares that do not sum": ("barnehagefakta", f"/Kommune/{ONE}", _json(_wrong_shares)),
    "shares that never sum": ("barnehagefakta", "/Kommune/", _json(_wrong_shares)),
    "municipality unknown": ("barnehagefakta", f"/Kommune/{ONE}", _gone),
    "kindergartens slow": ("barnehagefakta", f"/Kommune/{ONE}", _slow),
    "kindergartens cut off": ("barnehagefakta", f"/Kommune/{ONE}", _cut_off),
    "kindergartens as HTML": ("barnehagefakta", "/Kommune/", lambda _: HTML),
    "schools withheld": ("udir", "/data", _json(_signs)),
    "schools with unknown signs": ("udir", "/data", _json(_unknown_signs)),
    "schools with a new column": ("udir", "/data", _json(_new_column)),
    "report page gone": ("udir", "/Rapportside/", _gone),
    "no report pages": ("udir", "/Rapportside", lambda _: b"[]"),
    "schools as HTML": ("udir", "/data", lambda _: HTML),
    "schools cut off": ("udir", "/data", _cut_off),
    "sheet renamed": ("bufdir", ".zip", _in_workbooks(_renamed_sheet)),
    "column before the others": ("bufdir", ".zip", _in_workbooks(_column_before)),
    "child welfare withheld": ("bufdir", ".zip", _in_workbooks(_signs_in_cells)),
    "a workbook damaged": ("bufdir", ".zip", _with_a_damaged_one),
    "zip of another month": ("bufdir", "/monitor/barnevern/", _of_another_month),
    "monitor gone": ("bufdir", "/monitor/barnevern/", _gone),
    "zip cut off": ("bufdir", ".zip", _cut_off),
    "water withheld": ("fhi", "/data", _json(_signs)),
    "water cut off": ("fhi", "/data", _cut_off),
    "water slow": ("fhi", "/data", _slow),
    "water as HTML": ("fhi", "/data", lambda _: HTML),
}


class Between(ThreadingHTTPServer):
    """Passes every call on to `base`; `altering` is the name of what is done to answers, None for nothing, and `hits`
    how many answers it was done to.
    """

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever asked has gone."""

    def __init__(self, base: str) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.base, self.altering, self.hits = base, None, 0
        self._altered: dict[tuple[str, bytes], bytes] = {}
        self._lock = threading.Lock()

    def altered(self, content: bytes) -> bytes:
        """An answer as it is altered now, which takes a while for a workbook. Raises Gone, CutOff, Slow."""
        self.hits += 1
        with self._lock:
            key = (self.altering, content)
            if key not in self._altered:
                self._altered[key] = ALTERATIONS[self.altering][2](content)
            return self._altered[key]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Passing(BaseHTTPRequestHandler):
    server: Between
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a body waits 40 ms for the receipt of its headers

    def do_GET(self) -> None:
        self._pass(None)

    def do_POST(self) -> None:
        self._pass(self.rfile.read(int(self.headers.get("content-length", 0))))

    def _pass(self, body: bytes | None) -> None:
        # The file of another month is the one that there is.
        path = re.sub(r"(Kommunemonitor_barnevern_)2031_02_01", self._month, self.path)
        kept = {name: value for name, value in self.headers.items() if name.lower() in ("content-type", "accept")}
        answer = requests.request(self.command, self.server.base + path, data=body, headers=kept, timeout=300)
        kind, status, content = answer.headers.get("content-type", ""), answer.status_code, answer.content
        if "html" in kind:  # the page's links lead here, too
            content = content.replace(self.server.base.encode(), self.server.url.encode())
        sent, altering = None, self.server.altering
        if altering and answer.ok and ALTERATIONS[altering][1] in path.partition("?")[0]:
            try:
                content = self.server.altered(content)
                kind = "text/html" if content == HTML else kind
            except Gone:
                status, content, kind = 404, b"{}", "application/json"
            except CutOff:
                sent = len(content) // 2
            except Slow:
                time.sleep(SLOW_SECONDS)
        self._send(status, kind, content, sent)

    def _month(self, found: re.Match) -> str:
        page = requests.get(f"{self.server.base}/bufdir/statistikk-og-analyse/monitor/barnevern/", timeout=300).text
        return found[1] + re.search(r"Kommunemonitor_barnevern_(\d{4}_\d\d_\d\d)", page)[1]

    def _send(self, status: int, kind: str, content: bytes, sent: int | None) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[:sent])
            if sent is not None:
                self.close_connection = True
        except OSError:  # whoever asked has gone
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def between(base: str) -> Iterator[Between]:
    """The server, running."""
    with Between(base) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
