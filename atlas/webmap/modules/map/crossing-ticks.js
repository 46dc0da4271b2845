// Border crossings as ticks across the border line, so that two that are near each other stay two.

import { s } from "../base/dom.js";
import { latitudeOf, mercatorX, mercatorY, metresPerPixel, readLine } from "../base/geodesy.js";

/** How much of the border around a crossing its direction is taken from, in m. */
const AROUND_M = 400;
/** Half of the length of a tick in px. */
export const HALF_TICK = 9;

const known = new WeakMap();

/**
 * Give the direction that leads straight across the border at a crossing, as x and y of the screen.
 *
 * @param {Pick<Atlas.ReadPayload, "crossings" | "geography">} payload
 * @param {Atlas.Crossing} crossing
 * @returns {[number, number]}
 */
export function acrossAt(payload, crossing) {
  if (!known.has(payload)) known.set(payload, { pieces: piecesOf(payload.geography), found: new Map() });
  const { pieces, found } = known.get(payload);
  if (!found.has(crossing.id))
    found.set(crossing.id, across(pieces, mercatorX(crossing.lon), mercatorY(crossing.lat)));
  return found.get(crossing.id);
}

/**
 * Give the pieces of the border in the Mercator square.
 *
 * @param {Pick<Atlas.Geography, "border" | "scale">} geography
 */
function piecesOf({ border, scale }) {
  return border.flatMap((flat) => {
    const points = readLine(flat, scale).map(([lat, lon]) => [mercatorX(lon), mercatorY(lat)]);
    return points.slice(1).map(([x, y], i) => ({ x0: points[i][0], y0: points[i][1], dx: x - points[i][0], dy: y - points[i][1] }));
  });
}

/**
 * Give the direction across a line near a point: that of all its pieces around the nearest spot.
 *
 * @param {{ x0: number, y0: number, dx: number, dy: number }[]} pieces
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
function across(pieces, x, y) {
  const reach = AROUND_M / (256 * metresPerPixel(latitudeOf(y), 0));
  const measured = pieces
    .filter(({ dx, dy }) => dx || dy)
    .map((piece) => ({ ...piece, apart: distance(piece, x, y) }));
  const nearest = measured.reduce((best, one) => (best && best.apart <= one.apart ? best : one), null);
  if (!nearest) return [0, -1];
  let [along, down] = [0, 0];
  for (const { dx, dy, apart } of measured) {
    if (apart > nearest.apart + reach) continue;
    const sign = dx * nearest.dx + dy * nearest.dy < 0 ? -1 : 1;
    const length = Math.hypot(dx, dy);
    const part = Math.min(1, reach / length) * sign;
    [along, down] = [along + dx * part, down + dy * part];
  }
  const length = Math.hypot(along, down) || 1;
  return [-down / length, along / length];
}

function distance({ x0, y0, dx, dy }, x, y) {
  const part = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - x0 - part * dx, y - y0 - part * dy);
}

/**
 * Draw a crossing as SVG around the origin; one that is closed is a broken tick.
 *
 * @param {[number, number]} direction across the border
 * @param {{ closed?: boolean }} [look]
 * @param {number} [scale] 1 is 18 px long
 */
export function tick([nx, ny], { closed = false } = {}, scale = 1) {
  const at = (part) => `${(nx * HALF_TICK * scale * part).toFixed(1)} ${(ny * HALF_TICK * scale * part).toFixed(1)}`;
  const d = closed ? `M${at(-1)}L${at(-0.35)}M${at(0.35)}L${at(1)}` : `M${at(-1)}L${at(1)}`;
  return s(
    "g",
    { class: "atlas-tick" },
    s("path", { d: `M${at(-1)}L${at(1)}`, class: "atlas-tick-case" }),
    s("path", { d, class: "atlas-tick-line" }),
  );
}

/** Draw a tick across a piece of border, for the legend and for a card. */
export function tickPicture(look = {}) {
  return [s("path", { d: "M-11 0H11", class: "atlas-legend-border" }), tick([0, -1], look)];
}

/**
 * Draw the line from a tick to a name that stands away from it.
 *
 * @param {Atlas.PlacedLabel} label
 */
export function tickLeader({ x, y, left, top, width, height, gap, normal }) {
  const end = [Math.max(left, Math.min(left + width, x)), Math.max(top, Math.min(top + height, y))];
  const apart = Math.hypot(end[0] - x, end[1] - y);
  if (!normal || apart < gap * 1.5) return null;
  return s("path", { class: "atlas-tick-leader", d: `M${x.toFixed(1)} ${y.toFixed(1)}L${end.map((v) => v.toFixed(1)).join(" ")}` });
}
