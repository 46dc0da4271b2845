// What the reader does beside filtering: the list, the comparison, the distance, and their link.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  beginComparison,
  countParts,
  editPart,
  endComparison,
  filtersOf,
  sortParts,
  tally,
} from "../../atlas/webmap/modules/state/comparison.js";
import { readExtra, readable, writeExtra } from "../../atlas/webmap/modules/state/link-extras.js";
import { makeModel } from "../../atlas/webmap/modules/state/model.js";
import { emptyFilter } from "../../atlas/webmap/modules/state/query.js";
import { makeSaved, readSaved, savedRows } from "../../atlas/webmap/modules/state/saved-list.js";
import { cases } from "./cases.js";
import { payloadOf } from "./places.js";

const { cases: _, ...given } = cases("places");
const payload = payloadOf(given);
const model = makeModel(payload);
const filter = (part) => ({ ...emptyFilter(given.choices, "es"), ...part });
const stateOf = (part) => ({
  filter: filter({}),
  lang: "es",
  saved: [],
  mine: false,
  undo: null,
  unusable: 0,
  compare: null,
  ...part,
});

test("a list is read once each, in its order, and what nobody knows is counted", () => {
  assert.deepEqual(readSaved("d; a;d;;nobody", model), { ids: ["d", "a"], unusable: 1 });
  const state = { saved: ["d", "nobody", "a"] };
  assert.deepEqual([...savedRows({ model, state })], [3, 0]);
});

test("the list is changed, and what was taken out comes back", () => {
  const state = stateOf({ words: { t: (key) => key } });
  const said = [];
  let changes = 0;
  const saved = makeSaved({ state, say: (text) => said.push(text) }, () => changes++);
  for (const id of ["a", "b", "c"]) saved.toggle(id);
  saved.move("c", -1);
  assert.deepEqual(state.saved, ["a", "c", "b"]);
  saved.move("a", -1);
  saved.toggle("c");
  assert.deepEqual(state.saved, ["a", "b"]);
  saved.undo();
  assert.deepEqual([state.saved, state.undo], [["a", "c", "b"], null]);
  saved.clear();
  assert.deepEqual([state.saved, changes], [[], 7]);
  for (let i = 0; i < 51; i++) saved.toggle(`id${i}`);
  assert.deepEqual([state.saved.length, said], [50, ["mine_full"]]);
});

test("a link keeps list and comparison", () => {
  const state = stateOf({ saved: ["d", "a"], mine: true });
  const written = readable(writeExtra(state));
  assert.equal(written, "list=d;a&show=list");
  const read = readExtra(new URLSearchParams(written), { payload, model, state });
  assert.deepEqual(read, { saved: ["d", "a"], unusable: 0, mine: true, other: null });
  beginComparison(state, filter({ side: ["MX"], lang: "en" }));
  const params = writeExtra(state);
  assert.equal(params.get("with"), "side=MX");
  const again = readExtra(params, { payload, model, state });
  assert.deepEqual([again.mine, again.other], [false, filter({ side: ["MX"] })]);
});

test("an empty list is not shown", () => {
  const state = stateOf({ mine: true });
  assert.equal(writeExtra(state).toString(), "");
  assert.equal(readExtra(new URLSearchParams("show=list"), { payload, model, state }).mine, false);
});

test("the panel changes A or B, and A stays in the end", () => {
  const state = stateOf({ filter: filter({ side: ["MX"] }) });
  beginComparison(state);
  state.filter = filter({ side: ["US"] });
  assert.deepEqual(filtersOf(state).map(({ side }) => side), [["MX"], ["US"]]);
  editPart(state, "a");
  assert.deepEqual(state.filter.side, ["MX"]);
  editPart(state, "a");
  assert.deepEqual(filtersOf(state).map(({ side }) => side), [["MX"], ["US"]]);
  endComparison(state);
  assert.deepEqual([state.filter.side, state.compare], [["MX"], null]);
});

test("every place is sorted into A, B or both, and counted", () => {
  const state = stateOf({ filter: filter({ side: ["MX"], status: ["any"] }) });
  beginComparison(state, filter({ kind: ["shelter", "health"], status: ["any"] }));
  const rows = sortParts({ model, state });
  assert.deepEqual([...rows], [0, 1, 2, 3, 4, 5]);
  assert.deepEqual([...state.compare.of], [3, 2, 1, 3, 3, 2, 0, 0]);
  assert.deepEqual(countParts(state, [0, 1, 3]).map(({ name, n }) => [name, n]), [
    ["b", 1],
    ["both", 2],
  ]);
  const found = tally({ payload, model, state });
  assert.deepEqual([found.a, found.b, found.both], [4, 5, 3]);
  const service = found.facets.find(({ name }) => name === "service").values;
  assert.deepEqual(service, [
    { code: "lodging", a: 2, b: 2 },
    { code: "food", a: 2, b: 2 },
    { code: "health", a: 1, b: 3 },
  ]);
});
