// The saved views: shown in order, moved, removed, started. They live in this browser's localStorage.

import { element } from "../dom.js";
import { read, write } from "../views.js";

export default function viewList({ parentElement, setStateValue }) {
  const box = parentElement.box ?? (parentElement.box = parentElement.appendChild(element("div")));
  const tell = (views) => {
    const said = JSON.stringify(views);
    if (box.said !== said) setStateValue("views", views);
    box.said = said;
  };
  const change = (views) => {
    write(views);
    draw(box, views, change);
    tell(views);
  };
  const views = read();
  draw(box, views, change);
  tell(views);
}

function button(text, label, act, disabled = false) {
  const node = element("button", { type: "button", ...(label ? { "aria-label": label, title: label } : {}) }, text);
  node.disabled = disabled;
  node.onclick = act;
  return node;
}

function moved(views, from, to) {
  const copy = [...views];
  copy.splice(to, 0, ...copy.splice(from, 1));
  return copy;
}

function draw(box, views, change) {
  if (!views.length) {
    box.replaceChildren(element("p", {}, "Lista er tom. Trykk «⋯» ved en figur, og «Legg til i presentasjon»."));
    return;
  }
  const items = views.map(({ title, link }, place) => {
    const without = views.filter((_, other) => other !== place);
    const row = element(
      "div",
      {},
      element("a", { href: link }, title),
      button("↑", `Flytt opp: ${title}`, () => change(moved(views, place, place - 1)), place === 0),
      button("↓", `Flytt ned: ${title}`, () => change(moved(views, place, place + 1)), place === views.length - 1),
      button("×", `Fjern: ${title}`, () => change(without)),
    );
    return element("li", {}, row);
  });
  const start = button("Start presentasjonen", "", () => (location.href = views[0].link));
  start.className = "start";
  const clear = button("Tøm lista", "", () => change([]));
  box.replaceChildren(element("ol", {}, ...items), element("div", { class: "row" }, start, clear));
}
