// What the list can show, as tabs: places on the map, places known only by municipality, and the
// reader's own list; or all by distance; or the parts of a comparison.

import { h } from "../base/dom.js";
import { OWN } from "../map/symbols.js";
import { facetLabel } from "../state/names.js";
import { savedRows } from "../state/saved-list.js";
import { compareTabs } from "./comparison-panel.js";
import { askedFields } from "./filter-chips.js";
import { nearestFirst } from "./nearest.js";
import { mineEmpty, mineTools } from "./saved-list-panel.js";

/**
 * Give the tabs of the moment.
 *
 * @param {Atlas.Context} context
 * @param {((row: number) => boolean) | null} seen whether a row may be shown; null when nothing restricts the list
 * @returns {Atlas.Tab[]}
 */
export function tabsOf(context, seen) {
  const { model, state } = context;
  if (state.compare) return compareTabs(context, oneGroup);
  const { words, found } = state;
  const [mapped, unmapped] = [[], []];
  for (const row of found)
    if (!model.hasPoint(row)) unmapped.push(row);
    else if (!seen || seen(row)) mapped.push(row);
  const own = {
    name: "mine",
    key: "tab_mine",
    count: state.saved.length,
    mine: true,
    sequence: () => oneGroup(savedRows(context), words.t("mine_order")),
    tools: () => mineTools(context),
    empty: () => mineEmpty(context),
  };
  const empty = () => (found.length ? [] : nothingFound(context));
  if (state.from)
    return [
      {
        name: "point",
        key: "tab_near",
        count: mapped.length + unmapped.length,
        follows: found.length > 0,
        sequence: () => [
          ...oneGroup(nearestFirst(context, mapped), words.t("near_heading")),
          ...byMunicipality(context, unmapped),
        ],
        empty,
      },
      own,
    ];
  return [
    {
      name: "point",
      key: "tab_point",
      label: "list_label",
      count: mapped.length,
      follows: found.length > 0,
      note: found.length && !mapped.length ? words.t("list_nothing_here") : "",
      sequence: () => grouped(mapped, (row) => sideHeading(context, row)),
      empty,
    },
    {
      name: "municipality",
      key: "tab_municipality",
      count: unmapped.length,
      note: words.t("municipality_note"),
      sequence: () => byMunicipality(context, unmapped),
      empty,
    },
    own,
  ];
}

/** Give the lines of some rows under one heading. */
function oneGroup(rows, title) {
  return grouped(Array.from(rows), () => title);
}

function grouped(rows, titleOf) {
  const groups = new Map();
  for (const row of rows) {
    const title = titleOf(row);
    if (groups.has(title)) groups.get(title).push(row);
    else groups.set(title, [row]);
  }
  return sequenceOf(groups);
}

/**
 * Say before a heading that the places under it are of the reader's own file.
 *
 * @param {Atlas.Model} model
 * @param {number} row
 * @param {Atlas.Words} words
 */
function originOf(model, row, words) {
  return model.at("origin", row) === OWN ? `${words.t("origin_own")} · ` : "";
}

/**
 * @param {Atlas.Context} context
 * @param {number} row
 */
function sideHeading({ payload, model, state }, row) {
  const [corridor, side] = [model.at("corridor_id", row), model.at("side", row)];
  const place = corridor
    ? facetLabel(payload, "corridor", corridor, state.lang)
    : state.words.t("outside");
  const where = side ? `${place} · ${facetLabel(payload, "side", side, state.lang)}` : place;
  return originOf(model, row, state.words) + where;
}

/**
 * @param {Atlas.Context} context
 * @param {number[]} rows
 */
function byMunicipality({ model, state }, rows) {
  const groups = new Map();
  for (const row of rows) {
    const name = model.at("municipality", row) || state.words.t("municipality_unknown");
    const where = [name, model.at("admin1", row)].filter(Boolean).join(", ");
    const title = originOf(model, row, state.words) + where;
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
  const button = { type: "button", class: "atlas-button", onclick: () => context.clear() };
  const ways = waysOut(context).map(({ text, part, n }) =>
    h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "atlas-link", onclick: () => context.change(part) },
        words.t("without", { what: text, n: words.number(n) }),
      ),
    ),
  );
  return [
    h("p", { class: "atlas-empty-title" }, words.t("empty_title")),
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
  return askedFields(context)
    .map(({ text, part }) => ({
      text,
      part,
      n: model.evaluate({ ...state.filter, ...part }).rows.length,
    }))
    .filter(({ n }) => n);
}
