// The shapes of the map: one path for each icon name of the vocabularies, in a box from -10 to 10.
// The same path draws on canvas (Path2D), in SVG, in the legend and on the printed sheet.

import { s } from "../base/dom.js";
import { placeEvidence } from "../state/status.js";

const SHAPES = {
  circle: "M0-8.2A8.2 8.2 0 110 8.2 8.2 8.2 0 110-8.2z",
  square: "M-7.3-7.3H7.3V7.3H-7.3z",
  triangle: "M0-9.2L9 7H-9z",
  diamond: "M0-9.8L9.8 0 0 9.8-9.8 0z",
  pentagon: "M0-9L8.8-2.6 5.4 7.8H-5.4L-8.8-2.6z",
  hexagon: "M-4.6-8.2H4.6L9.2 0 4.6 8.2H-4.6L-9.2 0z",
  star: "M0-10L2.7-3.5 9.6-3 4.3 1.5 6 8.2 0 4.6-6 8.2-4.3 1.5-9.6-3-2.7-3.5z",
  cross: "M-3.3-9H3.3V-3.3H9V3.3H3.3V9H-3.3V3.3H-9V-3.3H-3.3z",
  // A barred window: the two openings run the other way round, and so stay open.
  bars: "M-8.2-8.2H8.2V8.2H-8.2zM-5.4-5.4V5.4H-1.4V-5.4zM1.4-5.4V5.4H5.4V-5.4z",
};

/** Where a place of a reader's own file comes from; published ones say nothing. */
export const OWN = "own";

/** The colour around it. */
export const OWN_COLOUR = "#e0a100";

/** The colour of paper: what a symbol stands on. */
export const PAPER = "#fffdf8";

export const STRIKE = "M-9.5 9.5L9.5-9.5";

/**
 * How full the colour is, by what the status amounts to; a closed place is struck through. The same
 * on paper: atlas/output/figures/marks.py.
 *
 * @type {Record<Atlas.Evidence, number>}
 */
export const FILLS = { open: 1, was_open: 0.45, unknown: 0, planned: 0, closed: 0 };

/** Give the path of a shape; an unknown name is a circle. */
export function shapePath(name) {
  return SHAPES[name] ?? SHAPES.circle;
}

/**
 * Give what a place's symbol shows: colour, shape, how full, closed or not.
 *
 * @param {Atlas.ReadPayload} payload
 * @param {Atlas.Model} model
 * @param {number} row
 */
export function styleOf(payload, model, row) {
  const { list, of } = stylesOf(payload, model);
  return list[of[row]];
}

const known = new WeakMap();

/**
 * Give the different symbols of a model and the number of each row's.
 *
 * @param {Atlas.ReadPayload} payload
 * @param {Atlas.Model} model
 */
export function stylesOf(payload, model) {
  if (!known.has(model)) known.set(model, makeStyles(payload, model));
  return known.get(model);
}

/**
 * @param {Atlas.ReadPayload} payload
 * @param {Atlas.Model} model
 */
function makeStyles(payload, model) {
  const [list, of, byCodes, byLook] = [[], new Uint16Array(model.n), new Map(), new Map()];
  for (let row = 0; row < model.n; row++) {
    const key = model.codes(["kind", "status", "status_date", "origin"], row);
    if (!byCodes.has(key)) {
      const style = makeStyle(payload, model, row);
      const look = Object.values(style).join();
      if (!byLook.has(look)) byLook.set(look, list.push(style) - 1);
      byCodes.set(key, byLook.get(look));
    }
    of[row] = byCodes.get(key);
  }
  return { list, of };
}

/**
 * @param {Atlas.ReadPayload} payload
 * @param {Atlas.Model} model
 * @param {number} row
 */
function makeStyle(payload, model, row) {
  const { colour = "#555555", icon = "circle" } = payload.vocab.kind[model.at("kind", row)] ?? {};
  const evidence = placeEvidence({ payload, model }, row);
  const own = model.at("origin", row) === OWN;
  return { colour, icon, tint: FILLS[evidence], closed: evidence === "closed", own };
}

/**
 * Draw a symbol as SVG around the origin; `scale` 1 is 20 px across.
 *
 * @param {Atlas.Look} look
 */
export function symbol({ colour, icon, tint = 1, closed = false, own = false }, scale = 1) {
  const d = shapePath(icon);
  return s(
    "g",
    { class: "atlas-symbol", transform: scale === 1 ? null : `scale(${scale})` },
    own && s("circle", { class: "atlas-own-halo", r: 11.6 }),
    s("path", { d, class: "atlas-symbol-case" }),
    s("path", {
      d,
      fill: tint ? colour : PAPER,
      "fill-opacity": tint || 1,
      stroke: colour,
      "stroke-width": 1.8,
      "stroke-linejoin": "round",
    }),
    closed && s("path", { d: STRIKE, stroke: colour, "stroke-width": 2, fill: "none" }),
  );
}

/** Wrap a drawing in a small picture for text, hidden from assistive technology. */
export function picture(drawing, size = 22) {
  return s(
    "svg",
    {
      class: "atlas-picture",
      viewBox: "-12 -12 24 24",
      width: size,
      height: size,
      "aria-hidden": "true",
      focusable: "false",
    },
    drawing,
  );
}

/**
 * Draw the symbol of a kind as a small picture.
 *
 * @param {Pick<Atlas.Core, "payload">} context
 * @param {string} kind
 */
export function kindPicture({ payload }, kind) {
  return picture(symbol(payload.vocab.kind[kind] ?? {}));
}

/**
 * Draw the symbol of a place as a small picture.
 *
 * @param {Pick<Atlas.Core, "payload" | "model">} context
 * @param {number} row
 */
export function placePicture({ payload, model }, row, size = 22) {
  return picture(symbol(styleOf(payload, model, row)), size);
}
