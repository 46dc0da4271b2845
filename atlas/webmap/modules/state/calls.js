// Calls that nobody answered, as the card says them; atlas/curation/calls notes their days.

/** So many calls without an answer are said (`REPEATED` in curation/calls/sheet_columns.py). */
export const REPEATED = 3;

/**
 * Say that nobody answers at a place; nothing while that may be chance.
 *
 * @param {Atlas.Words} words
 * @param {string} days of the calls, in their order
 */
export function unansweredText(words, days) {
  const calls = days.split(";").filter(Boolean);
  if (calls.length < REPEATED) return "";
  return words.t("no_answer", {
    n: words.number(calls.length),
    date: words.date(calls[calls.length - 1]),
  });
}
