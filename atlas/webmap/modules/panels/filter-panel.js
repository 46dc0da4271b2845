// The filter panel: one group a facet with counts, search, evidence date and distance. It is built
// once a language; a change of the filter only changes numbers and ticks, so focus stays.

import { ICONS, h, hasFocus, icon } from "../base/dom.js";
import { kindPicture } from "../map/symbols.js";
import { facetLabel, nameOf } from "../state/names.js";
import {
  ANY,
  canonical,
  countActive,
  emptyFilter,
  facetsOf,
  optionsOf,
  parseKm,
  parsePoint,
} from "../state/query.js";

const OPEN_AT_START = new Set(["corridor", "side", "kind", "service"]);

const TYPING_MS = 90;

/**
 * Make the filter panel.
 *
 * @param {Atlas.Context} context
 * @returns {{ element: HTMLElement, rebuild(): void, update(): void }} rebuild() for a language, then
 * update()
 */
export function makeFilters(context) {
  const element = h("form", {
    class: "atlas-filters",
    role: "search",
    onsubmit: (event) => event.preventDefault(),
  });
  let parts = [];
  const open = new Set(OPEN_AT_START);
  const update = () => parts.forEach((part) => part());
  const rebuild = () => {
    const { words } = context.state;
    parts = [];
    element.setAttribute("aria-label", words.t("filters"));
    element.replaceChildren(
      head(context, parts),
      ...facetsOf(context.state.filter).filter(
        (name) => used(context, name).length > 1 || context.state.filter[name].length,
      ).map((name) => facet(context, name, parts, open)),
      since(context, parts),
      distance(context, parts),
    );
  };
  return { element, rebuild, update };
}

/**
 * Give the codes of a facet that the file holds at all, or that the filter asks for.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Facet} name
 */
function used({ payload, state, all }, name) {
  return optionsOf(payload, name).filter(
    (code) => all[name][code] || state.filter[name].includes(code),
  );
}

/**
 * @param {Atlas.Context} context
 * @param {(() => void)[]} parts
 */
function head(context, parts) {
  const { words } = context.state;
  const clear = h(
    "button",
    {
      type: "button",
      class: "atlas-link",
      onclick: () => context.change(emptyFilter(context.payload.choices, context.state.lang)),
    },
    words.t("clear_filters"),
  );
  parts.push(() => (clear.hidden = !countActive(context.state.filter)));
  const close = h(
    "button",
    {
      type: "button",
      class: "atlas-icon-button atlas-sheet-close",
      "aria-label": words.t("close"),
      onclick: () => context.sheet(""),
    },
    icon(ICONS.close),
  );
  return h("div", { class: "atlas-filters-head" }, h("h2", {}, words.t("filters")), clear, close);
}

/**
 * Make the search field; it is also used outside the panel.
 *
 * @param {Atlas.Context} context
 * @param {(() => void)[]} parts
 */
export function searchField(context, parts) {
  const { words } = context.state;
  let timer = 0;
  const input = h("input", {
    type: "search",
    class: "atlas-search-input",
    placeholder: words.t("search_hint"),
    "aria-label": words.t("search"),
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 200,
    value: context.state.filter.q,
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(
        () => context.change({ q: input.value.split(/\s+/).filter(Boolean).join(" ") }),
        TYPING_MS,
      );
    },
  });
  parts.push(() => {
    const typed = input.value.split(/\s+/).filter(Boolean).join(" ");
    if (typed !== context.state.filter.q && !hasFocus(input)) input.value = context.state.filter.q;
  });
  return h("div", { class: "atlas-search" }, icon(ICONS.search), input);
}

/**
 * @param {Atlas.Context} context
 * @param {Atlas.Facet} name
 * @param {(() => void)[]} parts
 * @param {Set<string>} open
 */
function facet(context, name, parts, open) {
  const { payload, state } = context;
  const { words } = state;
  const options = used(context, name).map((code) => option(context, name, code, parts));
  const chosen = h("span", { class: "atlas-chosen" });
  parts.push(() => {
    const n = context.state.filter[name].length;
    chosen.textContent = n ? words.number(n) : "";
    chosen.setAttribute("aria-label", n ? words.count("chosen", n) : "");
    chosen.hidden = !n;
  });
  const remember = (event) => (event.target.open ? open.add(name) : open.delete(name));
  return h(
    "details",
    {
      class: "atlas-facet",
      open: open.has(name) || state.filter[name].length > 0,
      ontoggle: remember,
    },
    h("summary", {}, h("span", {}, payload.facets[name].title[state.lang]), chosen, icon(ICONS.down)),
    h(
      "fieldset",
      {},
      h("legend", { class: "atlas-unseen" }, payload.facets[name].title[state.lang]),
      options,
      payload.choices[name].length ? null : words.t("nothing"),
    ),
  );
}

/**
 * @param {Atlas.Context} context
 * @param {Atlas.Facet} name
 * @param {string} code
 * @param {(() => void)[]} parts
 */
function option(context, name, code, parts) {
  const { payload, state } = context;
  const box = h("input", {
    type: "checkbox",
    name,
    value: code,
    onchange: () => {
      const others = context.state.filter[name].filter((one) => one !== code && one !== ANY);
      context.change({ [name]: canonical(box.checked ? [...others, code] : others) });
    },
  });
  const count = h("span", { class: "atlas-option-count" });
  const definition = payload.vocab[payload.facets[name].vocabulary]?.[code]?.[`definition_${state.lang}`];
  const row = h(
    "label",
    { class: "atlas-option", title: definition || null },
    box,
    swatch(context, name, code),
    h("span", { class: "atlas-option-label" }, facetLabel(payload, name, code, state.lang)),
    count,
  );
  parts.push(() => {
    const n = context.state.counts[name][code];
    box.checked = context.state.filter[name].includes(code);
    const text = context.state.words.number(n);
    if (count.textContent !== text) count.textContent = text;
    row.classList.toggle("atlas-none", !n && !box.checked);
  });
  return row;
}

/**
 * @param {Atlas.Context} context
 * @param {Atlas.Facet} name
 * @param {string} code
 */
function swatch(context, name, code) {
  if (code === ANY) return null;
  if (name === "kind") return kindPicture(context, code);
  if (name !== "side") return null;
  const dot = h("span", { class: "atlas-tint" });
  dot.style.background = context.payload.vocab.side[code]?.colour || "#eee";
  return dot;
}

/**
 * @param {Atlas.Context} context
 * @param {(() => void)[]} parts
 */
function since(context, parts) {
  const { words } = context.state;
  const option = (date) =>
    h("option", { value: date }, words.t("since_date", { date: words.date(date) }));
  const list = h(
    "select",
    { name: "verified_since", onchange: () => context.change({ verified_since: list.value }) },
    h("option", { value: "" }, words.t("any_date")),
    [...context.years].reverse().map(option),
  );
  parts.push(() => choose(list, context.state.filter.verified_since, option));
  return h("label", { class: "atlas-field" }, h("span", {}, words.t("facet_verified_since")), list);
}

/**
 * @param {Atlas.Context} context
 * @param {(() => void)[]} parts
 */
function distance(context, parts) {
  const { payload, state } = context;
  const { words } = state;
  const km = h("input", {
    type: "number",
    name: "max_km",
    min: 0.1,
    max: 20000,
    step: "any",
    inputmode: "decimal",
    placeholder: "—",
    "aria-label": words.t("within_km"),
    onchange: () => context.change({ max_km: km.value ? parseKm(km.value) : null }),
  });
  const option = (one) => h("option", { value: one.id }, nameOf(one, context.state.lang));
  const near = h(
    "select",
    {
      name: "near",
      "aria-label": words.t("distance_from"),
      onchange: () =>
        context.change({ near: near.value === "centre" ? context.centre() : near.value }),
    },
    h("option", { value: "" }, words.t("any_crossing")),
    payload.crossings.filter((one) => one.lon !== null).map(option),
    h("option", { value: "centre" }, words.t("map_centre")),
  );
  parts.push(() => {
    const { filter } = context.state;
    if (!hasFocus(km)) km.value = String(filter.max_km ?? "");
    choose(near, filter.near, (value) =>
      h("option", { value }, words.t("point_at", parsePoint(value))),
    );
  });
  return h(
    "fieldset",
    { class: "atlas-field atlas-distance" },
    h("legend", {}, words.t("facet_max_km")),
    h("span", { class: "atlas-km" }, km, h("span", {}, "km")),
    near,
    h("p", { class: "atlas-hint" }, words.t("distance_hint")),
  );
}

/**
 * Choose a value of a list; one that it lacks is added for as long as it is chosen.
 *
 * @param {HTMLSelectElement} list
 * @param {string} value
 * @param {(value: string) => HTMLOptionElement} option
 */
function choose(list, value, option) {
  if (list.value === value) return;
  list.querySelector("[data-extra]")?.remove();
  list.value = value;
  if (list.value === value) return;
  const extra = option(value);
  extra.dataset.extra = "";
  list.append(extra);
  list.value = value;
}
