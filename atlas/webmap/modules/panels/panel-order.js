// The order of the filter panel: what most people ask for, and the rest under one heading.

import { ICONS, h, icon } from "../base/dom.js";
import { optionsOf } from "../state/query.js";

/** Stands for the filters that not everybody asks for, among what is open. */
const MORE = "more";

/**
 * Give the fields of the panel in their order, without the facets in which there is no choice.
 *
 * @param {Pick<Atlas.Context, "payload" | "state" | "all">} context
 * @returns {{ first: string[], more: string[] }}
 */
export function panelOrder(context) {
  const { first, more } = context.payload.panel;
  const offers = (name) =>
    !(name in context.payload.facets) || used(context, name).length > 1 || context.state.filter[name].length > 0;
  return { first: first.filter(offers), more: more.filter(offers) };
}

/**
 * Keep the filters that not everybody asks for under one heading, open when one of them is set.
 *
 * @param {Atlas.Context} context
 * @param {string[]} names
 * @param {(() => void)[]} parts
 * @param {Set<string>} open
 * @param {HTMLElement[]} fields
 */
export function moreFilters(context, names, parts, open, fields) {
  const { words } = context.state;
  const chosen = h("span", { class: "atlas-chosen" });
  const asked = () => names.filter((name) => isAsked(context.state.filter, name)).length;
  parts.push(() => {
    const n = asked();
    chosen.textContent = n ? words.number(n) : "";
    chosen.hidden = !n;
  });
  const remember = (event) => (event.target.open ? open.add(MORE) : open.delete(MORE));
  return h(
    "details",
    { class: "atlas-facet atlas-more", open: open.has(MORE) || asked() > 0, ontoggle: remember },
    h("summary", {}, h("span", {}, words.t("more_filters")), chosen, icon(ICONS.down)),
    fields,
  );
}

/**
 * @param {Atlas.Filter} filter
 * @param {string} name
 */
function isAsked(filter, name) {
  if (name === "max_km") return filter.max_km !== null || filter.near !== "";
  return Array.isArray(filter[name]) ? filter[name].length > 0 : Boolean(filter[name]);
}

/**
 * Give the codes of a facet that the file holds at all, or that the filter asks for.
 *
 * @param {Pick<Atlas.Context, "payload" | "state" | "all">} context
 * @param {Atlas.Facet} name
 */
export function used({ payload, state, all }, name) {
  return optionsOf(payload, name).filter(
    (code) => all[name][code] || state.filter[name].includes(code),
  );
}
