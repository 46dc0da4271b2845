// Text that a spreadsheet shows without running it, by the rule of atlas/base/spreadsheet.py: a cell, or
// a part of a cell after `;`, that begins like a formula gets an apostrophe.

// What Python takes for white space; JavaScript's \s is another set.
const SPACE = "\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const FORMULA = `[${SPACE}"']*[=+\\-@\\uff1d\\uff0b\\uff0d\\uff20]`;
const BREAK = "'*[\\t\\r\\n]";
const RISKY = new RegExp(`^(?=${FORMULA}|${BREAK})|(?<=;)(?=${FORMULA})`, "g");
const PARTING = /[",\r\n]/;

/**
 * Put an apostrophe before everything in a text that a spreadsheet could run.
 *
 * @param {string} text
 */
export function neutralise(text) {
  return text.replace(RISKY, "'");
}

/**
 * Write the cell of a CSV file.
 *
 * @param {string} text
 */
export function csvCell(text) {
  return PARTING.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
