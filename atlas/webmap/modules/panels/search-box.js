// The search field, with what may be meant while one types: a combobox with a list, used with the
// arrow keys, Enter and Escape. Under it stands what may have been meant when nothing is found.

import { ICONS, h, hasFocus, icon } from "../base/dom.js";
import { showStreet } from "../map/moves.js";
import { makeStreetSearch } from "../map/street-search.js";
import { makeSuggester, meaning } from "../state/suggestions.js";

const TYPING_MS = 90;
const LIST = "atlas-suggestions";

/**
 * Make the search field.
 *
 * @param {Atlas.Context} context
 * @param {(() => void)[]} parts what to do when the view has changed
 */
export function searchField(context, parts) {
  const { words } = context.state;
  let [timer, shown, active, offered, suggester, of] = [0, [], -1, "", null, null];
  const help = () => {
    if (of !== context.model) {
      suggester = { ...makeSuggester(context), streets: makeStreetSearch(context, late) };
      of = context.model;
    }
    return suggester;
  };
  const typed = () => input.value.split(/\s+/).filter(Boolean).join(" ");
  const close = () => {
    [shown, active, offered, list.hidden] = [[], -1, "", true];
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = ({ part, row, street }) => {
    close();
    clearTimeout(timer);
    if (street) {
      input.value = "";
      context.change({ q: "" });
      return showStreet(context, street);
    }
    if (!part) return context.select(context.model.at("facility_id", row), "list");
    input.value = part.q;
    context.change(part);
  };
  const mark = (at) => {
    active = at;
    [...list.children].forEach((one, i) => one.setAttribute("aria-selected", String(i === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `${LIST}-${at}`);
  };
  const offer = () => {
    const { suggest, streets } = help();
    shown = [
      ...suggest(input.value, context.state.filter),
      ...streets(input.value).map((street) => ({ street })),
    ];
    list.replaceChildren(...shown.map((one, i) => option(context, one, i, () => take(one))));
    if (!shown.length) close();
    offered = input.value;
    if (!shown.length) return;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(-1);
  };
  /** Offer streets whose names came late, unless the reader went on; they stand last. */
  const late = () => {
    if (!offered || offered !== input.value || !hasFocus(input)) return;
    const at = active;
    offer();
    mark(at);
  };
  const onKey = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !shown.length) offer();
    const [open, n] = [!list.hidden, shown.length + 1];
    if (step && open) mark(((active + 1 + step + n) % n) - 1);
    else if (event.key === "Enter" && open && active >= 0) take(shown[active]);
    else if (event.key === "Enter") return close();
    else if (event.key !== "Escape" || !open) return;
    else close();
    event.preventDefault();
  };
  const input = h("input", {
    type: "search",
    class: "atlas-search-input",
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": LIST,
    placeholder: words.t("search_hint"),
    "aria-label": words.t("search"),
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 200,
    value: context.state.filter.q,
    onkeydown: onKey,
    onblur: close,
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        context.change({ q: typed() });
        if (hasFocus(input)) offer();
      }, TYPING_MS);
    },
  });
  const list = h("ul", {
    class: "atlas-suggestions",
    role: "listbox",
    id: LIST,
    "aria-label": words.t("suggestions"),
    hidden: true,
    onmousedown: (event) => event.preventDefault(), // the field keeps the focus
  });
  const meant = h("p", { class: "atlas-meant", role: "status" });
  parts.push(() => {
    const { filter, found } = context.state;
    if (typed() !== filter.q && !hasFocus(input)) input.value = filter.q;
    // What is shown may have been chosen elsewhere: then the filter is not to blame.
    const one = filter.q && !found.length && !context.forced && help().didYouMean(filter);
    meant.hidden = !one;
    if (!one) return;
    const what = meaning(context, one)[0];
    meant.replaceChildren(
      h(
        "button",
        { type: "button", class: "atlas-link", onclick: () => take(one) },
        words.t("did_you_mean", { what, n: words.number(one.n) }),
      ),
    );
  });
  return h("div", { class: "atlas-search" }, icon(ICONS.search), input, list, meant);
}

/**
 * @param {Atlas.Context} context
 * @param {Atlas.Suggestion} one
 * @param {number} at
 * @param {() => void} onclick
 */
function option(context, one, at, onclick) {
  const [text, kind] = meaning(context, one);
  return h(
    "li",
    { role: "option", id: `${LIST}-${at}`, "aria-selected": "false", onclick },
    h("span", {}, text),
    h("small", {}, kind),
    one.part && h("span", { class: "atlas-option-count" }, context.state.words.number(one.n)),
  );
}
