// A picture that is painted square by square, some ms in each frame: what takes long holds up
// neither the pointer nor the map. What of it stays after a move is kept, and what lay there
// before shows until its square is painted.

import { h } from "../base/dom.js";

/** The side of a square in px of the screen: the time is looked at after each. */
const SIDE = 192;
/** How long painting may take in each frame; the rest of its 33 ms is for everything else. */
const SLICE_MS = 16;

/**
 * Make a picture.
 *
 * @param {HTMLCanvasElement} element
 */
export function makePicture(element) {
  // Copied from a canvas of its own, a square is painted at once, not with all others at the end.
  const square = h("canvas", { width: SIDE, height: SIDE });
  /** @type {Atlas.PictureState | null} */
  let shown = null;
  return {
    /**
     * Paint what a frame shows.
     *
     * @param {Atlas.Viewport} view
     * @param {readonly unknown[]} subject what is painted; when it changes, nothing painted is kept
     * @param {(canvas: CanvasRenderingContext2D, square: Atlas.Viewport) => boolean} paint paints
     * a part of the frame; says whether anything is in it
     * @param {() => void} done called when all squares are painted
     */
    show(view, subject, paint, done) {
      const next = stateOf(view, subject);
      const canvas = element.getContext("2d");
      const paintSquare = (one) => {
        const { ratio } = next;
        const own = square.getContext("2d");
        own.setTransform(1, 0, 0, 1, 0, 0);
        own.clearRect(0, 0, SIDE, SIDE);
        own.scale(ratio, ratio);
        const [left, top] = [(next.left + one.x) / ratio, (next.top + one.y) / ratio];
        const frame = { left, top, width: SIDE / ratio, height: SIDE / ratio };
        canvas.clearRect(one.x, one.y, SIDE, SIDE);
        if (paint(own, { ...view, left, top, frame })) canvas.drawImage(square, one.x, one.y);
        if (one.whole) next.painted.add(one.key);
      };
      carry(canvas, shown, next);
      shown = next;
      const missing = squaresOf(next).filter(({ key }) => !next.painted.has(key));
      // Each in a frame of its own: the move before, every slice, and what is done at the end.
      const paintSlice = () => {
        if (shown !== next) return;
        if (!missing.length) return void done();
        const end = performance.now() + SLICE_MS;
        while (missing.length && performance.now() < end) paintSquare(missing.pop());
        requestAnimationFrame(paintSlice);
      };
      requestAnimationFrame(paintSlice);
    },
  };
}

/** Give how many px of the screen a px of the page has; more than 2 nobody sees. */
export function pixelRatio() {
  return Math.min(2, globalThis.devicePixelRatio || 1);
}

/** @returns {Atlas.PictureState} */
function stateOf({ zoom, left, top, frame }, subject) {
  const ratio = pixelRatio();
  const px = (length) => Math.round(length * ratio);
  const [width, height] = [px(frame.width), px(frame.height)];
  return { zoom, ratio, left: px(left), top: px(top), width, height, subject, painted: new Set() };
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
  const scale = 2 ** (next.zoom - before.zoom);
  const [x, y] = [before.left * scale - next.left, before.top * scale - next.top];
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
 * Give the squares of a frame, the middle ones last; they lie on one grid over the whole world.
 *
 * @param {Atlas.PictureState} state
 */
export function squaresOf({ left, top, width, height }) {
  const squares = [];
  for (let row = Math.floor(top / SIDE); row * SIDE < top + height; row++) {
    for (let column = Math.floor(left / SIDE); column * SIDE < left + width; column++) {
      const [x, y] = [column * SIDE - left, row * SIDE - top];
      const whole = x >= 0 && y >= 0 && x + SIDE <= width && y + SIDE <= height;
      const away = Math.hypot(x + (SIDE - width) / 2, y + (SIDE - height) / 2);
      squares.push({ key: `${column},${row}`, x, y, whole, away });
    }
  }
  return squares.sort((a, b) => b.away - a.away);
}
