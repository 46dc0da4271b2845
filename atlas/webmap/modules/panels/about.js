// About this atlas: what the file holds, how well it is known, licences, sources, keys.

import { ICONS, h, icon, link } from "../base/dom.js";
import { countBy, nameOf } from "../state/names.js";
import { describeFilter } from "./filter-chips.js";
import { contactLines } from "./contact-lines.js";
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
      h("p", {}, `${words.t("about_text")} ${words.t("about_care")}`),
      fileText(context).map((text) => h("p", {}, text)),
      h("h3", {}, words.t("behind")),
      contactLines(context),
      h("h3", {}, words.t("about_precision")),
      h("p", {}, words.t("about_precision_text")),
      precisionList(context),
      groundText(context),
      streetText(context),
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
  const { unreviewed } = payload.languages[state.lang];
  return [held, chosen && words.t("file_filter", { filter: chosen }), unreviewed].filter(Boolean);
}

/**
 * Say where the streets on the map come from, and where they end.
 *
 * @param {Atlas.Context} context
 */
function streetText({ payload, state }) {
  const { words, lang } = state;
  const facts = payload.street_facts ?? [];
  const called = (side) => payload.vocab.side[side]?.[lang] ?? side;
  const said = facts.map(({ corridor, source, km, left_out: leftOut }) => {
    const own = payload.corridors.find((one) => one.id === corridor);
    const sides = Object.entries(km).map(([side, n]) => `${called(side)} ${words.km(n)}`);
    const missing = Object.keys(km).filter((side) => !km[side]);
    return [
      words.t("about_streets_of", {
        corridor: own ? nameOf(own, lang) : corridor,
        source,
        sides: sides.join(", "),
      }),
      ...missing.map((side) => words.t("about_streets_end", { side: called(side) })),
      leftOut && words.t("about_streets_left_out"),
    ];
  });
  if (!said.length) return [];
  return [
    h("h3", {}, words.t("about_streets")),
    said.map((lines) => h("p", {}, lines.filter(Boolean).join(" "))),
  ];
}

/**
 * Say what the roads and rivers on the map are good for.
 *
 * @param {Atlas.Context} context
 */
function groundText({ payload, state }) {
  if (!payload.geography.ground.length) return [];
  const { words } = state;
  return [h("h3", {}, words.t("about_ground")), h("p", {}, words.t("about_ground_text"))];
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
