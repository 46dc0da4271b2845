// Streets by tile: those under the frame are asked for, kept for a while, and given when they are
// there; until then the coarser ones that are.

import { openPack } from "./street-pack.js";

/** The zoom of the tiles and of the map from which they serve, as `LEVELS` in street_tiles.py. */
const LEVELS = [
  { tile: 9, from: 8 },
  { tile: 11, from: 12 },
];
const MOST = 160;

/**
 * Make the tiles of a map.
 *
 * @param {(address: string) => Promise<Uint8Array<ArrayBuffer> | null>} fetchTile
 * @param {() => void} ready called when a tile came
 */
export function makeStreetTiles(fetchTile, ready) {
  /** By address, the last used at the end; null while a tile is on its way, or when none is. */
  const held = new Map();
  const ask = async (address) => {
    held.set(address, null);
    try {
      const packed = await fetchTile(address);
      const pack = packed ? await openPack(packed) : { layers: [] };
      if (!held.has(address)) return;
      held.set(address, pack);
      ready();
    } catch {
      held.delete(address); // it is asked for again when the map moves
    }
  };
  const touch = (address) => {
    const pack = held.get(address);
    if (pack === undefined) return void ask(address);
    held.delete(address);
    held.set(address, pack);
    return pack;
  };
  return {
    /**
     * Give the packs under a frame.
     *
     * @param {string[]} templates
     * @param {Atlas.Viewport} view
     * @returns {Atlas.StreetPack[]}
     */
    under(templates, view) {
      const [finest, coarser] = LEVELS.filter(({ from }) => view.zoom >= from).reverse();
      if (!finest) return [];
      const those = ({ tile }, get) =>
        tilesUnder(view, tile).flatMap((at) => templates.map((one) => get(fill(one, at))));
      const near = those(finest, touch);
      const far = coarser ? those(coarser, (one) => held.get(one)).filter(Boolean) : [];
      for (const address of [...held.keys()].slice(0, -MOST)) held.delete(address);
      return near.every(Boolean) || !far.length ? near.filter(Boolean) : far;
    },
  };
}

/**
 * Give the tiles of a zoom under a frame.
 *
 * @param {Atlas.Viewport} view
 * @param {number} z
 */
export function tilesUnder({ world, left, top, frame: { width, height } }, z) {
  const size = world / 2 ** z;
  const last = 2 ** z - 1;
  const span = (from, length) => {
    const [a, b] = [from, from + length].map((px) => Math.min(Math.max(Math.floor(px / size), 0), last));
    return Array.from({ length: b - a + 1 }, (_, i) => a + i);
  };
  return span(left, width).flatMap((x) => span(top, height).map((y) => ({ z, x, y })));
}

/** @param {string} template */
function fill(template, at) {
  return template.replace(/\{([zxy])\}/g, (_, name) => at[name]);
}
