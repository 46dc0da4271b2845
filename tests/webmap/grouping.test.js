import assert from "node:assert/strict";
import { test } from "node:test";

import {
  crossingItems,
  dotItems,
  group,
  keepPillsInSight,
  townItems,
} from "../../atlas/webmap/modules/map/grouping.js";
import { mercatorX, mercatorY } from "../../atlas/webmap/modules/base/geodesy.js";
import { makeModel } from "../../atlas/webmap/modules/state/model.js";
import { payloadOf } from "./places.js";

const corridor = { id: "west", name: "Oeste", names: { es: "Oeste", en: "West" }, a: "US", b: "MX", bounds: [-118, 32, -116, 33] };

/** Make what grouping looks at, from [lon, lat, side, more] a place. */
function contextOf(places, state = {}) {
  const payload = payloadOf({
    places: places.map(([lon, lat, side, more], i) => ({
      facility_id: `p${i}`,
      lon,
      lat,
      side,
      corridor_id: "west",
      ...more,
    })),
    crossings: [
      { id: "puente", name: "Puente", names: { es: "Puente", en: "Bridge" }, lon: -117, lat: 32.5 },
      { id: "nowhere", name: "Sin punto", names: {}, lon: null, lat: null },
    ],
    corridors: [corridor],
  });
  const words = { lang: "en", number: String };
  return {
    payload,
    model: makeModel(payload),
    map: {
      getMaxZoom: () => 17,
      getSize: () => ({ x: 800, y: 600 }),
      containerPointToLayerPoint: ([x, y]) => ({ x, y, subtract: ([dx, dy]) => ({ x: x - dx, y: y - dy }) }),
      getContainer: () => ({ getBoundingClientRect: () => ({ left: 0, top: 0 }) }),
    },
    overlays: () => [],
    state: { mine: false, compare: null, words, ...state },
  };
}

function grouped(context, zoom) {
  const rows = Uint32Array.from({ length: context.model.n }, (_, row) => row);
  const view = { zoom, world: 256 * 2 ** zoom, left: 0, top: 0, frame: { left: 0, top: 0, width: 800, height: 600 } };
  return group(context, view, rows, rows.filter(context.model.hasPoint));
}

const many = (n) =>
  Array.from({ length: n }, (_, i) => [-117.9 + (i % 300) * 0.006, 32.1 + Math.floor(i / 300) * 0.004, "MX"]);

test("far out a corridor is one mark with a count for each side", () => {
  const { pills, items } = grouped(contextOf([[-117, 32.5, "MX"], [-117, 32.6, "US"], [null, null, "MX"]]), 5);
  assert.deepEqual(items, []);
  assert.deepEqual(pills.map(({ sides }) => sides), [{ MX: 2, US: 1 }]);
  assert.ok(pills[0].mx > 0.17 && pills[0].mx < 0.18);
});

test("a place outside of the corridors stands alone there", () => {
  const { items } = grouped(contextOf([[-100, 20, "", { corridor_id: "" }], [-117, 32.5, "MX"]]), 5);
  assert.deepEqual(items.map(({ type, rows }) => [type, rows]), [["place", [0]]]);
});

test("nearer, close places become a count on their own side", () => {
  const places = [[-117, 32.5, "MX"], [-117.001, 32.5, "MX"], [-117, 32.5, "US"], [-116.5, 32.5, "MX"]];
  const { pills, items } = grouped(contextOf(places), 10);
  assert.deepEqual(pills, []);
  assert.deepEqual(
    items.map(({ type, rows }) => [type, rows]),
    [["count", [0, 1]], ["place", [2]], ["place", [3]]],
  );
});

test("close by, all places stand alone", () => {
  const { items } = grouped(contextOf([[-117, 32.5, "MX"], [-117.001, 32.5, "MX"]]), 16);
  assert.deepEqual(items.map(({ type }) => type), ["place", "place"]);
});

test("a reader's own places are never counted among the published ones", () => {
  const places = [[-117, 32.5, "MX"], [-117, 32.5, "MX", { origin: "own" }]];
  const far = grouped(contextOf(places), 5);
  assert.deepEqual(far.pills.map(({ rows }) => rows), [[0]]);
  assert.deepEqual(far.items.map(({ rows }) => rows), [[1]]);
  assert.deepEqual(grouped(contextOf(places), 12).items.map(({ rows }) => rows), [[0], [1]]);
});

test("in the reader's own list only what lies very close stands together", () => {
  const places = [[-117, 32.5, "MX"], [-117.01, 32.5, "MX"]];
  assert.equal(grouped(contextOf(places), 11).items.length, 1);
  assert.equal(grouped(contextOf(places, { mine: true }), 11).items.length, 2);
});

test("thousands of places are dots, and too many are squares with counts", () => {
  assert.equal(grouped(contextOf(many(2_000)), 9).dots.length, 0);
  const dots = grouped(contextOf(many(2_001)), 9);
  assert.deepEqual([dots.dots.length, dots.items.length, dots.squares], [2_001, 0, false]);
  const { items, squares } = grouped(contextOf(many(50_001)), 9);
  assert.equal(squares, true);
  assert.equal(items.reduce((sum, { rows }) => sum + rows.length, 0), 50_001);
  assert.ok(items.every(({ type, box }) => type === "square" && box[0] === 20 && box[1] === 20));
});

const view = (zoom, context) => {
  const world = 256 * 2 ** zoom;
  const [left, top] = [context.model.x[0] * world - 400, context.model.y[0] * world - 300];
  return { zoom, world, left, top, frame: { left: 0, top: 0, width: 800, height: 600 } };
};

test("dots become items where they lie on the frame", () => {
  const context = contextOf([[-117, 32.5, "MX"], [-100, 20, "MX"]]);
  const items = dotItems(context, view(12, context), Uint32Array.of(0, 1));
  assert.deepEqual(items.map(({ row }) => row), [0]);
  assert.deepEqual([Math.round(items[0].x), Math.round(items[0].y)], [400, 300]);
});

test("crossings that have a point are drawn once corridors are not", () => {
  const context = contextOf([[-117, 32.5, "MX"]]);
  assert.deepEqual(crossingItems(context, view(8, context)), []);
  assert.deepEqual(crossingItems(context, view(9, context)).map(({ name }) => name), ["Bridge"]);
});

test("corridors stay in sight and off each other", () => {
  const context = contextOf([]);
  const pill = (x, y) => ({ type: "corridor", corridor, x, y });
  const pills = [pill(3, 300), pill(20, 310), pill(2_000, 300)];
  keepPillsInSight(context, pills, { left: 0, top: 0, width: 800, height: 600 }, () => 100);
  assert.deepEqual([pills[0].x, pills[0].y, pills[2].x], [62, 300, 2_000]);
  assert.ok(Math.abs(pills[1].y - pills[0].y) >= 57 || Math.abs(pills[1].x - pills[0].x) >= 124);
  assert.deepEqual(pills[0].from, { x: 3, y: 300 });
  assert.ok(pills.every(({ bare }) => !bare));
});

test("a pill stands clear of bars, and without its name where there is no room for it", () => {
  const bar = (left, top, right, bottom) => ({ getBoundingClientRect: () => ({ left, top, right, bottom }) });
  const place = (...bars) => {
    const context = { ...contextOf([]), overlays: () => bars };
    const pill = { type: "corridor", corridor, x: 400, y: 40 };
    keepPillsInSight(context, [pill], { left: 0, top: 0, width: 800, height: 600 }, () => 100);
    return pill;
  };
  assert.ok(place(bar(0, 0, 800, 50)).y - 39 >= 50);
  const cramped = place(bar(0, 0, 800, 50), bar(0, 90, 800, 600));
  assert.ok(cramped.bare && cramped.y - 15 >= 50 && cramped.y + 15 <= 90);
});

test("the badge of a town says what it counts where it hides no mark, else it is a number", () => {
  const context = contextOf(Array.from({ length: 7 }, () => [null, null, "MX", { municipality: "Tijuana", admin1: "BC" }]));
  context.payload.towns = { "Tijuana, BC": [-117, 32.5] };
  context.state.rows = Uint32Array.from({ length: 7 }, (_, row) => row);
  context.state.words.count = (key, n) => `${n} ${key}`;
  const world = 256 * 2 ** 11;
  const [x, y] = [mercatorX(-117) * world, mercatorY(32.5) * world];
  const frame = { left: x - 200, top: y - 200, width: 400, height: 400 };
  const view = { zoom: 11, world, left: frame.left, top: frame.top, frame };
  const badge = (marks) => townItems(context, view, marks, (text) => 8 * text.length)[0];
  assert.equal(badge([]).text, "7 pointless");
  const beside = [-3, -2, -1, 0, 1, 2, 3].flatMap((step) => [174, 226].map((at) => ({ x: at, y: 200 + 19 * step, reach: 8 })));
  const { text, box } = badge(beside);
  assert.equal(text, "7");
  assert.ok(box[0] < 18);
});
