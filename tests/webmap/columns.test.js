import assert from "node:assert/strict";
import { test } from "node:test";

import {
  readLocalities,
  readNumbers,
  readText,
} from "../../atlas/webmap/modules/state/columns.js";
import { cases } from "./cases.js";

const { text, numbers } = cases("columns");

for (const { values, written } of text) {
  test(`texts are read back: ${JSON.stringify(values)}`, () => {
    const column = readText(written ?? undefined, values.length);
    assert.deepEqual(values.map((_, row) => column.at(row)), values);
    assert.equal(new Set(column.distinct).size, column.distinct.length);
    assert.deepEqual(values.map((_, row) => column.distinct[column.code[row]]), values);
  });
}

for (const { values, written } of numbers) {
  test(`numbers are read back: ${JSON.stringify(values)}`, () => {
    const read = readNumbers(written ?? undefined, values.length);
    assert.deepEqual(Array.from(read), values.map((value) => value ?? NaN));
  });
}

test("localities are records", () => {
  const columns = { name: ["A", "B"], lon: [1, 2], lat: [3, 4], population: [5, 6] };
  assert.deepEqual(readLocalities(columns), [
    { name: "A", lon: 1, lat: 3, population: 5 },
    { name: "B", lon: 2, lat: 4, population: 6 },
  ]);
});
