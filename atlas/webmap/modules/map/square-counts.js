// Counts by square, for more places than a map can show one by one.

const CELL_PX = 40;
const STEPS = [1, 10, 100, 1_000, 10_000];

/**
 * Count places in squares of the Mercator plane that halve with every whole zoom.
 *
 * @param {Float64Array} x,y places in the Mercator square
 * @param {number[]} rows which places
 * @param {number} zoom
 * @returns {Object[]} cells {mx, my, size, count, rows}; size as a part of the square's edge
 */
export function countCells(x, y, rows, zoom) {
  const size = CELL_PX / (256 * 2 ** Math.floor(zoom));
  const cells = new Map();
  for (const row of rows) {
    const [i, j] = [Math.floor(x[row] / size), Math.floor(y[row] / size)];
    const key = i * 67_108_864 + j;
    const cell = cells.get(key);
    if (cell) cell.rows.push(row);
    else cells.set(key, { mx: (i + 0.5) * size, my: (j + 0.5) * size, size, rows: [row] });
  }
  return [...cells.values()];
}

/** Paint a square and its count; more places make it darker. */
export function paintCell(context, { x, y, rows }, edge, text) {
  const depth = STEPS.filter((step) => rows.length >= step).length / STEPS.length;
  context.fillStyle = `rgb(29 85 112 / ${0.12 + 0.62 * depth})`;
  context.fillRect(x - edge / 2 + 1, y - edge / 2 + 1, edge - 2, edge - 2);
  context.fillStyle = depth > 0.5 ? "#ffffff" : "#22272d";
  context.font = "600 12px sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y);
}
