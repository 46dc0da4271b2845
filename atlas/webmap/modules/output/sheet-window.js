// Which part of the world a map of the printed sheet shows.

import { mercatorX, mercatorY } from "../base/geodesy.js";

/** Size of a map on the sheet, in the units of its own drawing. */
export const WIDTH = 720;
export const HEIGHT = 408;

/** A part of the map this wide and high may get a map of its own, from so many places on. */
const DETAIL_PART = 0.3;
const DETAIL_PLACES = 16;

/**
 * Give the window of the map: the places of the corridor's own frame with a margin.
 *
 * @param {Atlas.Corridor} corridor
 * @param {number[]} rows
 * @param {Atlas.Model} model
 * @returns {Atlas.SheetWindow}
 */
export function windowOf(corridor, rows, model) {
  const [west, south, east, north] = corridor.bounds;
  const inside = rows.filter(
    (row) =>
      model.numbers.lon[row] >= west &&
      model.numbers.lon[row] <= east &&
      model.numbers.lat[row] >= south &&
      model.numbers.lat[row] <= north,
  );
  const xs =
    inside.length > 2 ? inside.map((row) => model.x[row]) : [mercatorX(west), mercatorX(east)];
  const ys =
    inside.length > 2 ? inside.map((row) => model.y[row]) : [mercatorY(north), mercatorY(south)];
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const smallest = 0.06 / 360;
  const scale = Math.min(
    (WIDTH - 70) / Math.max(x1 - x0, smallest),
    (HEIGHT - 70) / Math.max(y1 - y0, smallest),
  );
  return {
    scale,
    left: (x0 + x1) / 2 - WIDTH / 2 / scale,
    top: (y0 + y1) / 2 - HEIGHT / 2 / scale,
  };
}

/**
 * Find the part of a view, DETAIL_PART of its width and height, that holds most places.
 *
 * @param {Atlas.SheetWindow} view
 * @param {number[]} rows
 * @param {Atlas.Model} model
 */
export function densestPart(view, rows, model) {
  const [width, height] = [(WIDTH * DETAIL_PART) / view.scale, (HEIGHT * DETAIL_PART) / view.scale];
  const inside = (middle) =>
    rows.filter(
      (row) =>
        Math.abs(model.x[row] - model.x[middle]) < width / 2 &&
        Math.abs(model.y[row] - model.y[middle]) < height / 2,
    );
  const best = rows
    .map(inside)
    .reduce((most, some) => (some.length > most.length ? some : most), []);
  return best.length >= DETAIL_PLACES && best.length < rows.length ? { rows: best } : null;
}
