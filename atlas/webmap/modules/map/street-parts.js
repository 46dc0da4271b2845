// The names of streets and quarters, parted by how their words begin: of whole packs, or as they are
// fetched. The rule of the parts is that of atlas/spatial/streets/street_names.py.

import { fold } from "../base/search.js";
import { linesOf, openPack } from "./street-pack.js";

/** What is searched, the most important class first. */
const SEARCHED = [
  ...["suburb", "neighbourhood"],
  ...["motorway", "trunk", "primary", "secondary", "tertiary", "minor"],
];
const QUARTERS = 2;
const WORLD = { left: 0, top: 0, width: 1, height: 1 };

const KEY_LENGTH = 3;
const COMMON_SHARE = 0.02;
const COMMON_NAMES = 50;
const MOST_HELD = 64;

/** Give the first letters of a word, by which its part is known. */
export function keyOf(word) {
  return [...word].slice(0, KEY_LENGTH).join("");
}

/**
 * Say whether something is a quarter, and no street.
 *
 * @param {Atlas.NamedLine} line
 */
export function isQuarter({ rank }) {
  return rank < QUARTERS;
}

/**
 * Make what gives the lines of a key out of whole packs; they are parted when they are first asked for.
 *
 * @param {() => Atlas.StreetPack[]} packs
 * @returns {(key: string) => Atlas.NamedLine[]}
 */
export function ownParts(packs) {
  let [parts, of] = [null, null];
  return (key) => {
    const now = packs();
    if (of !== now) [parts, of] = [partsOf(now), now];
    return parts[key] ?? [];
  };
}

/**
 * Make what gives the lines of a key as far as they came; those that are missing are fetched.
 *
 * @param {(address: string) => Promise<Uint8Array<ArrayBuffer> | null>} fetchPart
 * @param {string[]} templates
 * @param {() => void} ready called when some came
 * @returns {(key: string) => Atlas.NamedLine[]}
 */
export function fetchedParts(fetchPart, templates, ready) {
  const held = new Map();
  const ask = async (address) => {
    held.set(address, []);
    try {
      const packed = await fetchPart(address);
      if (!packed) return;
      held.set(address, namedOf([await openPack(packed)], behindBox));
      ready();
    } catch {
      held.delete(address); // it is asked for again with the next letter
    }
  };
  return (key) => {
    for (const address of [...held.keys()].slice(0, -MOST_HELD)) held.delete(address);
    return templates.flatMap((template) => {
      const address = template.replace("{key}", encodeURIComponent(key));
      if (!held.has(address)) ask(address);
      return held.get(address) ?? [];
    });
  };
}

/**
 * Part the lines of whole packs by the keys of their names: those of their words, but of common ones
 * only without others.
 *
 * @param {Atlas.StreetPack[]} packs
 * @returns {Record<string, Atlas.NamedLine[]>}
 */
export function partsOf(packs) {
  const lines = namedOf(packs, onStreet);
  const words = new Map(lines.map(({ name }) => [name, fold(name).split(" ").filter(Boolean)]));
  const counts = new Map();
  for (const some of words.values())
    for (const word of new Set(some)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const most = Math.max(COMMON_NAMES, COMMON_SHARE * words.size);
  const parts = {};
  for (const line of lines) {
    const some = words.get(line.name);
    const rare = some.filter((word) => counts.get(word) <= most);
    for (const key of new Set((rare.length ? rare : some).map(keyOf))) (parts[key] ??= []).push(line);
  }
  return parts;
}

/**
 * Give what has a name and is searched.
 *
 * @param {Atlas.StreetPack[]} packs
 * @param {typeof onStreet} at
 * @returns {Atlas.NamedLine[]}
 */
function namedOf(packs, at) {
  return SEARCHED.flatMap((of, rank) =>
    linesOf(packs, of, 1, WORLD, ({ called }, i) => called[i] > 0).map((line) => ({
      ...{ name: line.name, rank, box: line.box },
      ...at(line),
    })),
  );
}

/** Give the middle of the middle stretch of a line. */
function onStreet({ xs, ys }) {
  const [from, to] = [(xs.length - 1) >> 1, xs.length >> 1];
  return { x: (xs[from] + xs[to]) / 2, y: (ys[from] + ys[to]) / 2 };
}

/** Give the point that stands behind the corners of a box. */
function behindBox({ xs, ys }) {
  return { x: xs.at(-1), y: ys.at(-1) };
}
