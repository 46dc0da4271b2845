// The drawing above the basemap, made again for every zoom, move, filter and language.

import { mercatorX, mercatorY, metresPerPixel, readLine } from "./geo.js";
import { boxRegister, hitTest, partCounts, placeLabels, standTogether } from "./layout.js";
import { countBy, nameOf, placeName } from "./names.js";
import { canvasPainter, gate, styleOf, symbol } from "./symbols.js";
import { countCells, paintCell } from "./cells.js";
import { h, s } from "./dom.js";

export const SVG_POINTS = 2_000;
export const CANVAS_POINTS = 50_000;
const CORRIDOR_ZOOM = 8;
const CELL_DEGREES = 0.02;
const PRECISION_SHOWN_M = 150;
const FONTS = {
  city: { size: 14, weight: 600, serif: true },
  town: { size: 12, weight: 400, serif: true },
  crossing: { size: 12, weight: 700 },
  place: { size: 11.5, weight: 500 },
  country: { size: 19, weight: 600, serif: true },
};
const COUNTRY_SPACING = 0.42;
const AWAY = [44, 62, 84, 110, 140, 175];

/**
 * Make the drawing of a map.
 *
 * @param {Object} context payload, model, map, L and `state` (rows, selected, hovered, precision,
 *   words), read at every drawing
 * @returns {Object} element, draw(frame), refocus(), find(layerPoint, slack), items, counted
 */
export function makeScene(context) {
  const canvas = h("canvas", { class: "atlas-canvas" });
  const picture = s("svg", { class: "atlas-scene", "aria-hidden": "true", focusable: "false" });
  const focus = s("svg", { class: "atlas-focus", "aria-hidden": "true", focusable: "false" });
  const element = h("div", { class: "atlas-drawing" }, canvas, picture, focus);
  const measure = textMeasure(element);
  const scene = { element, hits: () => null, items: [], frame: null };
  let grouped = {};

  scene.draw = (frame) => {
    scene.frame = frame;
    const view = frameView(context, frame);
    for (const layer of [picture, focus]) sizeTo(layer, frame);
    const rows = context.state.rows;
    if (grouped.rows !== rows || grouped.zoom !== view.zoom) grouped = { rows, zoom: view.zoom, ...group(context, view, rows) };
    const many = grouped.points.length > SVG_POINTS && view.zoom >= CORRIDOR_ZOOM;
    scene.counted = many && grouped.points.length > CANVAS_POINTS;
    const items = [...crossingItems(context, view), ...grouped.pills, ...grouped.items].map((item) => ({ ...item, ...onFrame(item, view) })).filter((item) => inFrame(item, frame));
    keepPillsInSight(context, items, frame, measure);
    if (!many) partCounts(items);
    scene.items = items;
    scene.hits = hitTest(items);
    picture.replaceChildren(...drawLayers(context, view, items, measure, many));
    paintCanvas(canvas, context, view, many ? items : []);
    scene.refocus();
  };
  scene.refocus = () => {
    if (scene.frame) focus.replaceChildren(...drawFocus(context, frameView(context, scene.frame)));
  };
  scene.find = (point, slack) => scene.hits(point.x - scene.frame.left, point.y - scene.frame.top, slack);
  return scene;
}

/** Give the numbers that turn a place in the Mercator square into a place on the frame. */
function frameView({ map }, frame) {
  const origin = map.getPixelOrigin();
  const zoom = map.getZoom();
  return { frame, zoom, world: 256 * 2 ** zoom, left: origin.x + frame.left, top: origin.y + frame.top };
}

function onFrame({ mx, my }, view) {
  return { x: mx * view.world - view.left, y: my * view.world - view.top };
}

function pointOnFrame(lon, lat, view) {
  return onFrame({ mx: mercatorX(lon), my: mercatorY(lat) }, view);
}

function inFrame({ x, y }, { width, height }) {
  return x > -60 && y > -60 && x < width + 60 && y < height + 60;
}

/** Move corridor pills into the visible part of the map and off each other. */
function keepPillsInSight({ map, state }, items, frame, measure) {
  const { x: width } = map.getSize();
  const seen = map.containerPointToLayerPoint([0, 0]).x - frame.left;
  const pills = items.filter((item) => item.type === "corridor");
  pills.forEach((pill, i) => {
    const half = Math.max(58, measure(nameOf(pill.corridor, state.words.lang), FONTS.city) / 2 + 6) + 4;
    const inSight = pill.x > seen - 40 && pill.x < seen + width + 40;
    pill.from = { x: pill.x, y: pill.y };
    if (inSight) pill.x = Math.max(seen + half, Math.min(seen + width - half, pill.x));
    const close = (other) => Math.abs(other.x - pill.x) < half * 2 && Math.abs(other.y - pill.y) < 58;
    for (let tries = 0; tries < 4 && pills.slice(0, i).some(close); tries++) pill.y += 20;
  });
}

function sizeTo(layer, { width, height }) {
  layer.setAttribute("width", width);
  layer.setAttribute("height", height);
}

/** Put the rows together for a zoom: corridors far out, counts nearer, single places close by. */
function group({ payload, model, map }, view, rows) {
  const points = Array.from(rows).filter(model.hasPoint);
  const pills = view.zoom < CORRIDOR_ZOOM ? corridorPills(payload, model, rows) : [];
  const inPill = new Set(pills.map((pill) => pill.corridor.id));
  const free = pills.length ? points.filter((row) => !inPill.has(model.at("corridor_id", row))) : points;
  if (points.length > CANVAS_POINTS && view.zoom >= CORRIDOR_ZOOM) {
    const half = (cell) => (cell.size * view.world) / 2;
    return { points, pills, items: countCells(model.x, model.y, free, view.zoom).map((cell) => ({ ...cell, type: "cell", reach: 0, box: [half(cell), half(cell)] })) };
  }
  if (points.length > SVG_POINTS && view.zoom >= CORRIDOR_ZOOM) {
    const reach = dotRadius(view.zoom) + 3;
    return { points, pills, items: free.map((row) => ({ type: "place", row, rows: [row], mx: model.x[row], my: model.y[row], reach })) };
  }
  const at = (row) => [model.x[row] * view.world, model.y[row] * view.world];
  const together = standTogether(free, at, (row) => model.at("side", row), joinRadius(view.zoom, map.getMaxZoom()));
  return { points, pills, items: together.map((item) => clusterItem(item, view, model)) };
}

function clusterItem({ rows, x, y }, view, model) {
  if (rows.length === 1) return { type: "place", row: rows[0], rows, mx: model.x[rows[0]], my: model.y[rows[0]], reach: 12 };
  const [mx, my] = [x / view.world, y / view.world];
  return { type: "count", rows, mx, my, reach: Math.max(12, badgeRadius(rows.length)) };
}

function corridorPills(payload, model, rows) {
  const counts = new Map(payload.corridors.map((corridor) => [corridor.id, { corridor, sides: {}, rows: [] }]));
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

function joinRadius(zoom, maxZoom) {
  if (zoom >= maxZoom) return 2;
  if (zoom >= 15) return 9;
  return zoom >= 13 ? 14 : zoom >= 11 ? 18 : 24;
}

function badgeRadius(n) {
  return 10 + Math.min(9, Math.log2(n) * 1.5);
}

function symbolScale(zoom) {
  return zoom >= 13 ? 1 : zoom >= 11 ? 0.9 : 0.8;
}

function dotRadius(zoom) {
  return Math.max(3, Math.min(9, zoom - 7));
}

function crossingItems({ payload, state }, view) {
  if (view.zoom < CORRIDOR_ZOOM + 1) return [];
  return payload.crossings.filter((crossing) => crossing.lon !== null).map((crossing) => ({
    type: "crossing", crossing, mx: mercatorX(crossing.lon), my: mercatorY(crossing.lat), reach: 13,
    name: nameOf(crossing, state.words.lang),
  }));
}

function drawLayers(context, view, items, measure, many) {
  const taken = boxRegister();
  for (const item of items) if (!many || (item.type !== "place" && item.type !== "cell")) takeItem(taken, item);
  const { cities, others } = labelCandidates(context, view, items, measure, many);
  const { frame: { left, top } } = view;
  const corner = context.map.containerPointToLayerPoint([0, 0]).subtract([left, top]);
  const size = context.map.getSize();
  const seen = [corner.x, corner.y, corner.x + size.x, corner.y + size.y];
  const border = borderBoxes(context.payload, view);
  const faults = (label, box) => (cutOff(box, seen) ? 2 : 0) + (label.dot && acrossBorder(label, box, border) ? 1 : 0);
  const first = placeLabels(cities, taken, faults);
  const countries = countryNames(context, view, measure, { taken, border, seen });
  const placed = [...first, ...placeLabels(others, taken, faults)];
  const marks = [...items].sort((a, b) => b.y - a.y || 0).reverse();
  return [
    s("g", { class: "atlas-countries" }, countries),
    s("g", { class: "atlas-towns" }, placed.filter((label) => label.dot).map(({ x, y }) => s("circle", { cx: x, cy: y, r: 2 }))),
    s("g", { class: "atlas-precisions" }, marks.map((item) => precisionMark(context, view, item, context.state.precision))),
    s("g", { class: "atlas-marks" }, many ? [] : marks.filter((item) => item.type === "place").map((item) => mark(item, symbol(styleOf(context.payload, context.model, item.row), symbolScale(view.zoom)))),
      marks.filter((item) => item.type === "count").map((item) => mark(item, badge(context, item)))),
    s("g", { class: "atlas-crossings" }, marks.filter((item) => item.type === "crossing").map((item) => mark(item, gate({ closed: item.crossing.status === "closed" }, view.zoom < 11 ? 0.8 : 1)))),
    s("g", { class: "atlas-labels" }, placed.map(drawLabel)),
    s("g", { class: "atlas-pills" }, items.filter((item) => item.type === "corridor").map((item) => mark(item, pill(context, item, measure)))),
  ];
}

function takeItem(taken, { x, y, reach, box }) {
  const [w, t] = box ?? [reach - 2, reach - 2];
  taken.take([x - w, y - t - (box ? 24 : 0), x + w, y + t]);
}

function mark(item, drawing) {
  const id = item.crossing?.id ?? (item.type === "place" ? item.row : null);
  return s("g", { class: `atlas-mark atlas-${item.type}`, "data-mark": id, transform: `translate(${item.x.toFixed(1)} ${item.y.toFixed(1)})` }, drawing);
}

/** Draw a count with a ring that repeats the colours of the kinds inside. */
function badge({ payload, model, state }, { rows }) {
  const radius = badgeRadius(rows.length);
  const kinds = countBy(rows, (row) => model.at("kind", row));
  const around = 2 * Math.PI * (radius - 1.5);
  let start = 0;
  const arcs = [...kinds].map(([kind, n]) => {
    const part = (n / rows.length) * around;
    const arc = s("circle", { r: radius - 1.5, fill: "none", stroke: payload.vocab.kind[kind]?.colour ?? "#555", "stroke-width": 3, "stroke-dasharray": `${part} ${around - part}`, "stroke-dashoffset": -start });
    start += part;
    return arc;
  });
  const text = s("text", { class: "atlas-count-text", "text-anchor": "middle", y: 4 }, state.words.number(rows.length));
  return [s("circle", { r: radius + 1.5, class: "atlas-count-case" }), s("circle", { r: radius, class: "atlas-count-plate" }), arcs, text];
}

/** Draw a corridor as one object with two sides: its name over the count of each side. */
function pill({ payload, state }, { corridor, sides, x, y, from }, measure) {
  const { words } = state;
  const name = nameOf(corridor, words.lang);
  const width = measure(name, FONTS.city) + 12;
  const halves = [corridor.a, corridor.b].map((side, i) => s("g", { transform: `translate(${i ? 0 : -58} 0)` },
    s("path", { d: i ? "M0-15H43A15 15 0 0143 15H0z" : "M58-15H15A15 15 0 0015 15H58z", fill: payload.vocab.side[side]?.colour ?? "#eee", class: "atlas-pill-half" }),
    s("text", { x: i ? 27 : 31, y: 4.5, "text-anchor": "middle", class: "atlas-pill-count" }, `${side} ${words.number(sides[side] ?? 0)}`)));
  const strayed = Math.hypot(from.x - x, from.y - y) > 8;
  return [
    strayed && s("path", { class: "atlas-pill-leader", d: `M0 0L${from.x - x} ${from.y - y}` }),
    strayed && s("circle", { class: "atlas-pill-point", cx: from.x - x, cy: from.y - y, r: 4 }),
    s("rect", { x: -width / 2, y: -39, width, height: 21, rx: 4, class: "atlas-pill-plate" }),
    s("text", { y: -24, "text-anchor": "middle", class: "atlas-pill-name" }, name),
    halves, s("path", { d: "M0-15V15", class: "atlas-pill-border" }),
  ];
}

function labelCandidates(context, view, items, measure, many) {
  const { words } = context.state;
  const label = (item, text, font, gap, extra = {}) => {
    const size = FONTS[font];
    return { x: item.x, y: item.y, text, font, gap, width: measure(text, size) + 2, height: size.size * 1.15, ...extra };
  };
  const crossings = items.filter((item) => item.type === "crossing").map((item) => label(item, item.name, "crossing", 14));
  const towns = context.payload.localities.filter((town) => town.population >= townFloor(view.zoom)).map((town) => ({ town, ...pointOnFrame(town.lon, town.lat, view) })).filter((town) => inFrame(town, view.frame))
    .map(({ town, x, y }) => label({ x, y }, town.name, town.population >= 100_000 ? "city" : "town", 5, { dot: true, rings: town.population >= 300_000 ? [1, 3.4, 5.6, 8] : [1] }));
  const cities = towns.filter((town) => town.font === "city");
  const places = many || view.zoom < 13 ? [] : items.filter((item) => item.type === "place").map((item) => label(item, shorten(placeName(context.model, item.row, words.lang)), "place", 13, { row: item.row }));
  return { cities, others: [...crossings, ...towns.filter((town) => town.font === "town"), ...places] };
}

function shorten(text) {
  const letters = [...text];
  return letters.length > 34 ? `${letters.slice(0, 32).join("").trimEnd()}…` : text;
}

function townFloor(zoom) {
  if (zoom < CORRIDOR_ZOOM) return Infinity;
  return [300_000, 60_000, 15_000, 4_000, 1_000][Math.floor(zoom) - CORRIDOR_ZOOM] ?? 0;
}

function drawLabel({ left, top, width, height, text, font, row }) {
  const y = top + height * 0.8;
  return s("text", { class: `atlas-label atlas-label-${font}`, x: left.toFixed(1), y: y.toFixed(1), "data-row": row ?? null }, text);
}

/** Write each side's name along the border, on its own side, where nothing else stands. */
function countryNames({ payload, state }, view, measure, { taken, border, seen }) {
  const label = (side) => payload.vocab.side[side]?.[state.words.lang]?.toUpperCase() ?? side;
  if (view.zoom < CORRIDOR_ZOOM) {
    return (payload.geography.far?.countries ?? []).filter((part) => part.side).map(({ side, label: [lon, lat] }) => {
      const { x, y } = pointOnFrame(lon, lat, view);
      const half = measure(label(side), FONTS.country) * 0.75;
      return taken.free([x - half, y - 14, x + half, y + 5]) && s("text", { class: "atlas-country atlas-country-far", x, y, "text-anchor": "middle" }, label(side));
    });
  }
  const [width, height] = [seen[2] - seen[0], seen[3] - seen[1]];
  const inside = (box) => box[0] > seen[0] && box[1] > seen[1] && box[2] < seen[2] && box[3] < seen[3];
  const anchors = payload.geography.anchors.map((anchor) => ({ ...anchor, ...pointOnFrame(anchor.lon, anchor.lat, view) }))
    .map((anchor) => ({ ...anchor, apart: Math.hypot(anchor.x - seen[0] - width / 2, anchor.y - seen[1] - height / 2) }))
    .filter((anchor) => anchor.apart < Math.max(width, height)).sort((a, b) => a.apart - b.apart);
  const named = new Map();
  for (const anchor of anchors) {
    for (const [side, sign] of [[anchor.a, 1], [anchor.b, -1]]) {
      const key = `${anchor.corridor} ${side}`;
      if (named.has(key)) continue;
      const text = label(side);
      const long = measure(text, FONTS.country) + text.length * FONTS.country.size * COUNTRY_SPACING;
      const spot = AWAY.map((away) => nameSpot(anchor, sign * away, long)).find((one) => one.boxes.every((box) => inside(box) && taken.free(box) && border.free(box)));
      if (!spot) continue;
      spot.boxes.forEach(taken.take);
      named.set(key, s("text", { class: "atlas-country", transform: spot.transform, "text-anchor": "middle", dy: "0.35em" }, text));
    }
  }
  return [...named.values()];
}

/** Say whether a label would be cut by the edge of the map that is seen. */
function cutOff(box, seen) {
  const meets = box[0] < seen[2] && seen[0] < box[2] && box[1] < seen[3] && seen[1] < box[3];
  return meets && (box[0] < seen[0] || box[1] < seen[1] || box[2] > seen[2] || box[3] > seen[3]);
}

/** Say whether a town's name would stand on the border or beyond it. */
function acrossBorder({ x, y }, box, border) {
  if (!border.free(box)) return true;
  const [cx, cy] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  return [0.15, 0.35, 0.55, 0.75].some((part) => {
    const [px, py] = [x + (cx - x) * part, y + (cy - y) * part];
    return !border.free([px - 3, py - 3, px + 3, py + 3]);
  });
}

/** Give the border as boxes that a name must not touch. */
function borderBoxes(payload, view) {
  const register = boxRegister();
  for (const flat of payload.geography.border) {
    let before = null;
    for (const [lat, lon] of readLine(flat, payload.geography.scale)) {
      const at = pointOnFrame(lon, lat, view);
      const steps = before && boxesMeet(at, before, view.frame) ? Math.min(2000, Math.ceil(Math.hypot(at.x - before.x, at.y - before.y) / 10)) : 0;
      for (let i = 1; i <= steps; i++) {
        const [x, y] = [before.x + ((at.x - before.x) * i) / steps, before.y + ((at.y - before.y) * i) / steps];
        register.take([x - 5, y - 5, x + 5, y + 5]);
      }
      before = at;
    }
  }
  return register;
}

function boxesMeet(a, b, { width, height }) {
  return Math.max(a.x, b.x) > 0 && Math.max(a.y, b.y) > 0 && Math.min(a.x, b.x) < width && Math.min(a.y, b.y) < height;
}

/** Give where a name of a length stands beside the border, and the boxes along it. */
function nameSpot({ x, y, nx, ny }, away, long) {
  const [cx, cy] = [x + nx * away, y - ny * away];
  const [tx, ty] = [ny, nx];
  const boxes = [-0.5, -0.3, -0.1, 0.1, 0.3, 0.5].map((part) => {
    const [px, py] = [cx + tx * long * part, cy + ty * long * part];
    return [px - 12, py - 11, px + 12, py + 11];
  });
  const turn = (Math.atan2(nx, ny) * 180) / Math.PI;
  const upright = ((((turn + 90) % 180) + 180) % 180) - 90;
  return { boxes, transform: `translate(${cx.toFixed(1)} ${cy.toFixed(1)}) rotate(${upright.toFixed(1)})` };
}

/** Draw how well a place's position is known: a cell for a generalised one, else a dashed circle. */
function precisionMark({ model }, view, item, all) {
  if (item.type !== "place") return null;
  const { row, x, y } = item;
  if (model.at("precision", row) === "generalised") {
    const width = (CELL_DEGREES / 360) * view.world;
    const lat = model.numbers.lat[row];
    const height = (mercatorY(lat - CELL_DEGREES / 2) - mercatorY(lat + CELL_DEGREES / 2)) * view.world;
    return width < 16 ? null : s("rect", { class: "atlas-cell", x: x - width / 2, y: y - height / 2, width, height });
  }
  const metres = model.numbers.precision_m[row];
  if (!all || !(metres > PRECISION_SHOWN_M)) return null;
  const r = metres / metresPerPixel(model.numbers.lat[row], view.zoom);
  return r < 6 ? null : s("circle", { class: "atlas-precision", cx: x, cy: y, r });
}

/** Draw what belongs to the selected and the hovered place: ring, precision, way to the crossing. */
function drawFocus(context, view) {
  const { payload, model, state } = context;
  const marks = [];
  for (const [role, id] of [["selected", state.selected], ["hovered", state.hovered]]) {
    const row = model.rowOf(id);
    const crossing = payload.crossings.find((one) => one.id === id);
    if (crossing?.lon) {
      const { x, y } = pointOnFrame(crossing.lon, crossing.lat, view);
      marks.push(s("circle", { class: `atlas-ring atlas-ring-${role}`, cx: x, cy: y, r: 17 }));
    }
    if (row < 0 || !model.hasPoint(row) || view.zoom < CORRIDOR_ZOOM) continue;
    const item = { type: "place", row, ...onFrame({ mx: model.x[row], my: model.y[row] }, view) };
    const nearest = payload.crossings.find((one) => one.id === model.at("nearest_crossing_id", row));
    if (role === "selected" && nearest?.lon) {
      const gateAt = pointOnFrame(nearest.lon, nearest.lat, view);
      marks.push(s("path", { class: "atlas-way", d: `M${item.x} ${item.y}L${gateAt.x} ${gateAt.y}` }));
    }
    marks.push(precisionMark(context, view, item, true), s("circle", { class: `atlas-ring atlas-ring-${role}`, cx: item.x, cy: item.y, r: 15 }));
    if (role === "selected") marks.push(mark(item, symbol(styleOf(payload, model, row), 1.15)));
  }
  return marks.filter(Boolean);
}

function paintCanvas(canvas, { payload, model, state }, view, items) {
  const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
  const { width, height } = view.frame;
  canvas.hidden = !items.length;
  if (!items.length) return;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  const paint = canvasPainter(ratio);
  const radius = dotRadius(view.zoom);
  for (const item of items) {
    if (item.type === "place") paint(context, styleOf(payload, model, item.row), item.x, item.y, radius);
    else if (item.type === "cell") paintCell(context, item, item.size * view.world, state.words.number(item.rows.length));
  }
}

function textMeasure(element) {
  const context = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  return (text, { size, weight, serif }) => {
    const style = getComputedStyle(element);
    const family = style.getPropertyValue(serif ? "--atlas-serif" : "--atlas-sans") || "sans-serif";
    const font = `${weight} ${size}px ${family}`;
    const key = `${font}\n${text}`;
    if (!widths.has(key)) {
      context.font = font;
      widths.set(key, context.measureText(text).width);
    }
    return widths.get(key);
  };
}
