import assert from "node:assert/strict";
import { test } from "node:test";

import { wordsFor } from "../../atlas/webmap/modules/base/i18n.js";
import { FILLS } from "../../atlas/webmap/modules/map/symbols.js";
import { evidenceOf, statusText } from "../../atlas/webmap/modules/state/status.js";
import { cases } from "./cases.js";

const { strings, cases: stated } = cases("status");

for (const { status, date, made, evidence, ...texts } of stated) {
  test(`"${status}" of "${date}" is said as in Python`, () => {
    assert.equal(evidenceOf(status, date, made), evidence);
    for (const [lang, text] of Object.entries(texts))
      assert.equal(statusText(wordsFor(strings, lang), status, date, made), text);
  });
}

test("every evidence has a fill, and only what surely is open is solid", () => {
  const found = new Set(stated.map(({ evidence }) => evidence));
  assert.deepEqual(found, new Set(Object.keys(FILLS)));
  assert.deepEqual(Object.keys(FILLS).filter((one) => FILLS[one] === 1), ["open"]);
});
