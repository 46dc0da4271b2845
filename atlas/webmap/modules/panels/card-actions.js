// What one does with a place, at the head of its card: call, write, go there, pass it on.

import { ICONS, h } from "../base/dom.js";
import { dialled, firstPhone, oldYear, phonesIn } from "../state/phones.js";
import { action } from "./card-parts.js";
import { shareAction } from "./card-share.js";
import { correctAction } from "./correction-link.js";

const ANDROID = /android/i;
const APPLE = /iphone|ipad|ipod/i;

/**
 * Make the bar of what one can do, and what has to be said of it.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
export function cardActions(context, row) {
  const share = shareAction(context, row);
  const buttons = [callAction(context, row), whatsappAction(context, row)];
  return h(
    "div",
    { class: "atlas-do" },
    h(
      "div",
      { class: "atlas-do-bar", role: "group", "aria-label": context.state.words.t("do") },
      buttons,
      directionsAction(context, row),
      share.button,
    ),
    contactNote(context, row),
    share.panel,
  );
}

/**
 * @param {Atlas.Context} context
 * @param {number} row
 */
function callAction({ model, state }, row) {
  const phone = firstPhone(model, "phone", row);
  if (!phone) return null;
  const href = `tel:${dialled(phone.number)}`;
  return action(state.words.t("call"), ICONS.phone, { href, "data-act": "call" }, phone.number);
}

/**
 * @param {Atlas.Context} context
 * @param {number} row
 */
function whatsappAction({ model, state }, row) {
  const phone = firstPhone(model, "whatsapp", row);
  if (!phone) return null;
  const href = `https://wa.me/${dialled(phone.number).replace("+", "")}`;
  return action(state.words.t("whatsapp"), ICONS.chat, { href, "data-act": "whatsapp" });
}

/**
 * Lead to the published point, and say how well it is known. A protected place has no way to it: the
 * point of one is a cell, and is not where it is.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
function directionsAction({ model, state }, row) {
  const open = model.at("sensitivity", row) === "open" && model.at("precision", row) !== "generalised";
  if (!open || !model.hasPoint(row)) return null;
  const { lat, lon, precision_m: metres } = model.numbers;
  const href = directionsTo(lat[row], lon[row], navigator.userAgent);
  const known = metres[row] === metres[row] ? `± ${state.words.metres(metres[row])}` : "";
  return action(state.words.t("directions"), ICONS.way, { href, "data-act": "way" }, known);
}

/**
 * Give the address that shows the way to a point on a device.
 *
 * @param {number} lat
 * @param {number} lon
 * @param {string} device what the browser says of itself
 */
export function directionsTo(lat, lon, device) {
  const [y, x] = [lat.toFixed(5), lon.toFixed(5)];
  if (ANDROID.test(device)) return `geo:${y},${x}?q=${y},${x}`;
  if (APPLE.test(device)) return `https://maps.apple.com/?daddr=${y},${x}`;
  return `https://www.openstreetmap.org/directions?to=${y}%2C${x}#map=16/${y}/${x}`;
}

/**
 * Say that there is no number, that it is old, or that nobody has confirmed it.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
function contactNote(context, row) {
  const { payload, model, state } = context;
  const { words } = state;
  const phone = firstPhone(model, "phone", row) ?? firstPhone(model, "whatsapp", row);
  if (phone) {
    const year = oldYear(phone.date, payload.date);
    return year && h("p", { class: "atlas-do-note" }, words.t("contact_old", { year }));
  }
  if (model.at("role", row) === "enforcement") return null;
  const unconfirmed = phonesIn(payload.claims?.phones[row] ?? "");
  if (unconfirmed.length) return unconfirmedNote(unconfirmed, words);
  const id = model.at("facility_id", row);
  const asked = context.correct && id && model.at("sensitivity", row) === "open";
  return h(
    "p",
    { class: "atlas-do-note" },
    words.t("no_phone"),
    asked && [" ", correctAction(context, id, words.t("no_phone_ask"))],
  );
}

/**
 * Give the numbers that nobody has confirmed, each with the date of its source.
 *
 * @param {Atlas.Phone[]} phones
 * @param {Atlas.Words} words
 */
function unconfirmedNote(phones, words) {
  return h(
    "p",
    { class: "atlas-do-note" },
    words.t("phone_unconfirmed"),
    phones.map(({ number, date }, at) => [
      at ? " · " : " ",
      dialled(number) ? h("a", { href: `tel:${dialled(number)}` }, number) : number,
      date && ` (${words.date(date)})`,
    ]),
  );
}
