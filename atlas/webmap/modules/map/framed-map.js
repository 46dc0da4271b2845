// A map inside a page of somebody else: the wheel and one finger scroll that page, and the map stays
// at what it shows.

import { roomAround } from "./moves.js";

/** How much around what is shown may be seen, as a part of it. */
const MARGIN = 0.35;

/**
 * Say whether this page is shown inside another one.
 *
 * @param {Atlas.Core} context
 */
export function isFramed({ page }) {
  return page && globalThis.self !== globalThis.top;
}

/**
 * Leave the wheel and one finger to the page around; with a key, or two fingers, they move the map.
 * What to do instead is said once.
 *
 * @param {HTMLElement} stage what holds the map
 * @param {Atlas.Context} context
 */
export function leaveScrolling(stage, context) {
  let isSaid = false;
  const hint = (key) => {
    if (isSaid) return;
    isSaid = true;
    context.say(context.state.words.t(key));
  };
  const container = context.map.getContainer();
  const onMap = ({ target }) => container.contains(target);
  stage.addEventListener(
    "wheel",
    (event) => {
      if (!onMap(event) || event.ctrlKey || event.metaKey) return;
      event.stopPropagation(); // Leaflet never sees it, so the browser scrolls
      hint("frame_wheel");
    },
    { capture: true, passive: true },
  );
  stage.addEventListener(
    "pointerdown",
    ({ pointerType }) => {
      if (pointerType === "touch") context.map.dragging.disable();
      else context.map.dragging.enable();
    },
    { capture: true, passive: true },
  );
  stage.addEventListener(
    "touchmove",
    (event) => event.touches.length === 1 && onMap(event) && hint("frame_touch"),
    { capture: true, passive: true },
  );
}

/**
 * Keep the map near the corridors and points of its file, at any size of the frame.
 *
 * @param {Atlas.Context} context its map shows what it begins with
 * @param {number} least the least zoom in any case
 */
export function keepNear(context, least) {
  const { map, L, payload, model } = context;
  const bounds = L.latLngBounds(
    payload.corridors.flatMap(({ bounds: [west, south, east, north] }) => [
      [south, west],
      [north, east],
    ]),
  );
  for (let row = 0; row < model.n; row++)
    if (model.hasPoint(row)) bounds.extend([model.numbers.lat[row], model.numbers.lon[row]]);
  if (!bounds.isValid()) return;
  const wide = bounds.pad(MARGIN);
  const { paddingTopLeft, paddingBottomRight } = roomAround(context, payload.corridors.length > 1);
  const room = L.point(paddingTopLeft).add(paddingBottomRight);
  const bound = () => {
    map.options.minZoom = least; // what was set before would limit what is asked here
    const zoom = Math.min(map.getBoundsZoom(wide), map.getBoundsZoom(bounds, false, room));
    map.setMinZoom(Math.max(least, zoom));
  };
  map.options.maxBoundsViscosity = 1;
  bound();
  map.setMaxBounds(L.latLngBounds(wide.getSouthWest(), wide.getNorthEast()).extend(map.getBounds()));
  map.on("resize", bound);
}
