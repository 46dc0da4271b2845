// About this atlas: what the file holds, how well it is known, licences, sources, keys.

import { ICONS, h, icon, link } from "../base/dom.js";
import { countBy } from "../state/names.js";
import { describeFilter } from "./filter-chips.js";
import { sourceText } from "./source-list.js";

/**
 * Make the dialogue; `show()` fills it in the language of the moment and opens it.
 *
 * @param {Atlas.Context} context
 */
export function makeAbout(context) {
  const element = h("dialog", { class: "atlas-about", "aria-labelledby": "atlas-about-title" });
  element.addEventListener("click", (event) => event.target === element && element.close());
  const show = () => {
    element.replaceChildren(...content(context, () => element.close()));
    element.showModal();
  };
  return { element, show };
}

/**
 * @param {Atlas.Context} context
 * @param {() => void} close
 */
function content(context, close) {
  const { payload, state } = context;
  const { words, lang } = state;
  const cited = Object.keys(payload.sources);
  return [
    h(
      "div",
      { class: "atlas-about-page" },
      h(
        "div",
        { class: "atlas-about-head" },
        h("h2", { id: "atlas-about-title" }, words.t("about")),
        h(
          "button",
          {
            type: "button",
            class: "atlas-icon-button",
            "aria-label": words.t("close"),
            onclick: close,
          },
          icon(ICONS.close),
        ),
      ),
      h("p", {}, words.t("about_text")),
      fileText(context).map((text) => h("p", {}, text)),
      h("h3", {}, words.t("about_precision")),
      h("p", {}, words.t("about_precision_text")),
      precisionList(context),
      h("h3", {}, words.t("about_keys")),
      h("p", {}, words.t("about_keys_text")),
      h("h3", {}, words.t("licences")),
      h(
        "ul",
        {},
        payload.licences.map((one) =>
          h("li", {}, link(one.title, one.path), one.covers ? `: ${one.covers[lang]}` : ""),
        ),
      ),
      h("p", { class: "atlas-quiet" }, payload.attribution),
      h(
        "details",
        {},
        h("summary", {}, `${words.t("sources")} (${words.number(cited.length)})`),
        h(
          "ol",
          { class: "atlas-sources" },
          cited.map((id) => h("li", {}, sourceText(context, id))),
        ),
      ),
    ),
  ];
}

/**
 * Say what the file holds: data version, number of places, the filter that made it.
 *
 * @param {Atlas.Context} context
 */
export function fileText(context) {
  const { payload, state } = context;
  const { words } = state;
  const held = words.t("file_holds", {
    n: words.number(payload.places.n),
    total: words.number(payload.total),
    version: payload.version,
  });
  const chosen = describeFilter(context, context.fileFilter);
  return chosen ? [held, words.t("file_filter", { filter: chosen })] : [held];
}

/**
 * @param {Atlas.Context} context
 */
function precisionList({ payload, model, state }) {
  const { words, lang } = state;
  const rows = Array.from({ length: model.n }, (_, row) => row);
  const counts = countBy(rows, (row) => model.at("precision", row));
  return h(
    "ul",
    {},
    [...counts].map(([code, n]) => {
      const term = payload.vocab.precision[code];
      return h(
        "li",
        {},
        h("strong", {}, `${term?.[lang] ?? code}: ${words.number(n)}. `),
        term?.[`definition_${lang}`] ?? "",
      );
    }),
  );
}
