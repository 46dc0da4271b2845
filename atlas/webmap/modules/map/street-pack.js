// A street pack as the browser has it; the format is that of docs/streets.md and of
// atlas/spatial/streets/pack_file.py.

import { mercatorX, mercatorY } from "../base/geodesy.js";

const MAGIC = "ATLAS STREETS 1\n";
const NEWLINE = 10;

/** Give the bytes of a pack that is written as text. */
export function packOfText(base64) {
  const letters = atob(base64);
  const packed = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) packed[i] = letters.charCodeAt(i);
  return packed;
}

/**
 * Open a pack.
 *
 * @param {Uint8Array<ArrayBuffer>} packed
 * @returns {Promise<Atlas.StreetPack>}
 */
export async function openPack(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return readPack(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/**
 * Read a pack that was opened: every point in the Mercator square, every line with its box.
 *
 * @param {ArrayLike<number>} content
 * @returns {Atlas.StreetPack}
 */
export function readPack(content) {
  const bytes = content instanceof Uint8Array ? content : Uint8Array.from(content);
  const start = MAGIC.length;
  const text = new TextDecoder();
  if (text.decode(bytes.subarray(0, start)) !== MAGIC) throw new Error("no street pack");
  const end = bytes.indexOf(NEWLINE, start);
  const head = JSON.parse(text.decode(bytes.subarray(start, end)));
  const next = numbers(bytes, end + 1);
  const names = ["", ...head.names];
  // One room for the points of all lines: an array of its own for each would take most of the time.
  const most = (bytes.length - end) >> 1;
  const points = { xs: new Float64Array(most), ys: new Float64Array(most), size: 0 };
  const layers = head.layers.map(([name, n]) => readLayer(name, n, names, head, next, points));
  return { layers };
}

/** Give a function that gives the numbers of a body one by one. */
function numbers(bytes, at) {
  return () => {
    let byte = bytes[at++];
    let value = byte & 127;
    let unit = 128;
    while (byte > 127) {
      byte = bytes[at++];
      value += (byte & 127) * unit;
      unit *= 128;
    }
    if (byte === undefined) throw new Error("a street pack ends too early");
    return value % 2 ? -(value + 1) / 2 : value / 2;
  };
}

/**
 * @param {string} name
 * @param {number} n
 * @param {string[]} names
 * @param {{ origin: number[], step: number[] }} grid
 * @param {() => number} next
 * @param {{ xs: Float64Array, ys: Float64Array, size: number }} points
 * @returns {Atlas.StreetLayer}
 */
function readLayer(name, n, names, { origin, step }, next, points) {
  const lines = [];
  let called = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < n; i++) {
    called += next();
    const start = points.size;
    points.size += next();
    /** @type {Atlas.Box} */
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let k = start; k < points.size; k++) {
      x += next();
      y += next();
      const mx = (points.xs[k] = mercatorX(origin[0] + x * step[0]));
      const my = (points.ys[k] = mercatorY(origin[1] + y * step[1]));
      if (mx < box[0]) box[0] = mx;
      if (my < box[1]) box[1] = my;
      if (mx > box[2]) box[2] = mx;
      if (my > box[3]) box[3] = my;
    }
    const xs = points.xs.subarray(start, points.size);
    const ys = points.ys.subarray(start, points.size);
    lines.push({ name: names[called] ?? "", xs, ys, box });
  }
  return { name, lines };
}

/**
 * Give the lines of a class that come into a frame.
 *
 * @param {Atlas.StreetPack[]} packs
 * @param {string} name
 * @param {number} world px of the Mercator square
 * @param {Atlas.Frame} frame
 */
export function linesOf(packs, name, world, frame) {
  return packs
    .flatMap(({ layers }) => layers.filter((layer) => layer.name === name))
    .flatMap(({ lines }) => within(lines, world, frame));
}

/**
 * Give those of some lines that come into a frame.
 *
 * @param {Atlas.StreetLine[]} lines
 * @param {number} world px of the Mercator square
 * @param {Atlas.Frame} frame
 */
export function within(lines, world, { left, top, width, height }) {
  const [west, east] = [left / world, (left + width) / world];
  const [north, south] = [top / world, (top + height) / world];
  return lines.filter(
    ({ box }) => box[2] > west && box[0] < east && box[3] > north && box[1] < south,
  );
}
