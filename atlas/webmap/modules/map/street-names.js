// Names along streets, and those of neighbourhoods and landmarks, where nothing else stands.

import { FONTS } from "./fonts.js";
import { boxRegister } from "./layout.js";
import { linesOf } from "./street-pack.js";

/**
 * From which zoom the names of a class are read, the most important class first.
 *
 * @type {[string, number][]}
 */
const NAMED = [
  ["suburb", 12.5],
  ["motorway", 12],
  ["trunk", 12.5],
  ["primary", 13],
  ["neighbourhood", 13.5],
  ["secondary", 14],
  ["bus_station", 14],
  ["hospital", 14],
  ["tertiary", 14.5],
  ["school", 15.5],
  ["minor", 15],
];
const POINTS = { suburb: 11.5, neighbourhood: 10.5, bus_station: 10, hospital: 10, school: 10 };
const AREA_NAMES = new Set(["suburb", "neighbourhood"]);

const STREET_PX = 10;
/** No letter of a street is narrower, in the mean. */
const LEAST_PX = 3.5;
const AGAIN_PX = 260;
/** How straight the stretch under a name is: its chord as a part of its length. */
const STRAIGHT = 0.985;
/** How wide names are, by font: to measure them takes most of the time. */
const WIDTHS = {};
const INK = "#5d5646";
const HALO = "rgb(255 253 248 / 85%)";

/**
 * Write names onto the canvas of the streets.
 *
 * @param {CanvasRenderingContext2D} canvas
 * @param {Atlas.StreetPack[]} packs
 * @param {Atlas.Viewport} view
 * @param {Atlas.Scene} scene whose names and marks stay free
 */
export function drawStreetNames(canvas, packs, view, { taken = boxRegister(), element }) {
  const family = getComputedStyle(element).getPropertyValue("--atlas-sans") || "sans-serif";
  const written = new Map();
  // Their own room is not noted in that of the scene: the same names are written again later.
  const own = boxRegister();
  const room = {
    free: (box) => taken.free(box) && own.free(box),
    take: own.take,
  };
  const { world, left, top, frame } = view;
  canvas.textAlign = "center";
  canvas.textBaseline = "middle";
  canvas.lineJoin = "round";
  canvas.fillStyle = INK;
  canvas.strokeStyle = HALO;
  canvas.lineWidth = 2.6;
  for (const [name, zoom] of NAMED) {
    if (view.zoom < zoom) continue;
    const size = POINTS[name] ?? STREET_PX;
    const weight = AREA_NAMES.has(name) ? 600 : FONTS.town.weight;
    const font = (canvas.font = `${weight} ${size}px ${family}`);
    const worth = ({ names, called, boxes }, i) =>
      called[i] && (name in POINTS || lengthOf(boxes, i) * world >= names[called[i]].length * LEAST_PX);
    for (const line of linesOf(packs, name, world, { ...frame, left, top }, worth)) {
      const width = widthOf(canvas, font, line.name);
      const spot =
        name in POINTS ? pointSpot(line, view, width, size) : streetSpot(line, view, width);
      if (!spot || !fits(spot, line.name, room, written)) continue;
      write(canvas, line.name, spot, name in POINTS && !AREA_NAMES.has(name));
    }
  }
}

/** Measure a name once for each font. */
function widthOf(canvas, font, name) {
  const known = (WIDTHS[font] ??= new Map());
  const width = known.get(name) ?? canvas.measureText(name).width;
  known.set(name, width);
  return width;
}

function lengthOf(boxes, i) {
  return Math.hypot(boxes[4 * i + 2] - boxes[4 * i], boxes[4 * i + 3] - boxes[4 * i + 1]);
}

/** Take the room of a name, unless something stands there or the same name stands near. */
function fits({ x, y, boxes }, name, room, written) {
  const others = written.get(name) ?? [];
  if (others.some((one) => Math.hypot(one.x - x, one.y - y) < AGAIN_PX)) return false;
  if (!boxes.every(room.free)) return false;
  boxes.forEach(room.take);
  written.set(name, [...others, { x, y }]);
  return true;
}

/**
 * @param {CanvasRenderingContext2D} canvas
 * @param {string} text
 * @param {{ x: number, y: number, turn: number, dot?: number }} spot
 * @param {boolean} dotted
 */
function write(canvas, text, { x, y, turn, dot = 0 }, dotted) {
  canvas.save();
  canvas.translate(x, y);
  canvas.rotate(turn);
  canvas.strokeText(text, 0, 0);
  canvas.fillText(text, 0, 0);
  if (dotted) {
    canvas.beginPath();
    canvas.arc(0, -dot, 1.8, 0, 7);
    canvas.fill();
  }
  canvas.restore();
}

/**
 * Give where the name of a point stands: on it, or below its dot.
 *
 * @param {Atlas.StreetLine} line
 * @param {Atlas.Viewport} view
 */
function pointSpot({ xs, ys }, { world, left, top, frame }, width, size) {
  const [x, y] = [xs[0] * world - left, ys[0] * world - top + size];
  if (x < 0 || y < 0 || x > frame.width || y > frame.height) return null;
  /** @type {Atlas.Box[]} */
  const boxes = [[x - width / 2 - 2, y - size * 1.4, x + width / 2 + 2, y + size * 0.7]];
  return { x, y, turn: 0, dot: size, boxes };
}

/**
 * Give the first straight stretch of a street, on the frame, that holds its name.
 *
 * @param {Atlas.StreetLine} line
 * @param {Atlas.Viewport} view
 * @param {number} width
 */
function streetSpot({ xs, ys, box }, { world, left, top, frame }, width) {
  if (Math.hypot(box[2] - box[0], box[3] - box[1]) * world < width) return null;
  const at = (i) => [xs[i] * world - left, ys[i] * world - top];
  for (let from = 0; from < xs.length - 1; from++) {
    const [x0, y0] = at(from);
    if (x0 < 0 || y0 < 0 || x0 > frame.width || y0 > frame.height) continue;
    let [along, before] = [0, [x0, y0]];
    for (let to = from + 1; to < xs.length; to++) {
      const [x1, y1] = at(to);
      along += Math.hypot(x1 - before[0], y1 - before[1]);
      before = [x1, y1];
      const chord = Math.hypot(x1 - x0, y1 - y0);
      if (chord < along * STRAIGHT) break;
      if (chord < width + 8) continue;
      return nameOn([x0, y0], [x1, y1], width);
    }
  }
  return null;
}

/** Give the middle of a stretch, its turn so that nothing is upside down, and the boxes on it. */
function nameOn([x0, y0], [x1, y1], width) {
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  let turn = Math.atan2(y1 - y0, x1 - x0);
  if (turn > Math.PI / 2) turn -= Math.PI;
  if (turn <= -Math.PI / 2) turn += Math.PI;
  const parts = Math.max(1, Math.ceil(width / 12));
  const boxes = Array.from({ length: parts + 1 }, (_, i) => {
    const away = (i / parts - 0.5) * width;
    const [px, py] = [x + Math.cos(turn) * away, y + Math.sin(turn) * away];
    return /** @type {Atlas.Box} */ ([px - 6, py - 6, px + 6, py + 6]);
  });
  return { x, y, turn, boxes };
}
