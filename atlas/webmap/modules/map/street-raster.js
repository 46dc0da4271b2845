// Lines as pixels: how near the lines of a class pass the middle of each pixel of a square, and the
// colours that follow from it. Where thousands lie a canvas strokes the same several times as slowly.

/** The side of a square in px of the screen. */
export const SIDE = 192;
/** What is noted where no line passes; nearer is the square of the distance, in parts of 254. */
const FAR = 255;

/** Make a square without lines. */
export function makeNearness() {
  return {
    near: new Uint8Array(SIDE * SIDE).fill(FAR),
    // From where to where something is noted in each row.
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
  for (let y = 0; y < SIDE; y++) near.fill(FAR, y * SIDE + from[y], y * SIDE + to[y] + 1);
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
  const [west, north, far] = [left + 0.5, top + 0.5, SIDE + reach];
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
      const comesIn =
        (x > -reach || fromX > -reach) &&
        (y > -reach || fromY > -reach) &&
        (x < far || fromX < far) &&
        (y < far || fromY < far);
      if (comesIn && dash) noteDashes(nearness, fromX, fromY, x, y, reach, dash, along);
      else if (comesIn) noteStretch(nearness, fromX, fromY, x, y, reach);
      if (dash) along += Math.hypot(x - fromX, y - fromY);
    }
  }
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
 * Give what draws lines of a width and colour.
 *
 * @param {number} width px
 * @param {number} reach px that were noted
 * @param {string} colour #rrggbb
 * @returns {Atlas.LineInk}
 */
export function inkOf(width, reach, colour) {
  const rgb = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const coverage = Uint8Array.from({ length: FAR + 1 }, (_, value) => {
    const distance = reach * Math.sqrt(value / (FAR - 1));
    const covered = Math.min(1, width, width / 2 + 0.5 - distance);
    return value === FAR ? 0 : Math.round(255 * Math.max(0, covered));
  });
  const pixels = Uint8Array.from([...coverage].flatMap((alpha) => [...rgb, alpha]));
  return { rgb, coverage, pixels: new Uint32Array(pixels.buffer) };
}

/**
 * Draw lines over what an image has.
 *
 * @param {Uint8ClampedArray<ArrayBuffer>} image of the square, red, green, blue and alpha of each pixel
 * @param {Atlas.Nearness} nearness
 * @param {Atlas.LineInk} ink
 */
export function drawLines(image, { near, from, to }, { rgb: [red, green, blue], coverage, pixels }) {
  const whole = new Uint32Array(image.buffer);
  for (let y = 0; y < SIDE; y++) {
    const end = y * SIDE + to[y];
    for (let i = y * SIDE + from[y]; i <= end; i++) {
      const over = coverage[near[i]];
      if (over === 0) continue;
      if (over === 255 || whole[i] === 0) {
        whole[i] = pixels[near[i]];
        continue;
      }
      const at = 4 * i;
      const below = image[at + 3];
      const alpha = over + ((below * (255 - over) * 257 + 32_768) >> 16);
      const part = below === 255 ? over * 257 : ((over << 16) / alpha) | 0; // in 65,536ths
      image[at] += ((red - image[at]) * part + 32_768) >> 16;
      image[at + 1] += ((green - image[at + 1]) * part + 32_768) >> 16;
      image[at + 2] += ((blue - image[at + 2]) * part + 32_768) >> 16;
      image[at + 3] = alpha;
    }
  }
}
