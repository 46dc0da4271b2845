import assert from "node:assert/strict";
import { test } from "node:test";

import { wordsFor } from "../../atlas/webmap/modules/base/i18n.js";
import { makeModel } from "../../atlas/webmap/modules/state/model.js";
import { emptyFilter } from "../../atlas/webmap/modules/state/query.js";
import { LANGUAGES, payloadOf } from "./places.js";

const third = { name: "Kreyòl", called: {}, suffixes: ["_ht", "_en", ""] };
const payload = {
  ...payloadOf({
    places: [
      { facility_id: "a", name: "Casa", name_en: "House", name_ht: "Kay" },
      { facility_id: "b", name: "Puente", notes: "Nota" },
    ],
    columns: { name: { translated: true }, name_ht: { show: ["search"] } },
  }),
  languages: { ...LANGUAGES, ht: third },
};
const model = makeModel(payload);

test("a text that a language lacks falls back along its chain", () => {
  assert.deepEqual(["es", "en", "ht"].map((lang) => model.textOf("name", 0, lang)), ["Casa", "House", "Kay"]);
  assert.deepEqual(["es", "en", "ht"].map((lang) => model.textOf("name", 1, lang)), ["Puente", "Puente", "Puente"]);
  assert.equal(model.textOf("notes", 1, "ht"), "Nota");
  assert.equal(model.textOf("notes", 0, "ht"), "");
});

test("a text says its language where it is not the one wanted", () => {
  assert.deepEqual(["es", "en", "ht"].map((lang) => model.otherLanguage("name", 1, lang)), [null, "es", "es"]);
  assert.equal(model.otherLanguage("name", 0, "ht"), null);
  assert.equal(model.otherLanguage("notes", 1, "en"), null, "no column says which language it is");
});

test("a place has the name of the language first, then its others, each once", () => {
  assert.deepEqual(model.names(0, "ht"), ["Kay", "House", "Casa"]);
  assert.deepEqual(model.names(0, "es"), ["Casa", "House", "Kay"]);
  assert.deepEqual(model.names(1, "en"), ["Puente"]);
});

test("a search looks through the names of every language", () => {
  const found = model.evaluate({ ...emptyFilter(payload.choices, "es"), q: "kay" });
  assert.deepEqual([...found.rows], [0]);
});

for (const [formats, said] of [
  ["es-MX", "650,968 0.5"],
  ["en-US", "650,968 0.5"],
  ["es-ES", "650.968 0,5"],
]) {
  test(`numbers are written as in ${formats}`, () => {
    const words = wordsFor({ xx: { formats } }, "xx");
    assert.equal(`${words.number(650_968)} ${words.number(0.5)}`, said);
  });
}
