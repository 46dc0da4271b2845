// Streets by name: what a text may mean, how pieces come together, and what is fetched for it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";

import { fetchedParts, keyOf, partsOf } from "../../atlas/webmap/modules/map/street-parts.js";
import { readPack } from "../../atlas/webmap/modules/map/street-pack.js";
import { grouped, makeStreetSearch, namedLike } from "../../atlas/webmap/modules/map/street-search.js";

/** A line one step wide; ten steps are far. */
const line = (name, at = 0, rank = 7) => {
  const x = 0.17 + at * 1e-4;
  return { name, rank, box: [x, 0.4, x + 1e-5, 0.4 + 1e-5], x, y: 0.4 };
};
const names = (lines) => lines.map(({ name }) => name);

test("every word has to stand in the name, errors only when nothing is right", () => {
  const lines = [line("Avenida Revolución"), line("Revoluciones Norte"), line("Calle 2")];
  assert.deepEqual(names(namedLike(["revol"], lines)), ["Avenida Revolución", "Revoluciones Norte"]);
  assert.deepEqual(names(namedLike(["avenida", "revolucion"], lines)), ["Avenida Revolución"]);
  assert.deepEqual(names(namedLike(["revolucion", "sur"], lines)), []);
  assert.deepEqual(names(namedLike(["revoluzion"], lines)), ["Avenida Revolución"]);
  assert.deepEqual(namedLike(["calle", "2"], lines).map(({ how }) => how), [0]);
  assert.deepEqual(namedLike(["revol"], lines).map(({ how }) => how), [2, 1]);
});

test("pieces that lie near are one street, those of another town are not", () => {
  const pieces = [line("Juárez", 0), line("Juárez", 0.6), line("Juárez", 0.3, 4), line("Juárez", 50)];
  const found = grouped([...pieces, line("Hidalgo")]);
  assert.deepEqual(names(found), ["Juárez", "Juárez", "Hidalgo"]);
  const [whole] = found;
  assert.equal(whole.rank, 4, "the most important piece says where it is");
  assert.ok(whole.box[2] - whole.box[0] > 6e-5);
});

const head = {
  origin: [-117.1, 32.4],
  step: [1e-5, 1e-5],
  layers: [["minor", 1], ["suburb", 1]],
  names: ["Calle Mayo", "Mayorca"],
};
const PACK = gzipSync(
  Buffer.concat([
    Buffer.from(`ATLAS STREETS 1\n${JSON.stringify(head)}\n`),
    Buffer.from([2, 6, 0, 0, 40, 40, 19, 0, 4, 2, 0, 0]),
  ]),
);

test("names are fetched once for each beginning, and offered with their town when they came", async () => {
  const asked = [];
  let came = 0;
  const context = {
    payload: {
      street_names: ["/s/names/{key}"],
      stop_words: "de",
      localities: [{ name: "Lejos", lon: -100, lat: 25 }, { name: "Playas", lon: -117.1, lat: 32.4 }],
      corridors: [],
    },
    state: { lang: "es" },
    map: { getBounds: () => ({ contains: () => true }) },
    street: async (address) => (asked.push(address), address.endsWith("may") ? PACK : null),
  };
  const find = makeStreetSearch(context, () => came++);
  assert.deepEqual(find("ma"), [], "two letters say too little");
  assert.deepEqual(find("may"), []);
  for (let i = 0; i < 200 && !came; i++) await new Promise((done) => setTimeout(done, 5));
  const found = find("mayo");
  assert.deepEqual(names(found), ["Mayorca", "Calle Mayo"]);
  assert.deepEqual(found.map(({ quarter }) => quarter), [true, false]);
  assert.deepEqual(found.map(({ town }) => town), ["Playas", "Playas"]);
  assert.deepEqual(names(find("calle de mayo")), ["Calle Mayo"]);
  assert.deepEqual(asked, ["/s/names/may", "/s/names/cal"]);
});

test("a whole pack gives a street under each of its words", () => {
  const pack = readPack(gunzipSync(PACK));
  assert.deepEqual(Object.keys(partsOf([pack])).sort(), ["cal", "may"]);
});

test("what could not be fetched is asked for again", async () => {
  let n = 0;
  const part = fetchedParts(async () => { n++; throw new Error("offline"); }, ["/{key}"], () => {});
  part("abc");
  await new Promise((done) => setTimeout(done, 5));
  part("abc");
  assert.equal(n, 2);
  assert.equal(keyOf("ñandú"), "ñan");
});
