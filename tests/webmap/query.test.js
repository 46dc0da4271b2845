import assert from "node:assert/strict";
import { test } from "node:test";

import {
  countActive,
  emptyFilter,
  parseKm,
  parsePoint,
  readFilter,
  writeFilter,
} from "../../atlas/webmap/modules/state/query.js";
import { cases } from "./cases.js";
import { payloadOf } from "./places.js";

const { choices, cases: links, points } = cases("filter");
const payload = payloadOf({ choices });
const name = (query) => (query.length > 60 ? `${query.slice(0, 60)}… (${query.length})` : query);

for (const { query, filter, written } of links) {
  test(`the link "${name(query)}" is read and written as in Python`, () => {
    const read = readFilter(new URLSearchParams(query), payload, "es");
    assert.deepEqual(read, { ...emptyFilter(choices, "es"), ...filter });
    assert.equal(writeFilter(read, "es").toString(), written);
  });
}

for (const { text, point } of points) {
  test(`${JSON.stringify(text)} is ${point ? "a" : "no"} point`, () => {
    assert.deepEqual(parsePoint(text), point);
  });
}

test("a language that the link does not name stays, and is written where it is another", () => {
  const read = readFilter(new URLSearchParams("side=MX"), payload, "en");
  assert.equal(read.lang, "en");
  assert.equal(writeFilter(read, "es").toString(), "side=MX&lang=en");
  assert.equal(writeFilter(read, "").get("lang"), "en");
});

test("a distance that no number is gives none", () => {
  assert.equal(parseKm("1e400"), null);
  assert.equal(parseKm(""), null);
});

test("a point and its distance count as one restriction", () => {
  const filter = emptyFilter(choices, "es");
  assert.equal(countActive(filter), 0);
  assert.equal(countActive({ ...filter, near: "puente", max_km: 3 }), 1);
  assert.equal(countActive({ ...filter, side: ["MX", "US"], q: "a", verified_since: "2025", phone: true }), 4);
});
