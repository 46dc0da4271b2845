// The way from a card to the form that corrects its record.

import { h } from "../base/dom.js";

/**
 * Lead to the form that corrects a record; within the app without reloading the page.
 *
 * @param {Atlas.Context} context
 * @param {string} id
 */
export function correctLink({ correct, state }, id) {
  const follow = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    correct.go(id);
  };
  return h(
    "p",
    { class: "atlas-correct" },
    h("a", { href: correct.address(id), onclick: follow }, state.words.t("correct")),
  );
}
