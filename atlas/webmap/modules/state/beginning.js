// What an atlas begins with: filter, language, list and place of the map, from the address of its
// page, or from whoever makes it.

import { readHash } from "./hash.js";
import { readExtra } from "./link-extras.js";
import { readFilter } from "./query.js";

/**
 * Take over what an atlas begins with; what the address of a page says comes first.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Options} options
 */
export function beginning(context, options) {
  const { state, payload } = context;
  const started = options.page && location.hash.length > 1 ? readHash(context) : null;
  if (options.query)
    state.filter = readFilter(new URLSearchParams(options.query), payload, state.lang);
  if (started) state.filter = started.filter;
  const extra = started?.extra ?? readExtra(new URLSearchParams(options.extra ?? ""), context);
  state.lang = started?.filter.lang ?? state.lang;
  return { extra, at: started?.at ?? options.at, id: started?.id };
}
