// The names on the map: towns, crossings, places, and the two countries along their border.

import { s } from "../base/dom.js";
import { readLine } from "../base/geodesy.js";
import { placeName } from "../state/names.js";
import { countryNames } from "./country-names.js";
import { HALF_TICK, acrossAt, tickLeader } from "./crossing-ticks.js";
import { FONTS } from "./fonts.js";
import { boxRegister, placeLabels } from "./layout.js";
import { overlayBoxes } from "./overlays.js";
import { CORRIDOR_ZOOM, inFrame, pointOnFrame } from "./viewport.js";

/** How bad it is that a name stands on the border; at worst it is left out. */
const ON_BORDER = { city: 1, town: Infinity, crossing: 1, place: 0 };

/**
 * Place all names: {countries} as drawings and {placed} labels.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Viewport} view
 * @param {Atlas.Item[]} items
 * @param {Atlas.Measure} measure
 */
export function placeNames(context, view, items, measure) {
  const {
    frame: { left, top },
  } = view;
  const corner = context.map.containerPointToLayerPoint([0, 0]).subtract([left, top]);
  const size = context.map.getSize();
  /** @type {Atlas.Box} */
  const seen = [corner.x, corner.y, corner.x + size.x, corner.y + size.y];
  const taken = boxRegister();
  for (const item of items) if (item.type !== "square") takeItem(taken, item);
  for (const box of overlayBoxes(context, view.frame)) taken.take(box);
  const { cities, crossings, others } = labelCandidates(context, view, items, measure);
  const border = borderBoxes(context.payload, view);
  const faults = (label, box) => {
    if (cutOff(box, seen)) return Infinity;
    if (!border.free(box)) return ON_BORDER[label.font];
    return label.dot && acrossBorder(label, box, border) ? 1 : 0;
  };
  const first = placeLabels([...cities, ...crossings], taken, faults);
  const countries = countryNames(context, view, measure, { taken, border, seen });
  return { taken, countries, placed: [...first, ...placeLabels(others, taken, faults)] };
}

/**
 * Take the room that an item stands on.
 *
 * @param {Atlas.BoxRegister} taken
 * @param {Atlas.Item} item
 */
function takeItem(taken, { type, x, y, reach, box }) {
  const [w, t] = box ?? [reach - 2, reach - 2];
  taken.take([x - w, y - t - (type === "corridor" ? 24 : 0), x + w, y + t]);
}

/**
 * @param {Atlas.Context} context
 * @param {Atlas.Viewport} view
 * @param {Atlas.Item[]} items
 * @param {Atlas.Measure} measure
 */
function labelCandidates(context, view, items, measure) {
  const { words } = context.state;
  const label = (item, name, font, gap, extra = {}) => {
    const size = FONTS[font];
    const text = shorten(name);
    return {
      x: item.x,
      y: item.y,
      text,
      font,
      gap,
      width: measure(text, size) + 2,
      height: size.size * 1.15,
      ...extra,
    };
  };
  const crossings = items
    .filter((item) => item.type === "crossing")
    .map((item) => label(item, item.name, "crossing", HALF_TICK + 3, {
        normal: acrossAt(context.payload, item.crossing),
        rings: [1, 2, 3.2],
      }),
    );
  const towns = context.payload.localities
    .filter((town) => town.population >= townFloor(view.zoom))
    .map((town) => ({ town, ...pointOnFrame(town.lon, town.lat, view) }))
    .filter((town) => inFrame(town, view.frame))
    .map(({ town, x, y }) =>
      label({ x, y }, town.name, town.population >= 100_000 ? "city" : "town", 5, {
        dot: true,
        rings: town.population >= 300_000 ? [1, 3.4, 5.6, 8] : [1],
      }),
    );
  const cities = towns.filter((town) => town.font === "city");
  const places =
    view.zoom < 13
      ? []
      : items
          .filter((item) => item.type === "place")
          .map((item) =>
            label(item, placeName(context.model, item.row, words.lang), "place", 13, {
              row: item.row,
            }),
          );
  return {
    cities,
    crossings,
    others: [...towns.filter((town) => town.font === "town"), ...places],
  };
}

function shorten(text) {
  const letters = [...text];
  return letters.length > 34 ? `${letters.slice(0, 32).join("").trimEnd()}…` : text;
}

function townFloor(zoom) {
  if (zoom < CORRIDOR_ZOOM) return Infinity;
  return [300_000, 60_000, 15_000, 4_000, 1_000][Math.floor(zoom) - CORRIDOR_ZOOM] ?? 0;
}

/**
 * Draw a placed label.
 *
 * @param {Atlas.PlacedLabel} label
 */
export function drawLabel(label) {
  const { left, top, height, text, font, row } = label;
  const y = top + height * 0.8;
  const drawn = s(
    "text",
    {
      class: `atlas-label atlas-label-${font}`,
      x: left.toFixed(1),
      y: y.toFixed(1),
      "data-row": row ?? null,
    },
    text,
  );
  return [tickLeader(label), drawn];
}

/**
 * Say whether a label would be cut by the edge of the map that is seen.
 *
 * @param {Atlas.Box} box
 * @param {Atlas.Box} seen
 */
function cutOff(box, seen) {
  const meets = box[0] < seen[2] && seen[0] < box[2] && box[1] < seen[3] && seen[1] < box[3];
  return meets && (box[0] < seen[0] || box[1] < seen[1] || box[2] > seen[2] || box[3] > seen[3]);
}

/**
 * Say whether a town's name would stand beyond the border.
 *
 * @param {Atlas.Point} at
 * @param {Atlas.Box} box
 * @param {Atlas.BoxRegister} border
 */
function acrossBorder({ x, y }, box, border) {
  const [cx, cy] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  return [0.15, 0.35, 0.55, 0.75].some((part) => {
    const [px, py] = [x + (cx - x) * part, y + (cy - y) * part];
    return !border.free([px - 3, py - 3, px + 3, py + 3]);
  });
}

/**
 * Give the border as boxes that a name must not touch.
 *
 * @param {Atlas.ReadPayload} payload
 * @param {Atlas.Viewport} view
 */
function borderBoxes(payload, view) {
  const register = boxRegister();
  for (const flat of payload.geography.border) {
    let before = null;
    for (const [lat, lon] of readLine(flat, payload.geography.scale)) {
      const at = pointOnFrame(lon, lat, view);
      const steps =
        before && boxesMeet(at, before, view.frame)
          ? Math.min(2000, Math.ceil(Math.hypot(at.x - before.x, at.y - before.y) / 10))
          : 0;
      for (let i = 1; i <= steps; i++) {
        const [x, y] = [
          before.x + ((at.x - before.x) * i) / steps,
          before.y + ((at.y - before.y) * i) / steps,
        ];
        register.take([x - 5, y - 5, x + 5, y + 5]);
      }
      before = at;
    }
  }
  return register;
}

/**
 * @param {Atlas.Point} a
 * @param {Atlas.Point} b
 * @param {Atlas.Frame} frame
 */
function boxesMeet(a, b, { width, height }) {
  return (
    Math.max(a.x, b.x) > 0 &&
    Math.max(a.y, b.y) > 0 &&
    Math.min(a.x, b.x) < width &&
    Math.min(a.y, b.y) < height
  );
}
