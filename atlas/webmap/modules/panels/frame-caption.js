// What stands under a map in a frame: what it shows, how much, of when, and the way to the atlas.
// The sentence is true alone: it names the filter and what is left out.

import { h } from "../base/dom.js";
import { nameOf } from "../state/names.js";
import { facetsOf, writeFilter } from "../state/query.js";
import { askedFields, leftOutText } from "./filter-chips.js";

/**
 * Make the caption; `update()` writes it in the language and with the filter of the moment.
 *
 * @param {Atlas.Context} context
 * @param {string} home address of the atlas, relative to this page; that of the payload without one
 */
export function makeCaption(context, home) {
  const element = h("p", { class: "atlas-caption" });
  const update = () => {
    const { words, lang } = context.state;
    const href = atlasAddress(context, home);
    element.lang = lang;
    element.replaceChildren(
      ...captionSentences(context).flatMap((text, i) => [h("span", { class: i ? "atlas-quiet" : "" }, text), " "]),
      href ? h("a", { href, target: "_blank", rel: "noopener" }, words.t("open_in_atlas")) : "",
    );
  };
  return { element, update };
}

/**
 * Say what the map shows: filter, place, number and date of the data; then what is left out.
 *
 * @param {Pick<Atlas.Context, "payload" | "model" | "state" | "fileFilter">} context
 */
export function captionSentences(context) {
  const { payload, model, state } = context;
  const { words } = state;
  const n = state.rows.length;
  const date = words.date(payload.date);
  if (state.mine || state.compare)
    return [words.t("caption", { what: words.t(state.mine ? "tab_mine" : "compare"), places: words.count("results", n), date })];
  const what = [...new Set([...asked(context, context.fileFilter), ...asked(context, state.filter)])];
  if (state.openNow) what.push(words.t("open_now"));
  const [first, ...rest] = words.t("caption", {
    what: [...what, where(context)].join(", "),
    places: words.count("results", n),
    date,
  });
  const said = first.toLocaleUpperCase(state.lang) + rest.join("");
  const pointless = Array.from(state.rows).filter((row) => !model.hasPoint(row)).length;
  const offMap = pointless ? `${words.count("left_off_map", pointless)}.` : "";
  return [said, offMap, leftOutText(/** @type {Atlas.Context} */ (context))].filter(Boolean);
}

/** Say what a filter asks for besides corridors. */
function asked(context, filter) {
  const without = { ...filter, corridor: [] };
  return askedFields({ ...context, state: { ...context.state, filter: without } }).map(
    ({ text, part }) => ("q" in part ? `“${text}”` : text),
  );
}

/**
 * Name the corridors that are shown.
 *
 * @param {Pick<Atlas.Context, "payload" | "state" | "fileFilter">} context
 */
function where({ payload, state, fileFilter }) {
  const chosen = state.filter.corridor.length ? state.filter.corridor : fileFilter.corridor;
  if (!chosen.length && payload.corridors.length > 1) return state.words.t("caption_all");
  return payload.corridors
    .filter(({ id }) => !chosen.length || chosen.includes(id))
    .map((corridor) => nameOf(corridor, state.lang))
    .join(", ");
}

/**
 * Give the address of the same view in the atlas; nothing where none is known.
 *
 * @param {Pick<Atlas.Context, "payload" | "state" | "fileFilter">} context
 * @param {string} home
 */
export function atlasAddress({ payload, state, fileFilter }, home) {
  const { protocol, href } = globalThis.location;
  const base = home && protocol.startsWith("http") ? new URL(home, href).href : payload.address;
  if (!base) return "";
  const query = writeFilter({ ...together(fileFilter, state.filter), lang: state.lang }, "").toString();
  return `${base.replace(/\/$/, "")}/?${query}`;
}

/**
 * Give the filter that two filters make one after the other: what the second asks stands.
 *
 * @param {Atlas.Filter} first
 * @param {Atlas.Filter} second
 * @returns {any}
 */
function together(first, second) {
  const facets = facetsOf(first);
  const isAsked = (name) => (facets.includes(name) ? second[name].length : second[name]);
  return Object.fromEntries(
    Object.keys(first).map((name) => [name, isAsked(name) ? second[name] : first[name]]),
  );
}
