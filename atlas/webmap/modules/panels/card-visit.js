// When one can go and what one needs: hours with whether it is open now, and what nobody says.

import { h } from "../base/dom.js";
import { minuteOfWeek, openNow, opennessText, timeText, weekOf, weekText } from "../state/hours.js";
import { oldYear } from "../state/phones.js";
import { placeEvidence } from "../state/status.js";

/** What somebody who wants to go there asks for. */
const ASKED = ["hours", "languages", "access", "documents", "cost"];

/** Other columns in which the same may be said. */
const ALSO = { access: "intake", hours: "hours_note" };

/** What is never published of a protected place. */
const GUARDED = ["hours", "documents", "cost"];

/**
 * Say when a place is open: now, in a week, and what has to be added.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
export function hoursText(context, row) {
  const { payload, model, state } = context;
  const { words } = state;
  const hours = model.at("hours", row);
  const note = model.textOf("hours_note", row, state.lang);
  const week = weekOf(context, row);
  const year = hours && oldYear(model.at("contact_date", row), payload.date);
  return [
    hours && nowText(context, row),
    hours && h("span", { dir: "auto" }, week ? weekText(words, week) : hours),
    note &&
      h(
        "span",
        { class: "atlas-quiet", dir: "auto", lang: model.otherLanguage("hours_note", row, state.lang) },
        note,
      ),
    year && h("span", { class: "atlas-quiet" }, words.t("contact_old", { year })),
  ];
}

/**
 * @param {Atlas.Context} context
 * @param {number} row
 */
function nowText(context, row) {
  const now = new Date();
  const found = openNow(context, row, now);
  if (!found) return null;
  const { words } = context.state;
  const sure = placeEvidence(context, row) === "open";
  const said = opennessText(words, found);
  const text = sure ? said : words.t("by_hours", { said: said[0].toLowerCase() + said.slice(1) });
  const here = minuteOfWeek("", now);
  return h(
    "span",
    {},
    h("strong", { class: `atlas-now-${sure && found.open ? "open" : "closed"}` }, text),
    here !== found.minute &&
      h("span", { class: "atlas-quiet" }, ` · ${words.t("time_there", { time: timeText(found.minute) })}`),
  );
}

/**
 * Say in one line what no source says of a visit; that some of it is never said of a protected place.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
export function unsaidText({ payload, model, state }, row) {
  const { words, lang } = state;
  if (model.at("role", row) === "enforcement") return [];
  const guarded = model.at("sensitivity", row) !== "open";
  const claimed = new Set(payload.claims?.rows[row]?.map(([field]) => field));
  const said = (name) => claimed.has(name) || model.textOf(name, row, lang);
  const missing = ASKED.filter((name) => ![name, ALSO[name]].some((one) => one && said(one)));
  const named = (names) =>
    payload.columns
      .filter(({ name }) => names.includes(name))
      .map(({ title }) => title[lang].toLowerCase())
      .join(", ");
  const unsaid = named(missing.filter((name) => !guarded || !GUARDED.includes(name)));
  const kept = guarded ? named(missing.filter((name) => GUARDED.includes(name))) : "";
  const line = (key, what) =>
    what && h("span", { class: "atlas-quiet" }, words.t(key, { what }));
  return [line("unsaid", unsaid), line("unsaid_guarded", kept)];
}
