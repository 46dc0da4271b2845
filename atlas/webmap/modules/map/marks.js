// The marks on the map besides symbols: counts, corridors, and how well a position is known.

import { s } from "../base/dom.js";
import { mercatorY, metresPerPixel } from "../base/geodesy.js";
import { countBy, nameOf } from "../state/names.js";
import { partHalves } from "./comparison-marks.js";
import { FONTS } from "./fonts.js";
import { OWN } from "./symbols.js";
import { badgeRadius, pointOnFrame } from "./viewport.js";

const PRECISION_SHOWN_M = 150;
const MOST_NUMBERS = 4;

/**
 * Put a drawing at the place of its item.
 *
 * @param {Atlas.Item} item
 */
export function mark(item, drawing) {
  const id = item.type === "crossing" ? item.crossing.id : item.type === "place" ? item.row : null;
  return s(
    "g",
    {
      class: `atlas-mark atlas-${item.type}`,
      "data-mark": id,
      transform: `translate(${item.x.toFixed(1)} ${item.y.toFixed(1)})`,
    },
    drawing,
  );
}

/**
 * Draw the numbers that places have in the reader's own list, next to their mark.
 *
 * @param {Atlas.Context} context
 * @param {number[]} rows
 */
export function orderTag({ state }, rows) {
  if (!state.mine) return null;
  const numbers = rows.map((row) => state.rows.indexOf(row) + 1).sort((a, b) => a - b);
  const text = `${numbers.slice(0, MOST_NUMBERS).join(" · ")}${numbers.length > MOST_NUMBERS ? " …" : ""}`;
  const width = 8 + 6.6 * text.length;
  return s(
    "g",
    { class: "atlas-order", transform: "translate(7 -19)" },
    s("rect", { width, height: 16, rx: 8 }),
    s("text", { x: width / 2, y: 12, "text-anchor": "middle" }, text),
  );
}

/**
 * Draw a count with a ring that repeats the colours of the kinds inside.
 *
 * @param {Atlas.Context} context
 * @param {{ rows: number[] }} item
 */
export function badge({ payload, model, state }, { rows }) {
  const radius = badgeRadius(rows.length);
  const kinds = countBy(rows, (row) => model.at("kind", row));
  const around = 2 * Math.PI * (radius - 1.5);
  let start = 0;
  const arcs = [...kinds].map(([kind, n]) => {
    const part = (n / rows.length) * around;
    const arc = s("circle", {
      r: radius - 1.5,
      fill: "none",
      stroke: payload.vocab.kind[kind]?.colour ?? "#555",
      "stroke-width": 3,
      "stroke-dasharray": `${part} ${around - part}`,
      "stroke-dashoffset": -start,
    });
    start += part;
    return arc;
  });
  const text = s(
    "text",
    { class: "atlas-count-text", "text-anchor": "middle", y: 4 },
    state.words.number(rows.length),
  );
  const own = model.at("origin", rows[0]) === OWN;
  return [
    own && s("circle", { class: "atlas-own-halo", r: radius + 3.5 }),
    s("circle", { r: radius + 1.5, class: "atlas-count-case" }),
    s("circle", { r: radius, class: "atlas-count-plate" }),
    arcs,
    text,
  ];
}

/**
 * Draw how many places of a town have no point: a plate without a mark, since no place is there.
 *
 * @param {Atlas.TownItem} item
 */
export function townBadge({ text, box: [half, top] }) {
  const plate = { x: -half, y: -top, width: 2 * half, height: 2 * top, rx: top };
  return [s("rect", plate), s("text", { y: 4, "text-anchor": "middle" }, text)];
}

/**
 * Draw a corridor as one object with two sides: its name over the count of each side.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Point & Atlas.CorridorItem} item
 * @param {Atlas.Measure} measure
 */
export function pill(context, { corridor, sides, rows, x, y, from, bare }, measure) {
  const { payload, state } = context;
  const { words } = state;
  const name = nameOf(corridor, words.lang);
  const width = measure(name, FONTS.city) + 12;
  const bySide = [corridor.a, corridor.b].map((side) => ({
    text: `${side} ${words.number(sides[side] ?? 0)}`,
    fill: payload.vocab.side[side]?.colour ?? "#eee",
  }));
  const halves = (state.compare ? partHalves(context, rows) : bySide).map(({ text, fill }, i) =>
    s(
      "g",
      { transform: `translate(${i ? 0 : -58} 0)` },
      s("path", {
        d: i ? "M0-15H43A15 15 0 0143 15H0z" : "M58-15H15A15 15 0 0015 15H58z",
        fill,
        class: "atlas-pill-half",
      }),
      s(
        "text",
        { x: i ? 27 : 31, y: 4.5, "text-anchor": "middle", class: "atlas-pill-count" },
        text,
      ),
    ),
  );
  const strayed = Math.hypot(from.x - x, from.y - y) > 8;
  return [
    strayed && s("path", { class: "atlas-pill-leader", d: `M0 0L${from.x - x} ${from.y - y}` }),
    strayed && s("circle", { class: "atlas-pill-point", cx: from.x - x, cy: from.y - y, r: 4 }),
    !bare && s("rect", { x: -width / 2, y: -39, width, height: 21, rx: 4, class: "atlas-pill-plate" }),
    !bare && s("text", { y: -24, "text-anchor": "middle", class: "atlas-pill-name" }, name),
    halves,
    s("path", { d: "M0-15V15", class: "atlas-pill-border" }),
  ];
}

/**
 * Draw how well a place's position is known: a cell for a generalised one, else a dashed circle.
 * Only for a place that somebody looks at, or for all on demand: many cells look like districts.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Viewport} view
 * @param {Atlas.Item} item
 * @param {boolean} all
 */
export function precisionMark({ model, payload }, view, item, all) {
  if (item.type !== "place") return null;
  const { row, x, y } = item;
  if (!all) return null;
  if (model.at("precision", row) === "generalised") {
    const cell = payload.cell_degrees;
    const width = (cell / 360) * view.world;
    const lat = model.numbers.lat[row];
    const height =
      (mercatorY(lat - cell / 2) - mercatorY(lat + cell / 2)) * view.world;
    return width < 16
      ? null
      : s("rect", { class: "atlas-cell", x: x - width / 2, y: y - height / 2, width, height });
  }
  const metres = model.numbers.precision_m[row];
  if (!(metres > PRECISION_SHOWN_M)) return null;
  const r = metres / metresPerPixel(model.numbers.lat[row], view.zoom);
  return r < 6 ? null : s("circle", { class: "atlas-precision", cx: x, cy: y, r });
}

/**
 * Draw the reader's point.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Viewport} view
 */
export function fromMark({ state }, view) {
  if (!state.from) return null;
  const { x, y } = pointOnFrame(state.from.lon, state.from.lat, view);
  const d = "M-13 0H-4M4 0H13M0-13V-4M0 4V13";
  return s(
    "g",
    { class: "atlas-from", transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
    s("path", { d, class: "atlas-from-case" }),
    s("circle", { r: 8 }),
    s("path", { d }),
  );
}
