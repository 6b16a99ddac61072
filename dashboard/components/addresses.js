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
  return new URLSearchParams(location.search).get(names.showing);
}
