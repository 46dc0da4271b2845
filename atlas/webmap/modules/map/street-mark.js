// The street or quarter that somebody chose by name, marked for a while.

import { linesOf } from "./street-pack.js";

const INK = "#1d4e89";
const HALO = "rgb(255 253 248 / 90%)";
const RING_PX = 26;

/**
 * Draw a line along every piece of the street, or a ring around the name of the quarter.
 *
 * @param {CanvasRenderingContext2D} canvas
 * @param {Atlas.StreetPack[]} packs
 * @param {Atlas.Viewport} view
 * @param {Atlas.FoundStreet} marked
 */
export function drawMarked(canvas, packs, { world, left, top, frame }, marked) {
  const path = new Path2D();
  const [x, y] = [marked.x * world - left, marked.y * world - top];
  if (marked.quarter) path.arc(x, y, RING_PX, 0, 2 * Math.PI);
  else {
    for (const { xs, ys } of piecesOf(packs, marked, world, { ...frame, left, top })) {
      path.moveTo(xs[0] * world - left, ys[0] * world - top);
      for (let i = 1; i < xs.length; i++) path.lineTo(xs[i] * world - left, ys[i] * world - top);
    }
  }
  canvas.lineCap = canvas.lineJoin = "round";
  for (const [ink, width] of /** @type {[string, number][]} */ ([[HALO, 9], [INK, 4]])) {
    canvas.strokeStyle = ink;
    canvas.lineWidth = width;
    canvas.stroke(path);
  }
}

/** Give the pieces of the street that come into a frame. */
function piecesOf(packs, { name, box }, world, frame) {
  const [west, north, east, south] = box;
  const meets = (one) => one[2] >= west && one[0] <= east && one[3] >= north && one[1] <= south;
  const classes = new Set(packs.flatMap(({ layers }) => layers.map((layer) => layer.name)));
  return [...classes]
    .flatMap((of) => linesOf(packs, of, world, frame))
    .filter((line) => line.name === name && line.xs.length > 1 && meets(line.box));
}
