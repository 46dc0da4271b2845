// The table of places on the printed sheet: six columns, whatever else is printed stands in them.

import { h } from "../base/dom.js";
import { countParts } from "../state/comparison.js";
import { cellText, facetLabel, placeName } from "../state/names.js";
import { placeStatus } from "../state/status.js";

/** Columns that the table puts in words of its own. */
const IN_WORDS = new Set(
  "name kind address municipality side services phone status status_date".split(" "),
);

/**
 * Make the table of some places.
 *
 * @param {Atlas.Context} context
 * @param {number[]} rows
 * @param {Map<number, number> | null} numbers
 */
export function placeTable(context, rows, numbers) {
  const { payload, model, state } = context;
  const { words, lang } = state;
  const more = payload.columns.filter(
    ({ name, show }) => show.includes("print") && !IN_WORDS.has(name),
  );
  const ways = more.filter(({ group }) => group === "contact");
  const others = more.filter(({ group }) => group !== "contact");
  const title = (name) => payload.columns.find((one) => one.name === name)?.title[lang] ?? "";
  const heads = [
    ["name", title("name")],
    ["kind", title("kind")],
    ["where", words.t("where")],
    ["services", title("services")],
    ["phone", title("phone")],
    ["status", title("status")],
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
        heads.map(([name, head]) =>
          h("th", { scope: "col", class: `atlas-sheet-${name}` }, head),
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
        const status = placeStatus(context, row);
        const town = at("address").includes(at("municipality")) ? "" : at("municipality");
        const pointless = state.mine && !model.hasPoint(row) && `(${words.t("sheet_no_point")})`;
        const place = [at("address"), town, at("side")].filter(Boolean).join(", ");
        const where = [place, pointless].filter(Boolean).join(" ");
        const part = state.compare && countParts(state, [row])[0].sign;
        const cells = [
          [placeName(model, row, lang), part].filter(Boolean).join(" · "),
          facetLabel(payload, "kind", at("kind"), lang),
          where,
          [services, linesOf(context, others, row)],
          [at("phone"), linesOf(context, ways, row)],
          status,
        ];
        return h(
          "tr",
          {},
          numbers && h("th", { scope: "row" }, String(numbers.get(row))),
          cells.map((parts) => h("td", { dir: "auto" }, parts)),
        );
      }),
    ),
  );
}

/**
 * Write what a row says in some columns, a line each: a table as wide as paper has room for few.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Column[]} columns
 * @param {number} row
 */
function linesOf(context, columns, row) {
  const { lang } = context.state;
  return columns
    .map((column) => [column.title[lang], cellText(context, column, row)])
    .filter(([, text]) => text)
    .map(([title, text]) => h("div", {}, `${title}: ${text}`));
}
