// Two filters side by side: A, the filter of the link, and B. The filter panel changes one of them
// at a time, which is `state.filter`; the other waits in `state.compare.other`.

import { countBy } from "./names.js";

/**
 * The three parts of a comparison: distinguished by letter, shape and colour.
 *
 * @type {{ code: number, name: Atlas.PartName, colour: string, icon: string, sign: string }[]}
 */
export const PARTS = [
  { code: 1, name: "a", colour: "#1d5570", icon: "square", sign: "A" },
  { code: 2, name: "b", colour: "#a8560a", icon: "triangle", sign: "B" },
  { code: 3, name: "both", colour: "#5a3d7a", icon: "diamond", sign: "A+B" },
];

const LOOKS = [null, ...PARTS.map(({ colour, icon }) => ({ colour, icon, tint: 1, closed: false }))];

/** @type {[Atlas.Facet, Atlas.TextColumn][]} */
const COUNTED = [
  ["side", "side"],
  ["kind", "kind"],
  ["service", "services"],
];

/**
 * Give the filters A and B; without a comparison only A.
 *
 * @param {Pick<Atlas.State, "filter" | "compare">} state
 */
export function filtersOf({ filter, compare }) {
  if (!compare) return [filter, null];
  const other = { ...compare.other, lang: filter.lang };
  return compare.edits === "a" ? [filter, other] : [other, filter];
}

/**
 * Give the filters of the two sides of a corridor: the one that is asked for, else the first. A
 * filter that keeps one side already is compared with the same on the other.
 *
 * @param {Atlas.Filter} filter
 * @param {Pick<Atlas.Corridor, "id" | "a" | "b">[]} corridors
 * @returns {[Atlas.Filter, Atlas.Filter]}
 */
export function bothSides(filter, corridors) {
  const asked = corridors.find(({ id }) => filter.corridor.includes(id)) ?? corridors[0];
  if (!asked) return [filter, filter];
  const one = filter.side.length === 1 ? filter.side[0] : asked.a;
  const other = one === asked.a ? asked.b : asked.a;
  return [{ ...filter, side: [one] }, { ...filter, side: [other] }];
}

/**
 * Begin to compare the filter with another one, which the panel then changes.
 *
 * @param {Atlas.State} state
 * @param {Atlas.Filter} other
 */
export function beginComparison(state, other) {
  state.compare = { other: state.filter, edits: "b", of: null };
  state.filter = other;
}

/**
 * Let the filter panel change A or B.
 *
 * @param {Atlas.State} state
 * @param {"a" | "b"} name
 */
export function editPart(state, name) {
  if (state.compare.edits === name) return;
  const [a, b] = filtersOf(state);
  state.compare.edits = name;
  [state.filter, state.compare.other] = name === "a" ? [a, b] : [b, a];
}

/**
 * End the comparison; A stays.
 *
 * @param {Atlas.State} state
 */
export function endComparison(state) {
  [state.filter] = filtersOf(state);
  state.compare = null;
}

/**
 * Sort every place into A only, B only, both.
 *
 * @param {Pick<Atlas.Core, "model" | "state">} context
 * @returns {Uint32Array} the rows of either; `state.compare.of` then holds 0 to 3 for every row and
 * `state.compare.rows` the rows of each part
 */
export function sortParts({ model, state }) {
  const { compare } = state;
  const of = new Uint8Array(model.n);
  filtersOf(state).forEach((filter, i) => {
    for (const row of model.evaluate(filter).rows) of[row] |= i + 1;
  });
  compare.of = of;
  compare.rows = { a: rowsWith(of, 1), b: rowsWith(of, 2), both: rowsWith(of, 3) };
  return Uint32Array.from(of.keys()).filter((row) => of[row]);
}

/**
 * @param {Uint8Array} of
 * @param {number} code
 */
function rowsWith(of, code) {
  return Uint32Array.from(of.keys()).filter((row) => of[row] === code);
}

/**
 * Give the look of a place in a comparison; nothing without one.
 *
 * @param {Atlas.State} state
 * @param {number} row
 */
export function partLook({ compare }, row) {
  return compare && LOOKS[compare.of[row]];
}

/**
 * Give the looks of all places in a comparison, as `stylesOf` gives them.
 *
 * @param {Atlas.State} state
 */
export function partLooks({ compare }) {
  return compare && { list: LOOKS, of: compare.of };
}

/**
 * Count the places of each part among some rows: {code, name, sign, n} where there are any.
 *
 * @param {Pick<Atlas.State, "compare">} state
 * @param {ArrayLike<number>} rows
 */
export function countParts({ compare }, rows) {
  const counts = countBy(rows, (row) => compare.of[row]);
  return PARTS.map((part) => ({ ...part, n: counts.get(part.code) ?? 0 })).filter(({ n }) => n);
}

/**
 * Count both filters by side, kind and service.
 *
 * @param {Pick<Atlas.Core, "payload" | "model" | "state">} context
 * @returns {Atlas.Tally} a and b (places), both, and `facets`: [{name, values: [{code, a, b}]}] with every
 * value that A or B has; a place with three services counts in three
 */
export function tally({ payload, model, state }) {
  const { rows } = state.compare;
  const [a, b] = [rows.a, rows.b].map((own) => [...own, ...rows.both]);
  const count = (some, column) => {
    const counts = {};
    for (const row of some)
      for (const code of model.at(column, row).split(";"))
        if (code) counts[code] = (counts[code] ?? 0) + 1;
    return counts;
  };
  const facets = COUNTED.map(([name, column]) => {
    const [inA, inB] = [count(a, column), count(b, column)];
    const values = payload.choices[name]
      .filter((code) => inA[code] || inB[code])
      .map((code) => ({ code, a: inA[code] ?? 0, b: inB[code] ?? 0 }));
    return { name, values };
  });
  return { a: a.length, b: b.length, both: rows.both.length, facets };
}
