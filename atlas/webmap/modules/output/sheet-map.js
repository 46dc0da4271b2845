// The maps of the printed sheet, drawn from the data: numbered places, and a closer map of the part
// where many meet.

import { s } from "../base/dom.js";
import { latitudeOf, mercatorX, mercatorY, readLine } from "../base/geodesy.js";
import { GROUND_LOOKS, tint } from "../map/basemap.js";
import { boxRegister, placeLabels } from "../map/layout.js";
import { HALF_TICK, acrossAt, tick, tickLeader } from "../map/crossing-ticks.js";
import { styleOf, symbol } from "../map/symbols.js";
import { partLook } from "../state/comparison.js";
import { nameOf } from "../state/names.js";
import { sheetStreets } from "./sheet-streets.js";
import { HEIGHT, WIDTH, densestPart, windowOf } from "./sheet-window.js";

/** Scale of the ticks of crossings. */
const TICK = 0.62;

/**
 * Draw the map of a corridor, and a closer one of its densest part when many places meet there.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Corridor} corridor
 * @param {number[]} rows
 * @param {Map<number, number>} numbers
 */
export function sheetMaps(context, corridor, rows, numbers) {
  const { model } = context;
  const view = windowOf(corridor, rows, model);
  const dense = densestPart(view, rows, model);
  if (!dense) return sheetMap(context, corridor, rows, numbers, view, null);
  const closer = windowOf(corridor, dense.rows, model);
  const rest = rows.filter((row) => !dense.rows.includes(row));
  return [
    sheetMap(context, corridor, rest, numbers, view, closer),
    sheetMap(context, corridor, dense.rows, numbers, closer, null),
  ];
}

/**
 * Draw one map with numbered places; numbers move aside where they meet.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Corridor} corridor
 * @param {number[]} rows
 * @param {Map<number, number>} numbers
 * @param {Atlas.SheetWindow} view
 * @param {Atlas.SheetWindow | null} detail
 */
function sheetMap(context, corridor, rows, numbers, view, detail) {
  const { payload, model, state } = context;
  /** @returns {[number, number]} */
  const at = (lon, lat) => [
    (mercatorX(lon) - view.left) * view.scale,
    (mercatorY(lat) - view.top) * view.scale,
  ];
  const path = (lines) =>
    lines
      .map(
        (line) =>
          `M${readLine(line, payload.geography.scale)
            .map(([lat, lon]) =>
              at(lon, lat)
                .map((v) => v.toFixed(1))
                .join(" "),
            )
            .join("L")}`,
      )
      .join("");
  const { geography } = payload;
  const marks = rows.map((row) => ({
    row,
    xy: at(model.numbers.lon[row], model.numbers.lat[row]),
  }));
  const crossings = payload.crossings
    .filter((one) => one.corridor === corridor.id && one.lon !== null)
    .map((one) => ({ one, xy: at(one.lon, one.lat) }));
  const register = boxRegister();
  for (const {
    xy: [x, y],
  } of [...marks, ...crossings])
    register.take([x - 5, y - 5, x + 5, y + 5]);
  const tags = marks.map(({ row, xy }) => numberTag(register, xy, String(numbers.get(row))));
  const names = placeLabels(
    crossings.map(({ one, xy: [x, y] }) => ({
      x,
      y,
      text: nameOf(one, state.lang),
      width: nameOf(one, state.lang).length * 5.6,
      height: 11,
      gap: HALF_TICK * TICK + 3,
      normal: acrossAt(payload, one),
      rings: [1, 2.2, 3.6, 5],
    })),
    register,
  );
  const towns = placeLabels(
    payload.localities
      .filter((town) => town.population > 50_000)
      .map((town) => ({ ...town, xy: at(town.lon, town.lat) }))
      .filter(({ xy: [x, y] }) => x > 0 && y > 0 && x < WIDTH && y < HEIGHT)
      .map(({ name, xy: [x, y] }) => ({
        x,
        y,
        text: name,
        width: name.length * 6,
        height: 12,
        gap: 4,
      })),
    register,
  );
  const id = `atlas-sheet-${corridor.id}-${detail ? "far" : "near"}`;
  return s(
    "svg",
    {
      class: "atlas-sheet-map",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: "img",
      "aria-label": state.words.t("sheet_map", {
        corridor: nameOf(corridor, state.lang),
        n: rows.length,
      }),
    },
    s("clipPath", { id }, s("rect", { width: WIDTH, height: HEIGHT })),
    s(
      "g",
      { "clip-path": `url(#${id})` },
      s("rect", { width: WIDTH, height: HEIGHT, fill: "#c3d5da" }),
      geography.land.map(({ side, rings }) =>
        s("path", { d: `${path(rings)}`, fill: tint(payload, side), "fill-rule": "evenodd" }),
      ),
      sheetStreets(context.streets?.packs() ?? [], view),
      geography.ground
        .filter(({ most }) => Math.log2(view.scale / 256) <= most)
        .map(({ kind, lines }) => groundPath(kind, path(lines))),
      s("path", { d: path(geography.coast), class: "atlas-sheet-coast" }),
      s("path", { d: path(geography.limits), class: "atlas-sheet-limit" }),
      s("path", { d: path(geography.border), class: "atlas-sheet-border-case" }),
      s("path", { d: path(geography.border), class: "atlas-sheet-border" }),
      towns.map(({ left, top, text }) =>
        s("text", { class: "atlas-label atlas-label-town", x: left, y: top + 10 }, text),
      ),
      crossings.map(({ one, xy: [x, y] }) =>
        s(
          "g",
          { transform: `translate(${x} ${y})` },
          tick(acrossAt(payload, one), { closed: one.status === "closed" }, TICK),
        ),
      ),
      names.map((name) => [
        tickLeader(name),
        s("text", { class: "atlas-label atlas-label-crossing", x: name.left, y: name.top + 9 }, name.text),
      ]),
      tags.map(
        ({ from, to }) =>
          to && s("path", { d: `M${from.join(" ")}L${to.join(" ")}`, class: "atlas-sheet-leader" }),
      ),
      marks.map(({ row, xy: [x, y] }) =>
        s("g", { transform: `translate(${x} ${y})` }, symbol(partLook(state, row) ?? styleOf(payload, model, row), 0.5)),
      ),
      tags.map(({ from, to, text }) =>
        s(
          "text",
          {
            class: "atlas-sheet-number",
            x: (to ?? from)[0],
            y: (to ?? from)[1] + 3,
            "text-anchor": "middle",
          },
          text,
        ),
      ),
    ),
    detail && detailFrame(view, detail, state.words),
    scaleBar(view, state.words),
    s("rect", {
      x: 0.6,
      y: 0.6,
      width: WIDTH - 1.2,
      height: HEIGHT - 1.2,
      class: "atlas-sheet-frame",
    }),
  );
}

/** Draw the roads, railways or rivers of a kind. */
function groundPath(kind, d) {
  const { color, weight, opacity, dashArray = null } = GROUND_LOOKS[kind];
  return s("path", {
    d,
    class: "atlas-sheet-ground",
    fill: "none",
    stroke: color,
    "stroke-width": weight * 0.8,
    "stroke-opacity": opacity,
    "stroke-dasharray": dashArray,
  });
}

/**
 * @param {Atlas.SheetWindow} view
 * @param {Atlas.SheetWindow} detail
 * @param {Atlas.Words} words
 */
function detailFrame(view, detail, words) {
  const [x, y] = [(detail.left - view.left) * view.scale, (detail.top - view.top) * view.scale];
  const [width, height] = [WIDTH, HEIGHT].map((size) => (size / detail.scale) * view.scale);
  return s(
    "g",
    {},
    s("rect", { x, y, width, height, class: "atlas-sheet-detail" }),
    s(
      "text",
      {
        x: x + width / 2,
        y: y - 5,
        "text-anchor": "middle",
        class: "atlas-label atlas-label-place",
      },
      words.t("sheet_detail"),
    ),
  );
}

/**
 * Find a free place for a number near its point: next to it, else farther out with a line to it.
 *
 * @param {Atlas.BoxRegister} register
 * @param {[number, number]} from
 * @param {string} text
 */
function numberTag(register, from, text) {
  const width = 3 + text.length * 5.5;
  for (let ring = 0; ring < 26; ring++) {
    const reach = 9 + ring * 4;
    const steps = 8 + ring * 3;
    for (let i = 0; i < steps; i++) {
      const turn = (i / steps) * 2 * Math.PI + ring * 0.4;
      const [x, y] = [from[0] + reach * Math.cos(turn), from[1] + reach * Math.sin(turn)];
      /** @type {Atlas.Box} */
      const box = [x - width / 2, y - 5, x + width / 2, y + 5];
      if (
        box[0] < 2 ||
        box[1] < 2 ||
        box[2] > WIDTH - 2 ||
        box[3] > HEIGHT - 2 ||
        !register.free(box)
      )
        continue;
      register.take(box);
      return { from, to: [x, y], text };
    }
  }
  return { from, to: null, text };
}

/**
 * @param {Atlas.SheetWindow} view
 * @param {Atlas.Words} words
 */
function scaleBar(view, words) {
  const lat = latitudeOf(view.top + HEIGHT / 2 / view.scale);
  const kmPerPixel = (40_075 * Math.cos((lat * Math.PI) / 180)) / view.scale;
  const km = [50, 20, 10, 5, 2, 1, 0.5, 0.2].find((length) => length / kmPerPixel <= 130) ?? 0.2;
  const width = km / kmPerPixel;
  return s(
    "g",
    { class: "atlas-sheet-scale", transform: `translate(${WIDTH - width - 16} ${HEIGHT - 14})` },
    s("rect", { x: -8, y: -20, width: width + 16, height: 28, rx: 3 }),
    s("path", { d: `M0-4V0H${width}V-4` }),
    s("text", { x: width / 2, y: -7, "text-anchor": "middle" }, words.km(km)),
  );
}
