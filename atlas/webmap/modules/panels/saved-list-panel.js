// The reader's own list as it is seen: what stands above it, what says that it is empty, and the
// button on a card.

import { ICONS, h, icon } from "../base/dom.js";

/**
 * Make what stands above the list: print, clear, undo, and where the list is kept.
 *
 * @param {Atlas.Context} context
 */
export function mineTools(context) {
  const { state, saved, print } = context;
  const { words } = state;
  const removed = state.undo ? state.undo.length - state.saved.length : 0;
  const button = (key, onclick, drawing) =>
    h(
      "button",
      { type: "button", class: "atlas-tool", "data-tool": key, onclick },
      drawing && icon(drawing),
      words.t(key),
    );
  return [
    h(
      "div",
      { class: "atlas-tools" },
      state.saved.length > 0 && [
        button("mine_print", () => print(), ICONS.print),
        button("mine_clear", () => saved.clear()),
      ],
      removed > 0 && [
        h("span", { class: "atlas-quiet" }, words.count("mine_removed", removed)),
        button("mine_undo", () => saved.undo()),
      ],
    ),
    state.unusable > 0 &&
      h("p", { class: "atlas-list-note atlas-warning" }, words.count("mine_unusable", state.unusable)),
    h("p", { class: "atlas-list-note" }, words.t("mine_kept")),
  ];
}

/**
 * Make what says that the list is empty, and how to fill it.
 *
 * @param {Atlas.Context} context
 */
export function mineEmpty({ state }) {
  const { words } = state;
  if (state.saved.length) return [];
  return [
    h("p", { class: "atlas-empty-title" }, words.t("mine_empty_title")),
    h("p", {}, words.t("mine_empty_text")),
  ];
}

/**
 * Make the button of a card that puts its place on the list and takes it off.
 *
 * @param {Atlas.Context} context
 * @param {string} id
 */
export function cardSave(context, id) {
  const { saved, state } = context;
  const button = h(
    "button",
    {
      type: "button",
      class: "atlas-tool atlas-card-save",
      "aria-pressed": String(saved.has(id)),
      onclick: () => {
        saved.toggle(id);
        button.setAttribute("aria-pressed", String(saved.has(id)));
      },
    },
    icon(ICONS.save),
    state.words.t("save_here"),
  );
  return button;
}
