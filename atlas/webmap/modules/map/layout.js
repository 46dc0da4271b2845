// What to draw at a zoom: which places stand alone, which stand together, and where labels fit.
// Pure functions on pixel coordinates.

const MOST_STRAYED = 22;

/** Give the number of a cell: text would take most of the time where many labels are placed. */
function cellKey(column, row) {
  return column * 4_194_304 + row;
}

/**
 * Put places that would cover each other together. Places of different sides never stand together,
 * so a count never hides the border.
 *
 * @param {Iterable<number>} rows places to show, most important first
 * @param {(row: number) => number[]} at where a row lies, in pixels
 * @param {(row: number) => string} sideOf
 * @param {number} radius closer than this stand together; 0 keeps only equal points together
 * @returns {{ rows: number[], x: number, y: number, side: string }[]}
 */
export function standTogether(rows, at, sideOf, radius) {
  const size = Math.max(radius, 0.5);
  const cells = new Map();
  const items = [];
  for (const row of rows) {
    const [x, y] = at(row);
    const side = sideOf(row);
    const [cx, cy] = [Math.floor(x / size), Math.floor(y / size)];
    let home = null;
    let least = radius * radius + 1e-6;
    for (let i = cx - 1; i <= cx + 1; i++) {
      for (let j = cy - 1; j <= cy + 1; j++) {
        for (const item of cells.get(cellKey(i, j)) ?? []) {
          const apart = (item.x - x) ** 2 + (item.y - y) ** 2;
          if (item.side === side && apart <= least) [home, least] = [item, apart];
        }
      }
    }
    if (home) {
      home.rows.push(row);
      continue;
    }
    const item = { rows: [row], x, y, side };
    items.push(item);
    const key = cellKey(cx, cy);
    if (cells.has(key)) cells.get(key).push(item);
    else cells.set(key, [item]);
  }
  return items;
}

/**
 * Move counts apart that would hide each other or something that stays. Single places and crossings
 * keep their true position; a count stands for an area and may move a little.
 *
 * @param {Pick<Atlas.Item, "type" | "x" | "y" | "reach">[]} items counts are changed in place
 */
export function partCounts(items) {
  const counts = items.filter((item) => item.type === "count");
  const start = counts.map(({ x, y }) => [x, y]);
  for (let round = 0; round < 6; round++) {
    counts.forEach((count, i) => {
      for (const other of items) {
        if (other === count || other.type === "corridor") continue;
        let [dx, dy] = [count.x - other.x, count.y - other.y];
        const wanted = count.reach + other.reach - (other.type === "place" ? 6 : 1);
        if (Math.abs(dx) >= wanted || Math.abs(dy) >= wanted) continue;
        const apart = Math.hypot(dx, dy);
        if (apart >= wanted) continue;
        if (apart < 0.5) [dx, dy] = [0, 0.5];
        const push = ((wanted - apart) / Math.max(apart, 0.5)) * (other.type === "count" ? 0.5 : 1);
        const [x, y] = [count.x + dx * push, count.y + dy * push];
        const strayed = Math.hypot(x - start[i][0], y - start[i][1]);
        const kept = Math.min(1, MOST_STRAYED / Math.max(strayed, 1e-6));
        count.x = start[i][0] + (x - start[i][0]) * kept;
        count.y = start[i][1] + (y - start[i][1]) * kept;
      }
    });
  }
}

/**
 * Make a register of taken boxes.
 *
 * @returns {Atlas.BoxRegister}
 */
export function boxRegister(cellSize = 64) {
  const cells = new Map();
  const each = (box, visit) => {
    for (let i = Math.floor(box[0] / cellSize); i <= Math.floor(box[2] / cellSize); i++) {
      for (let j = Math.floor(box[1] / cellSize); j <= Math.floor(box[3] / cellSize); j++) {
        if (visit(cellKey(i, j))) return true;
      }
    }
    return false;
  };
  const meets = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  return {
    free: (box) => !each(box, (key) => (cells.get(key) ?? []).some((taken) => meets(box, taken))),
    take: (box) => {
      each(box, (key) => {
        if (cells.has(key)) cells.get(key).push(box);
        else cells.set(key, [box]);
        return false;
      });
    },
  };
}

/**
 * Place labels greedily, the most important first; a label that fits nowhere is left out.
 *
 * @template {Atlas.Label} Some
 * @param {Some[]} labels most important first
 * @param {Atlas.BoxRegister} register with what must stay free already taken
 * @param {(label: Some, box: Atlas.Box) => number} [faults] how bad a free spot is; 0 is as good
 * as any
 * @returns {(Some & Atlas.PlacedLabel)[]} those that found a place
 */
export function placeLabels(labels, register, faults = () => 0) {
  const placed = [];
  for (const label of labels) {
    let [spot, least] = [null, Infinity];
    for (const [left, top] of spots(label)) {
      /** @type {Atlas.Box} */
      const box = [left, top, left + label.width, top + label.height];
      if (!register.free(box)) continue;
      const bad = faults(label, box);
      if (bad < least) [spot, least] = [[left, top], bad];
      if (!bad) break;
    }
    if (!spot) continue;
    const [left, top] = spot;
    register.take([left - 2, top - 1, left + label.width + 2, top + label.height + 1]);
    placed.push({ ...label, left, top });
  }
  return placed;
}

/**
 * @param {Atlas.Label} label
 */
function spots(label) {
  const { x, y, width, height, gap, rings = [1] } = label;
  if (label.normal) return rings.flatMap((ring) => spotsOutside(label, gap * ring));
  return rings.flatMap((ring) => spotsAround(x, y, width, height, gap * ring));
}

/**
 * Give the spots on both sides of a line, straight across from its point and a little along it.
 *
 * @param {Atlas.Label} label
 * @param {number} gap
 */
function spotsOutside({ x, y, width, height, normal: [nx, ny] }, gap) {
  const extent = (dx, dy) => (Math.abs(dx) * width + Math.abs(dy) * height) / 2;
  const [away, along] = [gap + extent(nx, ny), extent(-ny, nx)];
  return [0, 0.85, -0.85].flatMap((slide) =>
    [1, -1].map((sign) => [
      x + nx * sign * away - ny * slide * along - width / 2,
      y + ny * sign * away + nx * slide * along - height / 2,
    ]),
  );
}

function spotsAround(x, y, width, height, gap) {
  const middle = y - height / 2;
  return [
    [x + gap, middle],
    [x - gap - width, middle],
    [x - width / 2, y - gap - height],
    [x - width / 2, y + gap],
    [x + gap * 0.7, y - gap * 0.5 - height],
    [x + gap * 0.7, y + gap * 0.5],
    [x - gap * 0.7 - width, y - gap * 0.5 - height],
    [x - gap * 0.7 - width, y + gap * 0.5],
  ];
}

/**
 * Make a hit test over drawn items {x, y, reach}: (x, y, slack) -> the nearest item in reach.
 *
 * @param {Atlas.Item[]} items
 */
export function hitTest(items, cellSize = 32) {
  const cells = new Map();
  for (const item of items) {
    const key = cellKey(Math.floor(item.x / cellSize), Math.floor(item.y / cellSize));
    if (cells.has(key)) cells.get(key).push(item);
    else cells.set(key, [item]);
  }
  const reachOf = (item, dx, dy, slack) =>
    item.box
      ? Math.abs(dx) <= item.box[0] + slack && Math.abs(dy) <= item.box[1] + slack
      : dx * dx + dy * dy <= (item.reach + slack) ** 2;
  return (x, y, slack = 0) => {
    const [ci, cj] = [Math.floor(x / cellSize), Math.floor(y / cellSize)];
    const span = Math.ceil((90 + slack) / cellSize);
    let [best, least] = [null, Infinity];
    for (let i = ci - span; i <= ci + span; i++) {
      for (let j = cj - span; j <= cj + span; j++) {
        for (const item of cells.get(cellKey(i, j)) ?? []) {
          const [dx, dy] = [item.x - x, item.y - y];
          const apart = dx * dx + dy * dy;
          if (apart < least && reachOf(item, dx, dy, slack)) [best, least] = [item, apart];
        }
      }
    }
    return best;
  };
}
