// One line of the list, and the headings between the lines. A line is a row of a grid: the place,
// then the buttons of that place, so that arrow keys reach all of them.

import { ICONS, h, icon } from "../base/dom.js";
import { OWN, placePicture } from "../map/symbols.js";
import { cellText, facetLabel, placeName } from "../state/names.js";
import { dialled, firstPhone, oldYear } from "../state/phones.js";
import { placeEvidence, placeStatus } from "../state/status.js";
import { distanceFact } from "./nearest.js";

/** Columns that a line of the list puts in words of its own. */
const IN_WORDS = new Set([
  ...["name", "kind", "status", "status_date", "municipality", "side"],
  ...["nearest_crossing_id", "nearest_crossing_km", "near_km"],
]);

/**
 * Make the heading of a group of rows.
 *
 * @param {Atlas.Line["heading"]} heading
 */
export function groupOf({ title, count }, at) {
  const id = `atlas-group-${at}`;
  const heading = h(
    "div",
    { class: "atlas-group-title", id },
    h("span", {}, title),
    h("span", { class: "atlas-group-count" }, count),
  );
  return h("div", { role: "rowgroup", "aria-labelledby": id, class: "atlas-group" }, heading);
}

/**
 * Make the line of a place.
 *
 * @param {number} row the place
 * @param {number} at which line of the list it is
 * @param {number} total how many lines there are
 * @param {boolean} mine true in the reader's own list: numbered, with buttons to order it
 */
export function rowOf(context, row, at, total, mine) {
  const { payload, model, state } = context;
  const { words, lang } = state;
  const evidence = placeEvidence(context, row);
  const kind = facetLabel(payload, "kind", model.at("kind", row), lang);
  const status = placeStatus(context, row);
  const side = state.from && model.at("side", row); // as the crow flies, over the border too
  const town = [model.at("municipality", row), side && `(${side})`].filter(Boolean).join(" ");
  const more = payload.columns
    .filter(({ name, show }) => show.includes("list") && !IN_WORDS.has(name))
    .map((column) => cellText(context, column, row));
  const known = [...marks(context, row), kind, town, ...more, distanceFact(context, row)];
  const facts = [...known, mine && status]
    .filter(Boolean)
    .join(" · ");
  return h(
    "div",
    {
      role: "row",
      id: `atlas-row-${row}`,
      class: `atlas-row atlas-role-${model.at("role", row) || "support"}`,
      "data-row": row,
      "data-at": at,
      "aria-selected": "false",
      "aria-rowindex": at + 1,
    },
    h(
      "div",
      { role: "gridcell", class: "atlas-row-place" },
      mine && h("span", { class: "atlas-row-number" }, words.number(at + 1)),
      placePicture(context, row),
      h(
        "div",
        { class: "atlas-row-text" },
        h("div", { class: "atlas-row-name", dir: "auto" }, placeName(model, row, lang)),
        h("div", { class: "atlas-row-facts" }, facts),
        callLink(context, row),
      ),
      !mine && h(
        "div",
        { class: `atlas-row-status atlas-status-${evidence}` },
        status,
      ),
    ),
    h(
      "div",
      { role: "gridcell", class: "atlas-row-tools" },
      mine ? orderButtons(context, row, at, total) : saveButton(context, row),
    ),
  );
}

/**
 * Say what sets a place apart from the others: whose it is, and that no point of it is known.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
function marks({ model, state }, row) {
  return [
    model.at("origin", row) === OWN && state.words.t("origin_own"),
    !model.hasPoint(row) && state.words.t("no_point"),
  ];
}

/**
 * Make the telephone number of a line, with its year when it is old.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
function callLink({ payload, model, state }, row) {
  const phone = firstPhone(model, "phone", row);
  if (!phone) return null;
  const year = oldYear(phone.date, payload.date);
  return h(
    "a",
    {
      id: `atlas-row-${row}-call`,
      class: "atlas-row-call",
      href: `tel:${dialled(phone.number)}`,
      tabindex: "-1",
      "data-do": "call",
      "aria-label": state.words.t("call_place", { place: placeName(model, row, state.lang) }),
    },
    icon(ICONS.phone),
    h("span", { dir: "ltr" }, phone.number),
    year && ` (${year})`,
  );
}

/**
 * @param {Atlas.Context} context
 * @param {number} row
 * @param {number} at
 * @param {number} total
 */
function orderButtons(context, row, at, total) {
  return [
    button(context, row, "up", "mine_up", { "aria-disabled": at === 0 && "true" }),
    button(context, row, "down", "mine_down", { "aria-disabled": at === total - 1 && "true" }),
    button(context, row, "remove", "mine_remove"),
  ];
}

/**
 * @param {Atlas.Context} context
 * @param {number} row
 */
function saveButton(context, row) {
  const pressed = context.saved.has(context.model.at("facility_id", row));
  return button(context, row, "save", "save_place", { "aria-pressed": String(pressed) });
}

const DRAWINGS = { up: ICONS.up, down: ICONS.down, remove: ICONS.close, save: ICONS.save };

/**
 * @param {Atlas.Context} context
 * @param {number} row
 * @param {string} name
 * @param {string} key
 */
function button({ model, state }, row, name, key, more = {}) {
  const place = placeName(model, row, state.lang);
  const properties = {
    type: "button",
    id: `atlas-row-${row}-${name}`,
    class: "atlas-row-button",
    tabindex: "-1",
    "data-do": name,
    "aria-label": state.words.t(key, { place }),
    title: state.words.t(key, { place }),
  };
  return h("button", { ...properties, ...more }, icon(DRAWINGS[name]));
}
