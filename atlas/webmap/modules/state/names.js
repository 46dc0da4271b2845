// What records and codes are called in the language of the view.

const VOCABULARY = {
  service: "service",
  population: "population",
  level: "level",
  status: "status",
  side: "side",
  kind: "kind",
  mode: "mode",
};

/**
 * Give the name of a record in a language; without an English one, the proper name.
 *
 * @param {Atlas.Named} record
 * @param {Atlas.Lang} lang
 */
export function nameOf(record, lang) {
  return (lang === "en" && record.name_en) || record.name;
}

/**
 * Give the name of a place in a language; without an English one, the proper name.
 *
 * @param {Atlas.Model} model
 * @param {number} row
 * @param {Atlas.Lang} lang
 */
export function placeName(model, row, lang) {
  return (lang === "en" && model.at("name_en", row)) || model.at("name", row);
}

/**
 * Give the label of a code of a facet; a code without a label stands for itself.
 *
 * @param {Atlas.ReadPayload} payload
 * @param {Atlas.Facet | "mode"} name
 * @param {string} code
 * @param {Atlas.Lang} lang
 */
export function facetLabel(payload, name, code, lang) {
  if (name === "corridor") {
    const corridor = payload.corridors.find((one) => one.id === code);
    return corridor ? nameOf(corridor, lang) : code;
  }
  return payload.vocab[VOCABULARY[name]][code]?.[lang] ?? code;
}

/** Count what `keyOf` gives, most frequent first. */
export function countBy(rows, keyOf) {
  const counts = new Map();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return new Map([...counts].sort((a, b) => b[1] - a[1]));
}
