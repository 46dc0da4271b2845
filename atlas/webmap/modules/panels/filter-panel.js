// The filter panel: one group a facet with counts, search, evidence date and distance. It is built
// once a language; a change of the filter only changes numbers and ticks, so focus stays.

import { ICONS, h, hasFocus, icon } from "../base/dom.js";
import { kindPicture } from "../map/symbols.js";
import { facetLabel, nameOf } from "../state/names.js";
import { drawingOf } from "./card-parts.js";
import { sinceOptions, toggles } from "./filter-toggles.js";
import { moreFilters, panelOrder, used } from "./panel-order.js";
import {
  ANY,
  canonical,
  countActive,
  parseKm,
  parsePoint,
} from "../state/query.js";

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
  const open = new Set(context.payload.panel.open);
  const update = () => parts.forEach((part) => part());
  const rebuild = () => {
    const { words } = context.state;
    const { first, more } = panelOrder(context);
    const make = (name) => (OTHERS[name] ?? facet)(context, name, parts, open);
    parts = [];
    element.setAttribute("aria-label", words.t("filters"));
    element.replaceChildren(
      head(context, parts),
      ...first.map(make),
      moreFilters(context, more, parts, open, more.map(make)),
    );
  };
  return { element, rebuild, update };
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
      onclick: () => context.clear(),
    },
    words.t("clear_filters"),
  );
  parts.push(() => (clear.hidden = !countActive(context.state.filter) && !context.state.openNow));
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
  if (name === "service") return drawingOf(context.payload.vocab.service?.[code]);
  if (name !== "side") return null;
  const dot = h("span", { class: "atlas-tint" });
  dot.style.background = context.payload.vocab.side[code]?.colour || "#eee";
  return dot;
}

/** What makes the fields of the panel that hold no codes. */
const OTHERS = {
  phone: (context, _, parts) => toggles(context, parts),
  verified_since: (context, _, parts) => since(context, parts),
  max_km: (context, _, parts) => distance(context, parts),
};

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
    sinceOptions(context, option),
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
