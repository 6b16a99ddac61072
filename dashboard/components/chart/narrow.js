// What is changed in a chart that is too narrow for what its legend and its axis are called: each on several lines, and
// the chart higher by what those take of it.

export const NARROW = 640; // px: a chart as wide as this has room for its words
const LETTER = 8; // px, in the largest letters that a chart has
const LINE = 20; // px: a line of a legend
const MARK = 130; // px of the width that no name has: the axis beside the legend, and the mark before the name
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

/** The chart's data and layout as they are drawn so wide. */
export function narrowed({ data, layout }, width) {
  if (width >= NARROW) return { data, layout };
  const letters = Math.floor((width - MARK) / LETTER);
  const traces = data.map((trace) => (listed(trace) ? { ...trace, name: wrapped(trace.name, letters) } : trace));
  const lines = traces.filter(listed).reduce((sum, { name }) => sum + name.split("<br>").length, 0);
  // One that stands below has been given its room already, a line for each name.
  const isBelow = layout.legend?.yref === "container";
  const height = layout.height + LINE * Math.max(0, lines - (isBelow ? data.filter(listed).length : 1));
  const title = layout.yaxis?.title;
  if (!title?.text) return { data: traces, layout: { ...layout, height } };
  const text = wrapped(title.text, Math.floor((layout.height - AXIS) / LETTER));
  return { data: traces, layout: { ...layout, height, yaxis: { ...layout.yaxis, title: { ...title, text } } } };
}
