// What stands on the map at a zoom: corridors far out, counts nearer, single places close by.

import { mercatorX, mercatorY } from "../base/geodesy.js";
import { nameOf } from "../state/names.js";
import { townsOf } from "../state/towns.js";
import { halfWidth } from "./comparison-marks.js";
import { FONTS } from "./fonts.js";
import { boxRegister, standTogether } from "./layout.js";
import { MOST_APART } from "./list-numbers.js";
import { overlayBoxes } from "./overlays.js";
import { countSquares } from "./square-counts.js";
import { OWN } from "./symbols.js";
import { CORRIDOR_ZOOM, badgeRadius, dotRadius, inFrame, joinRadius, onFrame } from "./viewport.js";

/** Up to so many points each is an SVG symbol; above, all are dots on one canvas. */
const SVG_POINTS = 2_000;

/** In a long list of the reader, whose marks carry numbers, only what lies this close stands together. */
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
  const isApart = state.mine && free.length <= MOST_APART;
  const together = isApart ? Array.from(free, (row) => ({ rows: [row], x: 0, y: 0 })) : standTogether(
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
      reach: 9,
      name: nameOf(crossing, state.words.lang),
    }));
}

/** From this zoom on a badge says what it counts where that hides no mark; else it is a number. */
const SAID_ZOOM = 10;
const BADGE_STEP_PX = 19;
const BADGE_ASIDE_PX = 10;
const BADGE_HALF_PX = 10;

/**
 * Make the badges of the towns whose places have no point, next to the point of the town, where they
 * hide no mark if there is such a spot. One that would lie on a badge of more places is left out; the
 * list has its places at every zoom.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Viewport} view
 * @param {Atlas.Item[]} items what stands on the map already
 * @param {Atlas.Measure} measure
 * @returns {(Atlas.TownItem & Atlas.Point)[]}
 */
export function townItems(context, view, items, measure) {
  const { state } = context;
  if (view.zoom < CORRIDOR_ZOOM || state.mine || state.compare) return [];
  const [marks, badges] = [boxRegister(), boxRegister()];
  for (const { x, y, reach } of items) marks.take([x - reach, y - reach, x + reach, y + reach]);
  const towns = townsOf(context, state.rows).sort((a, b) => b.rows.length - a.rows.length);
  const placed = [];
  for (const town of towns) {
    const n = state.words.number(town.rows.length);
    const said = view.zoom < SAID_ZOOM ? [n] : [state.words.count("pointless", town.rows.length), n];
    const forms = said.map((text) => townItem(text, view, measure, town));
    if (!inFrame(forms[0], view.frame)) continue;
    const stands = forms
      .flatMap((item) => spotsOf(item).map((spot) => ({ ...item, ...spot })))
      .filter((item) => badges.free(boxOfBadge(item, item)));
    const stand =
      stands.find((item) => marks.free(boxOfBadge(item, item))) ??
      stands.find((item) => item.text === n);
    if (!stand) continue;
    badges.take(boxOfBadge(stand, stand));
    placed.push(stand);
  }
  return placed;
}

/**
 * Give where a badge may stand, the best first: below and above the town, then to its sides.
 *
 * @param {Atlas.TownItem & Atlas.Point} item
 */
function spotsOf({ x, y, box: [half] }) {
  const aside = half + BADGE_ASIDE_PX;
  return [1, -1, 2, -2, 3, -3].flatMap((step) => [
    { x, y: y + step * BADGE_STEP_PX },
    ...(Math.abs(step) < 2 ? [{ x: x + step * aside, y }] : []),
  ]);
}

/**
 * @param {Atlas.TownItem} item
 * @param {Atlas.Point} spot
 * @returns {Atlas.Box}
 */
function boxOfBadge({ box: [w, t] }, { x, y }) {
  return [x - w, y - t, x + w, y + t];
}

/**
 * @param {string} text
 * @param {Atlas.Viewport} view
 * @param {Atlas.Measure} measure
 * @param {Atlas.Town} town
 * @returns {Atlas.TownItem & Atlas.Point}
 */
function townItem(text, view, measure, town) {
  const [mx, my] = [mercatorX(town.lon), mercatorY(town.lat)];
  const box = /** @type {[number, number]} */ ([measure(text, FONTS.place) / 2 + 8, BADGE_HALF_PX]);
  const at = onFrame({ mx, my }, view);
  return { type: "town", rows: town.rows, town, text, mx, my, reach: 12, box, ...at };
}

const PILL_STEPS = { most: 80, up: 8, aside: 30 };

/**
 * Where a pill may move that lies on something else, the nearest first: to its sides, up and down.
 *
 * @type {[number, number][]}
 */
const PILL_MOVES = [];
for (let dy = -PILL_STEPS.most; dy <= PILL_STEPS.most; dy += PILL_STEPS.up)
  for (let dx = -12; dx <= 12; dx++) PILL_MOVES.push([dx * PILL_STEPS.aside, dy]);
PILL_MOVES.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));

/**
 * Move corridor pills into the visible part of the map, off each other and off what lies over it.
 * One that finds no room shows its counts alone.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Item[]} items
 * @param {Atlas.Frame} frame
 * @param {Atlas.Measure} measure
 */
export function keepPillsInSight(context, items, frame, measure) {
  const { map, state } = context;
  const { x: width, y: height } = map.getSize();
  const { x: left, y: top } = map.containerPointToLayerPoint([0, 0]).subtract([frame.left, frame.top]);
  const taken = boxRegister();
  for (const box of overlayBoxes(context, frame)) taken.take(box);
  for (const pill of items.filter((item) => item.type === "corridor")) {
    pill.from = { x: pill.x, y: pill.y };
    if (pill.x < left - 40 || pill.x > left + width + 40) continue;
    const name = measure(nameOf(pill.corridor, state.words.lang), FONTS.city);
    for (const [half, above] of [[Math.max(58, name / 2 + 6) + 4, 40], [62, 17]]) {
      const x = Math.max(left + half, Math.min(left + width - half, pill.from.x));
      /** @returns {Atlas.Box} */
      const boxAt = ([dx, dy]) => [x + dx - half, pill.from.y + dy - above, x + dx + half, pill.from.y + dy + 17];
      const isFree = (box) =>
        box[0] >= left && box[1] >= top && box[2] <= left + width && box[3] <= top + height && taken.free(box);
      const move = PILL_MOVES.find((one) => isFree(boxAt(one)));
      pill.bare = above === 17;
      if (!move) continue;
      taken.take(boxAt(move));
      [pill.x, pill.y] = [x + move[0], pill.from.y + move[1]];
      break;
    }
  }
}
