// The names on the map: towns, crossings, places, and the two countries along their border.

import { s } from "../base/dom.js";
import { readLine } from "../base/geodesy.js";
import { placeName } from "../state/names.js";
import { boxRegister, placeLabels } from "./layout.js";
import { CORRIDOR_ZOOM, inFrame, once, pointOnFrame } from "./viewport.js";

export const FONTS = {
  city: { size: 14, weight: 600, serif: true },
  town: { size: 12, weight: 400, serif: true },
  crossing: { size: 12, weight: 700 },
  place: { size: 11.5, weight: 500 },
  country: { size: 19, weight: 600, serif: true },
};
/** How bad it is that a name stands on the border; at worst it is left out. */
const ON_BORDER = { city: 1, town: Infinity, crossing: 1, place: 0 };
const COUNTRY_SPACING = 0.42;
const AWAY = [44, 62, 84, 110, 140, 175];

/** Place all names: {countries} as drawings and {placed} labels. */
export function placeNames(context, view, items, measure) {
  const {
    frame: { left, top },
  } = view;
  const corner = context.map.containerPointToLayerPoint([0, 0]).subtract([left, top]);
  const size = context.map.getSize();
  const seen = [corner.x, corner.y, corner.x + size.x, corner.y + size.y];
  const taken = boxRegister();
  for (const item of items) if (item.type !== "cell") takeItem(taken, item);
  for (const box of overlayBoxes(context, corner)) taken.take(box);
  const { cities, others } = labelCandidates(context, view, items, measure);
  const border = borderBoxes(context.payload, view);
  const faults = (label, box) => {
    if (cutOff(box, seen)) return Infinity;
    if (!border.free(box)) return ON_BORDER[label.font];
    return label.dot && acrossBorder(label, box, border) ? 1 : 0;
  };
  const first = placeLabels(cities, taken, faults);
  const countries = countryNames(context, view, measure, { taken, border, seen });
  return { countries, placed: [...first, ...placeLabels(others, taken, faults)] };
}

/** Give the room that buttons and notes take on the map. */
function overlayBoxes(context, corner) {
  const map = context.map.getContainer().getBoundingClientRect();
  return context.overlays().map((part) => {
    const { left, top, right, bottom } = part.getBoundingClientRect();
    const [x, y] = [corner.x - map.left, corner.y - map.top];
    return [x + left, y + top, x + right, y + bottom];
  });
}

/** Take the room that an item stands on. */
function takeItem(taken, { x, y, reach, box }) {
  const [w, t] = box ?? [reach - 2, reach - 2];
  taken.take([x - w, y - t - (box ? 24 : 0), x + w, y + t]);
}

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
    .map((item) => label(item, item.name, "crossing", 14));
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
    others: [...crossings, ...towns.filter((town) => town.font === "town"), ...places],
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

/** Draw a placed label. */
export function drawLabel({ left, top, height, text, font, row }) {
  const y = top + height * 0.8;
  return s(
    "text",
    {
      class: `atlas-label atlas-label-${font}`,
      x: left.toFixed(1),
      y: y.toFixed(1),
      "data-row": row ?? null,
    },
    text,
  );
}

/** Write each side's name along the border, on its own side, where nothing else stands. */
function countryNames({ payload, state }, view, measure, { taken, border, seen }) {
  const label = (side) => payload.vocab.side[side]?.[state.words.lang]?.toUpperCase() ?? side;
  if (view.zoom < CORRIDOR_ZOOM) {
    return (payload.geography.far?.countries ?? [])
      .filter((part) => part.side)
      .map(({ side, label: [lon, lat] }) => {
        const { x, y } = pointOnFrame(lon, lat, view);
        const half = measure(label(side), FONTS.country) * 0.75;
        return (
          taken.free([x - half, y - 14, x + half, y + 5]) &&
          s(
            "text",
            { class: "atlas-country atlas-country-far", x, y, "text-anchor": "middle" },
            label(side),
          )
        );
      });
  }
  const [width, height] = [seen[2] - seen[0], seen[3] - seen[1]];
  const inside = (box) =>
    box[0] > seen[0] && box[1] > seen[1] && box[2] < seen[2] && box[3] < seen[3];
  const anchors = payload.geography.anchors
    .map((anchor) => ({ ...anchor, ...pointOnFrame(anchor.lon, anchor.lat, view) }))
    .map((anchor) => ({
      ...anchor,
      apart: Math.hypot(anchor.x - seen[0] - width / 2, anchor.y - seen[1] - height / 2),
    }))
    .filter((anchor) => anchor.apart < Math.max(width, height))
    .sort((a, b) => a.apart - b.apart);
  const named = new Map();
  for (const anchor of anchors) {
    for (const [side, sign] of [
      [anchor.a, 1],
      [anchor.b, -1],
    ]) {
      const key = `${anchor.corridor} ${side}`;
      if (named.has(key)) continue;
      const text = label(side);
      const long =
        measure(text, FONTS.country) + text.length * FONTS.country.size * COUNTRY_SPACING;
      const spot = AWAY.map((away) => nameSpot(anchor, sign * away, long)).find((one) =>
        one.boxes.every((box) => inside(box) && taken.free(box) && border.free(box)),
      );
      if (!spot) continue;
      spot.boxes.forEach(taken.take);
      named.set(
        key,
        s(
          "text",
          {
            class: "atlas-country",
            transform: spot.transform,
            "text-anchor": "middle",
            dy: "0.35em",
          },
          text,
        ),
      );
    }
  }
  return [...named.values()];
}

/** Say whether a label would be cut by the edge of the map that is seen. */
function cutOff(box, seen) {
  const meets = box[0] < seen[2] && seen[0] < box[2] && box[1] < seen[3] && seen[1] < box[3];
  return meets && (box[0] < seen[0] || box[1] < seen[1] || box[2] > seen[2] || box[3] > seen[3]);
}

/** Say whether a town's name would stand beyond the border. */
function acrossBorder({ x, y }, box, border) {
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

function boxesMeet(a, b, { width, height }) {
  return (
    Math.max(a.x, b.x) > 0 &&
    Math.max(a.y, b.y) > 0 &&
    Math.min(a.x, b.x) < width &&
    Math.min(a.y, b.y) < height
  );
}

/** Give where a name of a length stands beside the border, and the boxes along it. */
function nameSpot({ x, y, nx, ny }, away, long) {
  const [cx, cy] = [x + nx * away, y - ny * away];
  const [tx, ty] = [ny, nx];
  const boxes = [-0.5, -0.3, -0.1, 0.1, 0.3, 0.5].map((part) => {
    const [px, py] = [cx + tx * long * part, cy + ty * long * part];
    return [px - 15, py - 14, px + 15, py + 14];
  });
  const turn = (Math.atan2(nx, ny) * 180) / Math.PI;
  const upright = ((((turn + 90) % 180) + 180) % 180) - 90;
  return {
    boxes,
    transform: `translate(${cx.toFixed(1)} ${cy.toFixed(1)}) rotate(${upright.toFixed(1)})`,
  };
}

/** Make a measure of text in px. */
export function textMeasure(element) {
  const context = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  const family = (name) => getComputedStyle(element).getPropertyValue(name) || "sans-serif";
  const families = once(() => ({ serif: family("--atlas-serif"), sans: family("--atlas-sans") }));
  return (text, { size, weight, serif }) => {
    const key = `${weight} ${size} ${serif} ${text}`;
    if (!widths.has(key)) {
      context.font = `${weight} ${size}px ${serif ? families().serif : families().sans}`;
      widths.set(key, context.measureText(text).width);
    }
    return widths.get(key);
  };
}
