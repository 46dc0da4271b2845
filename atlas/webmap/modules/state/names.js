// What records and codes are called in the language of the view.

import { ANY } from "./query.js";

/** The tables of the payload whose ids a column may hold. */
const RECORDS = ["corridors", "crossings"];

/**
 * Give the name of a record in a language.
 *
 * @param {Atlas.Named} record
 * @param {Atlas.Lang} lang
 */
export function nameOf(record, lang) {
  return record.names[lang];
}

/**
 * Give the name of a place in a language, or what it falls back on.
 *
 * @param {Atlas.Model} model
 * @param {number} row
 * @param {Atlas.Lang} lang
 */
export function placeName(model, row, lang) {
  return model.textOf("name", row, lang);
}

/**
 * Give the label of a code of a facet; a code without a label stands for itself.
 *
 * @param {Atlas.ReadPayload} payload
 * @param {Atlas.Facet} name
 * @param {string} code
 * @param {Atlas.Lang} lang
 */
export function facetLabel(payload, name, code, lang) {
  const { column, vocabulary, any } = payload.facets[name];
  if (code === ANY && any) return any[lang];
  const references = column === "corridor_id" ? "corridors" : "";
  return codeLabel(payload, { vocabulary, references }, code, lang);
}

/**
 * Give what a code of a column stands for: a term, a record's name, or itself.
 *
 * @param {Atlas.ReadPayload} payload
 * @param {{ vocabulary?: string, references?: string }} column
 * @param {string} code
 * @param {Atlas.Lang} lang
 */
export function codeLabel(payload, { vocabulary, references }, code, lang) {
  if (vocabulary) return payload.vocab[vocabulary]?.[code]?.[lang] ?? code;
  const record = RECORDS.includes(references) && payload[references].find(({ id }) => id === code);
  return record ? nameOf(record, lang) : code;
}

/**
 * Give what a row says in a column, in words; nothing when it says nothing.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Column} column
 * @param {number} row
 */
export function cellText({ payload, model, state }, column, row) {
  const { words, lang } = state;
  if (column.type === "number" || column.type === "integer") {
    const value = model.numbers[column.name][row];
    return value === value ? words.number(value) : "";
  }
  const text = model.at(column.name, row);
  const isCode = column.vocabulary || column.references || column.list;
  if (!isCode && !column.date) return model.textOf(column.name, row, lang);
  if (!text) return "";
  if (column.date) return words.date(text);
  const values = column.list ? text.split(column.list) : [text];
  return values.map((code) => codeLabel(payload, column, code, lang)).join(", ");
}

/** Count what `keyOf` gives, most frequent first. */
export function countBy(rows, keyOf) {
  const counts = new Map();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return new Map([...counts].sort((a, b) => b[1] - a[1]));
}
