// Where the map moves to.

import { barHeights } from "./overlays.js";

/** What a mark of a corridor needs around its point, in px: to its sides, above and below. */
const PILL = { aside: 70, above: 46, below: 22 };

/** Between these a street that was chosen is shown: its name is read, and what is around it. */
const STREET_ZOOM = { least: 14, most: 16 };

/** Say whether the reader asked for less motion. */
function calm() {
  return globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;
}

/**
 * Show some corridors, or all of them.
 *
 * @param {Atlas.Context} context
 * @param {string[]} ids
 * @param {boolean} [animate]
 */
export function fitCorridors(context, ids, animate = !calm()) {
  const { payload, map, L } = context;
  const chosen = payload.corridors.filter((corridor) => !ids.length || ids.includes(corridor.id));
  if (!chosen.length) return map.setView([20, -100], 4, { animate: false });
  const bounds = L.latLngBounds(
    chosen.flatMap(({ bounds: [west, south, east, north] }) => [
      [south, west],
      [north, east],
    ]),
  );
  const near =
    map._loaded &&
    map.getBounds().intersects(bounds) &&
    Math.abs(map.getZoom() - map.getBoundsZoom(bounds)) < 4;
  const room = roomAround(context, chosen.length > 1);
  return map.fitBounds(bounds, { ...room, animate: animate && Boolean(near) });
}

/**
 * Give what stays free around what is shown: bars, and for marks of corridors their own size.
 *
 * @param {Atlas.Context} context
 * @param {boolean} several
 */
export function roomAround(context, several) {
  const { top, bottom } = barHeights(context);
  const { aside, above, below } = several ? PILL : { aside: 6, above: 6, below: 6 };
  return {
    paddingTopLeft: [aside, top + above],
    paddingBottomRight: [aside, bottom + below],
  };
}

/**
 * Show some places, where they have points.
 *
 * @param {Atlas.Context} context
 * @param {ArrayLike<number>} rows
 * @param {boolean} [animate]
 */
export function fitRows({ model, map, L }, rows, animate = false) {
  const points = Array.from(rows).filter(model.hasPoint);
  if (!points.length) return;
  const bounds = L.latLngBounds(
    points.map((row) => [model.numbers.lat[row], model.numbers.lon[row]]),
  );
  map.fitBounds(bounds, { padding: [50, 60], maxZoom: 14, animate });
}

/**
 * Move the map when the chosen place is outside of it, under a sheet, or far out of sight.
 *
 * @param {Atlas.Context} context
 * @param {string} id
 * @param {number} covered
 * @param {boolean} pointed
 */
export function bringIntoView({ payload, model, map, L }, id, covered, pointed) {
  const row = model.rowOf(id);
  const crossing = payload.crossings.find((one) => one.id === id);
  if (row >= 0 ? !model.hasPoint(row) : !crossing || crossing.lon === null) return;
  const at =
    row >= 0 ? [model.numbers.lat[row], model.numbers.lon[row]] : [crossing.lat, crossing.lon];
  const size = map.getSize();
  const point = map.latLngToContainerPoint(at);
  const margin = pointed ? 0 : 50;
  const inside = L.bounds(
    [margin, margin + 20],
    [size.x - margin, size.y - covered - margin],
  ).contains(point);
  if (inside && (pointed || map.getZoom() >= 11)) return;
  const zoom = pointed ? map.getZoom() : Math.max(map.getZoom(), 12);
  const middle = map.unproject(map.project(at, zoom).add([0, covered / 2]), zoom);
  map.setView(middle, zoom, { animate: !calm() && map.getZoom() >= 10 });
}

/**
 * Move to a street or quarter, as near as its name is read, and mark it for a while.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.FoundStreet} one
 */
export function showStreet({ map, L, state, streets, sheet, say }, one) {
  const { name, box: [west, north, east, south], x, y } = one;
  const at = (mx, my, zoom) => map.unproject([mx * 256 * 2 ** zoom, my * 256 * 2 ** zoom], zoom);
  sheet("");
  const bounds = L.latLngBounds([at(west, south, 0), at(east, north, 0)]);
  const fitting = map.getBoundsZoom(bounds, false, [60, 60]);
  const zoom = Math.min(STREET_ZOOM.most, Math.max(STREET_ZOOM.least, fitting));
  // What does not fit is shown where its middle is.
  const [mx, my] = fitting < zoom ? [x, y] : [(west + east) / 2, (north + south) / 2];
  streets.mark(one);
  map.setView(at(mx, my, zoom), zoom, { animate: !calm() && map.getZoom() >= 10 });
  map.getContainer().focus({ preventScroll: true });
  say(state.words.t("street_marked", { name }));
}

/**
 * Give where a place is on the screen, in px of the window.
 *
 * @param {Atlas.Context} context
 * @param {string} id
 */
export function whereOnScreen({ model, map }, id) {
  const row = model.rowOf(id);
  const { x, y } = map.latLngToContainerPoint([model.numbers.lat[row], model.numbers.lon[row]]);
  const { left, top } = map.getContainer().getBoundingClientRect();
  return [left + x, top + y];
}
