// How streets look, and how those in a part of a frame are painted: classes by zoom, a class as one
// path.

import { linesOf, within } from "./street-pack.js";

const ROAD = "#fffefa";
const CASE = "#c9bea9";
/** Half of what the widest street takes, and a little more. */
const REACH_PX = 8;

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

/** Give the width of a class at a zoom in px. */
export function widthAt(width, zoom) {
  return Math.max(0.7, width * 1.32 ** (zoom - 14));
}

/**
 * Give the classes that a zoom shows, the lowest first, with the lines that come into a frame.
 *
 * @param {Atlas.StreetPack[]} packs
 * @param {Atlas.Viewport} view
 */
export function classesOn(packs, view) {
  return Object.entries(STREET_LOOKS)
    .filter(([, { zoom }]) => view.zoom >= zoom)
    .map(([name, look]) => ({ look, lines: linesOf(packs, name, view.world, around(view)) }));
}

/**
 * Paint the classes that come into a part of a frame; say whether there are any.
 *
 * @param {CanvasRenderingContext2D} canvas
 * @param {ReturnType<typeof classesOn>} classes
 * @param {Atlas.Viewport} view
 */
export function paintClasses(canvas, classes, view) {
  canvas.lineCap = canvas.lineJoin = "round";
  const there = classes
    .map(({ look, lines }) => ({ look, lines: within(lines, view.world, around(view)) }))
    .filter(({ lines }) => lines.length)
    .map(({ look, lines }) => ({ look, paths: pathsOf(lines, look, view) }));
  // Cases lie below all streets, so that crossings stay open.
  for (const { look, paths } of there) drawUnder(canvas, look, paths, view.zoom);
  for (const { look, paths } of there) drawLine(canvas, look, paths, view.zoom);
  return there.length > 0;
}

/** Give where lines may lie that reach into a frame: the widest are some px wide. */
function around({ left, top, frame: { width, height } }) {
  const [x, y] = [left - REACH_PX, top - REACH_PX];
  return { left: x, top: y, width: width + 2 * REACH_PX, height: height + 2 * REACH_PX };
}

/**
 * Draw an area, or the edges of a street.
 *
 * @param {CanvasRenderingContext2D} canvas
 * @param {Atlas.StreetLook} look
 * @param {Piece[]} paths
 * @param {number} zoom
 */
function drawUnder(canvas, look, [{ path }], zoom) {
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
 * @param {Piece[]} paths
 * @param {number} zoom
 */
function drawLine(canvas, { colour, width, dash = [] }, paths, zoom) {
  if (!colour) return;
  canvas.strokeStyle = colour;
  canvas.lineWidth = widthAt(width, zoom);
  canvas.setLineDash(dash);
  for (const { path, along } of paths) {
    canvas.lineDashOffset = along;
    canvas.stroke(path);
  }
  canvas.setLineDash([]);
}

/**
 * Give what of some lines comes into a frame as one path, areas as they are. Of dashed lines each
 * piece is a path with the length that is left out before it, so that dashes stay where they are.
 *
 * @typedef {{ path: Path2D, along: number }} Piece
 * @param {Atlas.StreetLine[]} lines
 * @param {Atlas.StreetLook} look
 * @param {Atlas.Viewport} view
 * @returns {Piece[]}
 */
function pathsOf(lines, { fill, dash }, view) {
  const { world, left, top } = view;
  const room = around(view);
  const [west, north] = [room.left - left, room.top - top];
  const [east, south] = [west + room.width, north + room.height];
  const all = { path: new Path2D(), along: 0 };
  const pieces = [all];
  for (const { xs, ys } of lines) {
    let { path, along } = all;
    let open = false;
    let x = xs[0] * world - left;
    let y = ys[0] * world - top;
    for (let i = 1; i < xs.length; i++) {
      const fromX = x;
      const fromY = y;
      x = xs[i] * world - left;
      y = ys[i] * world - top;
      const comesIn =
        Math.max(x, fromX) > west &&
        Math.max(y, fromY) > north &&
        Math.min(x, fromX) < east &&
        Math.min(y, fromY) < south;
      if (fill || comesIn) {
        if (dash && !open) pieces.push({ path: (path = new Path2D()), along });
        if (!open) path.moveTo(fromX, fromY);
        path.lineTo(x, y);
        open = true;
      } else {
        open = false;
      }
      if (dash) along += Math.hypot(x - fromX, y - fromY);
    }
  }
  return pieces;
}
