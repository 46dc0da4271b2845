// Streets under the places, on a canvas of their own that is painted while the map is used; and
// their names on another one above it.

import { h } from "../base/dom.js";
import { drawMarked } from "./street-mark.js";
import { drawStreetNames } from "./street-names.js";
import { openPack, packOfText } from "./street-pack.js";
import { makePainter } from "./street-painting.js";
import { makePicture, pixelRatio } from "./street-picture.js";
import { makeStreetTiles } from "./street-tiles.js";
import { frameView } from "./viewport.js";

const MARKED_MS = 8000;

/**
 * Make the streets of a payload; they appear when their packs are read.
 *
 * @param {Atlas.Context} context
 * @param {() => void} ready called when a pack was read
 */
export function makeStreets(context, ready) {
  const ground = h("canvas", {});
  const names = h("canvas", {});
  const element = h("div", { class: "atlas-streets", "aria-hidden": "true" }, ground, names);
  const picture = makePicture(ground);
  let painter = null;
  /** @type {Atlas.Viewport | null} */
  let named = null;
  /** Keep the names where they are on the map until those of a frame are written. */
  const moveNames = (view) => {
    names.hidden = named?.zoom !== view.zoom;
    if (names.hidden) return;
    names.style.transform = `translate(${named.left - view.left}px, ${named.top - view.top}px)`;
  };
  const tiles = context.street && makeStreetTiles(context.street, ready);
  let packs = [];
  let read = null;
  let [marked, timer] = [null, 0];
  /** Mark a street or quarter for a while; none without one. */
  const mark = (one = null) => {
    clearTimeout(timer);
    if (one) timer = setTimeout(mark, MARKED_MS);
    marked = one;
    ready();
  };
  /** Open the packs of the payload when the page has been painted for the first time. */
  const load = async () => {
    const { streets = [] } = context.payload;
    if (read === streets) return;
    read = streets;
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const start = performance.now();
    try {
      const found = await Promise.all(streets.map((text) => openPack(packOfText(text))));
      if (read !== streets) return;
      performance.measure("atlas-streets-read", { start });
      packs = found;
      ready();
    } catch {
      packs = []; // the map is of use without streets
    }
  };
  return {
    element,
    load,
    packs: () => packs,
    mark,
    /** @param {Atlas.Frame} frame */
    draw(frame) {
      const start = performance.now();
      const view = frameView(context, frame);
      const templates = context.payload.street_tiles ?? [];
      if (tiles && templates.length) packs = tiles.under(templates, view);
      element.hidden = !packs.length;
      if (element.hidden) return;
      moveNames(view);
      const those = packs;
      painter ??= makePainter();
      picture.show(view, those, (state) => painter(those, state), () => {
        performance.measure("atlas-streets-draw", { start });
        const above = blank(names, frame);
        if (marked) drawMarked(above, packs, view, marked);
        drawStreetNames(above, packs, view, context.scene);
        named = view;
        moveNames(view);
        performance.measure("atlas-streets-names", { start });
      });
    },
  };
}

/** Give a canvas of the size of a frame, with nothing on it. */
function blank(element, { width, height }) {
  const ratio = pixelRatio();
  Object.assign(element, { width: width * ratio, height: height * ratio });
  Object.assign(element.style, { width: `${width}px`, height: `${height}px` });
  const canvas = element.getContext("2d");
  canvas.scale(ratio, ratio);
  return canvas;
}
