// The reader's own list on the map: each place with its number, moved apart where they would hide each
// other, with a line to its point.

import { s } from "../base/dom.js";
import { readLine } from "../base/geodesy.js";
import { apart } from "./moving-apart.js";
import { symbol } from "./symbols.js";
import { inFrame, pointOnFrame } from "./viewport.js";

/** Up to so many places each has a mark of its own; above, those at one spot stand together. */
export const MOST_APART = 60;

const DISTANCE_PX = 23;
const FARTHEST_PX = 54;
const LEADER_FROM_PX = 6;

/**
 * Move the marks of places apart; each remembers its point.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Viewport} view
 * @param {Atlas.Item[]} items changed in place
 */
export function spreadNumbers({ payload }, view, items) {
  const places = items.filter((item) => item.type === "place");
  if (places.length < 2 || places.length > MOST_APART) return;
  const { border, scale } = payload.geography;
  const lines = border.flatMap((flat) =>
    partsSeen(
      readLine(flat, scale).map(([lat, lon]) => pointOnFrame(lon, lat, view)),
      view.frame,
    ),
  );
  const points = places.map(({ x, y }) => /** @type {[number, number]} */ ([x, y]));
  apart(points, DISTANCE_PX, FARTHEST_PX, [], lines).forEach(([x, y], i) => {
    const item = places[i];
    item.from = { x: item.x, y: item.y };
    [item.x, item.y] = [x, y];
  });
}

/**
 * Give the parts of a line that are on the frame or lead to it.
 *
 * @param {Atlas.Point[]} line
 * @param {Atlas.Frame} frame
 */
function partsSeen(line, frame) {
  /** @type {[number, number][][]} */
  const parts = [];
  let open = false;
  line.forEach(({ x, y }, i) => {
    const isSeen = [line[i - 1], line[i], line[i + 1]].some((at) => at && inFrame(at, frame));
    if (isSeen && open) parts.at(-1).push([x, y]);
    else if (isSeen) parts.push([[x, y]]);
    open = isSeen;
  });
  return parts;
}

/**
 * Draw the line from a moved mark to its point.
 *
 * @param {Atlas.Item} item
 */
export function numberLeader(item) {
  if (item.type !== "place" || !item.from) return null;
  const { x, y } = item.from;
  if (Math.hypot(item.x - x, item.y - y) <= LEADER_FROM_PX) return null;
  const d = `M${x.toFixed(1)} ${y.toFixed(1)}L${item.x.toFixed(1)} ${item.y.toFixed(1)}`;
  return s(
    "g",
    { class: "atlas-number-leader" },
    s("path", { d }),
    s("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 2.4 }),
  );
}

/**
 * Draw a symbol with the place's number in the list inside.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 * @param {Atlas.Look} look
 */
export function numbered({ state }, row, look) {
  const isSolid = look.tint === 1 && look.icon !== "bars";
  return [
    symbol(look, 1.12),
    s(
      "text",
      {
        class: `atlas-number${isSolid ? " atlas-number-on-solid" : ""}`,
        y: look.icon === "triangle" ? 6 : 4,
        stroke: isSolid ? look.colour : "#fffdf8",
      },
      state.rows.indexOf(row) + 1,
    ),
  ];
}
