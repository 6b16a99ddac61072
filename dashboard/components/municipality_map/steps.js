// Where the arrow keys lead from a municipality: to the neighbour that lies most nearly in the direction; over water, to
// the nearest one that does.

export const DIRECTIONS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** The municipality to go to, of those that `inside` allows; undefined where none lies that way. */
export function stepFrom(from, { shapes, neighbours }, inside, direction) {
  const near = new Set(neighbours[from]);
  const candidates = [...shapes.keys()].filter((index) => index !== from && inside[index]);
  const touching = candidates.filter((index) => near.has(index));
  return mostInDirection(shapes[from], touching, shapes, direction, 0.6) ??
    mostInDirection(shapes[from], candidates, shapes, direction, 0.5);
}

/** The candidate with the least distance, deviation from the direction punished; undefined when none is that way. */
function mostInDirection(here, candidates, shapes, [dx, dy], leastCosine) {
  let best;
  let bestCost = Infinity;
  for (const index of candidates) {
    const [x, y] = [shapes[index].x - here.x, shapes[index].y - here.y];
    const distance = Math.hypot(x, y) || 1;
    const cosine = (x * dx + y * dy) / distance;
    const cost = distance * (1 + 2 * (1 - cosine));
    if (cosine >= leastCosine && cost < bestCost) [best, bestCost] = [index, cost];
  }
  return best;
}
