// The legend, in words and shapes.

import { h, s } from "../base/dom.js";
import { GROUND_LOOKS } from "../map/basemap.js";
import { tickPicture } from "../map/crossing-ticks.js";
import { FILLS, OWN, picture, symbol } from "../map/symbols.js";
import { PARTS } from "../state/comparison.js";
import { facetLabel } from "../state/names.js";

/**
 * Make the legend.
 *
 * @param {Atlas.Context} context
 * @returns {HTMLElement[]} the rows, for the box on the map or the printed sheet
 */
export function legendRows(context, { interactive }) {
  const { payload, model, state, all } = context;
  const { words, lang } = state;
  const neutral = { colour: "#4b5560", icon: "circle" };
  const shown = new Set(Array.from(state.rows, (row) => model.at("kind", row)));
  const kinds = payload.choices.kind
    .filter((kind) => all.kind[kind] && (interactive || shown.has(kind)))
    .map((kind) =>
      row(picture(symbol(payload.vocab.kind[kind])), facetLabel(payload, "kind", kind, lang)),
    );
  const statuses = ["open", "was_open", "unknown", "closed"].map((one) =>
    row(
      picture(symbol({ ...neutral, tint: FILLS[one], closed: one === "closed" })),
      words.t(`legend_${one}`, { date: words.date(payload.date) }),
    ),
  );
  const sides = [...new Set(payload.corridors.flatMap(({ a, b }) => [a, b]))].map((side) =>
    row(patch(payload.vocab.side[side]?.colour ?? "#eee"), facetLabel(payload, "side", side, lang)),
  );
  const precision = h("input", {
    type: "checkbox",
    checked: state.precision,
    onchange: (event) => context.showPrecision(event.target.checked),
  });
  const parts = PARTS.map((part) => row(picture(symbol(part)), words.t(`compare_${part.name}`)));
  return [
    state.compare && section(words.t("compare"), parts),
    hasOwn(context) &&
      section(words.t("legend_origin"), [
        row(picture(symbol({ ...neutral, own: true })), words.t("origin_own")),
        row(picture(symbol(neutral)), words.t("origin_published")),
      ]),
    section(payload.facets.kind.title[lang], [...kinds, row(picture(tickPicture()), words.t("crossing"))]),
    section(words.t("status"), statuses),
    section(words.t("legend_position"), [
      row(picture(s("circle", { r: 9, class: "atlas-precision" })), words.t("legend_precision")),
      row(
        picture(s("rect", { x: -9, y: -9, width: 18, height: 18, class: "atlas-cell" })),
        words.t("legend_cell"),
      ),
      row(
        picture([
          s("circle", { r: 10, class: "atlas-count-plate" }),
          s("text", { class: "atlas-count-text", "text-anchor": "middle", y: 4 }, "7"),
        ]),
        words.t("legend_count"),
      ),
      interactive &&
        row(
          picture(
            s("rect", { x: -10, y: -6, width: 20, height: 12, rx: 6, class: "atlas-town-plate" }),
          ),
          words.t("legend_town"),
        ),
      interactive &&
        h(
          "label",
          { class: "atlas-option" },
          precision,
          h("span", { class: "atlas-option-label" }, words.t("show_precision")),
        ),
    ]),
    section(words.t("legend_land"), [
      ...sides,
      row(line("atlas-legend-border"), words.t("legend_border")),
      payload.geography.limits.length
        ? row(
            line("atlas-legend-limit"),
            words.t("legend_limit", { km: payload.corridors[0]?.radius_km ?? 40 }),
          )
        : null,
      ...["road", "railway", "river"]
        .filter((kind) => payload.geography.ground.some((one) => one.kind === kind))
        .map((kind) => row(groundLine(kind), words.t(`legend_${kind}`))),
    ]),
  ].filter(Boolean);
}

/**
 * Say whether a reader's own places are among those of the file.
 *
 * @param {Atlas.Context} context
 */
function hasOwn({ model }) {
  for (let row = 0; row < model.n; row++) if (model.at("origin", row) === OWN) return true;
  return false;
}

function section(title, rows) {
  return h(
    "div",
    { class: "atlas-legend-part" },
    h("h3", {}, title),
    h("ul", {}, rows.filter(Boolean)),
  );
}

function row(drawing, text) {
  return h("li", {}, drawing, h("span", {}, text));
}

function patch(colour) {
  return picture(
    s("rect", { x: -10, y: -7, width: 20, height: 14, rx: 2, fill: colour, stroke: "#8b8372" }),
  );
}

/** @param {string} kind */
function groundLine(kind) {
  const { color, weight, dashArray = null } = GROUND_LOOKS[kind];
  return picture(
    s("path", {
      d: "M-11 0H11",
      stroke: color,
      "stroke-width": weight * 1.3,
      "stroke-dasharray": dashArray,
    }),
  );
}

function line(name) {
  const under =
    name === "atlas-legend-border"
      ? s("path", { d: "M-11 0H11", class: "atlas-legend-border-case" })
      : null;
  return picture([under, s("path", { d: "M-11 0H11", class: name })].filter(Boolean));
}
