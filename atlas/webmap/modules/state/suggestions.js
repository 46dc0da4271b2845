// What somebody who types may mean: a service, a kind of place, people served or a town, with what
// it would give, and places by name. When nothing is found, the nearest word that gives something
// (by the rule of atlas/places/did_you_mean.py).

import { JOINT, fold, queryWords, runTest, withinEdits } from "../base/search.js";
import { facetLabel, placeName } from "./names.js";
import { ANY, emptyFilter } from "./query.js";
import { knownWords, stopWordsOf } from "./searched-text.js";

const FACETS = ["service", "kind", "population"];
const MOST_MEANINGS = 6;
const MOST_PLACES = 4;
const NO_FIT = 9;
const NEAREST = [
  [9, 3],
  [5, 2],
  [4, 1],
];

/**
 * Make the two ways to help somebody who searches.
 *
 * @param {Pick<Atlas.Context, "payload" | "model">} context
 */
export function makeSuggester({ payload, model }) {
  const [stopWords, known] = [stopWordsOf(payload), knownWords(payload)];
  const langs = Object.keys(payload.languages);
  const wordsOf = (text) => queryWords(text, stopWords);
  const codes = FACETS.flatMap((facet) =>
    payload.choices[facet].map((code) => {
      const term = payload.vocab[payload.facets[facet].vocabulary]?.[code] ?? {};
      const labels = langs.map((lang) => wordsOf(term[lang] ?? ""));
      const phrases = (term.words ?? "").split(" ").map((one) => one.split(JOINT));
      const words = [...labels, ...phrases.filter(({ length }) => length === 1)].flat();
      return { facet, code, labels, phrases, words };
    }),
  );
  const rows = Array.from({ length: model.n }, (_, row) => row);
  const towns = new Set(rows.map((row) => model.at("municipality", row)).filter(Boolean));
  const entries = [
    ...codes,
    ...Array.from(towns, (word) => ({ word, labels: [wordsOf(word)], phrases: [] })),
  ];
  const named = [];
  /** Give the words of the names of a place and of its town. */
  const namesOf = (row) => {
    const texts = [...model.names(row, langs[0]), model.at("other_names", row), model.at("municipality", row)];
    return (named[row] ??= fold(texts.join(" ")).split(" "));
  };

  /** Say how well a run begins a phrase, or a label from any of its words: 0 is best. */
  const fit = (run, { labels, phrases }) => {
    const test = runTest(run, known);
    const begins = (parts) => test(parts.slice(0, run.length));
    const all = [...labels, ...phrases];
    if (all.some((parts) => parts.join() === run.join())) return 0;
    const ends = labels.flatMap((parts) => parts.map((_, i) => parts.slice(i)));
    return [...phrases, ...ends].some(begins) ? 1 : NO_FIT;
  };
  /** Give entries with what choosing one gives, the best first. */
  const counted = (found, before, filter) =>
    found
      .map((one) => {
        const q = [...before, one.word].filter(Boolean).join(" ");
        const part = one.facet ? { q, [one.facet]: [one.code] } : { q };
        return { ...one, part, n: model.evaluate({ ...filter, ...part }).rows.length };
      })
      .filter(({ n }) => n);
  const order = (a, b) => a.how - b.how || Number(!a.facet) - Number(!b.facet) || b.n - a.n;

  /**
   * Give what a query may mean while it is typed: its end, as much of it as means anything.
   *
   * @param {string} query
   * @param {Atlas.Filter} filter
   * @returns {Atlas.Suggestion[]}
   */
  const suggest = (query, filter) => {
    const words = wordsOf(query);
    if (words.join("").length < 2) return [];
    let meanings = [];
    for (let i = 0; i < words.length && !meanings.length; i++) {
      const fits = entries.map((one) => ({ ...one, how: fit(words.slice(i), one) }));
      meanings = counted(fits.filter(({ how }) => how < NO_FIT), words.slice(0, i), filter);
    }
    const tests = words.map((word) => runTest([word], known));
    const isNamed = (row) => tests.every((test) => namesOf(row).some((word) => test([word])));
    const found = Array.from(model.evaluate({ ...filter, q: query }).rows);
    const places = /[^\d\s()+-]/.test(query) ? found.filter(isNamed) : found;
    return [
      ...meanings.sort(order).slice(0, MOST_MEANINGS),
      ...places.slice(0, MOST_PLACES).map((row) => ({ row })),
    ];
  };

  /**
   * Give what somebody may have meant who found nothing; nothing when nothing is near.
   *
   * @param {Atlas.Filter} filter
   * @returns {Atlas.Suggestion | undefined}
   */
  const didYouMean = (filter) => {
    const all = { ...emptyFilter(payload.choices, filter.lang), kind: [ANY], status: [ANY] };
    const spelt = Array.from(new Set(rows.flatMap(namesOf)), (word) => ({ word, words: [word] }));
    const tries = wordsOf(filter.q).map((word, i, words) => {
      const most = NEAREST.find(([length]) => word.length >= length)?.[1];
      if (/\d/.test(word) || known.has(word) || model.evaluate({ ...all, q: word }).rows.length)
        return [];
      const near = (one) =>
        [1, 2, 3].find((n) => n <= most && one.words.some((other) => withinEdits(word, other, n)));
      const found = [...codes, ...spelt].map((one) => ({ ...one, how: near(one) }));
      const others = [...words.slice(0, i), ...words.slice(i + 1)];
      return counted(found.filter(({ how }) => how), others, filter);
    });
    return tries.flat().sort(order)[0];
  };
  return { suggest, didYouMean };
}

/**
 * Say what a suggestion means, and what kind of thing that is.
 *
 * @param {Pick<Atlas.Context, "payload" | "model" | "state">} context
 * @param {Atlas.Suggestion} one
 */
export function meaning({ payload, model, state: { lang, words } }, { facet, code, part, row, street }) {
  if (street) {
    const kind = words.t(street.quarter ? "quarter" : "street");
    return [street.name, [kind, street.town].filter(Boolean).join(" · ")];
  }
  const town = payload.columns.find(({ name }) => name === "municipality").title[lang];
  if (!part) return [placeName(model, row, lang), model.at("municipality", row)];
  if (!facet) return [part.q, town];
  const label = facetLabel(payload, facet, code, lang);
  return [part.q ? `${label} + ${part.q}` : label, payload.facets[facet].title[lang]];
}
