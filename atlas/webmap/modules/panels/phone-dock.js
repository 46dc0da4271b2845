// The bar at the foot of a narrow screen, and the sheet that is pulled up over the map.

import { ICONS, find, findAll, h, icon } from "../base/dom.js";
import { countActive } from "../state/query.js";

/** How much of the map each height of the sheet leaves free, the highest sheet first. */
export const FREE = { full: 0, half: 0.3, low: 0.58 };
const CLOSED = 0.82;
const NAMES = Object.keys(FREE);
const MOVED_PX = 6;
const SAID = { full: "grip_full", half: "grip_half", low: "grip_low" };

/**
 * Give the height that a sheet takes when it is let go; nothing when it is pulled down.
 *
 * @param {number} free how much of the map it leaves free, from 0 to 1
 */
export function heightAt(free) {
  if (free > CLOSED) return "";
  return NAMES.reduce((best, one) =>
    Math.abs(FREE[one] - free) < Math.abs(FREE[best] - free) ? one : best,
  );
}

/**
 * Give the next height; nothing below the lowest.
 *
 * @param {string} name
 * @param {number} by 1 for higher, -1 for lower
 */
export function nextHeight(name, by) {
  const at = NAMES.indexOf(name) - by;
  return at < 0 ? NAMES[0] : (NAMES[at] ?? "");
}

/**
 * Make the bar: the map, the list, the reader's own list, the filters, and where there is one the
 * page of a corridor.
 *
 * @param {Atlas.Context} context
 * @param {HTMLElement} dock
 * @param {HTMLElement} root
 * @param {(name: string) => void} sheet
 */
export function fillDock(context, dock, root, sheet) {
  const { panels, state, goTo } = context;
  const { words } = state;
  const isOpen = (name) =>
    root.dataset.sheet === (name === "mine" ? "list" : name) &&
    (name === "filters" || state.mine === (name === "mine"));
  const press = {
    map: () => sheet(""),
    corridor: () => goTo.corridor(),
    filters: () => sheet(isOpen("filters") ? "" : "filters"),
    list: () => openList("list"),
    mine: () => openList("mine"),
  };
  const openList = (name) => {
    const open = isOpen(name);
    if (state.mine !== (name === "mine")) context.showMine(name === "mine");
    sheet(open ? "" : "list");
  };
  const entries = {
    map: panels.list && [words.t("dock_map"), ICONS.map],
    list: panels.list && [words.t("list"), ICONS.list],
    mine: panels.list && [words.t("tab_mine"), ICONS.save],
    corridor: panels.list && goTo?.corridor && [words.t("dock_corridor"), ICONS.up],
    filters: panels.filter && [words.t("filters"), ICONS.filter],
  };
  dock.setAttribute("aria-label", words.t("panels"));
  dock.replaceChildren(
    ...Object.entries(entries).filter(([, one]) => one).map(([name, [label, drawing]]) =>
      h(
        "button",
        { type: "button", "data-name": name, onclick: press[name] },
        icon(drawing),
        h("span", {}, label),
        h("span", { class: "atlas-dock-count" }),
      ),
    ),
  );
  return () => markDock(context, dock, isOpen);
}

/**
 * @param {Atlas.Context} context
 * @param {HTMLElement} dock
 * @param {(name: string) => boolean} isOpen
 */
function markDock({ state }, dock, isOpen) {
  const { words } = state;
  const counts = {
    filters: countActive(state.filter) + Number(state.openNow) || "",
    list: state.mine ? "" : words.number(state.rows.length),
    mine: state.saved.length ? words.number(state.saved.length) : "",
  };
  for (const button of findAll(dock, "[data-name]")) {
    const { name } = button.dataset;
    find(button, ".atlas-dock-count").textContent = counts[name] ?? "";
    if (name in counts) button.setAttribute("aria-expanded", String(isOpen(name)));
  }
}

/**
 * Make what pulls the list up and down: by pointer, with the arrow keys, or with a press for the
 * next height.
 *
 * @param {Atlas.Context} context
 * @param {HTMLElement} root
 * @param {HTMLElement} results
 * @param {(name: string) => void} sheet
 */
export function makeGrip(context, root, results, sheet) {
  const rise = (name) => {
    if (name) root.dataset.rise = name;
    else sheet("");
    relabel();
  };
  const now = () => root.dataset.rise || "half";
  const relabel = () =>
    element.setAttribute("aria-label", context.state.words.t(SAID[now()]));
  let from = null;
  const moved = (event) => {
    if (!from) return;
    from.moved ||= Math.abs(event.clientY - from.y) > MOVED_PX;
    if (from.moved) results.style.top = `${Math.max(0, from.top + event.clientY - from.y)}px`;
  };
  const released = () => {
    if (!from) return;
    const { moved: wasMoved, height } = from;
    from = null;
    const free = parseFloat(results.style.top) / height;
    results.style.removeProperty("top");
    delete root.dataset.pulled;
    if (wasMoved) rise(heightAt(free));
  };
  const element = h("button", {
    type: "button",
    class: "atlas-grip",
    onpointerdown: (event) => {
      from = { y: event.clientY, top: results.offsetTop, height: root.clientHeight, moved: false };
      element.setPointerCapture(event.pointerId);
      root.dataset.pulled = "";
    },
    onpointermove: moved,
    onpointerup: (event) => {
      moved(event);
      const pulled = from?.moved;
      released();
      element.dataset.pulled = pulled ? "yes" : "";
      event.stopPropagation();
    },
    onpointercancel: released,
    onclick: () => {
      if (element.dataset.pulled) return (element.dataset.pulled = "");
      rise(now() === "full" ? "low" : nextHeight(now(), 1));
    },
    onkeydown: (event) => {
      const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      rise(nextHeight(now(), by));
    },
  });
  root.dataset.rise = "half";
  return { element, relabel };
}
