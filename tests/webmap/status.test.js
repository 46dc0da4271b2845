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

test("an age below two years is said in months", (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-28") });
  const said = {
    formats: "en-US",
    age_months_one: "{n} month ago",
    age_months_many: "{n} months ago",
    age_years_one: "{n} year ago",
    age_years_many: "{n} years ago",
    age_recent: "recent",
  };
  const { age } = wordsFor({ en: said }, "en");
  const ages = { "2024-12": "23 months ago", "2024-11-02": "2 years ago", "2026-10-20": "1 month ago" };
  const years = { 2025: "1 year ago", 2026: "recent", "2026-11-20": "recent" };
  for (const [iso, text] of Object.entries({ ...ages, ...years })) assert.equal(age(iso), text);
});
