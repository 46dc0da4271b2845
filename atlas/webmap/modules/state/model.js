// The places of a payload and the pure logic on them: which rows a filter keeps, and how many rows
// each value of each facet would give. The rules are those of atlas/filters.py.

import { distanceKm, mercatorX, mercatorY } from "../base/geodesy.js";
import { firstDay } from "../base/i18n.js";
import { fold, textIndex } from "../base/search.js";
import { FACETS, parsePoint } from "./query.js";

const COLUMN = { corridor: "corridor_id", service: "services", population: "populations" };
const SEARCHED = ["name", "name_en", "operator", "address", "municipality"];
const SEARCHED_CODES = { kind: "kind", service: "service", population: "population" };

/**
 * Read one column of the payload.
 *
 * A column is {c} one value for all rows, {v} a value a row, {d, i} distinct values and their
 * number in each row, or {s, n} scaled whole numbers (differences when `delta`), null for none.
 *
 * @returns {Object} distinct (values), code (value number by row), at(row)
 */
function readColumn(column, n) {
  if (column === undefined) return constant("", n);
  if ("c" in column) return constant(column.c, n);
  if ("d" in column) return coded(column.d, column.i);
  return coded(
    column.v,
    Uint32Array.from(column.v, (_, row) => row),
  );
}

function constant(value, n) {
  return coded([value], new Uint8Array(n));
}

function coded(distinct, code) {
  return { distinct, code, at: (row) => distinct[code[row]] };
}

function readNumbers(column, n) {
  const values = new Float64Array(n).fill(NaN);
  if (column === undefined) return values;
  let sum = 0;
  column.n.forEach((given, row) => {
    if (given === null) return;
    sum = column.delta ? sum + given : given;
    values[row] = sum / column.s;
  });
  return values;
}

/** Give the localities of a payload as records, the largest first. */
export function readLocalities({ name, lon, lat, population }) {
  return name.map((text, i) => ({
    name: text,
    lon: lon[i],
    lat: lat[i],
    population: population[i],
  }));
}

/**
 * Make the model of a payload.
 *
 * @param {Object} payload see atlas/webmap/payload.py
 * @returns {Object} n, at(column, row), numbers.*, rowOf(id), x and y (Mercator square, NaN without
 *   a point), evaluate(filter), nearKm(row)
 */
export function makeModel(payload) {
  const { n, text, numbers: numeric } = payload.places;
  const columns = Object.fromEntries(
    Object.entries(text).map(([name, column]) => [name, readColumn(column, n)]),
  );
  const column = (name) => (columns[name] ??= constant("", n));
  const numbers = new Proxy(
    {},
    { get: (known, name) => (known[name] ??= readNumbers(numeric[name], n)) },
  );
  const { lon, lat } = numbers;
  const rows = new Map(Array.from({ length: n }, (_, row) => [column("facility_id").at(row), row]));
  const facets = Object.fromEntries(
    FACETS.map((name) => [name, readFacet(column(COLUMN[name] ?? name), payload.choices[name])]),
  );
  const crossings = new Map(payload.crossings.map((crossing) => [crossing.id, crossing]));
  const model = {
    n,
    numbers,
    at: (name, row) => column(name).at(row),
    codes: (names, row) =>
      names.reduce((key, name) => key * column(name).distinct.length + column(name).code[row], 0),
    rowOf: (id) => rows.get(id) ?? -1,
    hasPoint: (row) => lon[row] === lon[row] && lat[row] === lat[row],
    x: Float64Array.from(lon, mercatorX),
    y: Float64Array.from(lat, mercatorY),
  };
  const search = lazy(() => searcher(column, facets, payload));
  const days = lazy(() => column("status_date").distinct.map(firstDay));
  const distances = lazyFor((near) => kmTo(near, crossings, lon, lat));
  model.kmTo = (near) => distances(near);
  model.evaluate = (filter) =>
    evaluate(
      n,
      facets,
      [
        ...FACETS.map((name) => [name, facetTest(facets[name], filter[name])]),
        ["verified_since", dateTest(column("status_date"), days, filter.verified_since)],
        ["max_km", kmTest(filter, numbers, distances)],
        ["q", filter.q ? search()(filter.q) : null],
      ].filter(([, test]) => test),
    );
  model.warm = () => search();
  return model;
}

function lazy(make) {
  let made;
  return () => (made ??= make());
}

function lazyFor(make) {
  let [key, made] = [undefined, null];
  return (wanted) => {
    if (wanted !== key) [key, made] = [wanted, make(wanted)];
    return made;
  };
}

/** Turn a column of codes into sets of choice numbers, one set for each distinct value. */
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

function facetTest(facet, wanted) {
  if (!wanted.length) return null;
  const chosen = new Set(wanted.map((code) => facet.number.get(code)));
  const passes = Uint8Array.from(facet.sets, (set) => (set.some((i) => chosen.has(i)) ? 1 : 0));
  return (row) => passes[facet.code[row]];
}

function dateTest(column, days, since) {
  if (!since) return null;
  const from = firstDay(since);
  const passes = Uint8Array.from(days(), (day) => (day >= from ? 1 : 0));
  return (row) => passes[column.code[row]];
}

function kmTest({ near, max_km: limit }, numbers, distances) {
  if (limit === null) return null;
  const km = near ? distances(near) : numbers.nearest_crossing_km;
  return (row) => km[row] <= limit;
}

/** Measure every place from a crossing or from `latitude,longitude`; NaN without a point. */
function kmTo(near, crossings, lon, lat) {
  const from = parsePoint(near) ?? crossings.get(near);
  return Float64Array.from(lon, (_, row) =>
    lon[row] === lon[row] ? distanceKm(lon[row], lat[row], from.lon, from.lat) : NaN,
  );
}

/** Make (query) -> (row) -> whether every word of the query is found in the row. */
function searcher(column, facets, payload) {
  const columns = SEARCHED.map(column);
  const indexes = columns.map((one) => textIndex(one.distinct));
  const labels = Object.entries(SEARCHED_CODES).map(([facet, name]) => {
    const terms = payload.vocab[name];
    const label = (i) => terms[facets[facet].choices[i]];
    const texts = facets[facet].sets.map((set) =>
      set.map((i) => `${label(i).es} ${label(i).en}`).join(" "),
    );
    return { code: facets[facet].code, find: textIndex(texts) };
  });
  return (query) => {
    const words = fold(query).split(" ").filter(Boolean);
    const tests = words.map((word) => [
      ...columns.map(({ code }, i) => [code, indexes[i](word)]),
      ...labels.map(({ code, find }) => [code, find(word)]),
    ]);
    return (row) => tests.every((parts) => parts.some(([code, hits]) => hits[code[row]]));
  };
}

/**
 * Test every row once and count facets on the way: a row that fails one test only still counts for
 * the facet that it failed.
 */
function evaluate(n, facets, tests) {
  const fails = new Uint8Array(n);
  const failed = new Uint8Array(n);
  tests.forEach(([, test], k) => {
    for (let row = 0; row < n; row++) {
      if (test(row)) continue;
      fails[row]++;
      failed[row] = k;
    }
  });
  const kept = [];
  for (let row = 0; row < n; row++) if (!fails[row]) kept.push(row);
  const counts = {};
  for (const [name, facet] of Object.entries(facets)) {
    const own = tests.findIndex(([test]) => test === name);
    counts[name] = countFacet(
      facet,
      (row) => !fails[row] || (fails[row] === 1 && failed[row] === own),
      n,
    );
  }
  return { rows: Uint32Array.from(kept), counts };
}

function countFacet(facet, counted, n) {
  const bySet = new Uint32Array(facet.sets.length);
  for (let row = 0; row < n; row++) if (counted(row)) bySet[facet.code[row]]++;
  const counts = Object.fromEntries(facet.choices.map((code) => [code, 0]));
  facet.sets.forEach((set, i) => set.forEach((code) => (counts[facet.choices[code]] += bySet[i])));
  return counts;
}
