// The drawings on the page, so that maps can be found that zoom and point together.

export const drawings = new Set();
export const keptZooms = new Map(); // component key -> zoom, kept while the user is on another page

/** The other maps of the same municipalities that zoom and point with this one. */
export function linkedTo(drawing) {
  for (const other of drawings) if (other !== drawing && !other.svg.isConnected) drawings.delete(other);
  if (!drawing.figure.data.linked) return [];
  return [...drawings].filter(
    ({ figure, geometry }) => figure !== drawing.figure && figure.data.linked && geometry === drawing.geometry,
  );
}
