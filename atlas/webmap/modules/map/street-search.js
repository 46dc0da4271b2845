// Streets and quarters by name: those that a text may mean, each once where it lies in pieces.

import { distanceKm, latitudeOf } from "../base/geodesy.js";
import { fold, queryWords, runTest } from "../base/search.js";
import { stopWordsOf } from "../state/searched-text.js";
import { fetchedParts, isQuarter, keyOf, ownParts } from "./street-parts.js";

const FEWEST_LETTERS = 3;
const MOST_WORDS = 6;
const MOST_FOUND = 4;
/** Pieces of one name that lie this near belong together: about 1.4 km at 30 degrees. */
const NEAR = 4e-5;
const TOWN_KM = 30;
const WITH_ERRORS = 3;

/**
 * Make what finds streets and quarters.
 *
 * @param {Atlas.Context} context
 * @param {() => void} ready called when names came that were missing
 * @returns {(text: string) => Atlas.FoundStreet[]} the best first
 */
export function makeStreetSearch(context, ready) {
  const { payload, street } = context;
  const stopWords = stopWordsOf(payload);
  const part = payload.street_names
    ? fetchedParts(street, payload.street_names, ready)
    : ownParts(context.streets.packs);
  return (text) => {
    const words = queryWords(text, stopWords).slice(0, MOST_WORDS);
    if (words.join("").length < FEWEST_LETTERS) return [];
    const lines = new Set(Array.from(new Set(words.map(keyOf)), part).flat());
    const here = context.map.getBounds();
    const away = ({ x, y }) => (here.contains([latitudeOf(y), longitudeOf(x)]) ? 0 : 1);
    return grouped(namedLike(words, [...lines]))
      .map((one) => ({ ...one, away: away(one) }))
      .sort((a, b) => a.how - b.how || a.away - b.away || a.rank - b.rank)
      .slice(0, MOST_FOUND)
      .map((one) => ({ ...one, quarter: isQuarter(one), town: townOf(context, one) }));
  };
}

const longitudeOf = (x) => (x - 0.5) * 360;

/**
 * Give the lines whose name has all the words; those with an error only when there are no others.
 *
 * @param {string[]} words
 * @param {Atlas.NamedLine[]} lines
 */
export function namedLike(words, lines) {
  const tests = words.map((word) => runTest([word], new Set()));
  const whole = words.join(" ");
  const how = (text) => {
    const parts = text.split(" ");
    if (text === whole) return 0;
    if (words.every((word) => parts.some((one) => one.startsWith(word))))
      return text.startsWith(words[0]) ? 1 : 2;
    return tests.every((test) => parts.some((one) => test([one]))) ? WITH_ERRORS : NaN;
  };
  const names = new Set(lines.map(({ name }) => name));
  const hows = new Map(Array.from(names, (name) => [name, how(fold(name))]));
  const fits = lines.map((line) => ({ ...line, how: hows.get(line.name) })).filter((one) => one.how >= 0);
  const right = fits.filter((one) => one.how < WITH_ERRORS);
  return right.length ? right : fits;
}

/**
 * Join the lines of one name that lie near one another: a town has each street once.
 *
 * @template {Atlas.NamedLine} Line
 * @param {Line[]} lines
 */
export function grouped(lines) {
  /** @type {Map<string, Line[]>} */
  const groups = new Map();
  for (const line of lines) {
    const others = groups.get(line.name) ?? [];
    const near = others.filter(({ box }) => areNear(box, line.box));
    const rest = others.filter((one) => !near.includes(one));
    groups.set(line.name, [...rest, [line, ...near].reduce(joined)]);
  }
  return [...groups.values()].flat();
}

function areNear(a, b) {
  return a[0] - NEAR < b[2] && b[0] - NEAR < a[2] && a[1] - NEAR < b[3] && b[1] - NEAR < a[3];
}

/** Join two: what is more important, and else longer, says where the whole is. */
function joined(a, b) {
  const length = ({ box: [west, north, east, south] }) => east - west + south - north;
  const main = (a.rank - b.rank || length(b) - length(a)) <= 0 ? a : b;
  const least = (i) => Math.min(a.box[i], b.box[i]);
  const most = (i) => Math.max(a.box[i], b.box[i]);
  return { ...main, box: [least(0), least(1), most(2), most(3)] };
}

/** Give the nearest town, or the corridor where none is near. */
function townOf({ payload, state }, { x, y }) {
  const [lon, lat] = [longitudeOf(x), latitudeOf(y)];
  let [nearest, least] = ["", TOWN_KM];
  for (const town of payload.localities) {
    const km = distanceKm(lon, lat, town.lon, town.lat);
    if (km < least) [nearest, least] = [town.name, km];
  }
  const within = ({ bounds: [west, south, east, north] }) =>
    lon >= west && lon <= east && lat >= south && lat <= north;
  return nearest || (payload.corridors.find(within)?.names[state.lang] ?? "");
}
