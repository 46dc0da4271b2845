// Streets on the maps of the printed sheet, in the looks of the screen.

import { s } from "../base/dom.js";
import { linesOf } from "../map/street-pack.js";
import { caseAt, STREET_LOOKS, widthAt } from "../map/street-painting.js";
import { HEIGHT, WIDTH } from "./sheet-window.js";

/**
 * Draw the classes that the scale of a map shows, the lowest first.
 *
 * @param {Atlas.StreetPack[]} packs
 * @param {Atlas.SheetWindow} view
 */
export function sheetStreets(packs, view) {
  const zoom = Math.log2(view.scale / 256);
  const shown = Object.entries(STREET_LOOKS)
    .filter(([, look]) => zoom >= look.zoom)
    .map(([name, look]) => ({ look, d: pathText(packs, name, view) }))
    .filter(({ d }) => d);
  return [
    ...shown.map(({ look, d }) => under(look, d, zoom)),
    ...shown.map(({ look, d }) => look.colour && stroke(d, look.colour, look, zoom, 0)),
  ];
}

/**
 * @param {Atlas.StreetLook} look
 * @param {string} d
 * @param {number} zoom
 */
function under(look, d, zoom) {
  if (look.fill) return s("path", { d, fill: look.fill, "fill-rule": "evenodd" });
  const colour = caseAt(look, zoom);
  return colour && stroke(d, colour, look, zoom, 1);
}

/**
 * @param {string} d
 * @param {string} colour
 * @param {Atlas.StreetLook} look
 * @param {number} zoom
 * @param {number} more px in addition to the width of the class
 */
function stroke(d, colour, { width, dash = [] }, zoom, more) {
  return s("path", {
    d,
    fill: "none",
    stroke: colour,
    "stroke-width": (widthAt(width, zoom) + more).toFixed(2),
    "stroke-dasharray": dash.join(" ") || null,
    "stroke-linejoin": "round",
  });
}

/**
 * @param {Atlas.StreetPack[]} packs
 * @param {string} name
 * @param {Atlas.SheetWindow} view
 */
function pathText(packs, name, { left, top, scale }) {
  const at = (v, from) => ((v - from) * scale).toFixed(1);
  const seen = { left: left * scale, top: top * scale, width: WIDTH, height: HEIGHT };
  return linesOf(packs, name, scale, seen)
    .map(({ xs, ys }) => `M${Array.from(xs, (x, i) => `${at(x, left)} ${at(ys[i], top)}`).join("L")}`)
    .join("");
}
