// What a link says in addition to the filter, as in atlas/places/link_extras.py: `list=id;id`, the reader's own
// places; `show=list` when only those are shown; `with=<filter>`, the filter to compare with.

import { filtersOf } from "./comparison.js";
import { readFilter, writeFilter } from "./query.js";
import { readSaved } from "./saved-list.js";

/**
 * Read what a link says in addition to the filter.
 *
 * @param {URLSearchParams} params
 * @param {Pick<Atlas.Core, "payload" | "model" | "state">} context
 */
export function readExtra(params, { payload, model, state }) {
  const other = params.get("with");
  const { ids, unusable } = readSaved(params.get("list") ?? "", model);
  return {
    saved: ids,
    unusable,
    mine: params.get("show") === "list" && other === null && ids.length + unusable > 0,
    other: other === null ? null : readFilter(new URLSearchParams(other), payload, state.lang),
  };
}

/**
 * Write it as link parameters.
 *
 * @param {Atlas.State} state
 */
export function writeExtra(state) {
  const params = new URLSearchParams();
  if (state.saved.length) params.append("list", state.saved.join(";"));
  if (state.mine && state.saved.length) params.append("show", "list");
  if (state.compare) {
    const other = writeFilter(filtersOf(state)[1], "");
    other.delete("lang");
    params.append("with", other.toString());
  }
  return params;
}

/**
 * Write link parameters so that a person can read them.
 *
 * @param {URLSearchParams} params
 */
export function readable(params) {
  return params
    .toString()
    .replaceAll("%2F", "/")
    .replaceAll("%2C", ",")
    .replaceAll("%3B", ";");
}
