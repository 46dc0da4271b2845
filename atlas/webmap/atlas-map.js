// The map of the atlas: places with their two sides, filters, list, detail, printed sheet.
//
//   import { createAtlas } from "./atlas-map.js";
//   const atlas = createAtlas(element, { payload, strings, leaflet });
//
// Options
//   payload   the columnar value of atlas.webmap.payload(view)
//   strings   the interface's words by language, atlas.webmap.strings()
//   leaflet   Leaflet 1.9, as the global L or as the namespace of its ES module
//   panels    "all" (default), "filter", "list" or "none": what stands beside the map
//   lang      a code of a language; the payload's language without it
//   page      true when the atlas is the whole document: it then keeps its state in the hash of the
//             address, sets <html lang> and the title, and offers link, print and table
//   map       an existing L.Map to draw on; the atlas then takes the place of the map's element and
//             holds it, and `element` is not needed
//   height    CSS height of the atlas; its element's height without it
//   tiles     true when the existing map has a background of its own, to let it shine through
//   street    (address) -> promise of the bytes of a tile of streets, or null where nothing lies
//   background {template, attribution, maxZoom, host} of tiles under the map; see map/background.js
//   onSelect  (id) a place or crossing was chosen on the map, the list or a card; "" for none
//   onFilter  (query) the filter was changed here, as a query string; not by setFilter
//   onMove    ({zoom, lat, lon}) the map came to rest
//   onExtra   (query) the reader's list or comparison was changed here, as a query string
//   qr        (query) -> promise of the QR code {path, size} of that link, or null; else none
//   correct   {address(id), go(id)} where a record is corrected: an address, and going there
//   address   (query) -> the address of the app with that query; goTo {corridor()} opens its page
//   report    (id, answer) -> promise whether a reader's report was kept; else a message is prepared
//   home      address of the atlas, relative to this page, for the way to it from a frame; the
//             payload's own without it
//   query     the filter at the start, as a query string
//   extra     list, show and with at the start, as a query string (state/link-extras.js);
//             what the hash of a page says comes first
//   at        {zoom, lat, lon} where the map starts; the filter's corridors without it
//
// The returned object
//   setVisible(rows)   which places to show: an array of ids, a Uint8Array with 1 for each row to
//                      show, or null for what the atlas's own filter keeps
//   setFilter(params)  the filter as a query string with the names of atlas.places.filters.Filter
//   setExtra(params)   the reader's list and comparison, as a query string
//   setSelected(id)    select a place or crossing without calling onSelect; "" for none
//   setLang(lang)      a key of payload.languages
//   setPayload(payload, strings, lang) other data in the same place, perhaps with the words of
//                      another language, keeping the view
//   fit(corridor)      show a corridor, or all of them without one
//   view()             {zoom, lat, lon}
//   visible()          the ids that are shown, in the order of the data
//   counts()           number of places by facet and code, with the other filters kept
//   marks()            the ids behind every mark that is drawn
//   where(id)          [x, y] of a place on the screen
//   destroy()          take everything away again
//
// The stylesheet (css/) and Leaflet's must be in the same document or shadow root. Nothing
// here fetches anything, and text of the data reaches the page as text nodes only.

import { wordsFor } from "./modules/base/i18n.js";
import { makeBackground } from "./modules/map/background.js";
import { addBasemap, followMap } from "./modules/map/basemap.js";
import { isFramed, keepNear } from "./modules/map/framed-map.js";
import { bringIntoView, fitCorridors, fitRows, whereOnScreen } from "./modules/map/moves.js";
import { makePointer } from "./modules/map/pointer.js";
import { makeScene } from "./modules/map/scene.js";
import { makeStreets } from "./modules/map/streets.js";
import { toCsv } from "./modules/output/csv-table.js";
import { fillSheet } from "./modules/output/printed-sheet.js";
import { printSheet } from "./modules/output/printing.js";
import { makeAbout } from "./modules/panels/about.js";
import { crossingCard } from "./modules/panels/crossing-card.js";
import { chips } from "./modules/panels/filter-chips.js";
import { makeCaption } from "./modules/panels/frame-caption.js";
import { makeFilters } from "./modules/panels/filter-panel.js";
import { makeList } from "./modules/panels/list.js";
import { placeCard } from "./modules/panels/place-card.js";
import { addReaderCommands } from "./modules/panels/reader-commands.js";
import { searchField } from "./modules/panels/search-box.js";
import { makeShell } from "./modules/panels/shell.js";
import { beginning } from "./modules/state/beginning.js";
import { beginComparison, filtersOf, sortParts } from "./modules/state/comparison.js";
import { makeContext, takePayload, visibleRows } from "./modules/state/context.js";
import { openTest } from "./modules/state/hours.js";
import { keepInHash } from "./modules/state/hash.js";
import { readExtra } from "./modules/state/link-extras.js";
import { emptyFilter, readFilter, writeFilter } from "./modules/state/query.js";
import { savedRows } from "./modules/state/saved-list.js";

const MINUTE_MS = 60_000;
const ZOOMS = { minZoom: 3, maxZoom: 17 };
const BARE = { zoomControl: false, attributionControl: false, zoomSnap: 0.5, fadeAnimation: false };
const LEAST_IN_FRAME = 2;

/**
 * Make an atlas inside an element; see the top of this file.
 *
 * @param {HTMLElement | null} element
 * @param {Atlas.Options} options
 */
export function createAtlas(element, options) {
  // What the type promises beyond data and state is added below.
  const context = /** @type {Atlas.Context} */ (makeContext(element, options));
  const { state, L } = context;
  const shell = makeShell(context);
  context.overlays = shell.overlays;
  const map = (context.map = options.map ?? L.map(shell.mapElement, { ...ZOOMS, ...BARE }));
  map.setMaxZoom(ZOOMS.maxZoom).setMinZoom(isFramed(context) ? LEAST_IN_FRAME : ZOOMS.minZoom);
  const ground = addBasemap(L, map, context.payload);
  if (options.tiles) map.getPane("atlas-land").style.opacity = 0.35;
  const scene = (context.scene = makeScene(context));
  const pointer = { refresh() {}, relabel() {} };
  const follower = followMap(L, scene.element, (at) => {
    scene.draw(at);
    shell.counted(scene.squares);
    pointer.refresh();
  });
  const streets = makeStreets(context, () => streetLayer.redraw());
  const streetLayer = followMap(L, streets.element, streets.draw, "atlas-streets");
  Object.assign(context, { say: shell.say, sheet: shell.sheet, streets, showFoot: shell.showFoot });
  if (options.background) context.background = makeBackground(context, options.background);
  addReaderCommands(context, {
    update: () => update(),
    list: () => (context.panels.list ? list : null),
    relegend: shell.relegend,
    refocus: scene.refocus,
    tell: options.onExtra,
  });
  const filters = makeFilters(context);
  const list = makeList(context);
  const about = makeAbout(context);
  shell.place({ filters: filters.element, list, about: about.element });
  const caption = isFramed(context) ? makeCaption(context, options.home ?? "") : null;
  if (caption) shell.frame(caption.element);

  /** Evaluate the filter and bring everything that shows it up to date. */
  const update = () => {
    const { rows, counts, leftOut } = context.model.evaluate(state.filter, openTest(context));
    Object.assign(state, { counts, leftOut });
    state.found = context.forced ?? rows;
    state.rows = state.found;
    if (state.compare) state.rows = sortParts(context);
    else if (state.mine) state.rows = savedRows(context);
    if (context.panels.filter) filters.update();
    if (context.panels.list) list.update();
    shell.update(chips(context));
    caption?.update();
    follower.redraw();
    context.keep();
  };
  const translate = () => {
    state.words = wordsFor(options.strings, state.lang);
    shell.translate(searchField);
    if (context.panels.filter) filters.rebuild();
    if (options.page) {
      document.documentElement.lang = state.lang;
      document.title = context.payload.title[state.lang];
    }
    showCard(false);
    update();
  };
  const showCard = (focus) => {
    const row = context.model.rowOf(state.selected);
    const crossing = context.payload.crossings.find((one) => one.id === state.selected);
    const card =
      row >= 0 ? placeCard(context, row) : crossing ? crossingCard(context, crossing) : null;
    shell.showCard(card, focus);
  };

  /** @type {Atlas.Commands} */
  const commands = {
    change(part, tell = true) {
      const before = state.filter;
      state.filter = { ...before, ...part, lang: state.lang };
      const had = state.mine || state.compare;
      [state.mine, state.town] = [false, ""];
      update();
      if (part.corridor && part.corridor.join() !== before.corridor.join())
        context.fit(...part.corridor);
      if (!tell) return;
      options.onFilter?.(writeFilter(filtersOf(state)[0], "").toString());
      if (had) context.tellExtra();
    },
    clear() {
      state.openNow = false;
      context.change(emptyFilter(context.payload.choices, state.lang));
    },
    select(id, origin) {
      const before = state.selected;
      state.selected = id;
      showCard(origin !== "api" && origin !== "hash");
      if (context.panels.list) list.mark();
      if (!id && before && origin === "card") list.focus();
      if (id) bringIntoView(context, id, shell.covered(), origin === "map" || origin === "cursor");
      scene.refocus();
      context.keep();
      if (origin !== "api") options.onSelect?.(id);
    },
    hover(id) {
      if (id === state.hovered) return;
      state.hovered = id;
      scene.refocus();
    },
    centre: () => `${map.getCenter().lat.toFixed(4)},${map.getCenter().lng.toFixed(4)}`,
    showPrecision(on) {
      state.precision = on;
      follower.redraw();
    },
    setLang(lang) {
      state.lang = lang;
      state.filter = { ...state.filter, lang };
      translate();
      pointer.relabel();
    },
    fit: (...ids) => fitCorridors(context, ids),
    about: () => about.show(),
    print: () => printSheet(context, shell.sheetElement, options.qr),
    csv: () => toCsv(context, state.rows),
  };
  Object.assign(context, commands);

  state.words = wordsFor(options.strings, state.lang);
  const { extra, at, id } = beginning(context, options);
  const begin = () => {
    if (options.map) return;
    if (at) map.setView([at.lat, at.lon], at.zoom, { animate: false });
    else fitCorridors(context, state.filter.corridor, false);
    if (!at && extra.mine) fitRows(context, savedRows({ model: context.model, state: extra }));
  };
  begin();
  Object.assign(state, { saved: extra.saved, unusable: extra.unusable, mine: extra.mine });
  if (extra.other) beginComparison(state, extra.other);
  translate();
  begin(); // what lies over the map has its size now
  if (caption) keepNear(context, LEAST_IN_FRAME);
  follower.addTo(map);
  streetLayer.addTo(map);
  streets.load();
  Object.assign(pointer, makePointer(context));
  pointer.relabel();
  if (id) context.select(id, "hash");
  const stopKeeping = options.page ? keepInHash(context) : () => {};
  if (options.page && location.hash) context.keep();
  const moved = () => {
    context.keep();
    if (context.panels.list) list.moved();
    const { lat, lng } = map.getCenter();
    options.onMove?.({ zoom: map.getZoom(), lat, lon: lng });
  };
  map.on("moveend", moved);
  const beforePrint = () => fillSheet(context, shell.sheetElement);
  if (options.page) globalThis.addEventListener("beforeprint", beforePrint);
  const resized = new ResizeObserver(() => map.invalidateSize({ animate: false }));
  resized.observe(map.getContainer());
  setTimeout(() => context.model.warm(), 1000); // after the first picture of streets
  const ticking = setInterval(() => state.openNow && update(), MINUTE_MS);

  return {
    setVisible(rows) {
      context.forced = rows && visibleRows(context.model, rows);
      update();
    },
    setFilter(query) {
      context.replace(readFilter(new URLSearchParams(query), context.payload, state.lang), false);
    },
    setExtra: (query) => context.take(readExtra(new URLSearchParams(query), context)),
    setSelected(id) {
      if (id !== state.selected) context.select(id, "api");
    },
    setLang: (lang) => lang !== state.lang && context.setLang(lang),
    setPayload(payload, strings = options.strings, lang = state.lang) {
      options.strings = strings;
      Object.assign(state, { lang, filter: { ...state.filter, lang } });
      takePayload(context, payload);
      streets.load();
      state.saved = state.saved.filter((id) => context.model.rowOf(id) >= 0);
      context.select("", "api");
      translate();
    },
    fit: (...ids) => context.fit(...ids),
    view: () => ({ zoom: map.getZoom(), lat: map.getCenter().lat, lon: map.getCenter().lng }),
    visible: () => Array.from(state.rows, (row) => context.model.at("facility_id", row)),
    counts: () => state.counts,
    marks: () =>
      scene
        .items()
        .map((item) => (item.type === "crossing" || item.type === "town" ? null : item.rows))
        .filter((rows) => rows)
        .map((rows) => Array.from(rows, (row) => context.model.at("facility_id", row))),
    where: (id) => whereOnScreen(context, id),
    destroy() {
      stopKeeping();
      clearInterval(ticking);
      resized.disconnect();
      globalThis.removeEventListener("beforeprint", beforePrint);
      map.off("moveend", moved);
      follower.remove();
      streetLayer.remove();
      context.background?.remove();
      ground.remove();
      if (!options.map) map.remove();
      shell.remove();
    },
  };
}
