// The names in the program's addresses. dashboard/addresses.py has them; components.py puts them in when this is sent.

/** @type {Record<string, string>} */
export const names = /* ADDRESSES */ {};

/** Whether this page shows one figure alone on the screen. */
export function presents() {
  return shown() === names.alone;
}

/** Whether it does so on a screen of its own or inside somebody else's page. */
export function isAlone() {
  return [names.alone, names.embedded].includes(shown());
}

function shown() {
  return choiceIn(names.showing);
}

/** What an address says of a choice, this page's where none is given; null where it says nothing. */
export function choiceIn(name, address = location.href) {
  return new URL(address, document.baseURI).searchParams.get(name);
}

/** An address in which other choices are made; one that is null is taken out. */
export function withChoices(address, choices) {
  const changed = new URL(address, document.baseURI);
  for (const [name, value] of Object.entries(choices)) {
    if (value === null) changed.searchParams.delete(name);
    else changed.searchParams.set(name, value);
  }
  return changed;
}

/** The same in which none of these is made. */
export function without(address, choices) {
  return withChoices(address, Object.fromEntries(choices.map((name) => [name, null])));
}
