// The list in order of distance from a point that the reader chooses. The point stays in this page:
// it is in no link, in no message to the page around and in no request, and the map does not move
// to it, since the place of the map is in the link.

import { ICONS, find, h, icon } from "../base/dom.js";
import { distanceKm } from "../base/geodesy.js";
import { distances } from "../state/order.js";

const VAGUE_M = 150;
const STEPS_KM = [0.5, 1, 5, 10, 50];
const STEP_PX = 10;
const STRIDE_PX = 60;
const PATIENCE_MS = 20_000;
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
const REFUSALS = { 1: "near_denied", 2: "near_unknown", 3: "near_late" };

/**
 * Say how far a place is from the reader's point, or from what the filter measures from.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
export function distanceFact({ model, state }, row) {
  const { words, from, filter } = state;
  if (!from) {
    const km = filter.near ? model.kmTo(filter.near)[row] : model.numbers.near_km[row];
    return km === km ? words.km(km) : "";
  }
  if (!model.hasPoint(row)) return "";
  const { lon, lat, precision_m: precision } = model.numbers;
  return honestDistance(
    words,
    distanceKm(lon[row], lat[row], from.lon, from.lat),
    precision[row] + from.metres,
  );
}

/**
 * Write a distance no finer than it is known: `2.4 km`, `about 2 km`, `within 3 km`.
 *
 * @param {Atlas.Words} words
 */
export function honestDistance(words, km, metres) {
  if (metres <= VAGUE_M)
    return km < 1 ? words.metres(Math.max(1, Math.round(km * 20)) * 50) : words.km(km);
  if (metres !== metres) return words.t("about_km", { km: words.km(Math.max(1, Math.round(km))) });
  const doubt = metres / 1000;
  if (km <= doubt) return words.t("near_within", { km: words.km(Math.ceil((km + doubt) * 2) / 2) });
  const step = STEPS_KM.findLast((one) => one <= 2 * doubt) ?? STEPS_KM[0];
  return words.t("about_km", { km: words.km(Math.max(step, Math.round(km / step) * step)) });
}

/**
 * Make what chooses the point: the line above the list, and the crosshair on the map.
 *
 * @param {Atlas.Context} context
 * @param {() => void} changed called when there is another point, or none
 * @returns {Atlas.Nearest}
 */
export function makeNear(context, changed) {
  const { state } = context;
  const element = h("div", { class: "atlas-near" });
  const cross = h("button", { type: "button", class: "atlas-crosshair", hidden: true });
  const hint = h("p", { class: "atlas-crosshair-hint", role: "status", hidden: true });
  cross.append(icon(ICONS.cross));
  let [open, busy, refused] = [false, false, ""];

  const set = (from) => {
    state.from = from;
    state.order = from ? "near" : "recent";
    [open, refused] = [false, ""];
    changed();
    focusTool();
  };
  /** Put the focus on what the reader goes on with. */
  const focusTool = () => {
    const order = find(element.parentElement, "select");
    (element.querySelector("button") ?? order)?.focus();
  };
  const aim = (on) => {
    cross.hidden = hint.hidden = !on;
    if (!on) return;
    const { words } = state;
    const container = context.map.getContainer();
    container.append(cross, hint);
    context.L.DomEvent.disableClickPropagation(cross);
    cross.setAttribute("aria-label", words.t("near_aim"));
    hint.textContent = words.t("near_aim");
    context.sheet("");
    const { x, y } = context.map.getSize();
    put(x / 2, y / 2);
    cross.focus({ preventScroll: true });
  };
  const put = (x, y) => {
    const size = context.map.getSize();
    cross.dataset.x = String(Math.max(0, Math.min(size.x, x)));
    cross.dataset.y = String(Math.max(0, Math.min(size.y, y)));
    cross.style.left = `${cross.dataset.x}px`;
    cross.style.top = `${cross.dataset.y}px`;
  };
  const choose = ({ lat, lng }) => {
    aim(false);
    context.sheet("list");
    set({ lat, lon: lng, metres: 0, device: false });
  };
  const chosen = () =>
    choose(
      context.map.containerPointToLatLng([Number(cross.dataset.x), Number(cross.dataset.y)]),
    );
  cross.addEventListener("click", chosen);
  cross.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      aim(false);
      context.sheet("list");
      focusTool();
    } else if (event.key in ARROWS) {
      const [dx, dy] = ARROWS[event.key];
      const step = event.shiftKey ? STRIDE_PX : STEP_PX;
      put(Number(cross.dataset.x) + dx * step, Number(cross.dataset.y) + dy * step);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const locate = () => {
    const refuse = (/** @type {{ code?: number }} */ { code }) => {
      [busy, refused] = [false, REFUSALS[code] ?? "near_unknown"];
      update();
    };
    const found = ({ coords }) => {
      busy = false;
      const { latitude: lat, longitude: lon, accuracy: metres } = coords;
      set({ lat, lon, metres, device: true });
    };
    if (!navigator.geolocation) return refuse({});
    [busy, refused] = [true, ""];
    update();
    navigator.geolocation.getCurrentPosition(found, refuse, { timeout: PATIENCE_MS });
  };
  const tool = (key, onclick, more = {}) =>
    h("button", { type: "button", class: "atlas-tool", onclick, ...more }, state.words.t(key));
  const toggle = () => {
    open = !open;
    update();
    focusTool();
  };

  const told = (words) => (busy ? words.t("near_busy") : refused && words.t(refused));
  const update = () => {
    const { words, from } = state;
    const expanded = { "aria-expanded": String(open) };
    const wanted = state.order === "near" && !state.mine;
    element.hidden = !wanted;
    element.replaceChildren(
      h(
        "div",
        { class: "atlas-tools" },
        from
          ? [
              h("span", {}, words.t(from.device ? "near_here" : "near_point")),
              tool("near_change", toggle, expanded),
              tool("near_off", () => set(null)),
            ]
          : "",
      ),
      ...(open
        ? [
            h(
              "div",
              { class: "atlas-tools" },
              tool("near_from_map", () => aim(true)),
              tool("near_from_device", locate, { disabled: busy }),
            ),
            h("p", { class: "atlas-list-note atlas-warning", role: "status" }, told(words)),
            h("p", { class: "atlas-list-note" }, words.t("near_private")),
          ]
        : []),
    );
  };
  return {
    element,
    update,
    order(name) {
      state.order = name;
      [open, refused] = [name === "near" && !distances(context), ""];
      changed();
    },
    pick(latlng) {
      if (cross.hidden) return false;
      choose(latlng);
      return true;
    },
  };
}
