import assert from "node:assert/strict";
import { test } from "node:test";

import { fold, textIndex, withinEdits } from "../../atlas/webmap/modules/base/search.js";
import { cases } from "./cases.js";

const { fold: folds, within, texts, queries } = cases("search");

for (const { text, folded } of folds) {
  test(`${JSON.stringify(text)} folds to ${JSON.stringify(folded)}`, () => {
    assert.equal(fold(text), folded);
  });
}

for (const { a, b, limit, within: expected } of within) {
  test(`${a} and ${b} are ${expected ? "" : "not "}within ${limit} edits`, () => {
    assert.equal(withinEdits(a, b, limit), expected);
    assert.equal(withinEdits(b, a, limit), expected);
  });
}

const find = textIndex(texts);

for (const { query, found } of queries) {
  test(`the query ${JSON.stringify(query)} finds what Python finds`, () => {
    const hits = fold(query).split(" ").filter(Boolean).map(find);
    assert.deepEqual(texts.map((_, i) => (hits.every((one) => one[i]) ? 1 : 0)), found);
  });
}

test("more words than the index remembers are found all the same", () => {
  for (let i = 0; i < 200; i++) find(`word${i}`);
  assert.deepEqual([...find("casa")], [1, 0, 0, 0, 0, 0, 0]);
});
