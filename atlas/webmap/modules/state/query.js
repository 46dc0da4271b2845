// The filter as link parameters: the same names, defaults and rules as atlas/places/filters.py.

/** The code that keeps what a facet leaves out by default. */
export const ANY = "any";

/** How a link writes that a field that is either asked for or not is asked for. */
const YES = "yes";

const SINGLES = ["phone", "verified_since", "near", "max_km", "q", "lang"];
const DATE = /^(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/;
const POINT = /^(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const MAX_QUERY = 200;
const FARTHEST_KM = 20_000;

/**
 * Give the fields of a filter that hold codes, in the order of the payload.
 *
 * @param {Atlas.Filter} filter
 * @returns {Atlas.Facet[]}
 */
export function facetsOf(filter) {
  return Object.keys(filter).filter((name) => Array.isArray(filter[name]));
}

/**
 * Give the codes that a filter may hold in a facet.
 *
 * @param {Pick<Atlas.Payload, "choices" | "facets">} payload
 * @param {Atlas.Facet} name
 */
export function optionsOf({ choices, facets }, name) {
  return facets[name].left_out ? [...choices[name], ANY] : choices[name];
}

/**
 * Give the codes of a facet in their one form: `any` makes the others needless.
 *
 * @param {string[]} codes
 */
export function canonical(codes) {
  return codes.includes(ANY) ? [ANY] : [...new Set(codes)].sort();
}

/**
 * Give a filter that asks for nothing.
 *
 * @param {Atlas.Payload["choices"]} choices codes allowed by facet, crossing ids as `near`
 * @param {Atlas.Lang} lang
 * @returns {Atlas.Filter}
 */
export function emptyFilter(choices, lang) {
  const lists = /** @type {Record<Atlas.Facet, string[]>} */ (
    Object.fromEntries(
      Object.keys(choices)
        .filter((name) => !SINGLES.includes(name))
        .map((name) => [name, []]),
    )
  );
  return { ...lists, phone: false, verified_since: "", near: "", max_km: null, q: "", lang };
}

/** Read `latitude,longitude`; null when it is no point. */
export function parsePoint(text) {
  const found = POINT.exec(text.replaceAll(" ", ""));
  if (!found) return null;
  const [lat, lon] = [Number(found[1]), Number(found[2])];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

/** Read a number of km above zero as the link writes it; null when it is none. */
export function parseKm(text) {
  const value = NUMBER.test(text.trim()) ? Number(text) : NaN;
  return value > 0 && value <= FARTHEST_KM ? Number(value.toPrecision(10)) : null;
}

const READ = {
  phone: (value) => (value === YES ? true : null),
  verified_since: (value) => (DATE.test(value) ? value : null),
  near: (value, choices) => {
    if (choices.near.includes(value)) return value;
    return parsePoint(value) ? value.replaceAll(" ", "") : null;
  },
  max_km: parseKm,
  q: (value) =>
    [...value].length <= MAX_QUERY ? value.split(/\s+/).filter(Boolean).join(" ") : null,
  lang: (value, choices) => (choices.lang.includes(value) ? value : null),
};

/**
 * Read a filter from link parameters; what cannot be used is dropped.
 *
 * @param {URLSearchParams} params
 * @param {Pick<Atlas.Payload, "choices" | "facets">} payload what each field allows
 * @param {Atlas.Lang} lang language when the link names none
 * @returns {Atlas.Filter}
 */
export function readFilter(params, payload, lang) {
  const { choices } = payload;
  const filter = emptyFilter(choices, lang);
  for (const name of facetsOf(filter)) {
    const allowed = new Set(optionsOf(payload, name));
    filter[name] = canonical(params.getAll(name).filter((code) => allowed.has(code)));
  }
  for (const name of SINGLES) {
    const given = params.getAll(name).filter((value) => value.trim());
    if (given.length) filter[name] = READ[name](given.at(-1).trim(), choices) ?? filter[name];
  }
  return filter;
}

/**
 * Write a filter as link parameters; fields at their default are left out.
 *
 * @param {Atlas.Filter} filter
 * @param {string} lang
 */
export function writeFilter(filter, lang) {
  const params = new URLSearchParams();
  for (const name of facetsOf(filter)) for (const code of [...filter[name]].sort()) params.append(name, code);
  for (const name of SINGLES) {
    const value = filter[name];
    if (value !== null && value !== "" && value !== false && !(name === "lang" && value === lang))
      params.append(name, value === true ? YES : value);
  }
  return params;
}

/**
 * Say how many fields restrict anything.
 *
 * @param {Atlas.Filter} filter
 */
export function countActive(filter) {
  const single = [filter.phone, filter.verified_since, filter.q, filter.near || filter.max_km !== null];
  return facetsOf(filter).filter((name) => filter[name].length).length + single.filter(Boolean).length;
}
