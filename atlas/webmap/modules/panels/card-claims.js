// What the sources say of a place where they differ: field by field, who said what and when.

import { h } from "../base/dom.js";
import { sourceText } from "./source-list.js";

/**
 * Write the claims about a place; nothing when its sources agree.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
export function claims(context, row) {
  const { payload, state } = context;
  const { words, lang } = state;
  const said = payload.claims?.rows[row];
  if (!said) return null;
  const fields = new Map();
  for (const claim of said) fields.set(claim[0], [...(fields.get(claim[0]) ?? []), claim]);
  return h(
    "div",
    { class: "atlas-fact atlas-claims" },
    h("dt", {}, words.t("claims")),
    h(
      "dd",
      {},
      h("p", { class: "atlas-quiet" }, words.t("claims_note")),
      [...fields].map(([name, list]) => [
        h("h3", {}, payload.claims.fields[name][lang]),
        h(
          "ul",
          {},
          list.map((claim) => h("li", {}, claimText(context, claim))),
        ),
      ]),
    ),
  );
}

/**
 * @param {Atlas.Context} context
 * @param {Atlas.Claim} claim
 */
function claimText(context, [, value, date, used, sources]) {
  const { words, lang } = context.state;
  const more = [date && words.date(date), used && words.t("claim_used")].filter(Boolean);
  return [
    h("strong", { dir: "auto" }, typeof value === "string" ? value : value[lang]),
    more.length ? h("span", { class: "atlas-quiet" }, ` · ${more.join(" · ")}`) : null,
    sources.map((id) => h("div", {}, sourceText(context, id))),
  ];
}
