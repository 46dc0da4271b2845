// The names of the two countries along their border, each on its own side.

import { s } from "../base/dom.js";
import { FONTS } from "./fonts.js";
import { CORRIDOR_ZOOM, pointOnFrame } from "./viewport.js";

/** How far apart the letters stand, as a part of their size (as in the stylesheet). */
const COUNTRY_SPACING = 0.42;

/** How far from the border a name may stand, in px: the nearest free place is taken. */
const AWAY = [44, 62, 84, 110, 140, 175];

/**
 * Write each side's name along the border, on its own side, where nothing else stands.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Viewport} view
 * @param {Atlas.Measure} measure
 * @param {{ taken: Atlas.BoxRegister, border: Atlas.BoxRegister, seen: Atlas.Box }} item
 */
export function countryNames({ payload, state }, view, measure, { taken, border, seen }) {
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
    for (const { side, sign } of [
      { side: anchor.a, sign: 1 },
      { side: anchor.b, sign: -1 },
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

/**
 * Give where a name of a length stands next to the border, and the boxes along it.
 *
 * @param {Atlas.Anchor & Atlas.Point} anchor
 */
function nameSpot({ x, y, nx, ny }, away, long) {
  const [cx, cy] = [x + nx * away, y - ny * away];
  const [tx, ty] = [ny, nx];
  const boxes = /** @type {Atlas.Box[]} */ ([-0.5, -0.3, -0.1, 0.1, 0.3, 0.5].map((part) => {
    const [px, py] = [cx + tx * long * part, cy + ty * long * part];
    return [px - 15, py - 14, px + 15, py + 14];
  }));
  const turn = (Math.atan2(nx, ny) * 180) / Math.PI;
  const upright = ((((turn + 90) % 180) + 180) % 180) - 90;
  return {
    boxes,
    transform: `translate(${cx.toFixed(1)} ${cy.toFixed(1)}) rotate(${upright.toFixed(1)})`,
  };
}
