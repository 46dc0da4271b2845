import assert from "node:assert/strict";
import { test } from "node:test";

import {
  boxRegister,
  hitTest,
  partCounts,
  placeLabels,
  standTogether,
} from "../../atlas/webmap/modules/map/layout.js";
import { stripHeights } from "../../atlas/webmap/modules/map/overlays.js";

const together = (points, radius, sides = []) =>
  standTogether(points.keys(), (row) => points[row], (row) => sides[row] ?? "MX", radius).map(
    ({ rows }) => rows,
  );

test("places that would cover each other stand together, at the place of the first", () => {
  assert.deepEqual(together([[0, 0], [5, 0], [40, 0], [0, 9]], 10), [[0, 1, 3], [2]]);
});

test("places of different sides never stand together", () => {
  assert.deepEqual(together([[0, 0], [0, 0], [1, 1]], 10, ["MX", "US", "MX"]), [[0, 2], [1]]);
});

test("a place joins the nearest of those in reach", () => {
  assert.deepEqual(together([[0, 0], [18, 0], [10, 0]], 12), [[0], [1, 2]]);
});

test("with no radius only equal points stand together", () => {
  assert.deepEqual(together([[0, 0], [0, 0], [0.4, 0]], 0), [[0, 1], [2]]);
});

test("cells left and above of zero are cells too", () => {
  assert.deepEqual(together([[-1, -1], [1, 1]], 5), [[0, 1]]);
});

test("a count makes room for a place, and the place stays", () => {
  const place = { type: "place", x: 0, y: 0, reach: 12 };
  const count = { type: "count", x: 4, y: 0, reach: 14 };
  partCounts([place, count]);
  assert.deepEqual([place.x, place.y], [0, 0]);
  assert.ok(Math.hypot(count.x, count.y) > 19);
});

test("counts part in both directions, and none strays far", () => {
  const counts = Array.from({ length: 9 }, () => ({ type: "count", x: 7, y: 7, reach: 15 }));
  partCounts(counts);
  for (const { x, y } of counts) assert.ok(Math.hypot(x - 7, y - 7) <= 22.001);
  assert.ok(new Set(counts.map(({ x, y }) => `${x} ${y}`)).size > 1);
});

test("corridors push nothing", () => {
  const count = { type: "count", x: 0, y: 0, reach: 15 };
  partCounts([{ type: "corridor", x: 1, y: 1, reach: 90 }, count]);
  assert.deepEqual([count.x, count.y], [0, 0]);
});

test("a box is free until one that meets it is taken", () => {
  const register = boxRegister(10);
  register.take([0, 0, 35, 5]);
  assert.equal(register.free([30, 4, 50, 20]), false);
  assert.equal(register.free([35, 0, 50, 5]), true, "boxes that only touch do not meet");
  assert.equal(register.free([-9, -9, -1, -1]), true);
});

const label = { x: 100, y: 100, width: 40, height: 10, gap: 5 };

test("a label stands to the right of its point where that is free", () => {
  const [placed] = placeLabels([label], boxRegister());
  assert.deepEqual([placed.left, placed.top], [105, 95]);
});

test("the next label takes another place, and one without a place is left out", () => {
  const placed = placeLabels([label, label], boxRegister());
  assert.deepEqual([placed[1].left, placed[1].top], [55, 95]);
  const register = boxRegister();
  register.take([0, 0, 200, 200]);
  assert.deepEqual(placeLabels([label], register), []);
});

test("the least bad place is taken, and an impossible one never", () => {
  const faults = (_, [left]) => (left < 100 ? 1 : 2);
  const [placed] = placeLabels([label], boxRegister(), faults);
  assert.equal(placed.left, 55);
  assert.deepEqual(placeLabels([label], boxRegister(), () => Infinity), []);
});

test("rings let a label stand farther out", () => {
  const register = boxRegister();
  register.take([40, 80, 160, 120]);
  assert.deepEqual(placeLabels([label], register), []);
  assert.equal(placeLabels([{ ...label, rings: [1, 13] }], register).length, 1);
});

test("a pointer finds the nearest item in reach", () => {
  const items = [
    { x: 0, y: 0, reach: 10 },
    { x: 12, y: 0, reach: 10 },
    { x: 300, y: 0, reach: 0, box: [58, 16] },
  ];
  const find = hitTest(items);
  assert.equal(find(5, 0), items[0]);
  assert.equal(find(7, 0), items[1]);
  assert.equal(find(0, 11), null);
  assert.equal(find(0, 11, 2), items[0]);
  assert.equal(find(250, 10), items[2]);
  assert.equal(find(250, 17), null);
});

test("bars take a strip at the top and at the bottom, buttons in a corner do not", () => {
  const [bar, foot, button] = [[12, 12, 580, 48], [0, 370, 600, 400], [550, 60, 590, 130]];
  assert.deepEqual(stripHeights([bar, foot, button], 600, 400), { top: 48, bottom: 30 });
  assert.deepEqual(stripHeights([button], 600, 400), { top: 0, bottom: 0 });
});
