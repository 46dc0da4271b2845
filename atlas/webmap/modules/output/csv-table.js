// The list as a table to take away, in the language of the view.

import { PARTS } from "../state/comparison.js";
import { facetLabel } from "../state/names.js";

const BYTE_ORDER_MARK = "\ufeff";

/**
 * Write rows as CSV; a cell that a spreadsheet would run as a formula gets an apostrophe. In a
 * comparison a column says whether a row is in A, in B or in both.
 *
 * @param {Atlas.Context} context
 * @param {Iterable<number>} rows
 */
export function toCsv(context, rows) {
  const { payload, model, state } = context;
  const { words, lang } = state;
  const codes = (facet, text) =>
    text
      .split(";")
      .filter(Boolean)
      .map((code) => facetLabel(payload, facet, code, lang))
      .join("; ");
  const part = (row) => PARTS[state.compare.of[row] - 1].name;
  const number = (value, digits) => (value === value ? value.toFixed(digits) : "");
  /** @type {[key: string, read: (row: number) => string][]} */
  const columns = [
    ["id", (row) => model.at("facility_id", row)],
    ["name", (row) => model.at("name", row)],
    ["name_other", (row) => model.at("name_en", row)],
    ["facet_kind", (row) => codes("kind", model.at("kind", row))],
    ["operator", (row) => model.at("operator", row)],
    ["facet_level", (row) => codes("level", model.at("level", row))],
    ["facet_corridor", (row) => codes("corridor", model.at("corridor_id", row))],
    ["facet_side", (row) => codes("side", model.at("side", row))],
    ["municipality", (row) => model.at("municipality", row)],
    ["address", (row) => model.at("address", row)],
    ["phone", (row) => model.at("phone", row)],
    ["website", (row) => model.at("website", row)],
    ["facet_service", (row) => codes("service", model.at("services", row))],
    ["facet_population", (row) => codes("population", model.at("populations", row))],
    ["capacity", (row) => number(model.numbers.capacity[row], 0)],
    ["status", (row) => codes("status", model.at("status", row))],
    ["status_date", (row) => model.at("status_date", row)],
    ["latitude", (row) => number(model.numbers.lat[row], 5)],
    ["longitude", (row) => number(model.numbers.lon[row], 5)],
    ["precision", (row) => payload.vocab.precision[model.at("precision", row)]?.[lang] ?? ""],
    ["precision_m", (row) => number(model.numbers.precision_m[row], 0)],
    [
      "sources",
      (row) =>
        model
          .at("source_ids", row)
          .split(";")
          .map((id) => payload.sources[id]?.url || payload.sources[id]?.title || id)
          .join("; "),
    ],
  ];
  if (state.compare) columns.splice(1, 0, ["part", (row) => words.t(`compare_${part(row)}`)]);
  const lines = [columns.map(([key]) => cell(words.t(`column_${key}`)))];
  for (const row of rows) lines.push(columns.map(([, read]) => cell(read(row))));
  return BYTE_ORDER_MARK + lines.map((line) => line.join(",")).join("\r\n");
}

function cell(value) {
  const number = /^-?\d+(\.\d+)?$/.test(value);
  const safe = !number && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
