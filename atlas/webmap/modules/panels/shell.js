// The page around the map: title bar, filter column, map stage, result column; on a narrow screen
// filters, list and card become sheets over the map.

import { ICONS, find, h, icon } from "../base/dom.js";
import { isFramed, leaveScrolling } from "../map/framed-map.js";
import { leftOutLine } from "./filter-chips.js";
import { compareHead } from "./comparison-panel.js";
import { legendRows } from "./legend.js";
import { fillDock, makeGrip } from "./phone-dock.js";
import { barContent, behindButton, iconButton, markQuickButtons, quickButtons, saveTable, scaleBar } from "./toolbar.js";

const TOAST_MS = 4_000;

/**
 * Make the page around the map.
 *
 * @param {Atlas.Context} context
 */
export function makeShell(context) {
  const { element, panels } = context;
  const own = context.existing?.getContainer();
  const mapElement = own ?? h("div", { class: "atlas-map" });
  const bar = h("header", { class: "atlas-bar" });
  const filterColumn = h("aside", { class: "atlas-filter-column" });
  const stage = h(context.page ? "main" : "div", { class: "atlas-stage" });
  const quick = h("nav", { class: "atlas-quick" });
  const zoom = h("div", { class: "atlas-zoom" });
  const legend = h("details", { class: "atlas-legend" });
  const note = panels.list
    ? h("button", { type: "button", class: "atlas-note", onclick: () => context.sheet("list") })
    : h("p", { class: "atlas-note" });
  const squares = h("p", { class: "atlas-counted", role: "status", hidden: true });
  const foot = h("div", { class: "atlas-foot" });
  const results = h("section", { class: "atlas-results" });
  const resultHead = h("div", { class: "atlas-results-head" });
  const status = h("p", { class: "atlas-status", role: "status", "aria-live": "polite" });
  const leftOut = h("p", { class: "atlas-left-out" });
  const chipBox = h("div", { class: "atlas-chips" });
  const listBox = h("div", { class: "atlas-results-list" });
  const scroller = h("div", { class: "atlas-results-scroll" }, resultHead, listBox);
  const cardBox = h("div", { class: "atlas-results-card", hidden: true });
  const dock = h("nav", { class: "atlas-dock" });
  const begin = h("button", {
    type: "button",
    class: "atlas-link atlas-compare-begin",
    onclick: () => context.compare.begin(),
  });
  const toast = h("div", { class: "atlas-toast", role: "status", hidden: true });
  const sheetElement = h("div", { class: "atlas-sheet" });
  const skip = h("a", {
    class: "atlas-skip",
    href: "#atlas-list",
    onclick: (event) => (event.preventDefault(), skipTo()),
  });
  const root = h("div", { class: "atlas", "data-panels": panels.name, "data-sheet": "" });
  const home = own && { parent: own.parentNode, next: own.nextSibling };
  if (context.height) root.style.height = context.height;
  if (own) own.replaceWith(root);
  else element.append(root);
  stage.append(mapElement, quick, zoom, legend, note, squares, foot);
  results.append(scroller, cardBox);
  const compareBox = h("div", { class: "atlas-compare" });
  resultHead.append(status, chipBox);
  const bare = panels.name === "none";
  root.append(
    ...[
      !bare && skip,
      !bare && bar,
      panels.filter && filterColumn,
      stage,
      panels.list ? results : cardBox,
      !bare && dock,
      toast,
    ].filter(Boolean),
  );
  if (context.page) element.append(sheetElement);
  let searchParts = [];
  let toastTimer = 0;
  let behind = { sheet: "", top: 0 };

  const skipTo = () => (panels.list ? find(listBox, "[role=grid]") : mapElement).focus();
  const say = (text) => {
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => (toast.hidden = true), TOAST_MS);
  };
  const sheet = (name) => {
    root.dataset.sheet = name;
    if (name === "filters")
      find(filterColumn, "input, button")?.focus({ preventScroll: true });
    markDock();
  };
  let markDock = () => {};
  const grip = makeGrip(context, root, results, sheet);
  results.prepend(grip.element);
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (root.dataset.sheet && root.dataset.sheet !== "card") sheet("");
    else if (context.state.selected) context.select("", "card");
  });

  const place = ({ filters, list, about }) => {
    filterColumn.append(filters);
    listBox.append(list.element);
    scroller.addEventListener("scroll", list.onScroll);
    root.append(about);
  };
  /** Show a caption below, and leave scrolling to the page around. */
  const frame = (caption) => {
    element.classList.add("atlas-framed");
    root.after(caption);
    leaveScrolling(stage, context);
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
    zoom.replaceChildren(
      ...[
        { sign: "+", key: "zoom_in", by: 1 },
        { sign: "−", key: "zoom_out", by: -1 },
      ].map(({ sign, key, by }) =>
        h(
          "button",
          {
            type: "button",
            "aria-label": words.t(key),
            onclick: () => context.map.setZoom(context.map.getZoom() + by),
          },
          sign,
        ),
      ),
    );
    relegend();
    searchParts = [];
    begin.textContent = words.t("compare_with");
    const table = context.page && iconButton(words.t("csv"), ICONS.table, () => saveTable(context));
    const { unreviewed } = context.payload.languages[root.lang];
    resultHead.replaceChildren(
      panels.filter ? searchField(context, searchParts) : "",
      h("div", { class: "atlas-status-row" }, status, begin, table),
      leftOut,
      unreviewed ? h("p", { class: "atlas-unreviewed" }, unreviewed) : "",
      chipBox,
      compareBox,
    );
    markDock = fillDock(context, dock, root, sheet);
    grip.relabel();
  };
  const relegend = () =>
    legend.replaceChildren(
      h("summary", {}, context.state.words.t("legend"), icon(ICONS.down)),
      h("div", { class: "atlas-legend-rows" }, legendRows(context, { interactive: true })),
    );
  const showFoot = () => {
    const { payload, background } = context;
    const whose = [behindButton(context), payload.attribution, ...(background?.line() ?? [])];
    const held = foot.querySelector(".atlas-background-choice:focus");
    foot.replaceChildren(scaleBar(context), h("span", { class: "atlas-attribution" }, whose));
    if (held) find(foot, ".atlas-background-choice").focus({ preventScroll: true });
  };
  const update = (chips) => {
    const { model, state } = context;
    const { words } = state;
    const shown = state.rows.length;
    const pointless = Array.from(state.rows).filter((row) => !model.hasPoint(row)).length;
    status.replaceChildren(
      h("strong", {}, words.count(state.mine ? "mine_places" : "results", shown)),
      shown === model.n || state.mine
        ? ""
        : ` ${words.t("of_total", { total: words.number(model.n) })}`,
    );
    begin.hidden = Boolean(state.compare) || state.mine || !panels.filter || !panels.list;
    compareBox.replaceChildren(...(panels.list ? compareHead(context) : []));
    chipBox.replaceChildren(...(state.mine || state.compare ? [] : chips));
    leftOut.replaceChildren(...(state.mine || state.compare ? [] : leftOutLine(context)));
    note.hidden = !pointless || isFramed(context); // in a frame the caption says it
    note.textContent = words.count(panels.list ? "not_on_map" : "left_off_map", pointless);
    showFoot();
    searchParts.forEach((part) => part());
    markQuickButtons(context, quick);
    markDock();
  };
  /** Show a card; or none, and then what it lay over, where that was. */
  const showCard = (card, focus) => {
    const [before, now] = [!cardBox.hidden, root.dataset.sheet];
    if (card && !before) behind = { sheet: now === "list" ? now : "", top: scroller.scrollTop };
    cardBox.hidden = !card;
    listBox.hidden = Boolean(card);
    resultHead.hidden = Boolean(card);
    cardBox.replaceChildren(...(card ? [card] : []));
    if (card) cardBox.scrollTop = 0; // setting it costs a layout
    if (card) sheet("card");
    else if (now === "card") sheet(behind.sheet);
    if (!card && before) scroller.scrollTop = behind.top;
    if (card && focus) card.querySelector("h2").focus({ preventScroll: true });
  };
  /** Say that squares stand for places. */
  const counted = (on) => {
    squares.hidden = !on;
    squares.textContent = on
      ? context.state.words.t("counted", {
          n: context.state.words.number(context.state.rows.length),
        })
      : "";
  };
  /** How many px of the map's lower part lie under the card. */
  const covered = () => {
    if (cardBox.hidden) return 0;
    const [map, card] = [mapElement, cardBox].map((part) => part.getBoundingClientRect());
    return card.top > map.top + 40 && card.left < map.right - 40
      ? Math.max(0, map.bottom - card.top)
      : 0;
  };
  const remove = () => {
    if (home) home.parent.insertBefore(own, home.next);
    root.remove();
    find(element ?? root, ".atlas-caption")?.remove();
    sheetElement.remove();
  };
  return {
    mapElement,
    sheetElement,
    place,
    frame,
    translate,
    update,
    showCard,
    sheet,
    counted,
    covered,
    overlays: () =>
      [quick, zoom, legend, note, foot, dock].filter(
        (part) => !part.hidden && part.offsetParent,
      ),
    say,
    relegend,
    showFoot,
    remove,
  };
}
