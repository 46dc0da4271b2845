// Counts by square of a grid, for more places than a map can show one by one.

const SQUARE_PX = 40;
const STEPS = [1, 10, 100, 1_000, 10_000];

/**
 * Count places in squares of the Mercator plane that halve with every whole zoom.
 *
 * @param {Float64Array} x places in the Mercator square
 * @param {Float64Array} y
 * @param {Iterable<number>} rows which places
 * @param {number} zoom
 * @returns {{ mx: number, my: number, size: number, rows: number[] }[]} size as a part of the edge
 * of the Mercator square
 */
export function countSquares(x, y, rows, zoom) {
  const size = SQUARE_PX / (256 * 2 ** Math.floor(zoom));
  const squares = new Map();
  for (const row of rows) {
    const [i, j] = [Math.floor(x[row] / size), Math.floor(y[row] / size)];
    const key = i * 67_108_864 + j;
    const square = squares.get(key);
    if (square) square.rows.push(row);
    else squares.set(key, { mx: (i + 0.5) * size, my: (j + 0.5) * size, size, rows: [row] });
  }
  return [...squares.values()];
}

/**
 * Paint a square and its count; more places make it darker.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Atlas.Point & { rows: number[] }} item
 */
export function paintSquare(context, { x, y, rows }, edge, text) {
  const depth = STEPS.filter((step) => rows.length >= step).length / STEPS.length;
  context.fillStyle = `rgb(29 85 112 / ${0.12 + 0.62 * depth})`;
  context.fillRect(x - edge / 2 + 1, y - edge / 2 + 1, edge - 2, edge - 2);
  context.fillStyle = depth > 0.5 ? "#ffffff" : "#22272d";
  context.font = "600 12px sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y);
}
