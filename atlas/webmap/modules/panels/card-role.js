// What the card of an authority or of a place of detention says in another way than that of help.

import { h } from "../base/dom.js";

/**
 * Say of a place that is no help what it is instead.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
export function roleNote({ payload, model, state }, row) {
  const role = model.at("role", row);
  if (!role || role === "support") return null;
  const { vocab } = payload;
  return h("p", { class: `atlas-role-note atlas-role-${role}` }, vocab.role?.[role]?.[`definition_${state.lang}`] ?? "");
}

/** What columns of services are called at places that are no help; a lacking one is not shown. */
const NO_HELP = {
  authority: { services: "procedures", populations: "concerns" },
  enforcement: { populations: "concerns" },
};

/**
 * Give what a column is called on the card of a place; nothing where it would suggest help.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Column} column
 * @param {number} row
 */
export function titleOf({ model, state }, { name, title }, row) {
  const own = NO_HELP[model.at("role", row)];
  if (!own || !(name in NO_HELP.authority)) return title[state.lang];
  return own[name] ? state.words.t(own[name]) : "";
}
