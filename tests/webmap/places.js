// Payloads with a few places, as webmap/payload.py would write them.

// What is declared of the columns, as the bundled schema of the places declares it.
const LISTS = { services: "service", populations: "population", languages: "language" };
const CODES = { ...LISTS, kind: "kind", level: "level", status: "status", side: "side", access: "access" };
const FACETS = {
  corridor: "corridor_id",
  side: "side",
  kind: "kind",
  service: "services",
  population: "populations",
  level: "level",
  status: "status",
  spoken: "languages",
  access: "access",
};

/** What facets leave out while nothing is asked of them. */
export const LEFT_OUT = {
  kind: { column: "role", code: "enforcement" },
  status: { column: "status", code: "closed" },
};

const SEARCHED = ["name", "name_en", "operator", "address", "municipality"];
const SEARCHED_CODES = ["kind", "services", "populations"];

/** Describe a column as the payload does; its titles are its name. */
export function columnOf(name, more = {}) {
  return {
    name,
    title: { es: name, en: name },
    type: NUMBERS.includes(name) ? "number" : "string",
    show: [...SEARCHED, ...SEARCHED_CODES].includes(name) ? ["search", "table"] : ["table"],
    ...(CODES[name] && { vocabulary: CODES[name] }),
    ...(LISTS[name] && { list: ";" }),
    ...more,
  };
}

const NUMBERS = ["lon", "lat", "precision_m", "capacity", "nearest_crossing_km"];

export const LANGUAGES = {
  es: { name: "Español", called: { es: "español", en: "Spanish" }, suffixes: ["", "_en"] },
  en: { name: "English", called: { es: "inglés", en: "English" }, suffixes: ["_en", ""] },
};

/** Make a payload of records; what is not given is empty. */
export function payloadOf({
  places = [],
  crossings = [],
  choices = {},
  vocab = {},
  corridors = [],
  columns = {},
}) {
  const names = new Set(places.flatMap(Object.keys));
  const text = {};
  const numbers = {};
  for (const name of names) {
    const values = places.map((place) => place[name] ?? null);
    if (NUMBERS.includes(name)) numbers[name] = { s: 1, n: values };
    else text[name] = coded(values.map((value) => value ?? ""));
  }
  const noChoices = Object.fromEntries([...Object.keys(FACETS), "near", "lang"].map((name) => [name, []]));
  const noWords = { precision: {}, kind: {}, service: {}, population: {}, level: {}, status: {}, side: {} };
  return {
    lang: "es",
    languages: LANGUAGES,
    query: "",
    stop_words: "para the",
    date: "2026-11-22",
    choices: { ...noChoices, ...choices },
    facets: Object.fromEntries(
      Object.entries(FACETS).map(([name, column]) => [
        name,
        { column, vocabulary: CODES[column], ...(LEFT_OUT[name] && { left_out: LEFT_OUT[name] }) },
      ]),
    ),
    columns: [...names].map((name) => columnOf(name, columns[name])),
    groups: [],
    cell_degrees: 0.02,
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
