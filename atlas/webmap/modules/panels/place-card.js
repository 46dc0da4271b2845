// The card of one place: everything that is known, how well, and by whom.

import { h } from "../base/dom.js";
import { OWN, placePicture } from "../map/symbols.js";
import { unansweredText } from "../state/calls.js";
import { cellText, facetLabel, nameOf } from "../state/names.js";
import { placeEvidence } from "../state/status.js";
import { cardActions } from "./card-actions.js";
import { claims } from "./card-claims.js";
import { CONTACT_FORMS } from "./card-contact.js";
import { card, dated, field, tags } from "./card-parts.js";
import { cardReport } from "./card-report.js";
import { roleNote, titleOf } from "./card-role.js";
import { hoursText, unsaidText } from "./card-visit.js";
import { cardSave } from "./saved-list-panel.js";
import { sources } from "./source-list.js";

/**
 * Make the card of a place.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
export function placeCard(context, row) {
  const { payload, model, state } = context;
  const { words, lang } = state;
  const at = (name) => model.at(name, row);
  const [first, second] = model.names(row, lang);
  const sections = [
    roleNote(context, row),
    at("origin") === OWN && h("p", { class: "atlas-own-note" }, words.t("own_note")),
    ...groupsOf(payload).flatMap((group) => groupFields(context, group, row)),
    claims(context, row),
    sources(context, row),
  ];
  const kind = facetLabel(payload, "kind", at("kind"), lang);
  return card(context, {
    tool: cardSave(context, at("facility_id")),
    id: at("origin") === OWN ? "" : at("facility_id"),
    title: first,
    other: second,
    kind,
    drawing: placePicture(context, row, 30),
    act: at("origin") !== OWN && cardActions(context, row),
    sections,
    action: cardReport(context, row),
  });
}

/**
 * Groups whose columns are shown together, in words of their own; `sources` and `name` stand
 * elsewhere on the card.
 *
 * @type {Record<string, { columns: string[], label?: string, text?: (context: Atlas.Context, row: number) => any[] }>}
 */
const TOGETHER = {
  name: { columns: ["name", "kind"] },
  operator: { columns: ["operator", "level"], label: "operator", text: operatorText },
  status: { columns: ["status", "status_date", "no_answer"], label: "status", text: statusParts },
  visit: { columns: ["hours", "hours_note"], label: "hours", text: hoursText },
  capacity: {
    columns: ["capacity", "capacity_unit", "capacity_date"],
    label: "capacity",
    text: capacityText,
  },
  where: {
    columns: ["country", "admin1", "address", "corridor_id", "side", "municipality"],
    label: "where",
    text: whereText,
  },
  crossing: {
    columns: ["nearest_crossing_id", "nearest_crossing_km"],
    label: "nearest_crossing",
    text: crossingText,
  },
  precision: {
    columns: ["precision", "precision_m", "position_method", "sensitivity", "side_certain"],
    label: "precision",
    text: precisionText,
  },
  sources: {
    columns: ["source_ids", "status_source_ids", "position_source_ids", "capacity_source_ids"],
  },
};

/**
 * Give the groups of the card in their order, with the columns that are shown of each.
 *
 * @param {Atlas.ReadPayload} payload
 */
function groupsOf(payload) {
  const shown = payload.columns.filter(({ show }) => show.includes("card"));
  const names = new Set([...payload.groups, ...shown.map(({ group }) => group ?? "")]);
  return [...names].map((name) => ({
    name,
    columns: shown.filter(({ group }) => (group ?? "") === name),
  }));
}

/**
 * @param {Atlas.Context} context
 * @param {{ name: string, columns: Atlas.Column[] }} group
 * @param {number} row
 */
function groupFields(context, { name, columns }, row) {
  const { state } = context;
  const { columns: drawn, label, text } = TOGETHER[name] ?? { columns: [] };
  const together = text && columns.some((one) => drawn.includes(one.name));
  const alone = columns.filter((one) => !drawn.includes(one.name));
  return [
    together && field(state.words.t(label), text(context, row)),
    ...alone
      .filter((one) => titleOf(context, one, row))
      .map((one) => field(titleOf(context, one, row), columnText(context, one, row))),
    name === "visit" && field(state.words.t("not_said"), unsaidText(context, row)),
  ];
}

/**
 * Write what a row says in a column, by what the column holds.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Column} column
 * @param {number} row
 */
function columnText(context, column, row) {
  const { payload, model, state } = context;
  const { name, list, vocabulary } = column;
  if (CONTACT_FORMS[name]) return CONTACT_FORMS[name](context, name, row);
  if (list && vocabulary) return [tags(payload, vocabulary, model.at(name, row), state.lang)];
  const text = cellText(context, column, row);
  const other = model.otherLanguage(name, row, state.lang);
  return [text && h("span", { dir: "auto", lang: other }, text)];
}

/**
 * @param {Atlas.Context} context
 * @param {number} row
 */
function operatorText({ payload, model, state }, row) {
  const [operator, level] = [model.at("operator", row), model.at("level", row)];
  return [
    operator && h("span", { dir: "auto" }, operator),
    level &&
      h("span", { class: "atlas-quiet" }, facetLabel(payload, "level", level, state.lang)),
  ];
}

/**
 * @param {Atlas.Context} context
 * @param {number} row
 */
function statusParts(context, row) {
  const { model, state } = context;
  const evidence = placeEvidence(context, row);
  const visited = model.at("role", row) !== "enforcement";
  const advice = visited && ["was_open", "unknown"].includes(evidence) ? "call_first" : "";
  return [
    dated(context, model.at("status", row), model.at("status_date", row)),
    h("span", { class: "atlas-unanswered" }, unansweredText(state.words, model.at("no_answer", row))),
    advice && h("span", { class: "atlas-quiet" }, state.words.t(advice)),
  ];
}

/**
 * @param {Atlas.Context} context
 * @param {number} row
 */
function capacityText({ payload, model, state }, row) {
  const { words, lang } = state;
  const n = model.numbers.capacity[row];
  if (n !== n) return [];
  const unit =
    payload.vocab.capacity_unit?.[model.at("capacity_unit", row)]?.[lang]?.toLowerCase() ?? "";
  const date = model.at("capacity_date", row);
  return [
    h(
      "span",
      {},
      h("strong", {}, `${words.number(n)} ${unit}`.trim()),
      h(
        "span",
        { class: "atlas-quiet" },
        ` · ${date ? words.t("as_of", { date: words.date(date) }) : words.t("age_none")}`,
      ),
    ),
  ];
}

/**
 * @param {Atlas.Context} context
 * @param {number} row
 */
function whereText({ payload, model, state }, row) {
  const { lang } = state;
  const at = (name) => model.at(name, row);
  const area = [at("municipality"), at("admin1"), facetLabel(payload, "side", at("country"), lang)]
    .filter(Boolean)
    .join(", ");
  const corridor =
    at("corridor_id") &&
    `${facetLabel(payload, "corridor", at("corridor_id"), lang)}${at("side") ? ` · ${payload.vocab.side[at("side")]?.[`definition_${lang}`]?.replace(/\.$/, "") ?? at("side")}` : ""}`;
  return [
    at("address") && h("span", { dir: "auto" }, at("address")),
    h("span", { dir: "auto" }, area),
    corridor && h("span", { class: "atlas-quiet" }, corridor),
  ];
}

/**
 * @param {Atlas.Context} context
 * @param {number} row
 */
function crossingText(context, row) {
  const { payload, model, state } = context;
  const crossing = payload.crossings.find((one) => one.id === model.at("nearest_crossing_id", row));
  const km = model.numbers.nearest_crossing_km[row];
  if (!crossing || km !== km) return [];
  const vague = model.numbers.precision_m[row] > 150;
  const distance = state.words.t(vague ? "about_km" : "at_km", { km: state.words.km(km) });
  const open = h(
    "button",
    { type: "button", class: "atlas-link", onclick: () => context.select(crossing.id, "card") },
    nameOf(crossing, state.lang),
  );
  return [h("span", {}, open, ` · ${distance}`)];
}

/**
 * @param {Atlas.Context} context
 * @param {number} row
 */
function precisionText({ payload, model, state }, row) {
  const { words, lang } = state;
  const term = payload.vocab.precision[model.at("precision", row)];
  const metres = model.numbers.precision_m[row];
  const lines = [
    h(
      "span",
      {},
      h("strong", {}, term?.[lang] ?? ""),
      metres === metres &&
        h(
          "span",
          { class: "atlas-quiet" },
          ` · ${words.t("within_metres", { distance: words.metres(metres) })}`,
        ),
    ),
  ];
  const protection = { generalised: "protected_cell", withheld: "protected_withheld" }[
    model.at("sensitivity", row)
  ];
  if (protection) lines.push(h("span", { class: "atlas-quiet" }, words.t(protection)));
  else if (term && metres !== metres)
    lines.push(h("span", { class: "atlas-quiet" }, term[`definition_${lang}`]));
  if (model.hasPoint(row) && model.at("side_certain", row) === "no" && !protection)
    lines.push(h("span", { class: "atlas-quiet" }, words.t("side_uncertain")));
  const method = payload.vocab.position_method?.[model.at("position_method", row)];
  if (method && !protection)
    lines.push(
      h("span", { class: "atlas-quiet" }, words.t("position_by", { method: method[lang] })),
    );
  return lines;
}
