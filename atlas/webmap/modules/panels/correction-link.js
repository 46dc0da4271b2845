// The way from a card to the form that corrects its record.

import { h } from "../base/dom.js";

/**
 * Lead to the form that corrects a record; within the app without reloading the page.
 *
 * @param {Atlas.Context} context
 * @param {string} id
 */
export function correctLink(context, id) {
  const link = correctAction(context, id, context.state.words.t("correct"));
  return h("p", { class: "atlas-correct" }, link);
}

/**
 * Make the link alone, in words of its own.
 *
 * @param {Atlas.Context} context
 * @param {string} id
 * @param {string} text
 * @param {Record<string, any>} [more] other attributes
 */
export function correctAction({ correct }, id, text, more = {}) {
  const follow = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    correct.go(id);
  };
  return h("a", { href: correct.address(id), onclick: follow, ...more }, text);
}
