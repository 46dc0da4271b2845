// The printed sheet: for every corridor a map with numbered markers, then the table of the numbers,
// then the places known only by municipality, the legend, the sources.

import { h } from "./dom.js";
import { fileText } from "./about.js";
import { legendRows } from "./legend.js";
import { describeFilter } from "./chips.js";
import { sourceText } from "./sources.js";
import { facetLabel, nameOf, placeName } from "./names.js";
import { sheetMaps } from "./sheetmap.js";

const MAP_ROWS = 400;

const NO_BREAK_HYPHEN = "\u2011";

/** Fill the sheet from what the list shows now. */
export function fillSheet(context, element) {
  const { payload, model, state } = context;
  const { words } = state;
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
  const chosen = describeFilter(context, state.filter);
  element.replaceChildren(
    h(
      "header",
      {},
      h("h1", {}, payload.title[state.lang]),
      h("p", {}, words.count("results", state.rows.length), chosen ? ` · ${chosen}` : ""),
      h(
        "p",
        { class: "atlas-quiet" },
        fileText(context).join(" "),
        " ",
        words.t("printed_on", { date: words.date(localDay()) }),
      ),
      /^https?:/.test(location.protocol) && h("p", { class: "atlas-quiet" }, location.href),
    ),
    ...pages,
    h(
      "section",
      { class: "atlas-sheet-legend" },
      h("h2", {}, words.t("legend")),
      h("div", { class: "atlas-legend-rows" }, legendRows(context, { interactive: false })),
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
  );
}

function localDay() {
  const now = new Date();
  return [
    now.getFullYear(),
    String(now.getMonth() + 1).padStart(2, "0"),
    String(now.getDate()).padStart(2, "0"),
  ].join("-");
}

function citedBy({ payload, model, state }) {
  const ids = new Set(
    Array.from(state.rows).flatMap((row) => model.at("source_ids", row).split(";")),
  );
  return Object.keys(payload.sources).filter((id) => ids.has(id));
}

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

function placeTable({ payload, model, state }, rows, numbers) {
  const { words, lang } = state;
  const heads = [
    ["name", "column_name"],
    ["kind", "column_facet_kind"],
    ["where", "where"],
    ["services", "facet_service"],
    ["phone", "phone"],
    ["status", "status"],
  ];
  return h(
    "table",
    { class: `atlas-sheet-table ${numbers ? "atlas-sheet-numbered" : ""}` },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        numbers && h("th", { scope: "col" }, "№"),
        heads.map(([name, key]) =>
          h("th", { scope: "col", class: `atlas-sheet-${name}` }, words.t(key)),
        ),
      ),
    ),
    h(
      "tbody",
      {},
      rows.map((row) => {
        const at = (name) => model.at(name, row);
        const services = at("services")
          .split(";")
          .filter(Boolean)
          .map((code) => facetLabel(payload, "service", code, lang))
          .join(", ");
        const status =
          `${facetLabel(payload, "status", at("status"), lang)} ${at("status_date").replaceAll("-", NO_BREAK_HYPHEN)}`.trim();
        const town = at("address").includes(at("municipality")) ? "" : at("municipality");
        const where = [at("address"), town, at("side")].filter(Boolean).join(", ");
        const cells = [
          placeName(model, row, lang),
          facetLabel(payload, "kind", at("kind"), lang),
          where,
          services,
          at("phone"),
          status,
        ];
        return h(
          "tr",
          {},
          numbers && h("th", { scope: "row" }, String(numbers.get(row))),
          cells.map((text) => h("td", { dir: "auto" }, text)),
        );
      }),
    ),
  );
}
