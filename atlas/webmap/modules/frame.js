// The page around the map: title bar, filter column, map stage, result column; on a narrow screen
// filters, list and card become sheets over the map.

import { ICONS, h, icon, s } from "./dom.js";
import { legendRows } from "./legend.js";
import { nameOf } from "./names.js";
import { countActive } from "./query.js";

const TOAST_MS = 4_000;

/**
 * Make the page around the map.
 *
 * @param {Object} context payload, state, panels, page, existing, and the commands of the atlas
 * @returns {Object} mapElement, sheetElement, place(parts), translate(searchField), update(chips),
 *   showCard(card, focus), sheet(name), counted(on), covered(), remove()
 */
export function makeFrame(context) {
  const { element, panels } = context;
  const own = context.existing?.getContainer();
  const mapElement = own ?? h("div", { class: "atlas-map" });
  const bar = h("header", { class: "atlas-bar" });
  const filterColumn = h("aside", { class: "atlas-filter-column" });
  const stage = h("main", { class: "atlas-stage" });
  const quick = h("nav", { class: "atlas-quick" });
  const zoom = h("div", { class: "atlas-zoom" });
  const legend = h("details", { class: "atlas-legend" });
  const note = h("button", { type: "button", class: "atlas-note", onclick: () => context.sheet("list") });
  const squares = h("p", { class: "atlas-counted", role: "status", hidden: true });
  const foot = h("div", { class: "atlas-foot" });
  const results = h("section", { class: "atlas-results" });
  const resultHead = h("div", { class: "atlas-results-head" });
  const status = h("p", { class: "atlas-status", role: "status", "aria-live": "polite" });
  const chipBox = h("div", { class: "atlas-chips" });
  const listBox = h("div", { class: "atlas-results-list" });
  const cardBox = h("div", { class: "atlas-results-card", hidden: true });
  const dock = h("nav", { class: "atlas-dock" });
  const toast = h("div", { class: "atlas-toast", role: "status", hidden: true });
  const sheetElement = h("div", { class: "atlas-sheet" });
  const skip = h("a", { class: "atlas-skip", href: "#atlas-list", onclick: (event) => (event.preventDefault(), skipTo()) });
  const root = h("div", { class: "atlas", "data-panels": panels.name, "data-sheet": "" });
  const home = own && { parent: own.parentNode, next: own.nextSibling };
  if (context.height) root.style.height = context.height;
  if (own) own.replaceWith(root);
  else element.append(root);
  stage.append(mapElement, quick, zoom, legend, note, squares, foot);
  results.append(resultHead, listBox, cardBox);
  resultHead.append(status, chipBox);
  const bare = panels.name === "none";
  root.append(...[bare || skip, bare || bar, panels.filter && filterColumn, stage, panels.list ? results : cardBox, bare || dock, toast].filter((part) => part && part !== true));
  if (context.page) element.append(sheetElement);
  let searchParts = [];
  let toastTimer = 0;

  const skipTo = () => (panels.list ? listBox.querySelector("[role=listbox]") : mapElement).focus();
  const say = (text) => {
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => (toast.hidden = true), TOAST_MS);
  };
  const sheet = (name) => {
    root.dataset.sheet = name;
    if (name === "filters") filterColumn.querySelector("input, button")?.focus({ preventScroll: true });
    dock.querySelectorAll("[data-name]").forEach((button) => button.setAttribute("aria-expanded", String(button.dataset.name === name)));
  };
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (root.dataset.sheet && root.dataset.sheet !== "card") sheet("");
    else if (context.state.selected) context.select("", "card");
  });

  const place = ({ filters, list, about }) => {
    filterColumn.append(filters);
    listBox.append(list);
    root.append(about);
  };
  const translate = (searchField) => {
    const { words } = context.state;
    root.lang = context.state.lang;
    skip.textContent = words.t(panels.list ? "skip_list" : "skip_map");
    bar.replaceChildren(...barContent(context, say));
    results.setAttribute("aria-label", words.t("results_label"));
    filterColumn.setAttribute("aria-label", words.t("filters"));
    mapElement.setAttribute("aria-label", words.t("map_label"));
    mapElement.setAttribute("role", "region");
    quick.setAttribute("aria-label", words.t("corridors"));
    quick.replaceChildren(...quickButtons(context));
    zoom.replaceChildren(...[["+", "zoom_in", 1], ["−", "zoom_out", -1]].map(([sign, key, by]) => h("button", { type: "button", "aria-label": words.t(key), onclick: () => context.map.setZoom(context.map.getZoom() + by) }, sign)));
    legend.replaceChildren(h("summary", {}, words.t("legend"), icon(ICONS.down)), h("div", { class: "atlas-legend-rows" }, legendRows(context, { interactive: true })));
    searchParts = [];
    const table = context.page && iconButton(words.t("csv"), ICONS.table, () => saveTable(context));
    resultHead.replaceChildren(panels.filter ? searchField(context, searchParts) : "", h("div", { class: "atlas-status-row" }, status, table), chipBox);
    const dockButton = (name, key, drawing) => h("button", { type: "button", "data-name": name, "aria-expanded": "false", onclick: () => sheet(root.dataset.sheet === name ? "" : name) }, icon(drawing), h("span", {}, words.t(key)), h("span", { class: "atlas-dock-count" }));
    dock.replaceChildren(...[panels.filter && dockButton("filters", "filters", ICONS.filter), panels.list && dockButton("list", "list", ICONS.list)].filter(Boolean));
    dock.setAttribute("aria-label", words.t("panels"));
  };
  const update = (chips) => {
    const { payload, model, state } = context;
    const { words } = state;
    const shown = state.rows.length;
    const pointless = Array.from(state.rows).filter((row) => !model.hasPoint(row)).length;
    status.replaceChildren(h("strong", {}, words.count("results", shown)), shown === model.n ? "" : ` ${words.t("of_total", { total: words.number(model.n) })}`);
    chipBox.replaceChildren(...chips);
    note.hidden = !pointless || !panels.list;
    note.textContent = words.count("not_on_map", pointless);
    foot.replaceChildren(scaleBar(context), h("span", { class: "atlas-attribution" }, payload.attribution));
    searchParts.forEach((part) => part());
    const counts = { filters: countActive(state.filter) || "", list: words.number(shown) };
    dock.querySelectorAll("[data-name]").forEach((button) => (button.querySelector(".atlas-dock-count").textContent = counts[button.dataset.name]));
  };
  const showCard = (card, focus) => {
    cardBox.hidden = !card;
    listBox.hidden = Boolean(card);
    resultHead.hidden = Boolean(card);
    cardBox.replaceChildren(...(card ? [card] : []));
    cardBox.scrollTop = 0;
    if (card) sheet("card");
    else if (root.dataset.sheet === "card") sheet("");
    if (card && focus) card.querySelector("h2").focus({ preventScroll: true });
  };
  /** Say that squares stand for places. */
  const counted = (on) => {
    squares.hidden = !on;
    squares.textContent = on ? context.state.words.t("counted", { n: context.state.words.number(context.state.rows.length) }) : "";
  };
  /** How many px of the map's lower part lie under the card. */
  const covered = () => {
    if (cardBox.hidden) return 0;
    const [map, card] = [mapElement, cardBox].map((part) => part.getBoundingClientRect());
    return card.top > map.top + 40 && card.left < map.right - 40 ? Math.max(0, map.bottom - card.top) : 0;
  };
  const remove = () => {
    if (home) home.parent.insertBefore(own, home.next);
    root.remove();
    sheetElement.remove();
  };
  return { mapElement, sheetElement, place, translate, update, showCard, sheet, counted, covered, remove };
}

function barContent(context, say) {
  const { payload, state, page } = context;
  const { words, lang } = state;
  const button = (key, drawing, onclick) => iconButton(words.t(key), drawing, onclick);
  const languages = h("div", { class: "atlas-languages", role: "group", "aria-label": words.t("language") }, [["es", "Español"], ["en", "English"]].map(([code, name]) =>
    h("button", { type: "button", lang: code, "aria-pressed": String(code === lang), "aria-label": name, onclick: () => code !== context.state.lang && context.setLang(code) }, code.toUpperCase())));
  const share = async () => {
    const address = location.href;
    try {
      await navigator.clipboard.writeText(address);
      say(words.t("link_copied"));
    } catch {
      say(words.t("link_in_address"));
    }
  };
  return [
    h("div", { class: "atlas-title" }, emblem(), h("h1", {}, payload.title[lang])),
    h("div", { class: "atlas-actions" }, page && [button("share", ICONS.share, share), button("print", ICONS.print, () => context.print())], button("about", ICONS.info, () => context.about()), languages),
  ];
}

function iconButton(label, drawing, onclick) {
  return h("button", { type: "button", class: "atlas-icon-button", "aria-label": label, title: label, onclick }, icon(drawing));
}

/** Hand over the list as a file. */
function saveTable(context) {
  const address = URL.createObjectURL(new Blob([context.csv()], { type: "text/csv;charset=utf-8" }));
  const anchor = h("a", { href: address, download: "atlas.csv" });
  context.element.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}

/** The atlas's mark: two sides and the line between them. */
function emblem() {
  return s("svg", { class: "atlas-emblem", viewBox: "0 0 28 28", "aria-hidden": "true", focusable: "false" },
    s("path", { d: "M2 2H26V12C18 10 14 19 2 15z", fill: "#dfe8ee" }), s("path", { d: "M2 15C14 19 18 10 26 12V26H2z", fill: "#f3ead7" }),
    s("path", { d: "M2 15C14 19 18 10 26 12", fill: "none", stroke: "#4a3d5c", "stroke-width": 2.4 }), s("rect", { x: 1, y: 1, width: 26, height: 26, rx: 4, fill: "none", stroke: "#8b8372" }));
}

function quickButtons(context) {
  const { payload, state } = context;
  const button = (text, ...ids) => h("button", { type: "button", onclick: () => context.fit(...ids) }, text);
  const corridors = payload.corridors.map((corridor) => button(nameOf(corridor, state.lang), corridor.id));
  return corridors.length > 1 ? [button(state.words.t("all_corridors")), ...corridors] : corridors;
}

/** A bar as long as a round number of km at the latitude of the middle of the map. */
function scaleBar(context) {
  const { map, state } = context;
  const bar = h("div", { class: "atlas-scale" }, h("span", {}), h("i", {}));
  const measure = () => {
    const size = map.getSize();
    const [left, right] = [[0, size.y / 2], [100, size.y / 2]].map((point) => map.containerPointToLatLng(point));
    const metres = map.distance(left, right);
    const round = [1, 2, 5].flatMap((n) => [0, 1, 2, 3, 4, 5, 6].map((p) => n * 10 ** p)).sort((a, b) => a - b).filter((length) => length <= metres).at(-1) ?? 1;
    bar.firstChild.textContent = round >= 1000 ? `${state.words.number(round / 1000)} km` : `${round} m`;
    bar.lastChild.style.width = `${(round / metres) * 100}px`;
  };
  if (context.scaled) map.off("zoomend moveend", context.scaled);
  context.scaled = measure;
  map.on("zoomend moveend", measure);
  measure();
  return bar;
}
