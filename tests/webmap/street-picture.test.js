// What a picture of streets keeps when the map moves, and in which order its squares are painted.

import assert from "node:assert/strict";
import { test } from "node:test";

import { carry, squaresOf } from "../../atlas/webmap/modules/map/street-picture.js";

const PACKS = [{}];
const state = (more = {}) => ({
  zoom: 13,
  ratio: 1,
  left: 1_000_000,
  top: 500_000,
  width: 900,
  height: 700,
  origin: { x: 1_000_170, y: 500_060 },
  seen: [560, 380],
  subject: PACKS,
  painted: new Set(),
  ...more,
});
const finished = (more) => {
  const made = state(more);
  for (const one of squaresOf(made)) if (one.whole) made.painted.add(one.key);
  return made;
};
const canvas = () => ({
  canvas: { width: 900, height: 700 },
  drawn: [],
  drawImage(_, ...at) {
    this.drawn.push(at);
  },
});

test("the squares cover the frame, and the middle is painted first", () => {
  const squares = squaresOf(state());
  const holds = (one, x, y) => one.x <= x && x < one.x + 192 && one.y <= y && y < one.y + 192;
  const points = [
    [0, 0],
    [899, 0],
    [450, 350],
    [899, 699],
  ];
  for (const [x, y] of points)
    assert.equal(squares.filter((one) => holds(one, x, y)).length, 1);
  const last = squares.at(-1);
  assert.ok(Math.abs(last.x + 96 - 450) <= 96 && Math.abs(last.y + 96 - 350) <= 96);
});

test("squares that the map shows are known, and it begins with one", () => {
  const [left, top] = [170, 160];
  for (const { x, y, seen } of squaresOf(state())) {
    const meets = x + 192 > left && x < left + 560 && y + 192 > top && y < top + 380;
    assert.equal(seen, meets, `${x}, ${y}`);
  }
  assert.equal(squaresOf(state({ origin: { x: 1_000_170, y: 500_160 } })).filter((one) => one.seen).length, 6);
});

test("after a move what was painted is kept, where it lies now", () => {
  const [made, next] = [canvas(), state({ left: 1_000_100, top: 500_000 })];
  carry(made, finished(), next);
  assert.deepEqual(made.drawn, [[-100, 0, 900, 700]]);
  const whole = new Set(squaresOf(state()).filter((one) => one.whole).map(({ key }) => key));
  assert.ok(next.painted.size > 0);
  assert.ok([...next.painted].every((key) => whole.has(key)));
});

test("a square that the frame cuts off, before or now, is painted again", () => {
  for (const by of [-150, 150]) {
    const next = state({ left: 1_000_000 + by });
    carry(canvas(), finished(), next);
    const cut = [state(), next].flatMap(squaresOf).filter((one) => !one.whole);
    assert.ok(next.painted.size > 0);
    assert.ok(cut.every(({ key }) => !next.painted.has(key)));
  }
});

test("at another zoom, and with other streets, only the look is kept", () => {
  for (const more of [{ zoom: 14 }, { subject: [{}] }, { subject: [...PACKS, {}] }]) {
    const [made, next] = [canvas(), state(more)];
    carry(made, finished(), next);
    assert.equal(made.drawn.length, 1);
    assert.equal(next.painted.size, 0);
  }
  const [made, next] = [canvas(), state({ zoom: 14, left: 2_000_450, top: 1_000_350 })];
  carry(made, finished(), next);
  assert.deepEqual(made.drawn, [[-450, -350, 1800, 1400]]);
});

test("a frame of another size begins empty", () => {
  const [made, next] = [canvas(), state({ width: 600 })];
  carry(made, finished(), next);
  assert.deepEqual(made.drawn, []);
  assert.equal(made.canvas.width, 600);
  assert.equal(next.painted.size, 0);
});
