// The search of a published site: what the search of the map finds, as links to the pages. It is
// loaded with its index when the field gets the focus; until then the page is only text.

import { h } from "./modules/base/dom.js";
import { wordsFor } from "./modules/base/i18n.js";
import { makeModel } from "./modules/state/model.js";
import { facetLabel, placeName } from "./modules/state/names.js";
import { emptyFilter, writeFilter } from "./modules/state/query.js";
import { placeStatus } from "./modules/state/status.js";
import { makeSuggester, meaning } from "./modules/state/suggestions.js";

const TYPING_MS = 90;
const MOST = 20;

/**
 * Make the search work.
 *
 * @param {HTMLElement} box holds an input, a status, and an element for what is found
 * @param {Atlas.Lang} lang
 * @param {string} root the address of the site
 */
export function createSearch(box, lang, root) {
  const { payload, strings, files } = globalThis.atlasPlaces;
  const model = makeModel(payload);
  const words = wordsFor(strings, lang);
  const empty = emptyFilter(payload.choices, lang);
  const state = { words, lang, filter: empty };
  const context = /** @type {Atlas.Context} */ (/** @type {unknown} */ ({ payload, model, state }));
  const { suggest, didYouMean } = makeSuggester({ payload, model });
  const input = box.querySelector("input");
  const count = box.querySelector("[role=status]");
  const found = box.querySelector(".site-found");
  const address = (name) => new URL(`${lang}/${name}`, root).href;

  const inMap = (part) => address(`map/all.html#${writeFilter({ ...empty, ...part }, lang)}`);
  const line = (href, text, ...rest) =>
    h("li", {}, h("a", { href, dir: "auto" }, text), h("small", {}, rest.filter(Boolean).join(" · ")));
  const place = (row) => {
    const id = model.at("facility_id", row);
    const kind = facetLabel(payload, "kind", model.at("kind", row), lang);
    const name = placeName(model, row, lang);
    const page = address(`place/${files.places[id] ?? id}.html`);
    return line(page, name, kind, model.at("municipality", row), placeStatus(context, row));
  };
  const meant = (one) => {
    const [text, kind] = meaning(context, one);
    const only = one.facet ? !one.part.q : one.part.q === one.word;
    const need = one.facet === "service" && only && files.needs[one.code];
    if (need) return [line(address(`need/${need}.html`), text, kind, words.number(one.n))];
    const towns = only ? files.towns.filter(({ name }) => name === one.word) : [];
    if (!towns.length) return [line(inMap(one.part), text, kind, words.number(one.n))];
    return towns.map(({ name, file, country }) =>
      line(address(`town/${file}.html`), name, kind, country),
    );
  };
  const instead = (one) => {
    const what = meaning(context, one)[0];
    const text = words.t("did_you_mean", { what, n: words.number(one.n) });
    if (one.facet) return h("p", {}, h("a", { href: inMap(one.part) }, text));
    const take = () => {
      input.value = one.part.q;
      show();
    };
    return h("p", {}, h("button", { type: "button", onclick: take }, text));
  };
  const show = () => {
    const q = input.value.split(/\s+/).filter(Boolean).join(" ");
    count.replaceChildren();
    found.replaceChildren();
    if (q.length < 2) return;
    const suggested = suggest(q, empty);
    const rows = Array.from(model.evaluate({ ...empty, q }).rows);
    const named = suggested.filter(({ part }) => !part).map(({ row }) => row);
    const shown = [...new Set([...named, ...rows])].slice(0, MOST);
    const other = !rows.length && !suggested.length && didYouMean({ ...empty, q });
    const said = rows.length ? words.count("results", rows.length) : words.t("empty_title");
    count.append(rows.length ? h("a", { href: inMap({ q }) }, said) : said);
    found.append(
      h("ul", {}, suggested.filter(({ part }) => part).flatMap(meant), shown.map(place)),
      ...(other ? [instead(other)] : []),
    );
  };
  let timer = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, TYPING_MS);
  });
  box.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  show();
}
