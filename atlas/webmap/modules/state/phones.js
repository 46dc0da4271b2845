// Telephone numbers as a cell of the data has them, and how old they are; the numbers come apart and
// are dialled, as in atlas/base/dated_phones.py.

import { isRecent } from "../base/i18n.js";

/** For how many months a way to reach a place is shown without a warning. */
const CONTACT_MONTHS = 24;

const PHONE = /^([^[\]]*?)\s*(?:\[([0-9-]*)\])?$/;

/**
 * Take the numbers of a cell apart: `+52 664 682 5180 [2018]; +1 619 231 8414`.
 *
 * @param {string} cell
 * @returns {Atlas.Phone[]} each different number once
 */
export function phonesIn(cell) {
  const phones = new Map();
  for (const part of cell.split(";").map((one) => one.trim()).filter(Boolean)) {
    const found = PHONE.exec(part);
    const number = found ? found[1] : part;
    if (number && !phones.has(number)) phones.set(number, { number, date: found?.[2] ?? "" });
  }
  return [...phones.values()];
}

/**
 * Give what a device dials; nothing for what is no number.
 *
 * @param {string} number
 */
export function dialled(number) {
  const digits = number.replace(/[\s().-]/g, "");
  return /^\+?[0-9]{3,}$/.test(digits) ? digits : "";
}

/**
 * Give the numbers of a row in a column, those without a date of their own with that of the contact.
 *
 * @param {Atlas.Model} model
 * @param {Atlas.TextColumn} column
 * @param {number} row
 */
export function phonesOf(model, column, row) {
  return phonesIn(model.at(column, row)).map(({ number, date }) => ({
    number,
    date: date || model.at("contact_date", row),
  }));
}

/**
 * Give the first number of a row in a column that a device can dial.
 *
 * @param {Atlas.Model} model
 * @param {Atlas.TextColumn} column
 * @param {number} row
 */
export function firstPhone(model, column, row) {
  return phonesOf(model, column, row).find(({ number }) => dialled(number));
}

/**
 * Give the year of a contact that is so old that one should expect another; nothing of others.
 *
 * @param {string} date
 * @param {string} made the date of the data
 */
export function oldYear(date, made) {
  return date && !isRecent(date, made, CONTACT_MONTHS) ? date.slice(0, 4) : "";
}
