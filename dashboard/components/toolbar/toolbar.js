// The buttons among a figure's tools. A picture is made here in the browser from what is on the screen: a white page with
// title, subtitle, the figure in light colours, legend and source. Nothing is asked of any server.

import { names, withChoices, without } from "../addresses.js";
import { element } from "../dom.js";
import { own, keep } from "../pack.js";
import { download, rasterised, serialised } from "./files.js";
import { PictureError } from "./measure.js";
import { compose } from "./page.js";
import { boxOf, findFigure, wordsAround } from "./taken.js";

const SIZE = { width: 1920, height: 1080 };
const SQUARE = { width: 1400, height: 1400 };
const LONGEST_NAME = 60;
/** How tall a figure stands inside another's page (px): as it does here, with the link below it, within these. */
const EMBEDDED = { least: 620, most: 1200, link: 80 };

export default function toolbar({ data, parentElement, settings }) {
  const bar = parentElement.bar ?? (parentElement.bar = new Bar(parentElement, settings));
  bar.data = data;
  bar.pictures.forEach((button) => (button.hidden = !data.pictured));
  bar.embed.hidden = !data.embeddable;
}

class Bar {
  data = { link: "", target: "", usual: [], beside: [] };

  constructor(root, settings) {
    this.settings = settings;
    this.status = element("span", { role: "status" });
    this.link = element("input", { readonly: "", "aria-label": "Lenke til visningen", hidden: "" });
    this.pictures = [
      this.button("PNG", "Last ned bildet som PNG, 16:9", () => this.downloadPng(SIZE)),
      this.button("PNG, kvadrat", "Last ned bildet som PNG med like lange sider, for eksempel til sosiale medier", () => this.downloadPng(SQUARE, "-kvadrat")),
      this.button("SVG", "Last ned bildet som SVG", () => this.downloadSvg()),
    ];
    this.embed = this.button("Bygg inn", "Kopier koden som viser figuren på en nettside", () => this.copy(this.embedding, "Kode"));
    const node = element(
      "div",
      { class: "toolbar" },
      ...this.pictures,
      this.button("Kopier lenke", null, () => this.copy(absolute(this.data.link), "Lenke")),
      this.button("Vis stort", "Vis figuren alene på skjermen", () => location.assign(this.presented)),
      this.button("Legg til i presentasjon", null, () => this.add()),
      this.embed,
      this.link,
      this.status,
    );
    root.append(node);
  }

  button(text, title, act) {
    const button = element("button", title ? { type: "button", title } : { type: "button" }, text);
    button.onclick = async () => {
      this.status.textContent = "";
      try {
        await act();
      } catch (error) {
        console.error(error);
        this.status.textContent = error instanceof PictureError ? error.message : "Det gikk ikke. Prøv igjen.";
      }
    };
    return button;
  }

  picture(size) {
    const { target, link } = this.data;
    const words = { ...wordsAround(target), link: absolute(link), printed: this.printed };
    return compose((area) => findFigure(target, this.settings, area), words, this.settings, size);
  }

  /** The link as a picture says it, short enough to be typed: without what the page shows anyway. */
  get printed() {
    const address = without(this.data.link, this.data.usual ?? []);
    return address.host + address.pathname + address.search;
  }

  /** The address that shows this figure alone, or with those beside it: the same address from each of them. */
  get presented() {
    const address = this.shown(names.alone);
    address.searchParams.set(names.figure, this.together[0]);
    return address.pathname + address.search;
  }

  shown(way) {
    return withChoices(this.data.link, { [names.showing]: way, [names.figure]: this.figure });
  }

  /** What a page holds to show this figure, with the figures of the day that it is looked at. */
  get embedding() {
    const address = without(this.shown(names.embedded), [names.version]);
    const { title } = wordsAround(this.data.target);
    const height = Math.ceil((boxOf(this.data.target)?.offsetHeight ?? 0) + EMBEDDED.link);
    const style = `border:0;width:100%;height:${Math.min(EMBEDDED.most, Math.max(EMBEDDED.least, height))}px`;
    return element("iframe", { src: address.href, title, style, loading: "lazy" }).outerHTML;
  }

  /** Each figure once: to be told that it is there already helps more than to meet it twice on stage. */
  add() {
    const pack = own();
    const title = this.together.map((key) => wordsAround(`st-key-figure_${key}`).title).join(". ");
    const link = this.presented;
    const held = pack.views.findIndex((view) => withoutVersion(view.link) === withoutVersion(link));
    if (held < 0) keep({ ...pack, views: [...pack.views, { title, link, note: "" }] });
    const list = element("a", { href: new URL(names.presentation, absolute(this.data.link)).href }, "Se presentasjonen");
    const said = held < 0 ? `Lagt til som nr. ${pack.views.length + 1}. ` : `Figuren er alt i lista, som nr. ${held + 1}. `;
    this.status.replaceChildren(said, list);
  }

  /** The keys of the figures that are shown alone together, from this one. */
  get together() {
    return this.data.beside?.length ? this.data.beside : [this.figure];
  }

  get figure() {
    return this.data.target.replace(/^st-key-figure_/, "");
  }

  /** What a picture's file is called: the beginning of what it says, «utgiftsbehov-medianen-er-1-17». */
  get fileName() {
    const { title } = wordsAround(this.data.target);
    const letters = title.toLowerCase().replace(/[æøå]/g, (letter) => ({ æ: "ae", ø: "o", å: "a" })[letter]);
    const words = letters.normalize("NFD").replace(/\p{M}/gu, "").match(/[a-z0-9]+/g) ?? [this.figure];
    return words.join("-").slice(0, LONGEST_NAME).replace(/-+$/, "");
  }

  async downloadSvg() {
    download(new Blob([serialised(await this.picture(SIZE))], { type: "image/svg+xml" }), `${this.fileName}.svg`);
    this.status.textContent = "SVG er lastet ned";
  }

  async downloadPng(size, ending = "") {
    download(await rasterised(await this.picture(size), size), `${this.fileName}${ending}.png`);
    this.status.textContent = "PNG er lastet ned";
  }

  async copy(words, what) {
    try {
      await navigator.clipboard.writeText(words);
      this.link.hidden = true;
      this.status.textContent = `${what} kopiert`;
    } catch {
      // No clipboard without https or permission: the user copies it from here.
      this.link.hidden = false;
      this.link.value = words;
      this.link.focus();
      this.link.select();
      this.status.textContent = `Kopier ${what.toLowerCase()}n herfra`;
    }
  }
}

function absolute(link) {
  return new URL(link, location.origin).href;
}

/** A view's link whatever data it was added from: the list shows today's anyway. */
function withoutVersion(link) {
  const address = new URL(link, location.origin);
  address.searchParams.delete(names.version);
  address.searchParams.sort();
  return address.href;
}
