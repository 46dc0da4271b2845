// Pointing at the map: hover, click, the chooser for places that share a point, and the keyboard
// cursor that walks from mark to mark.

import { ICONS, find, h, hasFocus, icon } from "../base/dom.js";
import { facetLabel, nameOf, placeName } from "../state/names.js";
import { townText } from "../state/towns.js";
import { partText } from "./comparison-marks.js";
import { placePicture } from "./symbols.js";

const SLACK = { mouse: 2, touch: 12 };
const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/**
 * Make the map answer to pointer and keyboard.
 *
 * @param {Atlas.Context} context
 * @returns {{ refresh(): void, relabel(): void }} for another drawing and for another language
 */
export function makePointer(context) {
  const { map, scene } = context;
  const container = map.getContainer();
  const tip = h("div", { class: "atlas-tip", hidden: true, "aria-hidden": "true" });
  const cursor = h("button", { type: "button", class: "atlas-cursor" });
  const spoken = h("div", { class: "atlas-unseen", role: "status" });
  const chooser = h("div", { class: "atlas-chooser", role: "dialog", hidden: true });
  container.append(tip, cursor, spoken, chooser);
  context.L.DomEvent.disableClickPropagation(chooser);
  context.L.DomEvent.disableScrollPropagation(chooser);
  context.L.DomEvent.disableClickPropagation(cursor);
  let touch = false;
  /** @type {Atlas.Item | null} */
  let walked = null;

  const itemAt = (event) => scene.find(event.layerPoint, touch ? SLACK.touch : SLACK.mouse);
  const screen = (item) =>
    map.layerPointToContainerPoint([item.x + scene.frame.left, item.y + scene.frame.top]);
  const showTip = (item) => {
    tip.hidden = !item;
    if (!item) return;
    const at = screen(item);
    tip.replaceChildren(
      ...describe(context, item).map((text, i) =>
        h("span", { class: i ? "atlas-quiet" : "", dir: "auto" }, text),
      ),
    );
    const { x: width } = map.getSize();
    const half = tip.offsetWidth / 2;
    tip.style.left = `${Math.max(half + 4, Math.min(width - half - 4, at.x))}px`;
    tip.style.top = `${at.y > 70 ? at.y - (item.box?.[1] ?? item.reach) - tip.offsetHeight - 6 : at.y + 22}px`;
  };
  const enter = (item) => {
    container.classList.toggle("atlas-pointing", Boolean(item));
    showTip(item);
    context.hover(
      item?.type === "place"
        ? idOf(context, item.row)
        : item?.type === "crossing"
          ? item.crossing.id
          : "",
    );
  };
  const open = (item, origin) => {
    if (!item) return close();
    showTip(null);
    if (item.type === "place") context.select(idOf(context, item.row), origin);
    else if (item.type === "crossing") context.select(item.crossing.id, origin);
    else if (item.type === "town") openTown(item);
    else if (item.type === "corridor") context.fit(item.corridor.id);
    else openTogether(item);
  };
  /** Zoom in while that parts the places; choose from a list when they share one point. */
  const openTogether = (item) => {
    const bounds = context.L.latLngBounds(
      item.rows.map((row) => [context.model.numbers.lat[row], context.model.numbers.lon[row]]),
    );
    const closer = Math.min(map.getMaxZoom(), map.getBoundsZoom(bounds.pad(0.3)));
    const parts =
      bounds.getNorth() - bounds.getSouth() + bounds.getEast() - bounds.getWest() > 1e-4;
    if (parts && map.getZoom() < map.getMaxZoom()) {
      map.setView(bounds.getCenter(), Math.max(closer, map.getZoom() + 1));
      return;
    }
    const { words } = context.state;
    choose(item, words.count("chooser", item.rows.length), words.t("chooser_note"));
  };
  const openTown = (item) => {
    if (context.panels.list) context.showTown(item.town.key);
    else choose(item, townText(context.state.words, item.town), "");
  };
  const choose = (item, title, note) => {
    const { words } = context.state;
    const buttons = item.rows
      .slice(0, 200)
      .map((row) =>
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", onclick: () => (close(), context.select(idOf(context, row), "map")) },
            placePicture(context, row),
            h("span", { dir: "auto" }, placeName(context.model, row, context.state.lang)),
          ),
        ),
      );
    chooser.setAttribute("aria-label", title);
    chooser.replaceChildren(
      h(
        "div",
        { class: "atlas-chooser-head" },
        h("strong", {}, title),
        h(
          "button",
          {
            type: "button",
            class: "atlas-icon-button",
            "aria-label": words.t("close"),
            onclick: () => close(true),
          },
          icon(ICONS.close),
        ),
      ),
      note ? h("p", { class: "atlas-quiet" }, note) : "",
      h("ul", {}, buttons),
    );
    chooser.hidden = false;
    const at = screen(item);
    const size = map.getSize();
    chooser.style.left = `${Math.max(8, Math.min(size.x - chooser.offsetWidth - 8, at.x + 16))}px`;
    chooser.style.top = `${Math.max(8, Math.min(size.y - chooser.offsetHeight - 8, at.y - 30))}px`;
    find(chooser, "li button")?.focus();
  };
  const close = (back = false) => {
    chooser.hidden = true;
    if (back) cursor.focus({ preventScroll: true });
  };

  const walkTo = (item) => {
    walked = item;
    if (!item) return;
    const at = screen(item);
    cursor.style.left = `${at.x}px`;
    cursor.style.top = `${at.y}px`;
    const text = describe(context, item).join(", ");
    cursor.setAttribute("aria-label", text);
    spoken.textContent = hasFocus(cursor) ? text : "";
    if (hasFocus(cursor)) enter(item);
  };
  const step = ([dx, dy]) => {
    if (!walked) return;
    const ahead = scene
      .items()
      .filter((item) => (item.x - walked.x) * dx + (item.y - walked.y) * dy > 2);
    const cost = (item) => {
      const along = (item.x - walked.x) * dx + (item.y - walked.y) * dy;
      return along + 2.5 * Math.abs((item.x - walked.x) * dy - (item.y - walked.y) * dx);
    };
    const next = ahead.reduce(
      (best, item) => (best && cost(best) <= cost(item) ? best : item),
      null,
    );
    if (!next) return;
    walkTo(next);
    const at = screen(next);
    const size = map.getSize();
    if (at.x < 30 || at.y < 30 || at.x > size.x - 30 || at.y > size.y - 30)
      map.panTo(map.containerPointToLatLng(at), { animate: false });
  };
  cursor.addEventListener("focus", () => {
    const size = map.getSize();
    const middle = (item) => Math.hypot(screen(item).x - size.x / 2, screen(item).y - size.y / 2);
    walkTo(
      walked ??
        scene
          .items()
          .reduce((best, item) => (best && middle(best) <= middle(item) ? best : item), null),
    );
  });
  cursor.addEventListener("blur", () => enter(null));
  cursor.addEventListener("click", () => open(walked, "cursor"));
  cursor.addEventListener("keydown", (event) => {
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    event.stopPropagation();
    step(STEPS[event.key]);
  });
  container.addEventListener("pointerdown", (event) => (touch = event.pointerType === "touch"), {
    capture: true,
    passive: true,
  });
  container.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || chooser.hidden) return;
    event.stopPropagation();
    close(true);
  });
  const elsewhere = (event) =>
    event.originalEvent.target.closest?.(".leaflet-interactive, .leaflet-popup, .leaflet-control");
  map.on("click", (event) => elsewhere(event) || context.near.pick(event.latlng) || open(itemAt(event), "map"));
  map.on("mousemove", (event) => !touch && enter(elsewhere(event) ? null : itemAt(event)));
  map.on("mouseout movestart zoomstart", () => enter(null));
  map.on("movestart zoomstart", () => close());

  const refresh = () => {
    if (!walked) return;
    const same = scene
      .items()
      .find((item) => item.type === walked.type && keyOf(item) === keyOf(walked));
    walked = same ?? null;
    if (same) walkTo(same);
  };
  const relabel = () => cursor.setAttribute("aria-label", context.state.words.t("cursor"));
  return { refresh, relabel };
}

/**
 * @param {Atlas.Context} context
 * @param {number} row
 */
function idOf({ model }, row) {
  return model.at("facility_id", row);
}

/**
 * Give what an item is known by from one drawing to the next.
 *
 * @param {Atlas.Item} item
 */
function keyOf(item) {
  return item.type === "crossing" ? item.crossing.id : item.rows[0];
}

/**
 * Say in words what a mark stands for: a title and what more there is to know.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Item} item
 */
function describe({ payload, model, state }, item) {
  const { words, lang } = state;
  if (item.type === "crossing") return [nameOf(item.crossing, lang), words.t("crossing")];
  if (item.type === "town") return [townText(words, item.town)];
  if (item.type === "place")
    return [
      placeName(model, item.row, lang),
      facetLabel(payload, "kind", model.at("kind", item.row), lang),
      ...(state.compare ? [partText(state, [item.row])] : []),
    ];
  const counts = new Map();
  for (const row of item.rows)
    counts.set(model.at("kind", row), (counts.get(model.at("kind", row)) ?? 0) + 1);
  const kinds = state.compare ? partText(state, item.rows) : [...counts]
    .map(([kind, n]) => `${facetLabel(payload, "kind", kind, lang)} ${words.number(n)}`)
    .join(" · ");
  const title = words.count("results", item.rows.length);
  return item.type === "corridor" ? [nameOf(item.corridor, lang), title, kinds] : [title, kinds];
}
