// The comparison as it is seen: the two filters above the list, the table, and the tabs.

import { ICONS, h, icon } from "../base/dom.js";
import { picture, symbol } from "../map/symbols.js";
import { PARTS, filtersOf, tally } from "../state/comparison.js";
import { facetLabel } from "../state/names.js";
import { describeFilter } from "./filter-chips.js";

/**
 * Make the line of a part: its shape and what it is.
 *
 * @param {Atlas.PartName} name
 */
function partPicture(name, size = 18) {
  return picture(symbol(PARTS.find((part) => part.name === name)), size);
}

/**
 * Make what stands above the list: A and B, which of them the filters change, and the way out.
 *
 * @param {Atlas.Context} context
 */
export function compareHead(context) {
  const { state, compare } = context;
  const { words } = state;
  if (!state.compare) return [];
  const found = tally(context);
  const box = (/** @type {"a" | "b"} */ name, filter) =>
    h(
      "button",
      {
        type: "button",
        class: "atlas-part",
        "data-part": name,
        "aria-pressed": String(state.compare.edits === name),
        onclick: () => compare.edit(name),
      },
      h(
        "span",
        { class: "atlas-part-head" },
        partPicture(name),
        h("strong", {}, name.toUpperCase()),
        h("span", {}, words.count("results", found[name])),
      ),
      h(
        "span",
        { class: "atlas-part-filter" },
        describeFilter(context, filter) || words.t("compare_all"),
      ),
      h(
        "span",
        { class: "atlas-part-edited" },
        words.t(state.compare.edits === name ? "compare_edited" : "compare_edit"),
      ),
    );
  const [a, b] = filtersOf(state);
  const close = words.t("compare_end");
  return [
    h(
      "div",
      { class: "atlas-compare-head" },
      h("h2", {}, words.t("compare")),
      h(
        "button",
        { type: "button", class: "atlas-tool", onclick: () => compare.end() },
        icon(ICONS.close),
        close,
      ),
    ),
    h(
      "div",
      { class: "atlas-parts", role: "group", "aria-label": words.t("compare_which") },
      box("a", a),
      box("b", b),
    ),
  ];
}

/**
 * Give the tabs of a comparison: the table, then the places of each part.
 *
 * @param {Atlas.Context} context
 * @param {(rows: ArrayLike<number>, title: string) => Atlas.Line[]} oneGroup
 */
export function compareTabs(context, oneGroup) {
  const { state } = context;
  const { words } = state;
  return [
    { name: "table", key: "compare_table", panel: () => compareTable(context) },
    ...PARTS.map(({ name, sign }) => ({
      name,
      key: `compare_${name}`,
      drawing: () => partPicture(name),
      count: state.compare.rows[name].length,
      sequence: () => oneGroup(state.compare.rows[name], words.t(`compare_${name}_long`)),
      note: state.compare.rows[name].length ? "" : words.t("compare_none", { part: sign }),
    })),
  ];
}

/**
 * Make the table of both filters with its text.
 *
 * @param {Atlas.Context} context
 */
export function compareTable(context) {
  const { payload, state } = context;
  const { words, lang } = state;
  const found = tally(context);
  const row = (label, { a, b }, head = false) =>
    h(
      "tr",
      { class: head && "atlas-compare-total" },
      h("th", { scope: "row" }, label),
      h("td", {}, words.number(a)),
      h("td", {}, words.number(b)),
      h("td", { class: a === b && "atlas-quiet" }, signed(words, b - a)),
    );
  const facet = ({ name, values }) => [
    h(
      "tr",
      {},
      h("th", { scope: "rowgroup", colspan: 4, class: "atlas-compare-facet" }, payload.facets[name].title[lang]),
    ),
    values.map((value) => row(facetLabel(payload, name, value.code, lang), value)),
  ];
  return h(
    "div",
    { class: "atlas-compare-table" },
    twin(context, found).map((text) => h("p", {}, text)),
    h(
      "table",
      {},
      h("caption", { class: "atlas-unseen" }, words.t("compare_caption")),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("td", {}),
          ["A", "B", "B − A"].map((text) => h("th", { scope: "col" }, text)),
        ),
      ),
      h("tbody", {}, row(words.t("compare_places"), found, true)),
      found.facets
        .filter(({ values }) => values.length)
        .map((one) => h("tbody", {}, facet(one))),
    ),
    h("p", { class: "atlas-quiet" }, words.t("compare_note")),
  );
}

/**
 * Say in words what the table shows: how many, and what only one of the two has.
 *
 * @param {Atlas.Context} context
 */
function twin({ payload, state }, { a, b, both, facets }) {
  const { words, lang } = state;
  const n = (value) => words.number(value);
  const missing = (has, lacks) => {
    const labels = facets.flatMap(({ name, values }) => {
      const own = values
        .filter((one) => one[has] && !one[lacks])
        .map((one) => `${facetLabel(payload, name, one.code, lang)} (${n(one[has])})`);
      return own.length ? `${payload.facets[name].title[lang]}: ${own.join(", ")}` : [];
    });
    const part = has.toUpperCase();
    return labels.length ? words.t("compare_only", { part, labels: labels.join("; ") }) : "";
  };
  const same = a === both && b === both;
  return [
    words.t(same ? "compare_same" : "compare_sum", { a: n(a), b: n(b), both: n(both) }),
    missing("a", "b"),
    missing("b", "a"),
  ].filter(Boolean);
}

/**
 * @param {Atlas.Words} words
 */
function signed(words, difference) {
  if (!difference) return "0";
  return `${difference > 0 ? "+" : "\u2212"}${words.number(Math.abs(difference))}`;
}
