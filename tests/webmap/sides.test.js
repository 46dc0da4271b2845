// A comparison begins with the two sides of a corridor.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bothSides } from "../../atlas/webmap/modules/state/comparison.js";

const CORRIDORS = [
  { id: "north", a: "MX", b: "US" },
  { id: "south", a: "MX", b: "GT" },
];

function sides(filter) {
  return bothSides({ corridor: [], side: [], ...filter }, CORRIDORS).map(({ side }) => side);
}

test("a comparison begins with one side and the other", () => {
  assert.deepEqual(sides({ corridor: ["south"] }), [["MX"], ["GT"]]);
  assert.deepEqual(sides({ corridor: ["south"], side: ["GT"] }), [["GT"], ["MX"]]);
  assert.deepEqual(sides({}), [["MX"], ["US"]]);
});

test("what else the filter keeps stays on both sides", () => {
  const [a, b] = bothSides({ corridor: ["north"], side: [], service: ["food"] }, CORRIDORS);
  assert.deepEqual([a.service, b.service], [["food"], ["food"]]);
  assert.deepEqual([a.corridor, b.corridor], [["north"], ["north"]]);
});
