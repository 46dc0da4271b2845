// A picture that is painted square by square, some ms in each frame: what takes long holds up
// neither the pointer nor the map. What of it stays after a move is kept, and what lay there
// before shows until its square is painted.

import { SIDE } from "./street-raster.js";

/** How long painting may take in each frame; the rest of its 33 ms is for everything else. */
const SLICE_MS = 12;
/** And before anything is shown, when nothing moves yet: what is done within 0.1 s is at once. */
const FIRST_MS = 100;

/**
 * Make a picture.
 *
 * @param {HTMLCanvasElement} element
 */
export function makePicture(element) {
  /** @type {Atlas.PictureState | null} */
  let shown = null;
  /** @type {Atlas.PictureState | null} */
  let wanted = null;
  return {
    /**
     * Paint what a frame shows.
     *
     * @param {Atlas.Viewport} view
     * @param {readonly unknown[]} subject what is painted; when it changes, nothing painted is kept
     * @param {(picture: Atlas.PictureState) => Atlas.SquarePaint} prepare gives what paints the
     * squares of a picture
     * @param {() => void} whole called when all is painted that the map shows of the frame
     */
    show(view, subject, prepare, whole) {
      const next = (wanted = stateOf(view, subject, shown));
      const canvas = element.getContext("2d");
      /** Paint squares for some ms in each frame, and go on in a frame of its own. */
      const paintSome = (paint, squares, ms, then) => {
        const end = performance.now() + ms;
        while (squares.length && performance.now() < end) {
          const { n, key, x, y, whole } = squares.pop();
          const image = paint({ n, left: next.left + x, top: next.top + y });
          if (image) canvas.putImageData(image, x, y);
          else canvas.clearRect(x, y, SIDE, SIDE);
          if (whole) next.painted.add(key);
        }
        requestAnimationFrame(() => {
          if (wanted !== next) return;
          if (squares.length) paintSome(paint, squares, SLICE_MS, then);
          else then();
        });
      };
      const begin = (ms) => {
        carry(canvas, shown, next);
        const { width, height } = view.frame;
        Object.assign(element.style, { width: `${width}px`, height: `${height}px`, transform: "" });
        shown = next;
        const missing = squaresOf(next).filter(({ key }) => !next.painted.has(key));
        const [seen, hidden] = [true, false].map((is) => missing.filter((one) => one.seen === is));
        const paint = prepare(next);
        paintSome(paint, seen, ms, () => {
          whole();
          paintSome(paint, hidden, 0, () => {});
        });
      };
      if (!shown) return begin(FIRST_MS);
      lay(element, shown, next);
      requestAnimationFrame(() => wanted === next && begin(0));
    },
  };
}

/** Show a picture where it lies in the next one, until that is begun. */
function lay(element, before, next) {
  const { scale, x, y } = placeIn(next, before);
  element.style.transform = `translate(${x / next.ratio}px, ${y / next.ratio}px) scale(${scale})`;
}

/** Give where a picture lies in another one. */
function placeIn({ zoom, left, top }, before) {
  const scale = 2 ** (zoom - before.zoom);
  return { scale, x: before.left * scale - left, y: before.top * scale - top };
}

/** Give how many px of the screen a px of the page has; more than 2 nobody sees. */
export function pixelRatio() {
  return Math.min(2, globalThis.devicePixelRatio || 1);
}

/**
 * Give a picture of a frame; its squares begin at the corner of the map, unless they are those of the
 * picture before.
 *
 * @param {Atlas.Viewport} view
 * @param {readonly unknown[]} subject
 * @param {Atlas.PictureState | null} before
 * @returns {Atlas.PictureState}
 */
function stateOf({ zoom, world, left, top, frame, size }, subject, before) {
  const ratio = pixelRatio();
  const px = (length) => Math.round(length * ratio);
  const corner = {
    x: px(left + (frame.width - size.x) / 2),
    y: px(top + (frame.height - size.y) / 2),
  };
  return {
    ...{ zoom, ratio, scale: world * ratio, left: px(left), top: px(top) },
    ...{ width: px(frame.width), height: px(frame.height), seen: [px(size.x), px(size.y)] },
    origin: before?.zoom === zoom && before.ratio === ratio ? before.origin : corner,
    ...{ subject, painted: new Set() },
  };
}

/**
 * Show of the picture before what the frame still shows, and note which squares of it are right.
 *
 * @param {CanvasRenderingContext2D} canvas
 * @param {Atlas.PictureState | null} before
 * @param {Atlas.PictureState} next
 */
export function carry(canvas, before, next) {
  const { width, height } = next;
  if (before?.width !== width || before.height !== height || before.ratio !== next.ratio) {
    Object.assign(canvas.canvas, { width, height });
    return;
  }
  const { scale, x, y } = placeIn(next, before);
  canvas.globalCompositeOperation = "copy";
  canvas.drawImage(canvas.canvas, x, y, width * scale, height * scale);
  canvas.globalCompositeOperation = "source-over";
  const same = before.subject.length === next.subject.length;
  if (scale !== 1 || !same || before.subject.some((one, i) => one !== next.subject[i])) return;
  for (const one of squaresOf(next)) {
    if (one.whole && before.painted.has(one.key)) next.painted.add(one.key);
  }
}

/**
 * Give the squares of a picture, the middle ones last.
 *
 * @param {Atlas.PictureState} state
 */
export function squaresOf(state) {
  const { left, top, width, height, seen, origin } = state;
  const { west, north, columns, rows } = gridOf(state);
  return Array.from({ length: columns * rows }, (_, n) => {
    const [column, row] = [west + (n % columns), north + Math.floor(n / columns)];
    const [x, y] = [origin.x + column * SIDE - left, origin.y + row * SIDE - top];
    const [across, down] = [x + (SIDE - width) / 2, y + (SIDE - height) / 2].map(Math.abs);
    return {
      key: `${column},${row}`,
      ...{ n, x, y, away: Math.hypot(across, down) },
      whole: across * 2 <= width - SIDE && down * 2 <= height - SIDE,
      seen: across * 2 < SIDE + seen[0] && down * 2 < SIDE + seen[1],
    };
  }).sort((a, b) => b.away - a.away);
}

/** Give the columns and rows of squares that cover a picture. */
export function gridOf({ left, top, width, height, origin: { x, y } }) {
  const [west, north] = [Math.floor((left - x) / SIDE), Math.floor((top - y) / SIDE)];
  const columns = Math.ceil((left + width - x) / SIDE) - west;
  return { west, north, columns, rows: Math.ceil((top + height - y) / SIDE) - north };
}
