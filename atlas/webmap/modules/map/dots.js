// Tens of thousands of places on one canvas. Symbols are copied pixel by pixel into one image: in
// software rendering that is many times faster than asking the canvas to draw each one.

import { OWN_COLOUR, PAPER, STRIKE, shapePath } from "./symbols.js";

/**
 * Paint dots on a canvas.
 *
 * @param {HTMLCanvasElement} canvas sized in device pixels
 * @param {Uint32Array} rows which places, the last on top
 * @param {(row: number) => number[]} at where a row lies, in device pixels
 * @param {Atlas.Looks} looks
 * @param {number} radius of a dot in device pixels
 */
export function paintDots(canvas, rows, at, { list, of }, radius) {
  const { width, height } = canvas;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const stamps = [];
  for (const row of rows) {
    const [x, y] = at(row);
    if (x < -radius || y < -radius || x > width + radius || y > height + radius) continue;
    const stamp = (stamps[of[row]] ??= makeStamp(list[of[row]], radius));
    copy(stamp, pixels, image.data, Math.round(x), Math.round(y), width, height);
  }
  context.putImageData(image, 0, 0);
}

/** Put a stamp on the image with its middle at a pixel. */
function copy({ size, solid, mixed, data }, pixels, bytes, x, y, width, height) {
  const [left, top] = [x - (size >> 1), y - (size >> 1)];
  const inside = left >= 0 && top >= 0 && left + size <= width && top + size <= height;
  const start = top * width + left;
  for (let k = 0; k < solid.length; k += 3) {
    if (inside || on(left + solid[k], top + solid[k + 1], width, height))
      pixels[start + solid[k + 1] * width + solid[k]] = solid[k + 2];
  }
  for (let k = 0; k < mixed.length; k += 3) {
    if (inside || on(left + mixed[k], top + mixed[k + 1], width, height))
      blend(bytes, 4 * (start + mixed[k + 1] * width + mixed[k]), data, mixed[k + 2]);
  }
}

function on(x, y, width, height) {
  return x >= 0 && y >= 0 && x < width && y < height;
}

/** Lay a pixel that lets something through over another one. */
function blend(to, i, from, j) {
  const above = from[j + 3] / 255;
  const below = (to[i + 3] / 255) * (1 - above);
  const whole = above + below;
  for (let c = 0; c < 3; c++) to[i + c] = (from[j + c] * above + to[i + c] * below) / whole;
  to[i + 3] = 255 * whole;
}

/**
 * Draw a symbol once; give its solid pixels as x, y, colour and its soft edge as x, y, index.
 *
 * @param {Atlas.Look} look
 */
function makeStamp({ colour, icon, tint, closed, own }, radius) {
  const size = 2 * Math.ceil(radius * (own ? 1.6 : 1.25)) + 1;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.translate(size / 2, size / 2);
  context.scale(radius / 10, radius / 10);
  const path = new Path2D(shapePath(icon));
  context.lineJoin = "round";
  if (own) {
    context.fillStyle = OWN_COLOUR;
    context.fill(new Path2D("M-15 0A15 15 0 0115 0 15 15 0 01-15 0z"));
  }
  context.fillStyle = context.strokeStyle = PAPER;
  context.lineWidth = 5;
  context.stroke(path);
  context.fill(path);
  context.fillStyle = context.strokeStyle = colour;
  context.globalAlpha = closed ? 0 : tint;
  context.fill(path);
  context.globalAlpha = 1;
  context.lineWidth = radius < 6 ? 3 : 1.8;
  context.stroke(path);
  if (closed) context.stroke(new Path2D(STRIKE));
  return pixelsOf(context.getImageData(0, 0, size, size).data, size);
}

function pixelsOf(data, size) {
  const colours = new Uint32Array(data.buffer);
  const [solid, mixed] = [[], []];
  for (let i = 0; i < size * size; i++) {
    const [x, y] = [i % size, Math.floor(i / size)];
    if (data[4 * i + 3] === 255) solid.push(x, y, colours[i]);
    else if (data[4 * i + 3] > 0) mixed.push(x, y, 4 * i);
  }
  return { size, data, solid: Uint32Array.from(solid), mixed: Uint32Array.from(mixed) };
}
