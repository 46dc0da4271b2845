// What the script alone takes to draw streets for the first time: node street_script.mjs PACK ZOOM LON LAT
// Printed are ms of the processor of its thread: to decode the pack, and to paint the squares that a
// map of 760 x 850 px shows. Areas are left out, since the canvas of a browser fills them.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const canvas = { clearRect() {}, fill() {}, getImageData: (_x, _y, w, h) => new ImageData(w, h) };
const element = { getContext: () => canvas, setAttribute() {}, append() {} };
Object.assign(globalThis, {
  document: { createElement: () => element },
  ImageData: class {
    constructor(width, height) {
      this.data = new Uint8ClampedArray(4 * width * height);
    }
  },
  Path2D: class {
    moveTo() {}
    lineTo() {}
  },
});
const modules = "../../atlas/webmap/modules/";
const { mercatorX, mercatorY } = await import(`${modules}base/geodesy.js`);
const { readPack } = await import(`${modules}map/street-pack.js`);
const { makePainter } = await import(`${modules}map/street-painting.js`);
const { squaresOf } = await import(`${modules}map/street-picture.js`);

const [file, ...numbers] = process.argv.slice(2);
const [zoom, lon, lat] = numbers.map(Number);
const content = gunzipSync(readFileSync(file));
const worked = () => process.threadCpuUsage().user / 1000;

const start = worked();
const pack = readPack(content);
const decoded = worked();
const [seen, scale] = [[760, 850], 256 * 2 ** zoom];
const [width, height] = seen.map((px) => Math.round(px * 1.5));
const left = Math.round(mercatorX(lon) * scale - width / 2);
const top = Math.round(mercatorY(lat) * scale - height / 2);
const origin = { x: left + ((width - seen[0]) >> 1), y: top + ((height - seen[1]) >> 1) };
const picture = { zoom, ratio: 1, scale, left, top, width, height, seen, origin };
const paint = makePainter()([pack], picture);
for (const square of squaresOf(picture)) {
  if (square.seen) paint({ n: square.n, left: left + square.x, top: top + square.y });
}
console.log(JSON.stringify([decoded - start, worked() - decoded]));
