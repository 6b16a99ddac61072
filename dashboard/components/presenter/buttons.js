// The buttons of a presentation, for who has no keyboard, and where in it one is.

import { element } from "../dom.js";

const ASIDE = 24; // px between the buttons and what stands beside them, and between them and the edge

/** `turn` goes a step forwards (1) or backwards (-1), `leave` to the whole page. */
export function buttons(turn, leave) {
  const make = (sign, label, act) => {
    const button = element("button", { type: "button", "aria-label": label, title: label }, sign);
    button.onclick = act;
    return button;
  };
  return element(
    "nav",
    { class: "presenter", "aria-label": "Presentasjon" },
    make("‹", "Forrige (pil venstre)", () => turn(-1)),
    element("span", { role: "status" }),
    make("›", "Neste (pil høyre)", () => turn(1)),
    make("✕", "Vis hele siden (Escape)", leave),
  );
}

/** Says where in the presentation one is, and which buttons lead anywhere. */
export function said({ nav, views, at, page, pages }) {
  if (!nav) return;
  const page_ = document.querySelector('[data-testid="stApp"]');
  if (page_) nav.style.colorScheme = getComputedStyle(page_).colorScheme;
  const [back, where, on] = nav.children;
  const place = views.length > 1 ? `${at} av ${views.length}` : "";
  const screen = pages > 1 ? `side ${page} av ${pages}` : "";
  where.textContent = [place, screen].filter(Boolean).join(", ");
  nav.dataset.page = page;
  nav.dataset.pages = pages;
  back.disabled = at <= 1 && page <= 1;
  on.disabled = at >= views.length && page >= pages;
  for (const part of [back, where, on]) part.hidden = !where.textContent;
  document.documentElement.style.setProperty("--presentation-buttons", `${nav.offsetWidth + ASIDE}px`);
}
