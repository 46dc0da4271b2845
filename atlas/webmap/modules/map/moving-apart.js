// Numbered marks that would hide each other are moved apart, each with a line to its point: the rule
// of the figures (`apart` in atlas/output/figures/marks.py), tested with the same cases.

const ROUNDS = 120;
const BACK = 0.3;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * Move points that are closer than a distance apart, as little as it takes.
 *
 * @param {[number, number][]} points
 * @param {number} distance the least distance between two of them
 * @param {number} farthest how far one may be moved
 * @param {[number, number][]} fixed positions to stay as clear of
 * @param {[number, number][][]} lines none is moved across them, and they are kept half as clear of
 * @returns {[number, number][]} the new positions; the same for the same input
 */
export function apart(points, distance, farthest, fixed, lines) {
  const spots = near(points, lines.flatMap((line) => spotsAlong(line, distance / 2)), distance + farthest);
  const pieces = lines.flatMap((line) => line.slice(1).map((end, i) => [line[i], end]));
  const still = [...fixed.map((at) => ({ at, reach: distance })), ...spots.map((at) => ({ at, reach: distance / 2 }))];
  const crosses = (from, to) => pieces.some(([a, b]) => cross(from, to, a, b));
  /** @type {[number, number][]} */
  let moved = points.map(([x, y], i) => [
    x + 1e-3 * Math.cos(i * GOLDEN_ANGLE),
    y + 1e-3 * Math.sin(i * GOLDEN_ANGLE),
  ]);
  for (let round = 0; round < ROUNDS; round++) {
    const pushes = moved.map((at, i) => pushOf(at, i, moved, distance, still));
    if (!pushes.some(({ any }) => any)) break;
    moved = points.map(([x, y], i) => {
      const shift = [moved[i][0] + pushes[i].dx * 0.9 - x, moved[i][1] + pushes[i].dy * 0.9 - y];
      const part = Math.min(1, farthest / Math.max(Math.hypot(shift[0], shift[1]), 1e-9));
      const kept = [shift[0] * part, shift[1] * part];
      const back = crosses([x, y], [x + kept[0], y + kept[1]]) ? BACK : 1;
      return [x + kept[0] * back, y + kept[1] * back];
    });
  }
  return points.map((from, i) => (crosses(from, moved[i]) ? from : moved[i]));
}

/** Give how one position is pushed by the others and by what stays. */
function pushOf([x, y], own, moved, distance, still) {
  let [dx, dy, any] = [0, 0, false];
  const feel = ([ox, oy], reach) => {
    const [gx, gy] = [x - ox, y - oy];
    const length = Math.hypot(gx, gy);
    if (length >= reach) return;
    any = true;
    const push = (reach - length) / Math.max(length, 1e-9) / 2;
    [dx, dy] = [dx + gx * push, dy + gy * push];
  };
  moved.forEach((other, i) => i !== own && feel(other, distance));
  for (const { at, reach } of still) feel(at, reach);
  return { dx, dy, any };
}

/** Give the vertices of a line with as many between them that none are farther apart than a step. */
function spotsAlong(line, step) {
  return line.flatMap((end, i) => {
    if (!i) return [end];
    const [x, y] = line[i - 1];
    const n = Math.max(1, Math.ceil(Math.hypot(end[0] - x, end[1] - y) / step));
    return Array.from({ length: n }, (_, k) => [
      x + ((end[0] - x) * (k + 1)) / n,
      y + ((end[1] - y) * (k + 1)) / n,
    ]);
  });
}

/** Leave out what is too far from every point to push it. */
function near(points, spots, reach) {
  return spots.filter(([x, y]) => points.some(([px, py]) => Math.abs(px - x) < reach && Math.abs(py - y) < reach));
}

/** Say whether two pieces of lines cross in their insides. */
function cross(a, b, c, d) {
  const side = (p, q, r) => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}
