// The printed sheet: the legend, for every corridor a map with numbered markers, then the table of
// the numbers, then the places known only by municipality, the sources. The reader's own list comes
// as one table in its order, then the maps with the same numbers.

import { h, s } from "../base/dom.js";
import { fileText } from "../panels/about.js";
import { contactLines } from "../panels/contact-lines.js";
import { compareTable } from "../panels/comparison-panel.js";
import { describeFilter, leftOutText } from "../panels/filter-chips.js";
import { legendRows } from "../panels/legend.js";
import { sourceText } from "../panels/source-list.js";
import { filtersOf } from "../state/comparison.js";
import { nameOf } from "../state/names.js";
import { sheetMaps } from "./sheet-map.js";
import { placeTable } from "./sheet-table.js";

const MAP_ROWS = 400;

/** Squares that have to stay white around a QR code. */
const QUIET = 4;

/**
 * Fill the sheet from what the list shows now.
 *
 * @param {Atlas.Context} context
 * @param {HTMLElement} element
 */
export function fillSheet(context, element) {
  const { payload, state } = context;
  const { words } = state;
  const pages = state.mine ? listPages(context) : corridorPages(context);
  const chosen = state.mine || state.compare ? "" : describeFilter(context, state.filter);
  const found = words.count(state.mine ? "mine_places" : "results", state.rows.length);
  const leftOut = leftOutText(context);
  element.lang = state.lang;
  const parts = [
    h(
      "header",
      {},
      qrFigure(context),
      h("h1", {}, payload.title[state.lang]),
      h("p", {}, found, chosen ? ` · ${chosen}` : ""),
      !state.mine && leftOut && h("p", {}, leftOut),
      state.unusable > 0 && h("p", {}, words.count("mine_unusable", state.unusable)),
      h(
        "p",
        { class: "atlas-quiet" },
        fileText(context).join(" "),
        " ",
        words.t("printed_on", { date: words.date(localDay()) }),
      ),
      /^https?:/.test(location.protocol) &&
        context.page &&
        h("p", { class: "atlas-quiet" }, location.href),
    ),
    h(
      "section",
      { class: "atlas-sheet-legend" },
      h("h2", {}, words.t("legend")),
      h("div", { class: "atlas-legend-rows" }, legendRows(context, { interactive: false })),
    ),
    state.compare && compareSection(context),
    ...pages,
    h(
      "section",
      { class: "atlas-sheet-behind" },
      h("h2", {}, words.t("behind")),
      contactLines(context),
    ),
    h(
      "section",
      { class: "atlas-sheet-sources" },
      h("h2", {}, words.t("sources")),
      h(
        "p",
        { class: "atlas-quiet" },
        payload.attribution,
        " ",
        payload.licences.map((one) => one.title).join(" · "),
      ),
      h(
        "ol",
        {},
        citedBy(context).map((id) => h("li", {}, sourceText(context, id))),
      ),
    ),
  ];
  element.replaceChildren(...parts.filter(Boolean));
}

/**
 * Make the QR code of the live atlas, where it has an address.
 *
 * @param {Atlas.Context} context
 */
function qrFigure({ payload, state, qr }) {
  const code = qr === undefined ? payload.qr : qr;
  if (!code) return null;
  const { size, path } = code;
  const text = state.words.t(qr ? "qr_this" : "qr_file");
  const viewBox = `${-QUIET} ${-QUIET} ${size + 2 * QUIET} ${size + 2 * QUIET}`;
  return h(
    "figure",
    { class: "atlas-sheet-qr" },
    s("svg", { viewBox, role: "img", "aria-label": text }, s("path", { d: path })),
    h("figcaption", {}, text),
  );
}

/**
 * Make the table of both filters, with the filters in words.
 *
 * @param {Atlas.Context} context
 */
function compareSection(context) {
  const { state } = context;
  const { words } = state;
  const filters = filtersOf(state).map((filter, i) =>
    h("p", {}, `${"AB"[i]}: ${describeFilter(context, filter) || words.t("compare_all")}`),
  );
  return h("section", {}, h("h2", {}, words.t("compare")), filters, compareTable(context));
}

/**
 * Make the reader's list: one table in its order, and a map of each corridor that it touches.
 *
 * @param {Atlas.Context} context
 */
function listPages(context) {
  const { payload, model, state } = context;
  const rows = Array.from(state.rows);
  const numbers = new Map(rows.map((row, i) => [row, i + 1]));
  const maps = payload.corridors.map((corridor) => {
    const own = rows.filter(
      (row) => model.hasPoint(row) && model.at("corridor_id", row) === corridor.id,
    );
    if (!own.length) return null;
    return h(
      "section",
      { class: "atlas-sheet-part" },
      h("h2", {}, nameOf(corridor, state.lang)),
      sheetMaps(context, corridor, own, numbers),
    );
  });
  const table = h(
    "section",
    { class: "atlas-sheet-mine" },
    h("h2", {}, state.words.t("tab_mine")),
    placeTable(context, rows, numbers),
  );
  return [table, ...maps.filter(Boolean)];
}

/**
 * @param {Atlas.Context} context
 */
function corridorPages(context) {
  const { payload, model, state } = context;
  const pages = [];
  let number = 0;
  for (const corridor of [...payload.corridors, null]) {
    const rows = Array.from(state.rows).filter(
      (row) => model.at("corridor_id", row) === (corridor?.id ?? ""),
    );
    if (!rows.length) continue;
    const mapped = rows.filter(model.hasPoint);
    const numbers = new Map(mapped.map((row) => [row, ++number]));
    pages.push(
      corridorPage(
        context,
        corridor,
        mapped,
        rows.filter((row) => !model.hasPoint(row)),
        numbers,
      ),
    );
  }
  return pages;
}

function localDay() {
  const now = new Date();
  return [
    now.getFullYear(),
    String(now.getMonth() + 1).padStart(2, "0"),
    String(now.getDate()).padStart(2, "0"),
  ].join("-");
}

/**
 * @param {Atlas.Context} context
 */
function citedBy({ payload, model, state }) {
  const ids = new Set(
    Array.from(state.rows).flatMap((row) => model.at("source_ids", row).split(";")),
  );
  return Object.keys(payload.sources).filter((id) => ids.has(id));
}

/**
 * @param {Atlas.Context} context
 * @param {Atlas.Corridor} corridor
 * @param {number[]} mapped
 * @param {number[]} unmapped
 * @param {Map<number, number> | null} numbers
 */
function corridorPage(context, corridor, mapped, unmapped, numbers) {
  const { words, lang } = context.state;
  const title = corridor ? nameOf(corridor, lang) : words.t("outside");
  return h(
    "section",
    { class: "atlas-sheet-page" },
    h("h2", {}, title),
    corridor &&
      mapped.length > 0 &&
      sheetMaps(context, corridor, mapped.slice(0, MAP_ROWS), numbers),
    mapped.length > 0 && placeTable(context, mapped, numbers),
    unmapped.length > 0 && [
      h("h3", {}, words.t("sheet_municipality", { n: words.number(unmapped.length) })),
      placeTable(context, unmapped, null),
    ],
  );
}
