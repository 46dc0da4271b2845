// A comparison on the map: places in the shape of their part, counts with one number a part.

import { s } from "../base/dom.js";
import { PARTS, countParts } from "../state/comparison.js";
import { symbol } from "./symbols.js";

const SIGN_PX = 13;
const DIGIT_PX = 7;
const GAP_PX = 5;

/**
 * Give half of the width of a count that shows its parts.
 *
 * @param {Atlas.State} state
 * @param {ArrayLike<number>} rows
 */
export function halfWidth(state, rows) {
  return countParts(state, rows).reduce((sum, part) => sum + partWidth(state, part), GAP_PX) / 2;
}

/**
 * @param {Atlas.State} state
 * @param {{ n: number }} item
 */
function partWidth({ words }, { n }) {
  return SIGN_PX + DIGIT_PX * words.number(n).length + GAP_PX;
}

/**
 * Draw a count as a plate with the shape and the number of each part.
 *
 * @param {Atlas.Context} context
 * @param {{ rows: number[] }} item
 */
export function partBadge({ state }, { rows }) {
  const half = halfWidth(state, rows);
  let x = GAP_PX - half;
  const drawn = countParts(state, rows).map((part) => {
    const at = x;
    x += partWidth(state, part);
    return [
      s("g", { transform: `translate(${at + 5} 0)` }, symbol(part, 0.5)),
      s("text", { class: "atlas-count-text", x: at + SIGN_PX, y: 4 }, state.words.number(part.n)),
    ];
  });
  const plate = { x: -half, y: -11, width: 2 * half, height: 22, rx: 11 };
  return [s("rect", { ...plate, class: "atlas-count-plate" }), drawn];
}

/**
 * Give the halves of a corridor in a comparison: how many places of A and of B it has.
 *
 * @param {Atlas.Context} context
 * @param {ArrayLike<number>} rows
 */
export function partHalves({ state }, rows) {
  const counts = countParts(state, rows);
  return PARTS.slice(0, 2).map(({ code, name, sign }) => ({
    text: `${sign} ${state.words.number(counts.reduce((sum, one) => sum + (one.code & code ? one.n : 0), 0))}`,
    fill: { a: "#d5e4ec", b: "#f6e2c9" }[name],
  }));
}

/**
 * Say in words how many places of each part some rows are.
 *
 * @param {Pick<Atlas.State, "words" | "compare">} state
 * @param {ArrayLike<number>} rows
 */
export function partText({ words, compare }, rows) {
  return countParts({ compare }, rows)
    .map(({ name, n }) => `${words.t(`compare_${name}`)} ${words.number(n)}`)
    .join(" · ");
}
