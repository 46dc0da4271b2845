import assert from "node:assert/strict";
import { test } from "node:test";

import { keepNear } from "../../atlas/webmap/modules/map/framed-map.js";
import { atlasAddress, captionSentences } from "../../atlas/webmap/modules/panels/frame-caption.js";
import { makeModel } from "../../atlas/webmap/modules/state/model.js";
import { emptyFilter } from "../../atlas/webmap/modules/state/query.js";
import { payloadOf } from "./places.js";

const payload = { ...payloadOf({ places: [{ facility_id: "p", lon: -117, lat: 32.5 }] }), date: "2026-11-22" };
const words = { t: (key, values = {}) => [key, ...Object.values(values)].join("|"), count: (key, n) => `${key} ${n}`, date: (iso) => iso };
const filterOf = (part = {}) => ({ ...emptyFilter(payload.choices, "en"), ...part });

function contextOf(state = {}, fileFilter = filterOf()) {
  const whole = { filter: filterOf(), lang: "en", words, rows: [0], leftOut: {}, ...state };
  return { payload, model: makeModel(payload), state: whole, fileFilter };
}

function at(address, run) {
  const before = globalThis.location;
  globalThis.location = new URL(address);
  try {
    return run();
  } finally {
    globalThis.location = before;
  }
}

test("the caption names what made the file and what the reader asks besides, once", () => {
  const both = filterOf({ q: "casa" });
  const [said] = captionSentences(contextOf({ filter: filterOf({ q: "casa", phone: true }) }, both));
  assert.match(said, /“casa”, with_phone/);
  assert.equal(said.match(/casa/g).length, 1);
});

test("the way to the atlas holds the filter of the file and that of the reader", () => {
  const context = contextOf({ filter: filterOf({ phone: true }) }, filterOf({ q: "casa" }));
  const address = at("https://atlas.example/below/embed?q=casa", () => atlasAddress(context, "./"));
  assert.equal(address, "https://atlas.example/below/?phone=yes&q=casa&lang=en");
});

test("a file on a disk leads to the public address, and nowhere where there is none", () => {
  const context = contextOf();
  at("file:///tmp/map.html", () => {
    assert.equal(atlasAddress(context, "./"), "");
    const known = { ...context, payload: { ...payload, address: "https://atlas.example" } };
    assert.equal(atlasAddress(known, "./"), "https://atlas.example/?lang=en");
  });
});

test("a file without corridors and points bounds nothing", () => {
  const L = { latLngBounds: () => ({ extend() {}, isValid: () => false }) };
  const map = { setMaxBounds: () => assert.fail() };
  keepNear({ ...contextOf(), payload: { corridors: [] }, model: { n: 0 }, map, L }, 2);
});
