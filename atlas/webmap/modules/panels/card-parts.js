// What the cards of places and crossings are made of.

import { ICONS, h, icon } from "../base/dom.js";
import { evidenceOf, statusText } from "../state/status.js";
import { correctLink } from "./correction-link.js";

/**
 * @param {Atlas.Context} context
 */
export function card(
  context,
  { id, title, other, kind, drawing, sections, tool = null, act = null, action = null },
) {
  const { words } = context.state;
  return h(
    "article",
    { class: "atlas-card", "aria-labelledby": "atlas-card-title" },
    h(
      "div",
      { class: "atlas-card-bar" },
      h(
        "button",
        {
          type: "button",
          class: "atlas-link atlas-card-back",
          onclick: () => {
            context.select("", "card");
            context.sheet("list");
          },
        },
        icon(ICONS.back),
        words.t("back_to_list"),
      ),
      tool,
      h(
        "button",
        {
          type: "button",
          class: "atlas-icon-button",
          "aria-label": words.t("close_card"),
          onclick: () => context.select("", "card"),
        },
        icon(ICONS.close),
      ),
    ),
    h(
      "div",
      { class: "atlas-card-head" },
      drawing,
      h(
        "div",
        {},
        h("p", { class: "atlas-card-kind" }, kind),
        h("h2", { id: "atlas-card-title", tabindex: "-1", dir: "auto" }, title),
        other && other !== title && h("p", { class: "atlas-card-other", dir: "auto" }, other),
      ),
    ),
    act,
    h("dl", { class: "atlas-facts" }, sections),
    action,
    context.correct && id && correctLink(context, id),
  );
}

/**
 * Make one of the things that one can do: a link or a button as large as a finger.
 *
 * @param {string} label
 * @param {string} drawing
 * @param {Record<string, unknown>} properties those of a link when there is `href`
 * @param {string} [second] what stands under the label
 */
export function action(label, drawing, properties, second) {
  const outside = String(properties.href ?? "").startsWith("https:");
  return h(
    properties.href ? "a" : "button",
    {
      class: "atlas-do-one",
      ...(properties.href ? {} : { type: "button" }),
      ...(outside ? { target: "_blank", rel: "noopener noreferrer" } : {}),
      ...properties,
    },
    icon(drawing),
    h("span", {}, label, second && h("small", { dir: "ltr" }, second)),
  );
}

export function field(label, values) {
  const shown = values
    .flat()
    .filter(
      (value) =>
        value && (typeof value === "string" || value.textContent || value.childNodes?.length),
    );
  return shown.length
    ? h(
        "div",
        { class: "atlas-fact" },
        h("dt", {}, label),
        h(
          "dd",
          {},
          shown.map((value) => h("div", {}, value)),
        ),
      )
    : null;
}

/**
 * @param {Atlas.ReadPayload} payload
 * @param {Atlas.Vocabulary} name
 * @param {string} codes
 * @param {Atlas.Lang} lang
 */
export function tags(payload, name, codes, lang) {
  if (!codes) return null;
  return h(
    "ul",
    { class: "atlas-tags" },
    codes.split(";").map((code) => {
      const term = payload.vocab[name][code];
      return h("li", { title: term?.[`definition_${lang}`] || null }, drawingOf(term), term?.[lang] ?? code);
    }),
  );
}

/**
 * Draw what stands next to the word of a service; null for all that has no drawing.
 *
 * @param {Atlas.Term | undefined} term
 */
export function drawingOf(term) {
  return term?.drawing ? icon(term.drawing) : null;
}

/**
 * @param {Atlas.Context} context
 * @param {string} status
 * @param {string} date
 */
export function dated({ payload, state }, status, date) {
  const { words } = state;
  if (!status) return "";
  const when = date
    ? words.t("stated_on", { date: words.date(date), age: words.age(date) })
    : words.t("age_none");
  return h(
    "span",
    {},
    h(
      "strong",
      { class: `atlas-status-${evidenceOf(status, date, payload.date)}` },
      statusText(words, status, date, payload.date),
    ),
    h("span", { class: "atlas-quiet" }, ` · ${when}`),
  );
}
