// What stands on the map at a zoom: corridors far out, counts nearer, single places close by.

import { mercatorX, mercatorY } from "../base/geodesy.js";
import { nameOf } from "../state/names.js";
import { halfWidth } from "./comparison-marks.js";
import { FONTS } from "./labels.js";
import { standTogether } from "./layout.js";
import { countCells } from "./square-counts.js";
import { OWN } from "./symbols.js";
import { CORRIDOR_ZOOM, badgeRadius, dotRadius, inFrame, joinRadius, onFrame } from "./viewport.js";

/** Up to so many points each is an SVG symbol; above, all are dots on one canvas. */
export const SVG_POINTS = 2_000;

/** In the reader's own list, whose marks carry numbers, only what lies this close stands together. */
const SAME_PX = 8;

/** Above so many points the canvas shows squares with counts. */
export const CANVAS_POINTS = 50_000;

/**
 * Put the rows together for a zoom: corridors far out, counts nearer, single places close by; many
 * places as dots on the canvas, and too many for that as squares with counts.
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
  const [none, near] = [[], view.zoom >= CORRIDOR_ZOOM];
  if (near && points.length > CANVAS_POINTS) {
    const half = (cell) => (cell.size * view.world) / 2;
    const cells = countCells(model.x, model.y, points, view.zoom);
    return {
      pills,
      dots: none,
      cells: true,
      items: cells.map((cell) => ({
        ...cell,
        type: "cell",
        reach: 0,
        box: [half(cell), half(cell)],
      })),
    };
  }
  if (near && points.length > SVG_POINTS) return { pills, dots: points, cells: false, items: none };
  const at = (row) => [model.x[row] * view.world, model.y[row] * view.world];
  const together = standTogether(
    free,
    at,
    (row) => `${model.at("side", row)} ${model.at("origin", row)}`,
    state.mine ? SAME_PX : joinRadius(view.zoom, map.getMaxZoom()),
  );
  return {
    pills,
    dots: none,
    cells: false,
    items: together.map((item) => clusterItem(item, view, model, state)),
  };
}

/** Make items of the dots that lie on the frame. */
export function dotItems({ model }, view, dots) {
  const reach = dotRadius(view.zoom) + 3;
  return Array.from(dots, (row) => ({
    type: "place",
    row,
    rows: [row],
    reach,
    ...onFrame({ mx: model.x[row], my: model.y[row] }, view),
  })).filter((item) => inFrame(item, view.frame));
}

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

/** Make items of the crossings. */
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

/** Move corridor pills into the visible part of the map and off each other. */
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
