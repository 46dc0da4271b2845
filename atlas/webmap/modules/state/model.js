// The places of a payload and the pure logic on them: which rows a filter keeps, and how many rows
// each value of each facet would give. The rules are those of atlas/places/filters.py.

import { distanceKm, mercatorX, mercatorY } from "../base/geodesy.js";
import { firstDay } from "../base/i18n.js";
import { once } from "../base/once.js";
import { queryWords, runsAround, textIndex } from "../base/search.js";
import { constantColumn, readNumbers, readText } from "./columns.js";
import { ANY, optionsOf, parsePoint } from "./query.js";
import { knownWords, lineOf, stopWordsOf } from "./searched-text.js";

/**
 * A facet's column: the codes that may be chosen, their numbers, and for each distinct text of the
 * column the numbers of its codes.
 *
 * @typedef {{ choices: string[], number: Map<string, number>, sets: number[][], code: ArrayLike<number> }} FacetColumn
 * @typedef {(row: number) => unknown} Test whether a row passes
 */

/**
 * Make the model of a payload.
 *
 * @param {Atlas.Payload} payload
 * @returns {Atlas.Model}
 */
export function makeModel(payload) {
  const { n, text, numbers: numeric } = payload.places;
  const columns = Object.fromEntries(
    Object.entries(text).map(([name, column]) => [name, readText(column, n)]),
  );
  /** @param {Atlas.TextColumn} name */
  const column = (name) => (columns[name] ??= constantColumn("", n));
  const numbers = new Proxy(/** @type {Atlas.Model["numbers"]} */ ({}), {
    get: (known, /** @type {Atlas.NumberColumn} */ name) =>
      (known[name] ??= readNumbers(numeric[name], n)),
  });
  const { languages } = payload;
  /** @param {Atlas.TextColumn} name */
  const translations = (name, row, lang) =>
    languages[lang].suffixes.map((suffix) => column(`${name}${suffix}`).at(row)).filter(Boolean);
  const { lon, lat } = numbers;
  const rows = new Map(Array.from({ length: n }, (_, row) => [column("facility_id").at(row), row]));
  const facets = Object.fromEntries(
    Object.entries(payload.facets).map(([name, one]) => [
      name,
      readFacet(column(one.column), optionsOf(payload, name)),
    ]),
  );
  const crossings = new Map(payload.crossings.map((crossing) => [crossing.id, crossing]));
  const search = once(() => searcher(column, payload));
  const days = once(() => column("status_date").distinct.map(firstDay));
  const distances = onceFor((near) => kmTo(near, crossings, lon, lat));
  return {
    n,
    numbers,
    at: (name, row) => column(name).at(row),
    textOf: (name, row, lang) => translations(name, row, lang)[0] ?? "",
    otherLanguage: (name, row, lang) => {
      if (!payload.columns.find((one) => one.name === name)?.translated) return null;
      const found = languages[lang].suffixes.find((suffix) => column(name + suffix).at(row));
      const of = Object.keys(languages).find((one) => languages[one].suffixes[0] === found);
      return of === lang ? null : (of ?? null);
    },
    names: (row, lang) => [
      ...new Set([lang, ...Object.keys(languages)].flatMap((one) => translations("name", row, one))),
    ],
    codes: (names, row) =>
      names.reduce((key, name) => key * column(name).distinct.length + column(name).code[row], 0),
    rowOf: (id) => rows.get(id) ?? -1,
    hasPoint: (row) => lon[row] === lon[row] && lat[row] === lat[row],
    x: Float64Array.from(lon, mercatorX),
    y: Float64Array.from(lat, mercatorY),
    kmTo: (near) => distances(near),
    evaluate(filter, open = null) {
      const since = dateTest(column("status_date"), days, filter.verified_since);
      const tests = [
        ...Object.keys(facets).map((name) => {
          const hidden = filter[name].length ? null : payload.facets[name].left_out;
          return hidden
            ? { name, test: leftOutTest(column(hidden.column), hidden.code), byDefault: true }
            : { name, test: facetTest(facets[name], filter[name]) };
        }),
        { name: "phone", test: filter.phone ? filledTest(column("phone")) : null },
        { name: "verified_since", test: since },
        { name: "max_km", test: kmTest(filter, numbers, distances) },
        { name: "open_now", test: open },
        { name: "q", test: filter.q ? search()(filter.q) : null },
      ];
      return evaluate(
        n,
        facets,
        tests.filter(({ test }) => test),
      );
    },
    warm: () => search(),
  };
}

/** Remember what was made for the key that was asked for last. */
function onceFor(make) {
  let [key, made] = [undefined, null];
  return (wanted) => {
    if (wanted !== key) [key, made] = [wanted, make(wanted)];
    return made;
  };
}

/**
 * Turn a column of codes into sets of choice numbers, one set for each distinct value.
 *
 * @param {Atlas.TextValues} column
 * @param {string[]} choices
 */
function readFacet(column, choices) {
  const number = new Map(choices.map((code, i) => [code, i]));
  const sets = column.distinct.map((value) =>
    value
      .split(";")
      .map((code) => number.get(code))
      .filter((i) => i !== undefined),
  );
  return { choices, number, sets, code: column.code };
}

/**
 * @param {FacetColumn} facet
 * @param {string[]} wanted
 */
function facetTest(facet, wanted) {
  if (!wanted.length || wanted.includes(ANY)) return null;
  const chosen = new Set(wanted.map((code) => facet.number.get(code)));
  const passes = Uint8Array.from(facet.sets, (set) => (set.some((i) => chosen.has(i)) ? 1 : 0));
  return (row) => passes[facet.code[row]];
}

/**
 * Pass all but what a facet leaves out while it asks for nothing.
 *
 * @param {Atlas.TextValues} column
 * @param {string} code
 */
function leftOutTest(column, code) {
  const passes = Uint8Array.from(column.distinct, (one) => (one === code ? 0 : 1));
  return (row) => passes[column.code[row]];
}

/**
 * Pass what says anything in a column.
 *
 * @param {Atlas.TextValues} column
 */
function filledTest({ distinct, code }) {
  const passes = Uint8Array.from(distinct, (text) => (text ? 1 : 0));
  return (row) => passes[code[row]];
}

/**
 * @param {Atlas.TextValues} column
 * @param {() => string[]} days
 * @param {string} since
 */
function dateTest(column, days, since) {
  if (!since) return null;
  const from = firstDay(since);
  const passes = Uint8Array.from(days(), (day) => (day >= from ? 1 : 0));
  return (row) => passes[column.code[row]];
}

/**
 * @param {Atlas.Filter} filter
 */
function kmTest({ near, max_km: limit }, numbers, distances) {
  if (limit === null) return null;
  const km = near ? distances(near) : numbers.nearest_crossing_km;
  return (row) => km[row] <= limit;
}

/**
 * Measure every place from a crossing or from `latitude,longitude`; NaN without a point.
 *
 * @param {string} near
 * @param {Map<string, Atlas.Crossing>} crossings
 * @param {Float64Array} lon
 * @param {Float64Array} lat
 */
function kmTo(near, crossings, lon, lat) {
  const from = parsePoint(near) ?? crossings.get(near);
  return Float64Array.from(lon, (_, row) =>
    lon[row] === lon[row] ? distanceKm(lon[row], lat[row], from.lon, from.lat) : NaN,
  );
}

/**
 * Make (query) -> (row) -> whether every word of the query is found in the row.
 *
 * @param {(name: Atlas.TextColumn) => Atlas.TextValues} column
 * @param {Atlas.Payload} payload
 */
function searcher(column, payload) {
  const [stopWords, known] = [stopWordsOf(payload), knownWords(payload)];
  const searched = payload.columns.filter(({ show }) => show.includes("search"));
  const parts = searched.map((one) => {
    const { distinct, code } = column(one.name);
    return { code, find: textIndex(distinct.map(lineOf(one, payload)), known) };
  });
  return (query) => {
    const words = queryWords(query, stopWords);
    const tests = words.map((_, i) =>
      runsAround(words, i).flatMap((run) => parts.map(({ code, find }) => [code, find(run)])),
    );
    return (row) => tests.every((found) => found.some(([code, hits]) => hits[code[row]]));
  };
}

/**
 * Test every row once and count facets on the way: a row that fails one test only still counts for
 * the facet that it failed.
 *
 * @param {number} n
 * @param {Record<string, FacetColumn>} facets
 * @param {{ name: string, test: Test, byDefault?: boolean }[]} tests
 */
function evaluate(n, facets, tests) {
  const fails = new Uint8Array(n);
  const failed = new Uint8Array(n);
  const asked = new Uint8Array(n); // tests that somebody asked for and the row fails
  tests.forEach(({ test, byDefault }, k) => {
    for (let row = 0; row < n; row++) {
      if (test(row)) continue;
      if (!byDefault) asked[row]++;
      fails[row]++;
      failed[row] = k;
    }
  });
  const passesBut = (row, k) => !fails[row] || (fails[row] === 1 && failed[row] === k);
  const kept = [];
  for (let row = 0; row < n; row++) if (!fails[row]) kept.push(row);
  const counts = /** @type {Atlas.Counts} */ ({});
  for (const [name, facet] of Object.entries(facets)) {
    const own = tests.findIndex((one) => one.name === name);
    counts[name] = countFacet(
      facet,
      (row) => passesBut(row, own),
      n,
    );
    if (ANY in counts[name]) counts[name][ANY] = countRows(n, (row) => passesBut(row, own));
  }
  return { rows: Uint32Array.from(kept), counts, leftOut: countLeftOut(n, tests, fails, asked) };
}

/**
 * @param {FacetColumn} facet
 * @param {(row: number) => boolean} counted
 * @param {number} n
 */
function countFacet(facet, counted, n) {
  const bySet = new Uint32Array(facet.sets.length);
  for (let row = 0; row < n; row++) if (counted(row)) bySet[facet.code[row]]++;
  const counts = Object.fromEntries(facet.choices.map((code) => [code, 0]));
  facet.sets.forEach((set, i) => set.forEach((code) => (counts[facet.choices[code]] += bySet[i])));
  return counts;
}

/**
 * Count the rows that only the defaults leave out, by facet; one that two leave out counts for the
 * first.
 *
 * @param {number} n
 * @param {{ name: string, test: Test, byDefault?: boolean }[]} tests
 * @param {Uint8Array} fails
 * @param {Uint8Array} asked
 */
function countLeftOut(n, tests, fails, asked) {
  const defaults = tests.filter(({ byDefault }) => byDefault);
  const counts = Object.fromEntries(defaults.map(({ name }) => [name, 0]));
  for (let row = 0; row < n; row++)
    if (fails[row] && !asked[row]) counts[defaults.find(({ test }) => !test(row)).name]++;
  return counts;
}

function countRows(n, counted) {
  let found = 0;
  for (let row = 0; row < n; row++) if (counted(row)) found++;
  return found;
}
