// The names in the program's addresses. dashboard/addresses.py has them; components.py puts them in when this is sent.

/** @type {Record<string, string>} */
export const names = /* ADDRESSES */ {};

/** Whether this page shows one figure alone. */
export function presents() {
  return new URLSearchParams(location.search).get(names.showing) === names.alone;
}
