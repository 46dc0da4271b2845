// A street pack in the browser; what it reads is compared with Python's in test_twins.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { linesOf, packOfText, readPack } from "../../atlas/webmap/modules/map/street-pack.js";

const HEAD = { origin: [-100, 30], step: [1e-5, 1e-5], layers: [["minor", 1]], names: ["Uno"] };
const bytes = (body, head = HEAD) => [
  ...new TextEncoder().encode(`ATLAS STREETS 1\n${JSON.stringify(head)}\n`),
  ...body,
];
const BODY = [2, 4, 0, 0, 200, 1, 3]; // name 1, two points: 0 0, then 100 and -2 steps

test("a line has its name and lies where its steps lead", () => {
  const { layers } = readPack(bytes(BODY));
  assert.equal(layers[0].size, 1);
  const everywhere = { left: 0, top: 0, width: 1, height: 1 };
  const [line] = linesOf([{ layers }], "minor", 1, everywhere);
  assert.equal(line.name, "Uno");
  assert.ok(Math.abs((line.xs[1] - line.xs[0]) * 360 - 1e-3) < 1e-12);
  assert.ok(line.ys[1] > line.ys[0]);
});

test("only lines that come into a frame are given", () => {
  const pack = readPack(bytes(BODY));
  const world = 2 ** 20;
  const { xs, ys } = pack.layers[0];
  const [x, y] = [xs[0] * world, ys[0] * world];
  const frame = (left) => ({ left, top: y - 50, width: 100, height: 100 });
  assert.equal(linesOf([pack], "minor", world, frame(x - 50)).length, 1);
  assert.equal(linesOf([pack], "minor", world, frame(x + 5000)).length, 0);
  assert.equal(linesOf([pack], "motorway", world, frame(x - 50)).length, 0);
  assert.equal(linesOf([pack], "minor", world, frame(x - 50), () => false).length, 0);
});

test("what is no pack, or ends too early, is refused", () => {
  assert.throws(() => readPack([1, 2, 3]), /no street pack/);
  assert.throws(() => readPack(bytes(BODY.slice(0, -1))), /too early/);
  assert.throws(() => readPack(bytes([2, 4, 0, 0, 255, 255, 255, 255, 255, 1, 3])), /too large/);
});

test("a pack that is written as text is the same, whether the browser reads such text or not", () => {
  const own = Uint8Array.fromBase64;
  for (const read of [undefined, (text) => new Uint8Array(Buffer.from(text, "base64"))]) {
    Uint8Array.fromBase64 = read;
    const text = Buffer.from([0, 200, 13, 255]).toString("base64");
    assert.deepEqual([...packOfText(text)], [0, 200, 13, 255]);
  }
  Uint8Array.fromBase64 = own;
});
