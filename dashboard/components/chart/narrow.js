// What is changed in a chart that is too small for what its legend and its axes are called: each on several lines, and
// the chart higher by what those take of it.

export const NARROW = 640; // px: a chart as wide as this has room for its words
const LETTER = 8; // px, in the largest letters that a chart has
const LINE = 20; // px: a line of a legend
const MARK = 130; // px of the width that no name has: the axis beside the legend, and the mark before the name
const BESIDE = 70; // px of the width that the title under the axis can't have: the axis beside it
const AXIS = 110; // px of the height that the title beside the axis can't have: legend, and the axis below

/** Words on as many lines as it takes that none is longer than so many letters, but for a single word. */
export function wrapped(words, letters) {
  const lines = [""];
  for (const word of words.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length > letters && lines.at(-1)) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.join("<br>");
}

const listed = ({ name, showlegend }) => Boolean(name) && showlegend !== false;

/** The title of an axis on lines of so many letters; those that it has already stay apart. */
function titled(axis, letters) {
  const text = (axis?.title?.text ?? "").split("<br>").map((line) => wrapped(line, letters)).join("<br>");
  return text ? { ...axis, title: { ...axis.title, text } } : axis;
}

const linesIn = (axis) => (axis?.title?.text ?? "").split("<br>").length;

/** The layout with the titles of its axes no longer than these are: however wide a chart is, a low one is too low for
 * a long title beside it.
 */
function withTitles(layout, width) {
  const xaxis = titled(layout.xaxis, Math.floor((width - BESIDE) / LETTER));
  const yaxis = titled(layout.yaxis, Math.floor((layout.height - AXIS) / LETTER));
  const [under, beside] = [linesIn(xaxis) - linesIn(layout.xaxis), linesIn(yaxis) - linesIn(layout.yaxis)];
  if (!under && !beside) return layout;
  const margin = layout.meta?.margin;
  const told = margin && { ...margin, b: margin.b + LINE * under, l: margin.l + LINE * beside };
  const meta = margin ? { meta: { ...layout.meta, margin: told } } : {};
  return { ...layout, ...meta, xaxis, yaxis, height: layout.height + LINE * under };
}

/** The chart's data and layout as they are drawn so wide. */
export function narrowed({ data, layout }, width) {
  const laidOut = withTitles(layout, width);
  if (width >= NARROW) return { data, layout: laidOut };
  const letters = Math.floor((width - MARK) / LETTER);
  const traces = data.map((trace) => (listed(trace) ? { ...trace, name: wrapped(trace.name, letters) } : trace));
  const lines = traces.filter(listed).reduce((sum, { name }) => sum + name.split("<br>").length, 0);
  // One that stands below has been given its room already, a line for each name.
  const isBelow = layout.legend?.yref === "container";
  const height = laidOut.height + LINE * Math.max(0, lines - (isBelow ? data.filter(listed).length : 1));
  return { data: traces, layout: { ...laidOut, height } };
}
