// Payloads with a few places, as webmap/payload.py would write them.

import { FACETS } from "../../atlas/webmap/modules/state/query.js";

const NUMBERS = ["lon", "lat", "precision_m", "capacity", "nearest_crossing_km"];

export const LANGUAGES = {
  es: { name: "Español", called: { es: "español", en: "Spanish" }, suffixes: ["", "_en"] },
  en: { name: "English", called: { es: "inglés", en: "English" }, suffixes: ["_en", ""] },
};

/** Make a payload of records; what is not given is empty. */
export function payloadOf({ places = [], crossings = [], choices = {}, vocab = {}, corridors = [] }) {
  const names = new Set(places.flatMap(Object.keys));
  const text = {};
  const numbers = {};
  for (const name of names) {
    const values = places.map((place) => place[name] ?? null);
    if (NUMBERS.includes(name)) numbers[name] = { s: 1, n: values };
    else text[name] = coded(values.map((value) => value ?? ""));
  }
  const noChoices = Object.fromEntries([...FACETS, "near", "lang"].map((name) => [name, []]));
  const noWords = { precision: {}, kind: {}, service: {}, population: {}, level: {}, status: {}, side: {} };
  return {
    lang: "es",
    languages: LANGUAGES,
    query: "",
    choices: { ...noChoices, ...choices },
    vocab: { ...noWords, ...vocab },
    corridors,
    crossings,
    localities: { name: [], lon: [], lat: [], population: [] },
    places: { n: places.length, text, numbers },
    sources: [],
  };
}

/** Write a column as distinct texts and their numbers. */
function coded(values) {
  const number = new Map([...new Set(values)].map((value, i) => [value, i]));
  return { d: [...number.keys()], i: values.map((value) => number.get(value)) };
}
