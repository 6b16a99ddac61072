"""A viewer without a screen: speaks to the running program as the browser does, over its websocket.

It costs a hundredth of a browser, so hundreds of links can be opened and many viewers can look at once. What it hears
are Streamlit's messages; what a page draws in the browser it doesn't see.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

PATIENCE = 60


@dataclass
class Answer:
    """What one run of a page sent: its elements in order, and the bytes it took."""

    base: str = ""
    elements: list = field(default_factory=list)
    received: int = 0
    page_not_found: bool = False
    failed: bool = False

    @property
    def text(self) -> str:
        """Everything that the page says in plain elements, tags removed."""
        said = []
        for element in self.elements:
            kind = element.WhichOneof("type")
            proto = getattr(element, kind)
            said += [
                getattr(proto, name)
                for name in ("body", "label", "value")
                if isinstance(getattr(proto, name, None), str)
            ]
        return unescape(re.sub(r"<[^>]+>", " ", "\n".join(said)))

    @property
    def links(self) -> list[str]:
        """What «Kopier lenke» copies, figure by figure."""
        toolbars = (e.bidi_component for e in self.elements if e.WhichOneof("type") == "bidi_component")
        return [json.loads(t.json)["link"] for t in toolbars if t.component_name.endswith("toolbar") and t.json]

    @property
    def figures(self) -> list[str]:
        """The keys of the figures that can be shown alone, in the order of `links`."""
        toolbars = (e.bidi_component for e in self.elements if e.WhichOneof("type") == "bidi_component")
        targets = [json.loads(t.json)["target"] for t in toolbars if t.component_name.endswith("toolbar") and t.json]
        return [target.removeprefix("st-key-figure_") for target in targets]

    @property
    def fetched(self) -> list[str]:
        """Where the browser fetches the figures of the maps that are not sent."""
        maps = (e.bidi_component for e in self.elements if e.WhichOneof("type") == "bidi_component")
        sent = (
            json.loads(m.bytes) for m in maps if m.component_name.endswith("municipality_map") and m.bytes[:1] == b"{"
        )
        return [data["figures"] for data in sent if "figures" in data]

    @property
    def titles(self) -> list[str]:
        """The titles of the figures; those of the front page's maps come with the figures that the browser fetches."""
        html = "\n".join(e.html.body for e in self.elements if e.WhichOneof("type") == "html")
        html += "\n".join(
            requests.get(f"{self.base}/{address}", timeout=PATIENCE).json()["heading"] for address in self.fetched
        )
        return re.findall(r"<div class='figure-head'><h[12]>(.*?)</h[12]>", html)

    @property
    def selectors(self) -> dict[str, list[str]]:
        """Label -> options of the selectboxes and segmented controls."""
        found = {}
        for element in self.elements:
            if element.WhichOneof("type") == "selectbox":
                found[element.selectbox.label] = list(element.selectbox.options)
            elif element.WhichOneof("type") == "button_group":
                found[element.button_group.label] = [option.content for option in element.button_group.options]
        return found

    @property
    def exceptions(self) -> list[str]:
        """What Streamlit shows of a failure, and what the program says instead."""
        shown = [e.exception.type for e in self.elements if e.WhichOneof("type") == "exception"]
        alerts = [e.alert.body for e in self.elements if e.WhichOneof("type") == "alert"]
        return shown + [said for said in alerts if "kan ikke vises" in said.split(".")[0]]


class Viewer:
    """One browser tab. `base` is the program's address; a link is a path with its query."""

    def __init__(self, base: str) -> None:
        self.base = urlsplit(base)
        self.socket = None
        self.session = ""  # what the server calls this tab

    def __enter__(self) -> Viewer:
        return self

    def __exit__(self, *failure: object) -> None:
        if self.socket:
            self.socket.close()

    def open(self, link: str) -> Answer:
        """Follows a link as a fresh tab does."""
        self.__exit__()
        self.socket = connect(
            f"ws://{self.base.netloc}{self.base.path.rstrip('/')}/_stcore/stream",
            subprotocols=["streamlit"],
            origin=f"http://{self.base.netloc}",
            max_size=None,
            open_timeout=PATIENCE,
            legacy=True,
        )
        parts = urlsplit(link)
        self.page, self.query, self.page_hash = parts.path.strip("/"), parts.query, ""
        self.values: dict[str, dict] = {}  # what the user has done in a selector: widget id -> field and value
        self.cached: dict[str, ForwardMsg] = {}  # what the browser keeps, by hash
        return self.run()

    def choose(self, answer: Answer, label: str, option: str) -> Answer:
        """Picks an option of the selectbox or the segmented control with this label, and waits for what comes."""
        for element in answer.elements:
            kind = element.WhichOneof("type")
            proto = getattr(element, kind)
            if getattr(proto, "label", None) != label:
                continue
            if kind == "selectbox":
                self.values[proto.id] = {"string_value": option}
            elif kind == "button_group":
                self.values[proto.id] = {"string_array_value": [option]}
            else:
                continue
            return self.run()
        raise LookupError(f"no selector «{label}»")

    def run(self) -> Answer:
        """Asks for a run with the choices made so far; returns when the page is whole."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name, state.page_script_hash = self.query, self.page, self.page_hash
        state.context_info.locale, state.context_info.timezone = "nb-NO", "Europe/Oslo"
        state.cached_message_hashes.extend(self.cached)
        for id_, chosen in self.values.items():
            widget = state.widget_states.widgets.add(id=id_)
            for name, value in chosen.items():
                if isinstance(value, list):
                    getattr(widget, name).data.extend(value)
                else:
                    setattr(widget, name, value)
        self.socket.send(message.SerializeToString())
        return self._listen()

    def _listen(self) -> Answer:
        answer = Answer(base=self.base.geturl().rstrip("/"))
        while True:
            frame = self.socket.recv(timeout=PATIENCE)
            answer.received += len(frame)
            message = ForwardMsg.FromString(frame)
            if message.WhichOneof("type") == "ref_hash":
                message = self.cached[message.ref_hash]
            elif message.metadata.cacheable and message.hash:
                self.cached[message.hash] = message
            kind = message.WhichOneof("type")
            if kind == "page_not_found":
                answer.page_not_found = True
            elif kind == "new_session":
                self.session = message.new_session.initialize.session_id or self.session
            elif kind == "navigation":
                self.page_hash = message.navigation.page_script_hash
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                answer.elements.append(message.delta.new_element)
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished":
                status = message.script_finished
                if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                answer.failed = status != ForwardMsg.FINISHED_SUCCESSFULLY
                return answer
