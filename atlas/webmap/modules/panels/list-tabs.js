// What the list can show, as tabs: all places that the filter keeps, and the reader's own list; or the
// parts of a comparison.

import { h } from "../base/dom.js";
import { openTest } from "../state/hours.js";
import { distances, inOrder } from "../state/order.js";
import { savedRows } from "../state/saved-list.js";
import { townOf, townText } from "../state/towns.js";
import { compareTabs } from "./comparison-panel.js";
import { askedFields } from "./filter-chips.js";
import { mineEmpty, mineTools } from "./saved-list-panel.js";

/**
 * Give the tabs of the moment.
 *
 * @param {Atlas.Context} context
 * @param {((row: number) => boolean) | null} seen whether a row may be shown; null when nothing restricts the list
 * @returns {Atlas.Tab[]}
 */
export function tabsOf(context, seen) {
  const { state } = context;
  if (state.compare) return compareTabs(context, oneGroup);
  const { words } = state;
  const own = {
    name: "mine",
    key: "tab_mine",
    count: state.saved.length,
    mine: true,
    sequence: () => oneGroup(savedRows(context), words.t("mine_order")),
    tools: () => mineTools(context),
    empty: () => mineEmpty(context),
  };
  return [placesTab(context, seen), own];
}

/**
 * Make the one list of all places that the filter keeps, or of those of a town without a point.
 *
 * @param {Atlas.Context} context
 * @param {((row: number) => boolean) | null} seen
 * @returns {Atlas.Tab}
 */
function placesTab(context, seen) {
  const { state } = context;
  const { words, found, town } = state;
  const rows = Array.from(found).filter((row) =>
    town ? townOf(context, row) === town : !seen || seen(row),
  );
  return {
    name: "places",
    key: "tab_places",
    label: "list_label",
    count: rows.length,
    follows: found.length > 0 && !town,
    note: found.length && !rows.length ? words.t("list_nothing_here") : "",
    tools: () => (town ? [townTool(context, rows)] : []),
    sequence: () => inGroups(context, rows),
    empty: () => (found.length ? [] : nothingFound(context)),
  };
}

/**
 * Say which town the list is of, and offer all places again.
 *
 * @param {Atlas.Context} context
 * @param {number[]} rows
 */
function townTool(context, rows) {
  const { words } = context.state;
  const name = rows.length ? context.model.at("municipality", rows[0]) : "";
  const all = { type: "button", class: "atlas-tool", onclick: () => context.showTown("") };
  return h(
    "div",
    { class: "atlas-tools" },
    h("strong", {}, townText(words, { name, rows })),
    h("button", all, words.t("town_all")),
  );
}

/**
 * Put rows in order; by distance those without a point come last, since nothing can be measured.
 *
 * @param {Atlas.Context} context
 * @param {number[]} rows
 */
function inGroups(context, rows) {
  const { model, state } = context;
  const { words, order } = state;
  if (order !== "near" || !distances(context))
    return oneGroup(inOrder(context, rows), words.t(order === "name" ? "order_name" : "order_recent"));
  return [
    ...oneGroup(inOrder(context, rows.filter(model.hasPoint)), words.t("near_heading")),
    ...byMunicipality(context, rows.filter((row) => !model.hasPoint(row))),
  ];
}

/** Give the lines of some rows under one heading. */
function oneGroup(rows, title) {
  return sequenceOf(new Map(rows.length ? [[title, Array.from(rows)]] : []));
}

/**
 * @param {Atlas.Context} context
 * @param {number[]} rows
 */
function byMunicipality({ model, state }, rows) {
  const groups = new Map();
  for (const row of rows) {
    const name = model.at("municipality", row) || state.words.t("municipality_unknown");
    const title = [name, model.at("admin1", row)].filter(Boolean).join(", ");
    if (groups.has(title)) groups.get(title).push(row);
    else groups.set(title, [row]);
  }
  return sequenceOf(new Map([...groups].sort((a, b) => b[1].length - a[1].length)));
}

/**
 * @param {Map<string, number[]>} groups
 */
function sequenceOf(groups) {
  return [...groups].flatMap(([title, rows]) => {
    const heading = { title, count: String(rows.length) };
    return rows.map((row) => ({ row, heading }));
  });
}

/**
 * Say that nothing was found, and which field of the filter is to blame: each that alone could be
 * taken off, with what would be there then.
 *
 * @param {Atlas.Context} context
 */
function nothingFound(context) {
  const { words } = context.state;
  const title = (key) => h("p", { class: "atlas-empty-title" }, words.t(key));
  if (!context.payload.total) return [title("empty_package")];
  const button = { type: "button", class: "atlas-button", onclick: () => context.clear() };
  const ways = waysOut(context).map(({ text, take, n }) =>
    h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "atlas-link", onclick: take },
        words.t("without", { what: text, n: words.number(n) }),
      ),
    ),
  );
  return [
    title("empty_title"),
    h("p", {}, words.t("empty_text")),
    ways.length && h("ul", { class: "atlas-empty-ways" }, ways),
    h("button", button, words.t("clear_filters")),
  ].filter(Boolean);
}

/**
 * Give the fields without which the filter would keep anything, with how much.
 *
 * @param {Atlas.Context} context
 */
function waysOut(context) {
  const { model, state, forced } = context;
  if (forced) return []; // what is shown was chosen elsewhere
  const test = openTest(context);
  const kept = (part, open) => model.evaluate({ ...state.filter, ...part }, open).rows.length;
  const ways = askedFields(context).map(({ text, part }) => ({
    text,
    take: () => context.change(part),
    n: kept(part, test),
  }));
  if (test)
    ways.push({
      text: state.words.t("open_now"),
      take: () => context.showOpen(false),
      n: kept({}, null),
    });
  return ways.filter(({ n }) => n);
}
