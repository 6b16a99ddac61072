// Numbers as they are written on screen; the same as dashboard/text.py writes.

export const NBSP = "\u00a0";
export const MINUS = "\u2212";
const YEAR = -1; // in place of decimals; see dashboard/text.py

/** 12345.6 as «12 345,6» (no-break space, comma, true minus); a year without the space. With `signed`, «+1,2».
 *  (Written here, because making the browser's own writer of numbers takes it 15 to 30 ms before the first map.) */
export function formatNumber(value, decimals = 0, signed = false) {
  if (decimals === YEAR) return String(value);
  const shown = rounded(value, decimals);
  const size = Math.abs(shown);
  const [whole, rest] = (size < 1e21 ? size.toFixed(decimals) : String(BigInt(size))).split(".");
  const sign = shown < 0 ? MINUS : signed && shown > 0 ? "+" : "";
  return `${sign}${whole.replace(/\B(?=(?:\d{3})+$)/g, NBSP)}${rest ? `,${rest}` : ""}`;
}

/** Halves go away from zero, as in a spreadsheet: 1.005 is a half as it is written, though a hair less as binary. */
export function rounded(value, decimals) {
  const moved = shifted(Math.abs(value), decimals);
  return Math.sign(value) * shifted(Math.round(moved), -decimals);
}

/** A number times ten to a power, without what multiplying would add to its last digits. */
function shifted(value, power) {
  const [digits, exponent = "0"] = String(value).split("e");
  return Number(`${digits}e${Number(exponent) + power}`);
}

/** With a capital, unless it begins with the sign of a unit: «Innbyggere», «km²». */
export function capitalised(text) {
  return /^\p{L}+(\s|$)/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
