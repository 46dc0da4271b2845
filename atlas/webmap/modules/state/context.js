// What all parts of an atlas share.

import { picture, styleOf, symbol } from "../map/symbols.js";
import { makeModel, readLocalities } from "./model.js";
import { emptyFilter, readFilter } from "./query.js";

/** Make what all parts of an atlas share: payload, model, state, and later the commands. */
export function makeContext(
  element,
  { payload, leaflet, panels = "all", lang, page = false, map, height, correct = null },
) {
  const start = lang ?? payload.lang;
  const context = {
    element,
    L: leaflet,
    page,
    existing: map,
    correct,
    height,
    forced: null,
    panels: {
      filter: panels === "all" || panels === "filter",
      list: panels === "all" || panels === "list",
      name: panels,
    },
    state: {
      filter: emptyFilter(start),
      lang: start,
      words: null,
      found: [],
      rows: [],
      saved: [],
      mine: false,
      undo: null,
      unusable: 0,
      from: null,
      compare: null,
      counts: {},
      selected: "",
      hovered: "",
      precision: false,
    },
    keep() {},
    kindPicture: (kind) => picture(symbol(context.payload.vocab.kind[kind] ?? {})),
    placePicture: (row, size = 22) =>
      picture(symbol(styleOf(context.payload, context.model, row)), size),
  };
  takePayload(context, payload);
  return context;
}

/** Take in data: the first, or other data in the same place. */
export function takePayload(context, payload) {
  context.payload = { ...payload, localities: readLocalities(payload.localities) };
  context.model = makeModel(payload);
  context.all = context.model.evaluate(emptyFilter("")).counts;
  context.fileFilter = readFilter(
    new URLSearchParams(payload.query),
    payload.choices,
    payload.lang,
  );
  const dates = new Set(
    Array.from({ length: context.model.n }, (_, row) =>
      context.model.at("status_date", row).slice(0, 4),
    ),
  );
  context.years = [...dates].filter(Boolean).sort();
}

/** Give the numbers of the rows to show, from ids or from a 1 for each row. */
export function visibleRows(model, rows) {
  if (rows instanceof Uint8Array) return Uint32Array.from(rows.keys()).filter((row) => rows[row]);
  return Uint32Array.from(rows.map((id) => model.rowOf(id)).filter((row) => row >= 0)).sort();
}
