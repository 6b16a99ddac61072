// How a figure that is too tall to be read on one screen is divided into several: between its rows, so that none is cut.

const ROWS = ".row, tr, li, .role, h2, h3, p, .figure-head, .figure-foot";
const HEADINGS = ".role, h2, h3";
const OVERLAP = 130; // of what two screens have in common where there are no rows: a chart
const LEAST = 0.3; // of a screen that is filled at least

/** Where each screen begins and ends in a figure so tall, as [top, bottom]; `rows` are [top, bottom, is a heading]. */
export function divided(tall, height, rows) {
  const screens = [];
  let top = 0;
  while (tall - top > height) {
    const end = endOf(top, top + height, rows);
    screens.push([top, end ?? top + height]);
    top = end ?? top + height - Math.min(OVERLAP, height / 2);
  }
  const last = screens.at(-1);
  if (last && last[1] === top) last[1] = top = evenly(last[0], tall, height, rows) ?? top;
  return [...screens, [top, tall]];
}

/** Where two screens between a place and the end are most alike, so that the last is no line of sources alone. */
function evenly(top, tall, height, rows) {
  const middle = (top + tall) / 2;
  return clear(Math.max(top, tall - height), top + height, rows)
    .sort((one, other) => Math.abs(one - middle) - Math.abs(other - middle))[0];
}

/** The last place before `end` where a screen can end; undefined where there is none, as in a chart. */
function endOf(top, end, rows) {
  return clear(top + (end - top) * LEAST, end, rows).at(-1);
}

/** The places between two where a row begins that no other crosses, and that no heading is cut off from, in order. */
function clear(top, bottom, rows) {
  const places = rows.map(([start]) => start).filter((start) => start > top && start <= bottom);
  const crosses = (place) => ([start, stop, isHeading]) =>
    start < place && (stop > place + 1 || (isHeading && isLast(stop, place, rows)));
  return places.filter((place) => !rows.some(crosses(place))).sort((one, other) => one - other);
}

/** Whether nothing but a heading that stops here stands between it and a place. */
function isLast(stop, place, rows) {
  return !rows.some(([start, , isHeading]) => !isHeading && start >= stop - 1 && start < place);
}

/** The rows of a figure, wherever they are drawn, in its own units. */
export function rowsOf(figure) {
  const frame = figure.getBoundingClientRect();
  const enlarged = frame.width / figure.offsetWidth || 1;
  const roots = [figure, ...[...figure.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean)];
  return roots.flatMap((root) => [...root.querySelectorAll(ROWS)]).map((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return [(top - frame.top) / enlarged, (bottom - frame.top) / enlarged, row.matches(HEADINGS)];
  });
}
