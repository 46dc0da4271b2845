// The list as a table to take away, in the language of the view.

import { csvCell, neutralise } from "../base/spreadsheet.js";
import { PARTS } from "../state/comparison.js";
import { codeLabel } from "../state/names.js";

const BYTE_ORDER_MARK = "\ufeff";

/**
 * Write rows as CSV; text that a spreadsheet would run as a formula gets an apostrophe. In a
 * comparison a column says whether a row is in A, in B or in both.
 *
 * @param {Atlas.Context} context
 * @param {Iterable<number>} rows
 */
export function toCsv(context, rows) {
  const { payload, state } = context;
  const { words, lang } = state;
  const part = (row) => words.t(`compare_${PARTS[state.compare.of[row] - 1].name}`);
  const columns = payload.columns
    .filter(({ show }) => show.includes("table"))
    .map((column) => ({ title: column.title[lang], read: reader(context, column) }));
  if (state.compare) columns.splice(1, 0, { title: words.t("column_part"), read: part });
  const lines = [columns.map(({ title }) => csvCell(title))];
  for (const row of rows) lines.push(columns.map(({ read }) => csvCell(read(row))));
  return BYTE_ORDER_MARK + lines.map((line) => line.join(",")).join("\r\n");
}

/**
 * Make (row) -> the cell of a column. A number begins no formula, whatever its sign.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Column} column
 */
function reader({ payload, model, state }, column) {
  const { name, type, list, references } = column;
  if (type === "number" || type === "integer") {
    const values = model.numbers[name];
    return (row) => (values[row] === values[row] ? String(values[row]) : "");
  }
  const source = (id) => payload.sources[id]?.url || payload.sources[id]?.title || id;
  const say = (code) =>
    references === "sources" ? source(code) : codeLabel(payload, column, code, state.lang);
  const parts = (text) => (list ? text.split(list).filter(Boolean) : [text]);
  return (row) => neutralise(parts(model.at(name, row)).map(say).join("; "));
}
