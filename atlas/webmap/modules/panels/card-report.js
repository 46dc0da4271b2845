// "Still open?": what a reader knows of a place, in one tap, at the end of its card.
//
// A server that keeps reports takes it. Everywhere else it becomes a message to the contact of the
// package, or leads to the form that corrects the record; where none of these is known, the card
// does not ask.

import { h } from "../base/dom.js";
import { OWN } from "../map/symbols.js";
import { placeName } from "../state/names.js";
import { wayLink } from "./contact-lines.js";
import { correctAction } from "./correction-link.js";

/** The answers, as `ANSWERS` in atlas/curation/reader_reports.py. */
export const ANSWERS = ["open", "closed", "moved", "wrong_phone"];

/** What was reported from here while the page is open, by id. */
const sent = new Map();

/**
 * Make the part of the card that asks.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
export function cardReport(context, row) {
  const id = context.model.at("facility_id", row);
  const others = otherWays(context, row);
  if (context.model.at("origin", row) === OWN || !(context.report || others)) return null;
  const { words } = context.state;
  const body = h("div", { class: "atlas-report-body" });
  const section = h(
    "section",
    { class: "atlas-report", "aria-labelledby": "atlas-report-title" },
    h("h3", { id: "atlas-report-title" }, words.t("report_title")),
    body,
  );
  const kept = context.report && sent.get(id);
  if (kept) body.append(thanks(words, kept));
  else if (context.report) body.append(...asking(context, id, body, others));
  else body.append(...others(null));
  return section;
}

/**
 * Make the buttons that send a report to the server.
 *
 * @param {Atlas.Context} context
 * @param {string} id
 * @param {HTMLElement} body
 * @param {((answer: string | null) => HTMLElement[]) | null} others
 */
function asking({ report, state }, id, body, others) {
  const { words } = state;
  const status = h("p", { role: "status" });
  const send = async (answer) => {
    const buttons = Array.from(body.querySelectorAll("button"));
    for (const button of buttons) button.disabled = true;
    const kept = await report(id, answer);
    if (kept) sent.set(id, answer);
    const said = kept ? thanks(words, answer) : h("p", {}, words.t("report_failed"));
    said.tabIndex = -1;
    body.replaceChildren(said, ...(kept ? [] : (others?.(answer) ?? [])));
    said.focus({ preventScroll: true });
  };
  const button = (answer) =>
    h(
      "button",
      { type: "button", class: "atlas-button", onclick: () => send(answer) },
      words.t(`report_${answer}`),
    );
  return [
    h("div", { class: "atlas-report-answers" }, ANSWERS.map(button)),
    h("p", { class: "atlas-quiet" }, words.t("report_note")),
    status,
  ];
}

function thanks(words, answer) {
  const said = words.t(`report_${answer}`);
  return h("p", { role: "status" }, words.t("report_thanks", { answer: said }));
}

/**
 * Give what makes the ways that need no server: for one answer, or for null one link an answer.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
function otherWays(context, row) {
  const { payload, state, correct, model } = context;
  const { words, lang } = state;
  const { ways } = payload.behind;
  const id = model.at("facility_id", row);
  if (ways.length)
    return (answer) => messages(ways, words, answer, (one) => messageText(context, row, one));
  const form = payload.behind.correct;
  if (!correct && !form) return null;
  const href = `${form}?fix=${encodeURIComponent(id)}&lang=${lang}`;
  const outside = { class: "atlas-button", href, target: "_blank", rel: "noopener noreferrer" };
  const anchor = (answer) => {
    const text = words.t(`report_${answer}`);
    return correct ? correctAction(context, id, text, { class: "atlas-button" }) : h("a", outside, text);
  };
  return (answer) => [
    h("div", { class: "atlas-report-answers" }, (answer ? [answer] : ANSWERS).map(anchor)),
    h("p", { class: "atlas-quiet" }, words.t("report_by_form")),
  ];
}

/**
 * Make links to prepared messages: with one way an answer leads there, with several it opens them.
 *
 * @param {Atlas.Way[]} ways
 * @param {Atlas.Words} words
 * @param {string | null} answer
 * @param {(answer: string) => string} text
 */
function messages(ways, words, answer, text) {
  const chosen = h("div", { class: "atlas-report-chosen", role: "status" });
  const link = (way, one, label) => {
    const anchor = wayLink({ ...way, href: messageHref(way, words.t("report_subject"), text(one)) }, label);
    anchor.classList.add("atlas-button");
    return anchor;
  };
  const choose = (one) =>
    chosen.replaceChildren(
      h("p", { class: "atlas-report-text", dir: "auto" }, text(one)),
      h(
        "div",
        { class: "atlas-report-answers" },
        ways.map((way) => link(way, one, words.t(`way_${way.channel}`))),
      ),
    );
  const direct = ways.length === 1 && ways[0].channel !== "signal";
  const named = (one) => words.t(`report_${one}`);
  const button = (one) =>
    direct
      ? link(ways[0], one, named(one))
      : h("button", { type: "button", class: "atlas-button", onclick: () => choose(one) }, named(one));
  if (answer) choose(answer);
  return [
    ...(answer ? [] : [h("div", { class: "atlas-report-answers" }, ANSWERS.map(button))]),
    chosen,
    h("p", { class: "atlas-quiet" }, words.t("report_by_message")),
  ];
}

/**
 * Give the address that opens a way with a message in it; Signal takes none.
 *
 * @param {Atlas.Way} way
 * @param {string} subject
 * @param {string} text
 */
export function messageHref({ channel, href }, subject, text) {
  const [said, about] = [text, subject].map(encodeURIComponent);
  if (channel === "email") return `${href}?subject=${about}&body=${said}`;
  return channel === "whatsapp" ? `${href}?text=${said}` : href;
}

/**
 * Write a report as a message; one about a protected place says only its id.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 * @param {string} answer
 */
export function messageText({ payload, model, state }, row, answer) {
  const { words, lang } = state;
  const id = model.at("facility_id", row);
  const open = model.at("sensitivity", row) === "open";
  const place = open ? `${placeName(model, row, lang)} (${id})` : id;
  return words.t("report_message", {
    place,
    answer: words.t(`report_${answer}`),
    version: payload.version,
  });
}
