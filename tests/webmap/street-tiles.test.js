// Streets by tile: what is asked for, what is given meanwhile, and what is not asked for again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { makeStreetTiles, tilesUnder } from "../../atlas/webmap/modules/map/street-tiles.js";

const PACK = new Uint8Array(
  gzipSync('ATLAS STREETS 1\n{"origin":[0,0],"step":[1,1],"layers":[],"names":[]}\n'),
);
const TEMPLATES = ["/s/{z}/{x}/{y}"];

/** A frame over the middle of a tile of zoom 11. */
function viewAt(zoom, x = 400, y = 800) {
  const world = 256 * 2 ** zoom;
  const size = world / 2 ** 11;
  const frame = { left: 0, top: 0, width: 10, height: 10 };
  return { world, zoom, left: (x + 0.5) * size, top: (y + 0.5) * size, frame };
}

/** Tiles whose answers are given by hand. */
function byHand(answer = () => PACK) {
  const asked = [];
  let came = 0;
  const tiles = makeStreetTiles(
    async (address) => (asked.push(address), answer(address)),
    () => came++,
  );
  const wait = async (n) => {
    for (let i = 0; i < 200 && came < n; i++) await new Promise((done) => setTimeout(done, 5));
  };
  return { tiles, asked, wait, came: () => came };
}

test("the tiles under a frame are those that it touches, within the world", () => {
  const frame = { left: 0, top: 0, width: 300, height: 200 };
  const view = { world: 1024, left: 200, top: -50, frame };
  const found = tilesUnder(view, 2).map(({ x, y }) => `${x},${y}`);
  assert.deepEqual(found, ["0,0", "1,0"]);
});

test("a tile is asked for once, and the map is drawn when it came", async () => {
  const { tiles, asked, wait, came } = byHand();
  assert.deepEqual(tiles.under(TEMPLATES, viewAt(10)), []);
  tiles.under(TEMPLATES, viewAt(10));
  assert.deepEqual(asked, ["/s/9/100/200"]);
  await wait(1);
  assert.equal(came(), 1);
  assert.equal(tiles.under(TEMPLATES, viewAt(10)).length, 1);
  assert.equal(asked.length, 1);
});

test("the coarser streets stay until the finer ones are all there", async () => {
  const { tiles, asked, wait } = byHand();
  tiles.under(TEMPLATES, viewAt(10));
  await wait(1);
  const [coarse] = tiles.under(TEMPLATES, viewAt(10));
  assert.deepEqual(tiles.under(TEMPLATES, viewAt(13)), [coarse]);
  await wait(2);
  const [fine] = tiles.under(TEMPLATES, viewAt(13));
  assert.notEqual(fine, coarse);
  assert.deepEqual(asked, ["/s/9/100/200", "/s/11/400/800"]);
});

test("from afar nothing is asked for", () => {
  const { tiles, asked } = byHand();
  assert.deepEqual(tiles.under(TEMPLATES, viewAt(7)), []);
  assert.deepEqual(asked, []);
});

test("where nothing lies there is an empty pack; what failed is asked for again", async () => {
  const { tiles, asked, wait } = byHand((address) => {
    if (asked.filter((one) => one === address).length < 2) throw new Error("lost");
    return null;
  });
  tiles.under(TEMPLATES, viewAt(13));
  await new Promise((done) => setTimeout(done, 5));
  tiles.under(TEMPLATES, viewAt(13));
  await wait(1);
  assert.deepEqual(tiles.under(TEMPLATES, viewAt(13)), [{ layers: [] }]);
  assert.equal(asked.length, 2);
});

test("not more tiles are kept than a map can show", async () => {
  const { tiles, asked } = byHand();
  for (let x = 0; x < 400; x++) tiles.under(TEMPLATES, viewAt(13, x));
  assert.equal(asked.length, 400);
  tiles.under(TEMPLATES, viewAt(13, 399));
  assert.equal(asked.length, 400);
  tiles.under(TEMPLATES, viewAt(13, 0));
  assert.equal(asked.length, 401);
});
