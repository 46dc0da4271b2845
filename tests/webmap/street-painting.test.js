// What of streets is painted in a square: lines in their widths and colours, whole areas, dashes in
// step, and nothing that lies elsewhere.

import assert from "node:assert/strict";
import { test } from "node:test";

import { makePainter } from "../../atlas/webmap/modules/map/street-painting.js";

const ZOOM = 14;
const SCALE = 256 * 2 ** ZOOM;
const SIDE = 192;
const [LEFT, TOP] = [1_000_000, 500_000];

/** A path that notes its points, a canvas that notes what is filled, and images of one colour. */
class Noted {
  made = [];
  moveTo(x, y) {
    this.made.push([[x, y]]);
  }
  lineTo(x, y) {
    this.made.at(-1).push([x, y]);
  }
}
class Pixels {
  data = new Uint8ClampedArray(4 * SIDE * SIDE);
}
const filled = [];
const canvas = {
  clearRect() {},
  fill: ({ made }, rule) => filled.push({ made, rule }),
  getImageData: () => new Pixels(),
};
Object.assign(globalThis, {
  Path2D: Noted,
  ImageData: Pixels,
  document: { createElement: () => ({ append() {}, setAttribute() {}, getContext: () => canvas }) },
});

/** A layer of lines, their points in px from the corner of the first square. */
function layer(name, lines) {
  const points = lines.flat();
  const at = (axis) => (point) => (point[axis] + [LEFT, TOP][axis]) / SCALE;
  const [xs, ys] = [0, 1].map((axis) => Float64Array.from(points, at(axis)));
  const ends = [0];
  for (const line of lines) ends.push(ends.at(-1) + line.length);
  const boxes = lines.flatMap((_, i) => {
    const [x, y] = [xs, ys].map((some) => some.slice(ends[i], ends[i + 1]));
    return [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)];
  });
  return { name, size: lines.length, names: [""], called: lines.map(() => 0), ends, boxes, xs, ys };
}

/** Paint a square of a picture of three by three; say how opaque a pixel is, and its colour. */
function painted(layers, { key = "0,0", ratio = 1, zoom = ZOOM } = {}) {
  const picture = {
    ...{ zoom, ratio, scale: SCALE, left: LEFT, top: TOP, width: 3 * SIDE, height: 3 * SIDE },
    origin: { x: LEFT, y: TOP },
  };
  const [column, row] = key.split(",").map(Number);
  const place = { n: row * 3 + column, left: LEFT + column * SIDE, top: TOP + row * SIDE };
  const image = makePainter()([{ layers }], picture)(place);
  const at = (x, y) => [...image.data.slice(4 * (y * SIDE + x), 4 * (y * SIDE + x + 1))];
  return { image, at, alpha: (x, y) => at(x, y)[3] };
}

const ROAD = [[10, 50], [90, 50]];

test("a street has its edge, its width and its colour", () => {
  const { at, alpha } = painted([layer("motorway", [ROAD])]);
  assert.deepEqual(at(50, 50), [0xfb, 0xec, 0xcb, 255]);
  assert.deepEqual(at(50, 52), at(50, 47), "the pixels on both sides of its middle");
  const edge = at(50, 47);
  assert.ok(edge[0] < 0xfb && edge[0] >= 0xa8 && edge[3] > 200);
  assert.equal(alpha(50, 54), 0);
  assert.ok(alpha(8, 50) > 100, "its end is round");
  assert.equal(alpha(5, 50), 0);
});

test("a small street has no edge where many lie close together", () => {
  const inks = (zoom, name) => {
    const { image } = painted([layer(name, [ROAD])], { zoom });
    const pixels = Array.from({ length: SIDE }, (_, y) => 4 * (y * SIDE + 50));
    const lit = pixels.filter((i) => image.data[i + 3]).map((i) => image.data[i]);
    return [...new Set(lit)];
  };
  assert.deepEqual(inks(13, "minor"), [0xff]);
  assert.ok(inks(14, "minor").length > 1);
  assert.ok(inks(13, "tertiary").length > 1);
});

test("a line that leaves the square and comes back is nowhere between", () => {
  const away = [[300, 50], [300, 500], [300, 60], [90, 60]];
  const { alpha } = painted([layer("motorway", [[...ROAD, ...away]])]);
  for (const [x, y] of [[20, 50], [191, 50], [191, 60]]) assert.equal(alpha(x, y), 255);
  assert.equal(alpha(20, 60), 0);
  const beside = painted([layer("motorway", [[...ROAD, ...away]])], { key: "1,0" });
  assert.equal(beside.alpha(0, 50), 255, "it goes on in the next square");
  assert.equal(beside.alpha(108, 100), 255);
});

test("dashes go on from one square to the next", () => {
  const track = layer("railway", [[[0.5, 60.5], [400.5, 60.5]]]);
  const dashed = (key, offset) => {
    const { alpha } = painted([track], { key });
    return Array.from({ length: 90 }, (_, x) => alpha(x + offset, 60));
  };
  const [first, next] = [dashed("0,0", 99), dashed("1,0", 198 - SIDE)];
  assert.ok(Math.max(...first) === 255 && Math.min(...first) === 0);
  assert.deepEqual(next.map((one) => one > 128), first.map((one) => one > 128));
});

test("an area stays whole, for its inside would be another one", () => {
  filled.length = 0;
  const ring = [[-500, -500], [500, -500], [500, 500], [-500, 500], [-500, -500]];
  painted([layer("water", [ring])]);
  assert.equal(filled.length, 1);
  assert.equal(filled[0].rule, "evenodd");
  assert.deepEqual(filled[0].made.map((line) => line.map((one) => one.map(Math.round))), [ring]);
});

test("a street beside the square whose edge reaches into it is painted, one farther away not", () => {
  const beside = (y) => painted([layer("motorway", [[[10, y], [90, y]]])], { key: "0,1" });
  assert.ok(beside(SIDE - 2).alpha(50, 0) > 0);
  assert.equal(beside(SIDE - 10).image, null);
});

test("a class that the zoom does not show is not painted", () => {
  assert.equal(painted([layer("minor", [ROAD])], { zoom: 12 }).image, null);
  assert.ok(painted([layer("minor", [ROAD])], { zoom: 13 }).alpha(50, 50) > 0);
});

test("edges lie below the streets of all classes, and a lower class below a higher one", () => {
  const cross = [[50, 10], [50, 90]];
  const { at } = painted([layer("minor", [cross]), layer("motorway", [ROAD])]);
  assert.deepEqual(at(50, 50), [0xfb, 0xec, 0xcb, 255]);
  const open = painted([layer("tertiary", [cross]), layer("secondary", [ROAD])]);
  assert.deepEqual(open.at(50, 52), [0xff, 0xfe, 0xfa, 255], "the crossing has no edge");
});

test("on a screen of twice as many px all is twice as wide", () => {
  const wide = (ratio) => {
    const { alpha } = painted([layer("motorway", [ROAD])], { ratio });
    return Array.from({ length: SIDE }, (_, y) => alpha(50, y)).filter((one) => one > 128).length;
  };
  assert.ok(Math.abs(wide(2) - 2 * wide(1)) <= 1);
});
