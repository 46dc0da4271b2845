// The orders of the list: the most recently confirmed first, by name, or the nearest first.

import { distanceKm } from "../base/geodesy.js";
import { firstDay } from "../base/i18n.js";
import { placeName } from "./names.js";

/** The orders that a reader can choose. */
export const ORDERS = ["recent", "name", "near"];

/** How surely somebody is there: open by a source, not known, planned or closed. */
const RANKS = { open: 0, planned: 2, closed: 2 };

/** All rows of a model in an order, made once a language. */
const known = new WeakMap();

/**
 * Give rows in the order that the reader chose; in that of distance only those with a point.
 *
 * @param {Pick<Atlas.Context, "model" | "state">} context
 * @param {Iterable<number>} rows
 * @returns {number[]}
 */
export function inOrder(context, rows) {
  const { order } = context.state;
  const km = order === "near" && distances(context);
  if (km) return Array.from(rows).sort((a, b) => km(a) - km(b) || a - b);
  const kept = new Set(rows);
  return allRows(context, order).filter((row) => kept.has(row));
}

/**
 * Give (row) -> km from the reader's point, or from where the filter measures; null without either.
 *
 * @param {Pick<Atlas.Context, "model" | "state">} context
 */
export function distances({ model, state }) {
  const { lon, lat } = model.numbers;
  const { from, filter } = state;
  if (from) return (row) => distanceKm(lon[row], lat[row], from.lon, from.lat);
  if (!filter.near) return null;
  const km = model.kmTo(filter.near);
  return (row) => km[row];
}

/**
 * @param {Pick<Atlas.Context, "model" | "state">} context
 * @param {string} order
 * @returns {number[]}
 */
function allRows({ model, state }, order) {
  if (!known.has(model)) known.set(model, {});
  const made = known.get(model);
  return (made[`${order} ${state.lang}`] ??= sorted(model, order, state.lang));
}

/**
 * @param {Atlas.Model} model
 * @param {string} order
 * @param {Atlas.Lang} lang
 */
function sorted(model, order, lang) {
  const rows = Array.from({ length: model.n }, (_, row) => row);
  const names = rows.map((row) => placeName(model, row, lang));
  const { compare } = new Intl.Collator(lang);
  const byName = (a, b) => compare(names[a], names[b]) || a - b;
  if (order === "name") return rows.sort(byName);
  const ranks = rows.map((row) => RANKS[model.at("status", row)] ?? 1);
  const days = rows.map((row) => firstDay(model.at("status_date", row)));
  const later = (a, b) => (days[a] < days[b] ? 1 : days[a] > days[b] ? -1 : 0);
  return rows.sort((a, b) => ranks[a] - ranks[b] || later(a, b) || byName(a, b));
}
