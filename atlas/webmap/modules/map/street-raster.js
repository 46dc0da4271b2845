// Lines as pixels: how near the lines of a class pass the middle of each pixel of a square, and the
// colours that follow from it. Where thousands lie a canvas strokes the same several times as slowly.

/** The side of a square in px of the screen. */
export const SIDE = 192;
/** What is noted where no line passes; nearer is the square of the distance, in parts of 254. */
const FAR = 255;

/** Make room for a square: how near a line passes, and from where to where in each row. */
export function makeNearness() {
  return {
    near: new Uint8Array(SIDE * SIDE).fill(FAR),
    from: new Int16Array(SIDE).fill(SIDE),
    to: new Int16Array(SIDE).fill(-1),
  };
}

/**
 * Take all lines out again.
 *
 * @param {Atlas.Nearness} nearness
 */
export function clearNearness({ near, from, to }) {
  near.fill(FAR);
  from.fill(SIDE);
  to.fill(-1);
}

/**
 * Note how near some lines pass.
 *
 * @param {Atlas.Nearness} nearness
 * @param {Atlas.StreetPart} part
 * @param {{ scale: number, left: number, top: number }} place px of the screen that the Mercator
 * square has, and where the square of pixels lies in it
 * @param {number} reach px up to which it counts
 * @param {number[]} [dash] px of a dash and of the gap behind it
 */
export function noteLines(nearness, { layer, lines }, { scale, left, top }, reach, dash) {
  const { xs, ys, ends } = layer;
  const [west, north] = [left + 0.5, top + 0.5];
  for (let n = 0; n < lines.length; n++) {
    const end = ends[lines[n] + 1];
    let i = ends[lines[n]];
    let x = xs[i] * scale - west;
    let y = ys[i] * scale - north;
    let along = 0;
    for (i++; i < end; i++) {
      const fromX = x;
      const fromY = y;
      x = xs[i] * scale - west;
      y = ys[i] * scale - north;
      const comesIn = meets(fromX, x, reach) && meets(fromY, y, reach);
      if (comesIn && dash) noteDashes(nearness, fromX, fromY, x, y, reach, dash, along);
      else if (comesIn) noteStretch(nearness, fromX, fromY, x, y, reach);
      if (dash) along += Math.hypot(x - fromX, y - fromY);
    }
  }
}

/** Say whether something from one px to another comes into the square. */
function meets(a, b, reach) {
  return (a > -reach || b > -reach) && (a < SIDE + reach || b < SIDE + reach);
}

/**
 * Note the dashes of a stretch that begins so many px behind the beginning of its line.
 *
 * @param {Atlas.Nearness} nearness
 * @param {number[]} pattern
 */
function noteDashes(nearness, fromX, fromY, x, y, reach, pattern, along) {
  const dash = pattern[0];
  const again = dash + pattern[1];
  const length = Math.hypot(x - fromX, y - fromY);
  const ux = (x - fromX) / length;
  const uy = (y - fromY) / length;
  for (let begin = -(along % again); begin < length; begin += again) {
    const a = Math.max(0, begin);
    const b = Math.min(length, begin + dash);
    if (a >= b) continue;
    noteStretch(nearness, fromX + ux * a, fromY + uy * a, fromX + ux * b, fromY + uy * b, reach);
  }
}

/** Note how near a straight stretch with round ends passes. */
function noteStretch({ near, from, to }, ax, ay, bx, by, reach) {
  const dx = bx - ax;
  const dy = by - ay;
  const length = Math.sqrt(dx * dx + dy * dy);
  const ux = length ? dx / length : 1;
  const uy = length ? dy / length : 0;
  const unit = (FAR - 1) / (reach * reach);
  const slope = uy ? ux / uy : 0;
  const half = uy ? reach / Math.abs(uy) : Infinity;
  const west = Math.max(0, (dx < 0 ? bx : ax) - reach);
  const east = Math.min(SIDE - 1, (dx < 0 ? ax : bx) + reach);
  const north = Math.max(0, Math.ceil((dy < 0 ? by : ay) - reach));
  const south = Math.min(SIDE - 1, Math.floor((dy < 0 ? ay : by) + reach));
  for (let y = north; y <= south; y++) {
    const down = y - ay;
    const middle = ax + down * slope;
    let left = middle - half;
    let right = middle + half;
    if (left < west) left = west;
    if (right > east) right = east;
    const first = Math.ceil(left) | 0;
    const last = right | 0;
    if (first < from[y]) from[y] = first;
    if (last > to[y]) to[y] = last;
    const across = first - ax;
    let along = across * ux + down * uy;
    let aside = down * ux - across * uy;
    const end = y * SIDE + last;
    for (let i = y * SIDE + first; i <= end; i++) {
      const over = along < 0 ? along : along > length ? along - length : 0;
      const less = (((aside * aside + over * over) * unit) | 0) - near[i];
      near[i] += less & (less >> 31); // the lesser of both, without a branch that is hard to foresee
      along += ux;
      aside -= uy;
    }
  }
}

/**
 * Give the pixel that lines leave for each value that is noted: as in an image, alpha in the highest
 * byte.
 *
 * @param {number} width px
 * @param {number} reach px that were noted
 * @param {string} colour #rrggbb
 */
export function inkOf(width, reach, colour) {
  const rgb = parseInt(colour.slice(1), 16);
  const bgr = ((rgb & 255) << 16) | (rgb & 0xff00) | (rgb >> 16);
  return Uint32Array.from({ length: FAR + 1 }, (_, value) => {
    const distance = reach * Math.sqrt(value / (FAR - 1));
    const covered = Math.max(0, Math.min(1, width, width / 2 + 0.5 - distance));
    return value === FAR ? 0 : Math.round(255 * covered) * 2 ** 24 + bgr;
  });
}

/**
 * Draw lines over what an image has.
 *
 * @param {Uint8ClampedArray<ArrayBuffer>} image of the square
 * @param {Atlas.Nearness} nearness
 * @param {Uint32Array} ink
 */
export function drawLines(image, { near, from, to }, ink) {
  const pixels = new Uint32Array(image.buffer);
  const [red, green, blue] = [0, 8, 16].map((bits) => (ink[0] >> bits) & 255);
  for (let y = 0; y < SIDE; y++) {
    const end = y * SIDE + to[y];
    for (let i = y * SIDE + from[y]; i <= end; i++) {
      const own = ink[near[i]];
      const over = own >>> 24;
      if (over === 0) continue;
      if (over === 255 || pixels[i] === 0) {
        pixels[i] = own;
        continue;
      }
      const at = 4 * i;
      const below = image[at + 3];
      const alpha = over + ((below * (255 - over) * 257 + 32_768) >> 16);
      const part = (over << 16) / alpha; // in 65,536ths
      image[at] += ((red - image[at]) * part + 32_768) >> 16;
      image[at + 1] += ((green - image[at + 1]) * part + 32_768) >> 16;
      image[at + 2] += ((blue - image[at + 2]) * part + 32_768) >> 16;
      image[at + 3] = alpha;
    }
  }
}
