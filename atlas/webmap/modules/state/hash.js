// The state of a page in the hash of its address: the filter's own parameters, `id` for the chosen
// place, `at=zoom/latitude/longitude` for the map, and what link-extras.js reads and writes.

import { filtersOf } from "./comparison.js";
import { readExtra, readable, writeExtra } from "./link-extras.js";
import { readFilter, writeFilter } from "./query.js";

const AT = /^(\d{1,2}(?:\.\d+)?)\/(-?\d{1,2}(?:\.\d+)?)\/(-?\d{1,3}(?:\.\d+)?)$/;
const WAIT_MS = 150;

/**
 * Read filter, chosen place and map view from the address.
 *
 * @param {Atlas.Context} context
 */
export function readHash(context) {
  const { payload, state } = context;
  const params = new URLSearchParams(location.hash.slice(1));
  const found = AT.exec(params.get("at") ?? "");
  const filter = readFilter(params, payload, state.lang);
  return {
    filter,
    extra: readExtra(params, context),
    id: params.get("id") ?? "",
    at: found && { zoom: Number(found[1]), lat: Number(found[2]), lon: Number(found[3]) },
  };
}

/**
 * Write the state as it stands in the address of a link.
 *
 * @param {Atlas.Context} context
 */
function writeHash({ payload, state, map }) {
  const params = writeFilter(filtersOf(state)[0], payload.lang);
  const { lat, lng } = map.getCenter();
  params.append("at", `${map.getZoom()}/${lat.toFixed(4)}/${lng.toFixed(4)}`);
  if (state.selected) params.append("id", state.selected);
  writeExtra(state).forEach((value, name) => params.append(name, value));
  return readable(params);
}

/**
 * Keep the address up to date, and follow it when somebody changes it.
 *
 * @param {Atlas.Context} context
 */
export function keepInHash(context) {
  let [timer, written] = [0, location.hash];
  const write = () => {
    written = `#${writeHash(context)}`;
    try {
      history.replaceState(null, "", written);
    } catch {
      // A sandboxed frame has no address of its own; the state is then simply not kept.
    }
  };
  const follow = () => {
    if (location.hash === written) return;
    const { filter, extra, id, at } = readHash({
      ...context,
      state: { ...context.state, lang: context.payload.lang },
    });
    if (filter.lang !== context.state.lang) context.setLang(filter.lang);
    context.replace(filter);
    context.take(extra);
    if (at) context.map.setView([at.lat, at.lon], at.zoom, { animate: false });
    context.select(id, "hash");
  };
  context.keep = () => {
    clearTimeout(timer);
    timer = setTimeout(write, WAIT_MS);
  };
  globalThis.addEventListener("hashchange", follow);
  return () => {
    clearTimeout(timer);
    globalThis.removeEventListener("hashchange", follow);
  };
}
