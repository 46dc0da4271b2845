// What a search looks through, as atlas/places/searched_text.py makes it: the texts of a place, and
// the words of people for its codes.

import { JOINT, fold, phoneDigits } from "../base/search.js";

/**
 * Give the little words that a search leaves out.
 *
 * @param {Pick<Atlas.Payload, "stop_words">} payload
 */
export function stopWordsOf(payload) {
  return new Set(payload.stop_words.split(" "));
}

/**
 * Make (text of a cell) -> the folded words and phrases by which it is found.
 *
 * @param {Atlas.Column} column
 * @param {Atlas.Payload} payload
 * @returns {(text: string) => string}
 */
export function lineOf({ vocabulary, list, phones }, payload) {
  if (phones) return phoneDigits;
  const terms = payload.vocab[vocabulary];
  if (!terms) return fold;
  const langs = Object.keys(payload.languages);
  return (text) =>
    (list ? text.split(list) : [text]).map((code) => codeWords(terms[code], langs)).join(" ");
}

/**
 * Give the words of a term: its labels in every language, and what else people call it.
 *
 * @param {Atlas.Term | undefined} term
 * @param {Atlas.Lang[]} langs
 */
function codeWords(term, langs) {
  if (!term) return "";
  return `${fold(langs.map((lang) => term[lang] ?? "").join(" "))} ${term.words ?? ""}`;
}

/**
 * Give the single words by which a search knows what a filter asks for: none is an error.
 *
 * @param {Pick<Atlas.Payload, "languages" | "columns" | "facets" | "vocab">} payload
 */
export function knownWords({ languages, columns, facets, vocab }) {
  const offered = new Set(Object.values(facets).map(({ column }) => column));
  const searched = columns.filter(({ name, show }) => offered.has(name) && show.includes("search"));
  const words = searched
    .flatMap(({ vocabulary }) => Object.values(vocab[vocabulary] ?? {}))
    .flatMap((term) => codeWords(term, Object.keys(languages)).split(" "));
  return new Set(words.filter((word) => word && !word.includes(JOINT)));
}
