// What stands on the map at a zoom: corridors far out, counts nearer, single places close by.

import { mercatorX, mercatorY } from "../base/geodesy.js";
import { nameOf } from "../state/names.js";
import { halfWidth } from "./comparison-marks.js";
import { FONTS } from "./fonts.js";
import { standTogether } from "./layout.js";
import { countSquares } from "./square-counts.js";
import { OWN } from "./symbols.js";
import { CORRIDOR_ZOOM, badgeRadius, dotRadius, inFrame, joinRadius, onFrame } from "./viewport.js";

/** Up to so many points each is an SVG symbol; above, all are dots on one canvas. */
const SVG_POINTS = 2_000;

/** In the reader's own list, whose marks carry numbers, only what lies this close stands together. */
const SAME_PX = 8;

const NONE = new Uint32Array();

/** Above so many points the canvas shows squares with counts. */
const CANVAS_POINTS = 50_000;

/**
 * Put the rows together for a zoom: corridors far out, counts nearer, single places close by; many
 * places as dots on the canvas, and too many for that as squares with counts.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Viewport} view
 * @param {Atlas.Rows} rows
 * @param {Atlas.Rows} points
 */
export function group({ payload, model, map, state }, view, rows, points) {
  // A reader's own places are never counted among the published ones.
  const isOwn = (row) => model.at("origin", row) === OWN;
  const published = rows.filter((row) => !isOwn(row));
  const pills = view.zoom < CORRIDOR_ZOOM ? corridorPills(payload, model, published) : [];
  const inPill = new Set(pills.map((pill) => pill.corridor.id));
  const free = pills.length
    ? points.filter((row) => isOwn(row) || !inPill.has(model.at("corridor_id", row)))
    : points;
  const near = view.zoom >= CORRIDOR_ZOOM;
  if (near && points.length > CANVAS_POINTS) {
    const half = (square) => (square.size * view.world) / 2;
    const squares = countSquares(model.x, model.y, points, view.zoom);
    return {
      pills,
      dots: NONE,
      squares: true,
      items: squares.map((square) => ({
        ...square,
        type: "square",
        reach: 0,
        box: [half(square), half(square)],
      })),
    };
  }
  if (near && points.length > SVG_POINTS) return { pills, dots: points, squares: false, items: [] };
  const at = (row) => [model.x[row] * view.world, model.y[row] * view.world];
  const together = standTogether(
    free,
    at,
    (row) => `${model.at("side", row)} ${model.at("origin", row)}`,
    state.mine ? SAME_PX : joinRadius(view.zoom, map.getMaxZoom()),
  );
  return {
    pills,
    dots: NONE,
    squares: false,
    items: together.map((item) => clusterItem(item, view, model, state)),
  };
}

/**
 * Make the item of a place where it lies on the frame.
 *
 * @param {Pick<Atlas.Core, "model">} context
 * @param {Atlas.Viewport} view
 * @param {number} row
 * @param {number} [reach]
 * @returns {Atlas.PlaceItem & Atlas.Point}
 */
export function placeItem({ model }, view, row, reach = 12) {
  const [mx, my] = [model.x[row], model.y[row]];
  return { type: "place", row, rows: [row], mx, my, reach, ...onFrame({ mx, my }, view) };
}

/**
 * Make items of the dots that lie on the frame.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Viewport} view
 * @param {ArrayLike<number>} dots
 */
export function dotItems(context, view, dots) {
  const reach = dotRadius(view.zoom) + 3;
  return Array.from(dots, (row) => placeItem(context, view, row, reach)).filter((item) =>
    inFrame(item, view.frame),
  );
}

/**
 * @param {{ rows: number[], x: number, y: number }} item
 * @param {Atlas.Viewport} view
 * @param {Atlas.Model} model
 * @param {Atlas.State} state
 */
function clusterItem({ rows, x, y }, view, model, state) {
  if (rows.length === 1)
    return {
      type: "place",
      row: rows[0],
      rows,
      mx: model.x[rows[0]],
      my: model.y[rows[0]],
      reach: 12,
    };
  const [mx, my] = [x / view.world, y / view.world];
  const reach = state.compare ? halfWidth(state, rows) : badgeRadius(rows.length);
  return { type: "count", rows, mx, my, reach: Math.max(12, reach) };
}

/**
 * @param {Atlas.ReadPayload} payload
 * @param {Atlas.Model} model
 * @param {Atlas.Rows} rows
 */
function corridorPills(payload, model, rows) {
  const counts = new Map(
    payload.corridors.map((corridor) => [corridor.id, { corridor, sides: {}, rows: [] }]),
  );
  for (const row of rows) {
    const found = counts.get(model.at("corridor_id", row));
    if (!found) continue;
    const side = model.at("side", row);
    found.sides[side] = (found.sides[side] ?? 0) + 1;
    found.rows.push(row);
  }
  return [...counts.values()].map(({ corridor, sides, rows: inside }) => {
    const [west, south, east, north] = corridor.bounds;
    const [mx, my] = [mercatorX((west + east) / 2), mercatorY((south + north) / 2)];
    return { type: "corridor", corridor, sides, rows: inside, mx, my, reach: 0, box: [58, 16] };
  });
}

/**
 * Make items of the crossings.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Viewport} view
 */
export function crossingItems({ payload, state }, view) {
  if (view.zoom < CORRIDOR_ZOOM + 1) return [];
  return payload.crossings
    .filter((crossing) => crossing.lon !== null)
    .map((crossing) => ({
      type: "crossing",
      crossing,
      mx: mercatorX(crossing.lon),
      my: mercatorY(crossing.lat),
      reach: 13,
      name: nameOf(crossing, state.words.lang),
    }));
}

/**
 * Move corridor pills into the visible part of the map and off each other.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Item[]} items
 * @param {Atlas.Frame} frame
 * @param {Atlas.Measure} measure
 */
export function keepPillsInSight({ map, state }, items, frame, measure) {
  const { x: width } = map.getSize();
  const seen = map.containerPointToLayerPoint([0, 0]).x - frame.left;
  const pills = items.filter((item) => item.type === "corridor");
  pills.forEach((pill, i) => {
    const half =
      Math.max(58, measure(nameOf(pill.corridor, state.words.lang), FONTS.city) / 2 + 6) + 4;
    const inSight = pill.x > seen - 40 && pill.x < seen + width + 40;
    pill.from = { x: pill.x, y: pill.y };
    if (inSight) pill.x = Math.max(seen + half, Math.min(seen + width - half, pill.x));
    const close = (other) =>
      Math.abs(other.x - pill.x) < half * 2 && Math.abs(other.y - pill.y) < 58;
    for (let tries = 0; tries < 4 && pills.slice(0, i).some(close); tries++) pill.y += 20;
  });
}
