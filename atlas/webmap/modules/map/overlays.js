// What lies over the map: bars and buttons that no mark or name should stand under.

/** From this part of the map's width on something over it is a bar, and takes a whole strip. */
const BAR_PART = 0.45;

/**
 * Give the room that buttons and notes take on a frame.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Frame} frame
 * @returns {Atlas.Box[]}
 */
export function overlayBoxes(context, { left, top }) {
  const corner = context.map.containerPointToLayerPoint([0, 0]).subtract([left, top]);
  return boxesOnMap(context).map(([x0, y0, x1, y1]) => [
    corner.x + x0,
    corner.y + y0,
    corner.x + x1,
    corner.y + y1,
  ]);
}

/**
 * Give the height that bars take at the top and at the bottom of the map, in px.
 *
 * @param {Atlas.Context} context
 */
export function barHeights(context) {
  const { x: width, y: height } = context.map.getSize();
  return stripHeights(boxesOnMap(context), width, height);
}

/**
 * Give the height of the strips that wide boxes take at the top and at the bottom.
 *
 * @param {Atlas.Box[]} boxes
 * @param {number} width of the map
 * @param {number} height
 */
export function stripHeights(boxes, width, height) {
  let [top, bottom] = [0, 0];
  for (const [x0, y0, x1, y1] of boxes) {
    if (x1 - x0 < width * BAR_PART) continue;
    if (y0 + y1 < height) top = Math.max(top, y1);
    else bottom = Math.max(bottom, height - y0);
  }
  return { top, bottom };
}

/**
 * @param {Atlas.Context} context
 * @returns {Atlas.Box[]}
 */
function boxesOnMap(context) {
  const map = context.map.getContainer().getBoundingClientRect();
  return context.overlays().map((part) => {
    const { left, top, right, bottom } = part.getBoundingClientRect();
    return [left - map.left, top - map.top, right - map.left, bottom - map.top];
  });
}
