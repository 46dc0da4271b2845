// Streets under the places, on one canvas of their own: classes by zoom, each class one path.

import { h } from "../base/dom.js";
import { drawMarked } from "./street-mark.js";
import { drawStreetNames } from "./street-names.js";
import { linesOf, openPack, packOfText } from "./street-pack.js";
import { makeStreetTiles } from "./street-tiles.js";
import { frameView } from "./viewport.js";

const ROAD = "#fffefa";
const CASE = "#c9bea9";
const MARKED_MS = 8000;

/**
 * How a class looks and from which zoom (as atlas/spatial/streets/street_classes.py): areas have a
 * fill, lines a colour and a width in px at zoom 14, and perhaps a case.
 *
 * @type {Record<string, Atlas.StreetLook>}
 */
export const STREET_LOOKS = {
  builtup: { zoom: 10, fill: "rgb(110 92 60 / 8%)" },
  park: { zoom: 12, fill: "rgb(104 146 78 / 17%)" },
  water: { zoom: 9, fill: "#c3d5da" },
  riverbank: { zoom: 9, fill: "#c3d5da" },
  waterway: { zoom: 11, colour: "#a9c5cd", width: 1.8 },
  railway: { zoom: 10, colour: "#9a938a", width: 1, dash: [6, 3] },
  minor: { zoom: 13, colour: ROAD, width: 2.2, case: "#ddd3c0" },
  tertiary: { zoom: 12, colour: ROAD, width: 3, case: CASE },
  secondary: { zoom: 11, colour: ROAD, width: 3.6, case: CASE },
  primary: { zoom: 9.5, colour: ROAD, width: 4.2, case: "#bcae94" },
  trunk: { zoom: 8, colour: "#fdf3dc", width: 4.6, case: "#b0a184" },
  motorway: { zoom: 8, colour: "#fbeccb", width: 5, case: "#a89876" },
};

/**
 * Make the streets of a payload; they appear when their packs are read.
 *
 * @param {Atlas.Context} context
 * @param {() => void} ready called when a pack was read
 */
export function makeStreets(context, ready) {
  const element = h("canvas", { class: "atlas-streets", "aria-hidden": "true" });
  const tiles = context.street && makeStreetTiles(context.street, ready);
  let packs = [];
  let read = null;
  let [marked, timer] = [null, 0];
  /** Mark a street or quarter for a while; none without one. */
  const mark = (one = null) => {
    clearTimeout(timer);
    if (one) timer = setTimeout(mark, MARKED_MS);
    marked = one;
    ready();
  };
  const load = () => {
    const { streets = [] } = context.payload;
    if (read === streets) return;
    read = streets;
    const start = performance.now();
    Promise.all(streets.map((text) => openPack(packOfText(text)))).then(
      (found) => {
        if (read !== streets) return;
        performance.measure("atlas-streets-read", { start });
        packs = found;
        ready();
      },
      () => (packs = []), // the map is of use without streets
    );
  };
  return {
    element,
    load,
    packs: () => packs,
    mark,
    /** @param {Atlas.Frame} frame */
    draw(frame) {
      const start = performance.now();
      const view = frameView(context, frame);
      const templates = context.payload.street_tiles ?? [];
      if (tiles && templates.length) packs = tiles.under(templates, view);
      element.hidden = !packs.length;
      if (element.hidden) return;
      const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
      element.width = frame.width * ratio;
      element.height = frame.height * ratio;
      element.style.width = `${frame.width}px`;
      element.style.height = `${frame.height}px`;
      const canvas = element.getContext("2d");
      canvas.scale(ratio, ratio);
      canvas.lineCap = canvas.lineJoin = "round";
      const paths = Object.entries(STREET_LOOKS)
        .filter(([, { zoom }]) => view.zoom >= zoom)
        .map(([name, look]) => ({ look, path: pathOf(packs, name, view) }));
      // Cases lie below all streets, so that crossings stay open.
      for (const { look, path } of paths) drawUnder(canvas, look, path, view.zoom);
      for (const { look, path } of paths) drawLine(canvas, look, path, view.zoom);
      if (marked) drawMarked(canvas, packs, view, marked);
      drawStreetNames(canvas, packs, view, context.scene);
      performance.measure("atlas-streets-draw", { start });
    },
  };
}

/** Give the width of a class at a zoom in px. */
export function widthAt(width, zoom) {
  return Math.max(0.7, width * 1.32 ** (zoom - 14));
}

/**
 * Draw an area, or the edges of a street.
 *
 * @param {CanvasRenderingContext2D} canvas
 * @param {Atlas.StreetLook} look
 * @param {Path2D} path
 * @param {number} zoom
 */
function drawUnder(canvas, look, path, zoom) {
  if (look.fill) {
    canvas.fillStyle = look.fill;
    canvas.fill(path, "evenodd");
  }
  if (!look.case) return;
  canvas.strokeStyle = look.case;
  canvas.lineWidth = widthAt(look.width, zoom) + (zoom < 12 ? 0.8 : 1.4);
  canvas.stroke(path);
}

/**
 * @param {CanvasRenderingContext2D} canvas
 * @param {Atlas.StreetLook} look
 * @param {Path2D} path
 * @param {number} zoom
 */
function drawLine(canvas, { colour, width, dash = [] }, path, zoom) {
  if (!colour) return;
  canvas.strokeStyle = colour;
  canvas.lineWidth = widthAt(width, zoom);
  canvas.setLineDash(dash);
  canvas.stroke(path);
  canvas.setLineDash([]);
}

/**
 * Give the lines of a class that are on the frame as one path.
 *
 * @param {Atlas.StreetPack[]} packs
 * @param {string} name
 * @param {Atlas.Viewport} view
 */
function pathOf(packs, name, { world, left, top, frame: { width, height } }) {
  const path = new Path2D();
  for (const { xs, ys } of linesOf(packs, name, world, { left, top, width, height })) {
    path.moveTo(xs[0] * world - left, ys[0] * world - top);
    for (let i = 1; i < xs.length; i++) path.lineTo(xs[i] * world - left, ys[i] * world - top);
  }
  return path;
}
