// What of streets is painted in a part of a frame: pieces of lines, whole areas, dashes in step.

import assert from "node:assert/strict";
import { test } from "node:test";

import { classesOn, paintClasses } from "../../atlas/webmap/modules/map/street-painting.js";

const ZOOM = 14;
const WORLD = 256 * 2 ** ZOOM;
const [LEFT, TOP] = [1_000_000, 500_000];

/** A path that notes its points, and a canvas that notes what is stroked and filled. */
class Noted {
  made = [];
  moveTo(x, y) {
    this.made.push([[x, y]]);
  }
  lineTo(x, y) {
    this.made.at(-1).push([x, y]);
  }
}
globalThis.Path2D = Noted;
const canvas = () => ({
  calls: [],
  lineDashOffset: 0,
  setLineDash() {},
  stroke({ made }) {
    this.calls.push({ made, offset: this.lineDashOffset });
  },
  fill({ made }) {
    this.calls.push({ made, filled: true });
  },
});

/** A pack with one line of one class, its points in px from the corner of the square. */
function painted(name, points, at = [0, 0]) {
  const [xs, ys] = [0, 1].map((axis) =>
    Float64Array.from(points, (point) => (point[axis] + [LEFT, TOP][axis]) / WORLD),
  );
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const packs = [{ layers: [{ name, lines: [{ name: "", xs, ys, box }] }] }];
  const view = {
    zoom: ZOOM,
    world: WORLD,
    left: LEFT + at[0],
    top: TOP + at[1],
    frame: { left: 0, top: 0, width: 100, height: 100 },
  };
  const made = canvas();
  const any = paintClasses(made, classesOn(packs, view), view);
  return { any, calls: made.calls, pieces: made.calls.flatMap((one) => one.made) };
}
const rounded = (pieces) => pieces.map((piece) => piece.map((point) => point.map(Math.round)));

const OUT_AND_BACK = [[10, 50], [90, 50], [300, 50], [300, 500], [300, 60], [90, 60]];

test("a line that leaves the square and comes back is two pieces, its way outside none", () => {
  const { calls } = painted("motorway", OUT_AND_BACK);
  assert.equal(calls.length, 2, "its edge, then the street");
  for (const { made } of calls)
    assert.deepEqual(rounded(made), [[[10, 50], [90, 50], [300, 50]], [[300, 60], [90, 60]]]);
});

test("dashes go on behind a part that is left out", () => {
  const { calls } = painted("railway", OUT_AND_BACK);
  const strokes = calls.filter(({ made }) => made.length);
  assert.deepEqual(strokes.map(({ offset }) => Math.round(offset)), [0, 80 + 210 + 450 + 440]);
});

test("an area stays whole, for its inside would be another one", () => {
  const ring = [[-500, -500], [500, -500], [500, 500], [-500, 500], [-500, -500]];
  const { calls } = painted("water", ring);
  assert.ok(calls[0].filled);
  assert.deepEqual(rounded(calls[0].made), [ring]);
});

test("a street beside the square whose edge reaches into it is painted, one farther away not", () => {
  const street = [[10, 50], [90, 50]];
  assert.equal(painted("motorway", street, [0, 55]).any, true);
  assert.equal(painted("motorway", street, [0, 70]).any, false);
});
