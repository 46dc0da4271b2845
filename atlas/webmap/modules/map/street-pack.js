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
  const layers = head.layers.map(([name, n]) => readLayer(name, n, names, head, next));
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
 * @returns {Atlas.StreetLayer}
 */
function readLayer(name, n, names, { origin, step }, next) {
  const lines = [];
  let [called, x, y] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    called += next();
    const size = next();
    const [xs, ys] = [new Float64Array(size), new Float64Array(size)];
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let k = 0; k < size; k++) {
      x += next();
      y += next();
      const mx = (xs[k] = mercatorX(origin[0] + x * step[0]));
      const my = (ys[k] = mercatorY(origin[1] + y * step[1]));
      if (mx < west) west = mx;
      if (my < north) north = my;
      if (mx > east) east = mx;
      if (my > south) south = my;
    }
    /** @type {Atlas.Box} */
    const box = [west, north, east, south];
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
export function linesOf(packs, name, world, { left, top, width, height }) {
  const meets = ([x0, y0, x1, y1]) =>
    x1 * world > left && x0 * world < left + width && y1 * world > top && y0 * world < top + height;
  return packs
    .flatMap(({ layers }) => layers.filter((layer) => layer.name === name))
    .flatMap(({ lines }) => lines.filter(({ box }) => meets(box)));
}
