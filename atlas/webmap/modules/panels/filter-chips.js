// The active filter in words: as chips that can be taken off, and as one line of text.

import { ICONS, h, icon } from "../base/dom.js";
import { facetLabel, nameOf } from "../state/names.js";
import { ANY, facetsOf, parsePoint } from "../state/query.js";

/**
 * Write the active filter as chips that can be taken off one by one.
 *
 * @param {Atlas.Context} context
 */
export function chips(context) {
  const { payload, state } = context;
  const { filter, words } = state;
  const chip = (text, part) => chipOf(text, () => context.change(part));
  const chipOf = (text, take) =>
    h(
      "button",
      {
        type: "button",
        class: "atlas-chip",
        "aria-label": words.t("remove", { what: text }),
        onclick: take,
      },
      h("span", {}, text),
      icon(ICONS.close),
    );
  const codes = facetsOf(filter).flatMap((name) =>
    filter[name].map((code) =>
      chip(facetLabel(payload, name, code, state.lang), {
        [name]: filter[name].filter((one) => one !== code),
      }),
    ),
  );
  const more = singles(context).map(({ text, part }) =>
    chip("q" in part ? `“${text}”` : text, part),
  );
  const open = state.openNow ? [chipOf(words.t("open_now"), () => context.showOpen(false))] : [];
  return [...codes, ...more, ...open];
}

/**
 * Give the fields that the filter asks anything of: what it asks, and the change that takes it off.
 *
 * @param {Atlas.Context} context
 * @returns {{ text: string, part: Partial<Atlas.Filter> }[]}
 */
export function askedFields(context) {
  const { payload, state } = context;
  const { filter, lang } = state;
  const facets = facetsOf(filter).filter((name) => filter[name].length);
  return [
    ...facets.map((name) => ({
      text: filter[name].map((code) => facetLabel(payload, name, code, lang)).join(", "),
      part: { [name]: [] },
    })),
    ...singles(context),
  ];
}

/**
 * @param {Atlas.Context} context
 * @returns {{ text: string, part: Partial<Atlas.Filter> }[]}
 */
function singles(context) {
  const { filter, words } = context.state;
  const found = [];
  if (filter.q) found.push({ text: filter.q, part: { q: "" } });
  if (filter.phone) found.push({ text: words.t("with_phone"), part: { phone: false } });
  if (filter.verified_since)
    found.push({
      text: words.t("since_date", { date: words.date(filter.verified_since) }),
      part: { verified_since: "" },
    });
  if (filter.max_km !== null)
    found.push({ text: distanceText(context), part: { max_km: null, near: "" } });
  else if (filter.near)
    found.push({
      text: words.t("from_place", { place: nearText(context) }),
      part: { near: "" },
    });
  return found;
}

/**
 * @param {Atlas.Context} context
 */
function distanceText(context) {
  const { filter, words } = context.state;
  return words.t("within_of", {
    km: words.number(filter.max_km),
    place: filter.near ? nearText(context) : words.t("any_crossing_short"),
  });
}

/**
 * @param {Atlas.Context} context
 */
function nearText({ payload, state }) {
  const crossing = payload.crossings.find((one) => one.id === state.filter.near);
  if (crossing) return nameOf(crossing, state.lang);
  return state.words.t("point_at", parsePoint(state.filter.near));
}

/**
 * Write a filter in words, for the printed sheet and the file's description.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Filter} filter
 */
export function describeFilter(context, filter) {
  const { payload, state } = context;
  const parts = facetsOf(filter).filter((name) => filter[name].length).map(
    (name) =>
      `${payload.facets[name].title[state.lang]}: ${filter[name].map((code) => facetLabel(payload, name, code, state.lang)).join(", ")}`,
  );
  if (filter.q) parts.push(`${state.words.t("search")}: “${filter.q}”`);
  if (filter.phone) parts.push(state.words.t("with_phone"));
  if (filter.verified_since)
    parts.push(state.words.t("since_date", { date: state.words.date(filter.verified_since) }));
  const within = { ...context, state: { ...state, filter } };
  if (filter.max_km !== null) parts.push(distanceText(within));
  else if (filter.near) parts.push(state.words.t("from_place", { place: nearText(within) }));
  return parts.join(" · ");
}

/**
 * Say in one line what the filter leaves out by default; nothing when it leaves out nothing.
 *
 * @param {Atlas.Context} context
 */
export function leftOutText({ state }) {
  const { leftOut, words } = state;
  const parts = Object.entries(leftOut ?? {})
    .filter(([, n]) => n)
    .map(([name, n]) => words.count(`left_out_${name}`, n));
  return parts.length ? words.t("left_out", { parts: parts.join(words.t("list_and")) }) : "";
}

/**
 * Make the same line with a way to show each of them.
 *
 * @param {Atlas.Context} context
 */
export function leftOutLine(context) {
  const { leftOut, words } = context.state;
  const names = Object.keys(leftOut ?? {}).filter((name) => leftOut[name]);
  const show = (name) =>
    h(
      "button",
      {
        type: "button",
        class: "atlas-link",
        onclick: () => context.change({ [name]: [ANY] }),
      },
      words.t(`show_${name}`),
    );
  return names.length
    ? [h("span", {}, leftOutText(context)), ...names.map(show)]
    : [];
}
