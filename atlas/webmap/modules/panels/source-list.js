// Sources as people read them: title with its link, publisher, file, date, licence.

import { h, link, safeHref } from "../base/dom.js";

/**
 * @param {Atlas.Context} context
 * @param {number} row
 */
export function sources(context, row) {
  const { model, state } = context;
  /** @type {[label: string, column: Atlas.TextColumn][]} */
  const groups = [
    ["sources", "source_ids"],
    ["sources_status", "status_source_ids"],
    ["sources_position", "position_source_ids"],
    ["sources_capacity", "capacity_source_ids"],
  ];
  const seen = new Set();
  return sourceList(
    context,
    groups.map(([label, column]) => {
      const ids = model
        .at(column, row)
        .split(";")
        .filter((id) => id && !seen.has(id));
      ids.forEach((id) => seen.add(id));
      return [state.words.t(label), ids];
    }),
  );
}

/**
 * @param {Atlas.Context} context
 * @param {[label: string, ids: (string | number)[]][]} groups
 */
export function sourceList(context, groups) {
  const filled = groups.filter(([, ids]) => ids.length);
  return filled.map(([label, ids]) =>
    h(
      "div",
      { class: "atlas-fact" },
      h("dt", {}, label),
      h(
        "dd",
        {},
        h(
          "ul",
          { class: "atlas-sources" },
          ids.map((id) => h("li", {}, sourceText(context, id))),
        ),
      ),
    ),
  );
}

/**
 * Write a source with its link, publisher and date.
 *
 * @param {Atlas.Context} context
 * @param {string | number} id
 */
export function sourceText({ payload, state }, id) {
  const source = payload.sources[id];
  if (!source) return id;
  const more = [
    source.publisher,
    source.path,
    source.date && state.words.date(source.date),
    source.licence,
  ].filter(Boolean);
  const title = payload.languages[state.lang].suffixes
    .map((suffix) => source[`title${suffix}`])
    .find(Boolean);
  const href = safeHref(source.url);
  return [
    href ? link(title || href, href) : h("span", { dir: "auto" }, title),
    more.length ? h("span", { class: "atlas-quiet", dir: "auto" }, ` · ${more.join(" · ")}`) : null,
  ];
}
