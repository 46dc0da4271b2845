// The drawing above the basemap, made again for every zoom, move, filter and language.

import { h, s } from "../base/dom.js";
import { once } from "../base/once.js";
import { partLook, partLooks } from "../state/comparison.js";
import { partBadge } from "./comparison-marks.js";
import { acrossAt, tick } from "./crossing-ticks.js";
import { paintDots } from "./dots.js";
import { textMeasure } from "./fonts.js";
import {
  crossingItems,
  dotItems,
  group,
  keepPillsInSight,
  placeItem,
  townItems,
} from "./grouping.js";
import { drawLabel, placeNames } from "./labels.js";
import { hitTest, partCounts } from "./layout.js";
import { numberLeader, numbered, spreadNumbers } from "./list-numbers.js";
import { badge, fromMark, mark, orderTag, pill, precisionMark, townBadge } from "./marks.js";
import { paintSquare } from "./square-counts.js";
import { styleOf, stylesOf, symbol } from "./symbols.js";
import {
  CORRIDOR_ZOOM,
  dotRadius,
  frameView,
  inFrame,
  onFrame,
  pointOnFrame,
  symbolScale,
} from "./viewport.js";

/**
 * Make the drawing of a map.
 *
 * @param {Atlas.Context} context
 * @returns {Atlas.Scene}
 */
export function makeScene(context) {
  const canvas = h("canvas", { class: "atlas-canvas" });
  const picture = s("svg", { class: "atlas-scene", "aria-hidden": "true", focusable: "false" });
  const focus = s("svg", { class: "atlas-focus", "aria-hidden": "true", focusable: "false" });
  const element = h("div", { class: "atlas-drawing" }, canvas, picture, focus);
  const measure = textMeasure(element);
  let hits = once(() => hitTest([]));
  let grouped = null;

  /** @type {Atlas.Scene} */
  const scene = {
    element,
    frame: null,
    squares: false,
    items: () => [],
    draw(frame) {
      scene.frame = frame;
      const view = frameView(context, frame);
      for (const layer of [picture, focus]) sizeTo(layer, frame);
      const { rows } = context.state;
      if (grouped?.rows !== rows || grouped.zoom !== view.zoom) {
        const points = grouped?.rows === rows ? grouped.points : rows.filter(context.model.hasPoint);
        grouped = { rows, points, zoom: view.zoom, ...group(context, view, rows, points) };
      }
      scene.squares = grouped.squares;
      /** @type {Atlas.Item[]} */
      const items = [...crossingItems(context, view), ...grouped.pills, ...grouped.items]
        .map((item) => ({ ...item, ...onFrame(item, view) }))
        .filter((item) => inFrame(item, frame));
      keepPillsInSight(context, items, frame, measure);
      partCounts(items);
      if (context.state.mine) spreadNumbers(context, view, items);
      items.push(...townItems(context, view, items, measure));
      // What lies on the canvas becomes items only when somebody points at it.
      const all = once(() => [...items, ...dotItems(context, view, grouped.dots)]);
      scene.items = all;
      hits = once(() => hitTest(all()));
      const names = placeNames(context, view, items, measure);
      scene.taken = names.taken;
      picture.replaceChildren(...drawLayers(context, view, items, measure, names));
      paintCanvas(canvas, context, view, items, grouped.dots);
      scene.refocus();
    },
    refocus() {
      if (!scene.frame) return;
      focus.replaceChildren(...drawFocus(context, frameView(context, scene.frame)));
    },
    find: (point, slack) => hits()(point.x - scene.frame.left, point.y - scene.frame.top, slack),
  };
  return scene;
}

function sizeTo(layer, { width, height }) {
  layer.setAttribute("width", width);
  layer.setAttribute("height", height);
}

/**
 * @param {Atlas.Context} context
 * @param {Atlas.Viewport} view
 * @param {Atlas.Item[]} items
 * @param {Atlas.Measure} measure
 * @param {ReturnType<typeof placeNames>} names
 */
function drawLayers(context, view, items, measure, { countries, placed }) {
  const marks = [...items].sort((a, b) => b.y - a.y || 0).reverse();
  const counts = marks
    .filter((item) => item.type === "count")
    .map((item) => mark(item, drawCount(context, item, view)));
  return [
    s("g", { class: "atlas-countries" }, countries),
    s(
      "g",
      { class: "atlas-towns" },
      placed.filter((label) => label.dot).map(({ x, y }) => s("circle", { cx: x, cy: y, r: 2 })),
    ),
    s(
      "g",
      { class: "atlas-precisions" },
      marks.map((item) => precisionMark(context, view, item, context.state.precision)),
    ),
    s(
      "g",
      { class: "atlas-crossings" },
      marks
        .filter((item) => item.type === "crossing")
        .map((item) => {
          const look = { closed: item.crossing.status === "closed" };
          const direction = acrossAt(context.payload, item.crossing);
          return mark(item, tick(direction, look, view.zoom < 11 ? 0.8 : 1));
        }),
    ),
    s(
      "g",
      { class: "atlas-town-badges" },
      marks.filter((item) => item.type === "town").map((item) => mark(item, townBadge(item))),
    ),
    s(
      "g",
      { class: "atlas-marks" },
      marks.map(numberLeader),
      marks
        .filter((item) => item.type === "place")
        .map((item) => mark(item, placeMark(context, item.row, symbolScale(view.zoom)))),
      counts,
    ),
    s("g", { class: "atlas-labels" }, placed.map(drawLabel)),
    s(
      "g",
      { class: "atlas-pills" },
      items
        .filter((item) => item.type === "corridor")
        .map((item) => mark(item, pill(context, item, measure))),
    ),
  ];
}

/**
 * Draw what belongs to the selected and the hovered place: ring, precision, way to the crossing.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Viewport} view
 */
function drawFocus(context, view) {
  const { payload, model, state } = context;
  const marks = [];
  for (const [role, id] of [
    ["selected", state.selected],
    ["hovered", state.hovered],
  ]) {
    const row = model.rowOf(id);
    const crossing = payload.crossings.find((one) => one.id === id);
    if (crossing?.lon) {
      const { x, y } = pointOnFrame(crossing.lon, crossing.lat, view);
      marks.push(s("circle", { class: `atlas-ring atlas-ring-${role}`, cx: x, cy: y, r: 17 }));
    }
    if (row < 0 || !model.hasPoint(row) || view.zoom < CORRIDOR_ZOOM) continue;
    const point = placeItem(context, view, row);
    const moved = context.scene.items().find((one) => one.type === "place" && one.row === row);
    const item = moved?.type === "place" && moved.from ? moved : point;
    const nearest = payload.crossings.find(
      (one) => one.id === model.at("nearest_crossing_id", row),
    );
    if (role === "selected" && nearest?.lon) {
      const gateAt = pointOnFrame(nearest.lon, nearest.lat, view);
      marks.push(
        s("path", { class: "atlas-way", d: `M${point.x} ${point.y}L${gateAt.x} ${gateAt.y}` }),
      );
    }
    marks.push(
      precisionMark(context, view, point, true),
      s("circle", { class: `atlas-ring atlas-ring-${role}`, cx: item.x, cy: item.y, r: 15 }),
    );
    if (role === "selected") marks.push(mark(item, placeMark(context, row, 1.15)));
  }
  return [...marks, fromMark(context, view)].filter(Boolean);
}

/**
 * Draw one place: with its number in the reader's own list.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 * @param {number} scale
 */
function placeMark(context, row, scale) {
  const look = lookOf(context, row);
  return context.state.mine ? numbered(context, row, look) : symbol(look, scale);
}

/**
 * Draw several places: as one with all their numbers, as parts of a comparison, or as a count.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.CountItem} item
 * @param {Atlas.Viewport} view
 */
function drawCount(context, item, view) {
  const { state } = context;
  if (state.compare) return partBadge(context, item);
  if (!state.mine) return badge(context, item);
  const first = symbol(lookOf(context, item.rows[0]), symbolScale(view.zoom));
  return [first, orderTag(context, item.rows)];
}

/**
 * Give the look of a place: that of its part in a comparison, else that of its kind and age.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
function lookOf({ payload, model, state }, row) {
  return partLook(state, row) ?? styleOf(payload, model, row);
}

/**
 * Paint dots and squares; the canvas is empty when there are none.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Atlas.Context} context
 * @param {Atlas.Viewport} view
 * @param {Atlas.Item[]} items
 * @param {Atlas.Rows} dots
 */
function paintCanvas(canvas, { payload, model, state }, view, items, dots) {
  const squares = items.filter((item) => item.type === "square");
  canvas.hidden = !squares.length && !dots.length;
  if (canvas.hidden) return;
  const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
  const { width, height } = view.frame;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  if (dots.length) {
    const at = (row) => [
      (model.x[row] * view.world - view.left) * ratio,
      (model.y[row] * view.world - view.top) * ratio,
    ];
    const looks = partLooks(state) ?? stylesOf(payload, model);
    paintDots(canvas, dots, at, looks, dotRadius(view.zoom) * ratio);
    return;
  }
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  for (const square of squares)
    paintSquare(context, square, square.size * view.world, state.words.number(square.rows.length));
}
