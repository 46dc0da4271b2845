// How streets look, and how those in a square of a frame are painted: classes by zoom, areas below
// lines.

import { h } from "../base/dom.js";
import { layersOf } from "./street-pack.js";
import { gridOf } from "./street-picture.js";
import {
  clearNearness,
  drawLines,
  inkOf,
  makeNearness,
  noteLines,
  SIDE,
} from "./street-raster.js";

const ROAD = "#fffefa";
const CASE = "#c9bea9";

/**
 * How a class looks and from which zoom (as atlas/spatial/streets/street_classes.py): areas have a
 * fill, lines a colour and a width in px at zoom 14, and perhaps a case, some from a zoom only: thin
 * streets that lie close together would be nothing but cases.
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
  minor: { zoom: 13, colour: ROAD, width: 2.2, case: "#ddd3c0", cased: 14 },
  tertiary: { zoom: 12, colour: ROAD, width: 3, case: CASE },
  secondary: { zoom: 11, colour: ROAD, width: 3.6, case: CASE },
  primary: { zoom: 9.5, colour: ROAD, width: 4.2, case: "#bcae94" },
  trunk: { zoom: 8, colour: "#fdf3dc", width: 4.6, case: "#b0a184" },
  motorway: { zoom: 8, colour: "#fbeccb", width: 5, case: "#a89876" },
};

/**
 * Give the colour of the case of a class at a zoom, if it has one.
 *
 * @param {Atlas.StreetLook} look
 * @param {number} zoom
 */
export function caseAt({ case: colour, cased = 0 }, zoom) {
  return zoom >= cased ? colour : undefined;
}

/** Give the width of a class at a zoom in px. */
export function widthAt(width, zoom) {
  return Math.max(0.7, width * 1.32 ** (zoom - 14));
}

/**
 * Make what paints the squares of a picture.
 *
 * @returns {(packs: Atlas.StreetPack[], picture: Atlas.PictureState) => Atlas.SquarePaint}
 */
export function makePainter() {
  const areas = h("canvas", { width: SIDE, height: SIDE });
  const canvas = areas.getContext("2d", { willReadFrequently: true });
  const empty = new ImageData(SIDE, SIDE);
  /** @type {Atlas.Nearness[]} */
  const room = [];
  return (packs, picture) => {
    const classes = classesOn(packs, picture);
    return ({ n, left, top }) => {
      const there = classes
        .map(({ squares, ...inks }) => ({ ...inks, parts: squares[n] }))
        .filter(({ parts }) => parts);
      if (!there.length) return null;
      const place = { scale: picture.scale, left, top };
      const filled = there.filter(({ fill }) => fill);
      const stroked = there.filter(({ fill }) => !fill);
      if (filled.length) fillAreas(canvas, filled, place);
      else empty.data.fill(0);
      const image = filled.length ? canvas.getImageData(0, 0, SIDE, SIDE) : empty;
      stroked.forEach(({ parts, reach, dash }, i) => {
        room[i] ??= makeNearness();
        for (const part of parts) noteLines(room[i], part, place, reach, dash);
      });
      // Edges lie below all streets, so that crossings stay open.
      for (const inks of [stroked.map(({ edge }) => edge), stroked.map(({ line }) => line)]) {
        inks.forEach((ink, i) => ink && drawLines(image.data, room[i], ink));
      }
      stroked.forEach((_, i) => clearNearness(room[i]));
      return image;
    };
  };
}

/**
 * Give the classes that a zoom shows, the lowest first, with the lines that come into each square.
 *
 * @param {Atlas.StreetPack[]} packs
 * @param {Atlas.PictureState} picture
 */
function classesOn(packs, picture) {
  return Object.entries(STREET_LOOKS)
    .filter(([, { zoom }]) => picture.zoom >= zoom)
    .map(([name, look]) => {
      const inks = inksOf(look, picture);
      return { ...inks, squares: squaresOf(layersOf(packs, name), picture, inks.reach ?? 0) };
    });
}

/**
 * Give what a class is drawn with.
 *
 * @param {Atlas.StreetLook} look
 * @param {Atlas.PictureState} picture
 */
function inksOf(look, { zoom, ratio }) {
  const { fill, colour, width, dash } = look;
  if (fill) return { fill };
  const edge = caseAt(look, zoom);
  const inner = widthAt(width, zoom) * ratio;
  const outer = edge ? inner + (zoom < 12 ? 0.8 : 1.4) * ratio : inner;
  const reach = outer / 2 + 0.5;
  return {
    reach,
    dash: dash?.map((px) => px * ratio),
    edge: edge && inkOf(outer, reach, edge),
    line: inkOf(inner, reach, colour),
  };
}

/**
 * Put the lines of some layers into the squares of a picture that they may come into.
 *
 * @param {Atlas.StreetLayer[]} layers
 * @param {Atlas.PictureState} picture
 * @param {number} reach px beside a line
 * @returns {Atlas.StreetPart[][]} row by row
 */
function squaresOf(layers, picture, reach) {
  const { west, north, columns, rows } = gridOf(picture);
  const scale = picture.scale / SIDE;
  const [left, top] = [west + picture.origin.x / SIDE, north + picture.origin.y / SIDE];
  const more = reach / SIDE;
  /** @type {Atlas.StreetPart[][]} */
  const found = new Array(columns * rows);
  for (const layer of layers) {
    const { boxes, size } = layer;
    for (let line = 0, at = 0; line < size; line++, at += 4) {
      const first = Math.max(0, Math.floor(boxes[at] * scale - left - more));
      const last = Math.min(columns - 1, Math.floor(boxes[at + 2] * scale - left + more));
      const upper = Math.max(0, Math.floor(boxes[at + 1] * scale - top - more));
      const lower = Math.min(rows - 1, Math.floor(boxes[at + 3] * scale - top + more));
      for (let row = upper; row <= lower; row++) {
        for (let column = first; column <= last; column++) {
          const parts = (found[row * columns + column] ??= []);
          if (parts.at(-1)?.layer !== layer) parts.push({ layer, lines: [] });
          parts.at(-1).lines.push(line);
        }
      }
    }
  }
  return found;
}

/**
 * Fill the areas of each class together, so that a ring in another is a hole.
 *
 * @param {CanvasRenderingContext2D} canvas
 * @param {{ fill?: string, parts: Atlas.StreetPart[] }[]} classes
 * @param {{ scale: number, left: number, top: number }} place
 */
function fillAreas(canvas, classes, { scale, left, top }) {
  canvas.clearRect(0, 0, SIDE, SIDE);
  for (const { fill, parts } of classes) {
    const path = new Path2D();
    for (const { layer, lines } of parts) {
      const { xs, ys, ends } = layer;
      for (const line of lines) {
        const first = ends[line];
        path.moveTo(xs[first] * scale - left, ys[first] * scale - top);
        for (let i = first + 1; i < ends[line + 1]; i++)
          path.lineTo(xs[i] * scale - left, ys[i] * scale - top);
      }
    }
    canvas.fillStyle = fill;
    canvas.fill(path, "evenodd");
  }
}
