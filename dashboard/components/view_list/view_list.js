// A list of views to present. The reader's own, kept in this browser, is named, ordered, noted on and handed on; one
// that a link holds is shown as it is, and can be made the reader's own.

import { choiceIn, names, withChoices, without } from "../addresses.js";
import { element, withProperties } from "../dom.js";
import { keep, own, plain, read, slideLink, written } from "../pack.js";

const TYPING_MS = 400; // of rest in a field before the server is told

export default async function viewList({ data, parentElement, setStateValue }) {
  const box = parentElement.box ?? (parentElement.box = parentElement.appendChild(element("div")));
  box.tell = (pack) => {
    const said = JSON.stringify(plain(pack));
    if (box.said !== said) setStateValue("pack", plain(pack));
    box.said = said;
  };
  const pack = data.linked ? await read(data.linked) : own();
  if (data.linked) drawLinked(box, pack, data.linked);
  else if (!box.contains(box.getRootNode().activeElement)) new OwnList(box, pack, data.version).draw();
  box.tell(pack);
}

function button(text, label, act, disabled = false) {
  const node = element("button", { type: "button", ...(label ? { "aria-label": label, title: label } : {}) }, text);
  node.disabled = disabled;
  node.onclick = act;
  return node;
}

function start(now) {
  const node = button("Start presentasjonen", "", async () => {
    const pack = now();
    location.href = slideLink(pack.views[0], await written(pack), 1);
  });
  node.className = "start";
  return node;
}

function drawLinked(box, pack, held) {
  const items = pack.views.map((view, place) => {
    const note = view.note ? element("p", { class: "noted" }, view.note) : null;
    return element("li", {}, element("a", { href: slideLink(view, held, place + 1) }, view.title), note);
  });
  const adopt = button("Gjør den til min liste", "", () => {
    keep(pack);
    location.assign(without(location.href, [names.list]).href);
  });
  box.replaceChildren(
    ...(pack.name ? [element("h2", {}, pack.name)] : []),
    element("ol", {}, ...items),
    ...(items.length ? [element("div", { class: "row" }, start(() => pack), adopt)] : []),
  );
}

class OwnList {
  constructor(box, pack, version) {
    this.box = box;
    this.pack = pack;
    this.version = version;
  }

  /** What is typed is kept at once; the list is not drawn again around whoever types. */
  set(pack, redraw = true) {
    this.pack = pack;
    keep(pack);
    if (redraw) this.draw();
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.box.tell(pack), redraw ? 0 : TYPING_MS);
  }

  put(views, redraw = true) {
    this.set({ ...this.pack, views }, redraw);
  }

  draw() {
    const { name, views } = this.pack;
    if (!views.length) {
      this.box.replaceChildren(element("p", {}, "Lista er tom. Trykk «⋯» ved en figur, og «Legg til i presentasjon»."));
      return;
    }
    const status = element("span", { role: "status" });
    const today = (view) => ({ ...view, link: ofVersion(view.link, this.version) });
    const isMoved = views.some(({ link }) => versionOf(link) !== this.version);
    this.box.replaceChildren(
      field("Navn på presentasjonen", name, "input", (value) => this.set({ ...this.pack, name: value }, false)),
      element("ol", {}, ...views.map((view, place) => this.item(view, place))),
      element(
        "div",
        { class: "row" },
        start(() => this.pack),
        button("Kopier lenke til lista", "", () => copy(this.pack, status)),
        isMoved ? button("Bruk dagens tall i alle", "", () => this.put(this.pack.views.map(today))) : null,
        button("Tøm lista", "", () => this.set({ name: "", views: [] })),
        status,
      ),
    );
  }

  item({ title, link, note }, place) {
    const last = this.pack.views.length - 1;
    const move = (to) => this.put(moved(this.pack.views, place, to));
    const row = element(
      "div",
      {},
      element("a", { href: link }, title),
      button("↑", `Flytt opp: ${title}`, () => move(place - 1), place === 0),
      button("↓", `Flytt ned: ${title}`, () => move(place + 1), place === last),
      button("×", `Fjern: ${title}`, () => this.put(this.pack.views.filter((_, other) => other !== place))),
    );
    const noted = (value) =>
      this.put(this.pack.views.map((one, other) => (other === place ? { ...one, note: value } : one)), false);
    return element("li", {}, row, field(`Notat til lysbilde ${place + 1}`, note, "textarea", noted));
  }
}

function field(label, value, kind, changed) {
  const input = withProperties(kind, { value });
  if (kind === "textarea") input.setAttribute("rows", "2");
  input.addEventListener("input", () => changed(input.value.trim()));
  return element("label", {}, element("span", {}, label), input);
}

function moved(views, from, to) {
  const copied = [...views];
  copied.splice(to, 0, ...copied.splice(from, 1));
  return copied;
}

function versionOf(link) {
  return choiceIn(names.version, link);
}

function ofVersion(link, version) {
  const address = withChoices(link, { [names.version]: version });
  return address.pathname + address.search;
}

async function copy(pack, status) {
  const address = new URL(location.href);
  address.search = `?${names.list}=${await written(pack)}`;
  try {
    await navigator.clipboard.writeText(address.href);
    status.textContent = "Lenke kopiert";
  } catch {
    // No clipboard without https or permission: the user copies it from here.
    const link = element("input", { readonly: "", "aria-label": "Lenke til lista", value: address.href });
    status.replaceChildren("Kopier lenken herfra: ", link);
    link.select();
  }
}
