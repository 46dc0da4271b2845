// A street pack as the browser has it; the format is that of docs/streets.md and of
// atlas/spatial/streets/pack_file.py.

import { mercatorX, mercatorY } from "../base/geodesy.js";

const MAGIC = "ATLAS STREETS 1\n";
const NEWLINE = 10;
/** Within so many degrees the Mercator square is straight: 0.01 px at most of the nearest zoom. */
const STRAIGHT_DEGREES = 1 / 256;

/**
 * Give the bytes of a pack that is written as text; newer browsers read it themselves.
 *
 * @param {string} base64
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function packOfText(base64) {
  const { fromBase64 } = /** @type {any} */ (Uint8Array);
  if (fromBase64) return fromBase64.call(Uint8Array, base64);
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/**
 * Open a pack.
 *
 * @param {Uint8Array<ArrayBuffer>} packed
 * @returns {Promise<Atlas.StreetPack>}
 */
export async function openPack(packed) {
  const stream = new Response(packed).body.pipeThrough(new DecompressionStream("gzip"));
  return readPack(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/**
 * Read a pack that was opened: every point in the Mercator square, every line with its box. All
 * lines share a few arrays: an object and arrays for each would take most of the time.
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
  const values = numbers(bytes, end + 1);
  const most = values.length >> 1;
  const [xs, ys] = [new Float64Array(most), new Float64Array(most)];
  const names = ["", ...head.names];
  let at = { value: 0, point: 0 };
  const layers = head.layers.map(([name, size]) => {
    const [called, ends] = [new Uint32Array(size), new Uint32Array(size + 1)];
    const layer = { name, size, names, called, ends, boxes: new Float64Array(4 * size), xs, ys };
    at = readLayer(layer, head, values, at);
    return layer;
  });
  if (!(at.value <= values.length)) throw new Error("a street pack ends too early");
  return { layers };
}

/** Give the numbers of a body. */
function numbers(bytes, start) {
  const values = new Int32Array(bytes.length - start);
  return values.subarray(0, readNumbers(bytes, start, values));
}

/** Put numbers into an array and count them: a small loop alone is what browsers make fast soonest. */
function readNumbers(bytes, start, values) {
  let [n, value, bits] = [0, 0, 0];
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    value |= (byte & 127) << bits;
    if (byte > 127) {
      bits += 7;
      if (bits > 28) throw new Error("a number of a street pack is too large");
      continue;
    }
    values[n++] = (value >>> 1) ^ -(value & 1);
    value = bits = 0;
  }
  return n;
}

/**
 * Fill a layer; give where the next begins.
 *
 * @param {Atlas.StreetLayer} layer
 * @param {{ origin: number[], step: number[] }} grid
 * @param {Int32Array} values
 * @param {{ value: number, point: number }} at
 */
function readLayer({ size, called, ends, boxes, xs, ys }, { origin, step }, values, at) {
  const [west, across] = [mercatorX(origin[0]), step[0] / 360];
  const rows = Math.max(1, Math.floor(STRAIGHT_DEGREES / step[1]));
  let { value, point } = at;
  let [name, x, y] = [0, 0, 0];
  let [first, past, north, down] = [0, 0, 0, 0];
  ends[0] = point;
  for (let line = 0; line < size; line++) {
    name += values[value++];
    called[line] = name;
    const end = point + values[value++];
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (; point < end; point++) {
      x += values[value++];
      y += values[value++];
      if (!(y >= first && y < past)) {
        first = Math.floor(y / rows) * rows;
        past = first + rows;
        north = mercatorY(origin[1] + first * step[1]);
        down = (mercatorY(origin[1] + past * step[1]) - north) / rows;
      }
      const mx = (xs[point] = west + x * across);
      const my = (ys[point] = north + (y - first) * down);
      if (mx < left) left = mx;
      if (my < top) top = my;
      if (mx > right) right = mx;
      if (my > bottom) bottom = my;
    }
    ends[line + 1] = point;
    boxes[4 * line] = left;
    boxes[4 * line + 1] = top;
    boxes[4 * line + 2] = right;
    boxes[4 * line + 3] = bottom;
  }
  return { value, point };
}

/**
 * Give a line of a layer.
 *
 * @param {Atlas.StreetLayer} layer
 * @param {number} i
 * @returns {Atlas.StreetLine}
 */
function lineOf({ names, called, ends, boxes, xs, ys }, i) {
  const points = (some) => some.slice(ends[i], ends[i + 1]);
  const [west, north, east, south] = boxes.slice(4 * i, 4 * i + 4);
  const box = /** @type {Atlas.Box} */ ([west, north, east, south]);
  return { name: names[called[i]] ?? "", xs: points(xs), ys: points(ys), box };
}

/**
 * Give the layers of a class.
 *
 * @param {Atlas.StreetPack[]} packs
 * @param {string} name
 */
export function layersOf(packs, name) {
  return packs.flatMap(({ layers }) => layers.filter((layer) => layer.name === name));
}

/**
 * Give the lines of a class that come into a frame.
 *
 * @param {Atlas.StreetPack[]} packs
 * @param {string} name
 * @param {number} world px of the Mercator square
 * @param {Atlas.Frame} frame
 * @param {(layer: Atlas.StreetLayer, i: number) => boolean} [wanted]
 */
export function linesOf(packs, name, world, { left, top, width, height }, wanted = () => true) {
  const [west, east] = [left / world, (left + width) / world];
  const [north, south] = [top / world, (top + height) / world];
  const found = [];
  for (const layer of layersOf(packs, name)) {
    const { boxes, size } = layer;
    for (let i = 0, at = 0; i < size; i++, at += 4) {
      if (boxes[at + 2] <= west || boxes[at] >= east) continue;
      if (boxes[at + 3] <= north || boxes[at + 1] >= south) continue;
      if (wanted(layer, i)) found.push(lineOf(layer, i));
    }
  }
  return found;
}
