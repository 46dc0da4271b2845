// Where things lie on the frame that is drawn, and how large they are at its zoom.

import { mercatorX, mercatorY } from "../base/geodesy.js";

/** From this zoom on places are shown; farther out corridors are. */
export const CORRIDOR_ZOOM = 8;

/**
 * Give the numbers that turn a place in the Mercator square into a place on the frame.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Frame} frame
 */
export function frameView({ map }, frame) {
  const origin = map.getPixelOrigin();
  const zoom = map.getZoom();
  return {
    frame,
    size: map.getSize(),
    zoom,
    world: 256 * 2 ** zoom,
    left: origin.x + frame.left,
    top: origin.y + frame.top,
  };
}

/**
 * Give where a place of the Mercator square lies on the frame, in px.
 *
 * @param {{ mx: number, my: number }} item
 * @param {Atlas.Viewport} view
 */
export function onFrame({ mx, my }, view) {
  return { x: mx * view.world - view.left, y: my * view.world - view.top };
}

/**
 * Give where a point in degrees lies on the frame, in px.
 *
 * @param {number} lon
 * @param {number} lat
 * @param {Atlas.Viewport} view
 */
export function pointOnFrame(lon, lat, view) {
  return onFrame({ mx: mercatorX(lon), my: mercatorY(lat) }, view);
}

/**
 * Say whether a point lies on the frame or near it.
 *
 * @param {Atlas.Point} at
 * @param {Atlas.Frame} frame
 */
export function inFrame({ x, y }, { width, height }) {
  return x > -60 && y > -60 && x < width + 60 && y < height + 60;
}

/** Give how near places stand together, in px. */
export function joinRadius(zoom, maxZoom) {
  if (zoom >= maxZoom) return 2;
  if (zoom >= 15) return 9;
  return zoom >= 13 ? 14 : zoom >= 11 ? 18 : 24;
}

/** Give the radius of a count in px. */
export function badgeRadius(n) {
  return 10 + Math.min(9, Math.log2(n) * 1.5);
}

/** Give the scale of a symbol; 1 is 20 px across. */
export function symbolScale(zoom) {
  return zoom >= 13 ? 1 : zoom >= 11 ? 0.9 : 0.8;
}

/** Give the radius of a dot on the canvas in px. */
export function dotRadius(zoom) {
  return Math.max(3, Math.min(9, zoom - 7));
}
