import assert from "node:assert/strict";
import { test } from "node:test";

import { fold, phoneDigits, queryWords, runsAround, textIndex, withinEdits } from "../../atlas/webmap/modules/base/search.js";
import { cases } from "./cases.js";

const given = cases("search");
const { fold: folds, within, texts, queries } = given;

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

const stopWords = new Set(given.stop_words);
const find = textIndex(texts.map(lineOf), new Set(given.known));

/** Fold a text, but for the marks that join the words of its phrases. */
function lineOf(text) {
  return text.split(" ").map((word) => word.split("_").map(fold).join("_")).join(" ");
}

for (const { query, found } of queries) {
  test(`the query ${JSON.stringify(query)} finds what Python finds`, () => {
    const words = queryWords(query, stopWords);
    const hits = words.map((_, i) => runsAround(words, i).map(find));
    assert.deepEqual(
      texts.map((_, i) => (hits.every((runs) => runs.some((one) => one[i])) ? 1 : 0)),
      found,
    );
  });
}

for (const { cell, digits } of given.phones) {
  test(`the telephone numbers ${JSON.stringify(cell)} are searched as ${digits}`, () => {
    assert.equal(phoneDigits(cell), digits);
  });
}

test("more words than the index remembers are found all the same", () => {
  for (let i = 0; i < 200; i++) find([`word${i}`]);
  assert.deepEqual([...find(["casa"])], texts.map((text) => (text.startsWith("Casa") ? 1 : 0)));
});
