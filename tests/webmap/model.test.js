import assert from "node:assert/strict";
import { test } from "node:test";

import { makeModel } from "../../atlas/webmap/modules/state/model.js";
import { emptyFilter, readFilter } from "../../atlas/webmap/modules/state/query.js";
import { cases } from "./cases.js";
import { payloadOf } from "./places.js";

const { cases: filters, ...given } = cases("places");
const payload = payloadOf(given);
const model = makeModel(payload);

for (const { query, kept, counts, left_out } of filters) {
  test(`the filter "${query}" keeps and counts what Python keeps and counts`, () => {
    const filter = readFilter(new URLSearchParams(query), payload, "es");
    const found = model.evaluate(filter);
    assert.deepEqual(Array.from(found.rows, (row) => model.at("facility_id", row)), kept);
    assert.deepEqual(found.counts, counts);
    assert.deepEqual(found.leftOut, left_out);
  });
}

test("rows are found by id", () => {
  assert.equal(model.rowOf("d"), 3);
  assert.equal(model.rowOf("nobody"), -1);
});

test("a column that the payload leaves out is empty", () => {
  assert.equal(model.at("notes_en", 2), "");
  assert.ok(Number.isNaN(model.numbers.capacity[2]));
});

test("a place without a point has no place in the Mercator square and no distance", () => {
  assert.equal(model.hasPoint(4), false);
  assert.ok(Number.isNaN(model.x[4]) && Number.isNaN(model.kmTo("puente")[4]));
  assert.ok(model.hasPoint(0) && model.x[0] > 0 && model.x[0] < 1);
});

test("distances are measured anew for another crossing", () => {
  assert.ok(model.kmTo("puente")[0] < 2);
  assert.ok(model.kmTo("garita")[0] > 500);
  assert.ok(model.kmTo("32.53,-117.03")[0] === 0);
});

test("rows with the same codes have the same number, others another", () => {
  const codes = (row) => model.codes(["kind", "status"], row);
  assert.equal(codes(0), codes(4));
  assert.notEqual(codes(0), codes(3));
  assert.notEqual(codes(0), codes(1));
});

test("a model of no places keeps nothing", () => {
  const empty = makeModel(payloadOf({ choices: given.choices }));
  assert.equal(empty.evaluate(emptyFilter(given.choices, "es")).rows.length, 0);
  assert.equal(empty.evaluate(emptyFilter(given.choices, "es")).counts.side.MX, 0);
});
