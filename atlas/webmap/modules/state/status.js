// How a status is said: with its date, and weaker the older it is. The rules and words are those of
// atlas/places/status.py.

import { isRecent } from "../base/i18n.js";

/** For how many months a source says that a place is open. */
export const FRESH_MONTHS = 12;

/**
 * Say what a status amounts to at the date of the data.
 *
 * @param {string} status
 * @param {string} date of the source, as long as it is known
 * @param {string} made the date of the data
 * @returns {Atlas.Evidence}
 */
export function evidenceOf(status, date, made) {
  if (status === "closed" || status === "planned") return status;
  if (status !== "open") return "unknown";
  return isRecent(date, made, FRESH_MONTHS) ? "open" : "was_open";
}

/**
 * Say a status in words: "Open in Oct 2025", "Was open in 2019", "Closed since 2024".
 *
 * @param {Atlas.Words} words
 * @param {string} status
 * @param {string} date
 * @param {string} made the date of the data
 */
export function statusText(words, status, date, made) {
  const evidence = evidenceOf(status, date, made);
  if (evidence === "unknown") return words.t("status_unknown");
  return date
    ? words.t(`status_${evidence}`, { date: words.month(date) })
    : words.t(`status_${evidence}_undated`);
}

/**
 * Say what the status of a place amounts to.
 *
 * @param {Pick<Atlas.Core, "payload" | "model">} context
 * @param {number} row
 */
export function placeEvidence({ payload, model }, row) {
  return evidenceOf(model.at("status", row), model.at("status_date", row), payload.date);
}

/**
 * Say the status of a place in words.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
export function placeStatus({ payload, model, state }, row) {
  return statusText(
    state.words,
    model.at("status", row),
    model.at("status_date", row),
    payload.date,
  );
}
