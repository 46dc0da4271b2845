// What all parts of an atlas share.

import { readLocalities } from "./columns.js";
import { makeModel } from "./model.js";
import { emptyFilter, readFilter } from "./query.js";

/**
 * Make what all parts of an atlas share; `createAtlas` adds the map and the commands.
 *
 * @param {HTMLElement | null} element
 * @param {Atlas.Options} options
 * @returns {Atlas.Core}
 */
export function makeContext(
  element,
  {
    payload, leaflet, panels = "all", lang, page = false, map, height, correct = null, report = null,
    address, street, goTo = null,
  },
) {
  const start = lang ?? payload.lang;
  return {
    ...read(payload),
    element,
    L: leaflet,
    page,
    existing: map,
    correct,
    address,
    goTo,
    report,
    street,
    height,
    forced: null,
    panels: {
      filter: panels === "all" || panels === "filter",
      list: panels === "all" || panels === "list",
      name: panels,
    },
    state: {
      filter: emptyFilter(payload.choices, start),
      lang: start,
      words: null,
      found: new Uint32Array(),
      rows: new Uint32Array(),
      saved: [],
      mine: false,
      undo: null,
      unusable: 0,
      from: null,
      order: "recent",
      town: "",
      openNow: false,
      compare: null,
      counts: null,
      leftOut: null,
      selected: "",
      hovered: "",
      precision: false,
    },
    keep() {},
  };
}

/**
 * Take in other data in the same place.
 *
 * @param {Atlas.Core} context
 * @param {Atlas.Payload} payload
 */
export function takePayload(context, payload) {
  Object.assign(context, read(payload));
}

/** @param {Atlas.Payload} payload */
function read(payload) {
  const model = makeModel(payload);
  const dates = Array.from({ length: model.n }, (_, row) =>
    model.at("status_date", row).slice(0, 4),
  );
  const query = new URLSearchParams(payload.query);
  return {
    payload: { ...payload, localities: readLocalities(payload.localities) },
    model,
    all: model.evaluate(emptyFilter(payload.choices, payload.lang)).counts,
    fileFilter: readFilter(query, payload, payload.lang),
    years: [...new Set(dates)].filter(Boolean).sort(),
  };
}

/**
 * Give the numbers of the rows to show, from ids or from a 1 for each row.
 *
 * @param {Atlas.Model} model
 * @param {string[] | Uint8Array} rows
 */
export function visibleRows(model, rows) {
  if (rows instanceof Uint8Array) return Uint32Array.from(rows.keys()).filter((row) => rows[row]);
  return Uint32Array.from(rows.map((id) => model.rowOf(id)).filter((row) => row >= 0)).sort();
}
