import assert from "node:assert/strict";
import { test } from "node:test";

import { csvCell, neutralise } from "../../atlas/webmap/modules/base/spreadsheet.js";
import { toCsv } from "../../atlas/webmap/modules/output/csv-table.js";
import { makeModel } from "../../atlas/webmap/modules/state/model.js";
import { cases } from "./cases.js";
import { payloadOf } from "./places.js";

for (const { text, safe } of cases("neutralise").texts) {
  test(`${JSON.stringify(text)} is written as ${JSON.stringify(safe)}`, () => {
    assert.equal(neutralise(text), safe);
  });
}

test("long runs take no long time", () => {
  for (const sign of "\t;'\" =") neutralise(sign.repeat(300_000));
});

test("a cell is quoted only where it has to be", () => {
  assert.equal(csvCell("plain; text"), "plain; text");
  assert.equal(csvCell("a,b"), '"a,b"');
  assert.equal(csvCell('say "x"'), '"say ""x"""');
  assert.equal(csvCell("two\nlines"), '"two\nlines"');
  assert.equal(csvCell("two\rlines"), '"two\rlines"');
});

test("text of the table is marked, its numbers are not", () => {
  const payload = payloadOf({
    places: [{ facility_id: "a", name: " =1+1", operator: "-5", phone: "+52 1", lon: -117, lat: -3 }],
  });
  const words = { t: (key) => key };
  const state = { words, lang: "es", compare: null };
  const csv = toCsv({ payload, model: makeModel(payload), state }, [0]);
  const [head, line] = csv.split("\r\n").map((one) => one.split(","));
  const cell = (key) => line[head.findIndex((one) => one.endsWith(key))];
  assert.equal(cell("name"), "' =1+1");
  assert.equal(cell("operator"), "'-5");
  assert.equal(cell("phone"), "'+52 1");
  assert.equal(cell("lon"), "-117");
  assert.equal(cell("lat"), "-3");
  assert.equal(cell("part"), undefined);
});

test("a column that no module knows is there under its title, its codes in words", () => {
  const columns = { hours: { title: { es: "Horario", en: "Hours" }, vocabulary: "when", list: ";" } };
  const vocab = { when: { day: { es: "De día" }, night: { es: "De noche" } } };
  const payload = payloadOf({ places: [{ facility_id: "a", hours: "day;night" }], columns, vocab });
  const state = { words: { t: (key) => key }, lang: "es", compare: null };
  const csv = toCsv({ payload, model: makeModel(payload), state }, [0]);
  assert.equal(csv, "\ufefffacility_id,Horario\r\na,De día; De noche");
});

test("in a comparison the table says which part a row is of", () => {
  const payload = payloadOf({ places: [{ facility_id: "a" }, { facility_id: "b" }] });
  const state = { words: { t: (key) => key }, lang: "es", compare: { of: [3, 1] } };
  const csv = toCsv({ payload, model: makeModel(payload), state }, [0, 1]);
  const parts = csv.split("\r\n").map((one) => one.split(",")[1]);
  assert.deepEqual(parts, ["column_part", "compare_both", "compare_a"]);
});
