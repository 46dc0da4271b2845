import assert from "node:assert/strict";
import { test } from "node:test";

import { wordsFor } from "../../atlas/webmap/modules/base/i18n.js";
import { REPEATED, unansweredText } from "../../atlas/webmap/modules/state/calls.js";
import { cases } from "./cases.js";

const { strings, repeated, cases: told } = cases("calls");

test("as many calls as in Python are said", () => assert.equal(REPEATED, repeated));

for (const { days, ...texts } of told) {
  test(`calls without an answer on "${days}" are said with their number and the last day`, () => {
    for (const [lang, text] of Object.entries(texts))
      assert.equal(unansweredText(wordsFor(strings, lang), days), text);
  });
}
