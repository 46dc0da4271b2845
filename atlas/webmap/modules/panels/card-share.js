// Passing a place on: the share sheet of the device; where there is none, WhatsApp and a text to copy.

import { ICONS, h } from "../base/dom.js";
import { placeName } from "../state/names.js";
import { firstPhone } from "../state/phones.js";
import { placeStatus } from "../state/status.js";
import { action } from "./card-parts.js";

/**
 * Write what is passed on of a place: name, address, status with its date, phone.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
export function shareText(context, row) {
  const { model, state } = context;
  const at = (name) => model.at(name, row);
  const where = [at("address"), at("municipality"), at("admin1")].filter(Boolean).join(", ");
  const lines = [
    placeName(model, row, state.lang),
    where,
    placeStatus(context, row),
    firstPhone(model, "phone", row)?.number,
  ];
  return lines.filter(Boolean).join("\n");
}

/**
 * Give the address at which others find a place: of the app, of the page if it is on the web, else
 * of the public atlas; nothing where there is none.
 *
 * @param {Atlas.Context} context
 * @param {string} id
 */
export function placeAddress({ address, page, payload, state }, id) {
  const query = new URLSearchParams({ id, lang: state.lang }).toString();
  if (address) return address(query);
  const { protocol, origin, pathname } = globalThis.location;
  if (page && protocol.startsWith("http")) return `${origin}${pathname}#${query}`;
  return payload.address ? `${payload.address}/?${query}` : "";
}

/**
 * Make the button, and what it opens where the device has nothing of its own.
 *
 * @param {Atlas.Context} context
 * @param {number} row
 */
export function shareAction(context, row) {
  const { model, state } = context;
  const { words } = state;
  const panel = h("div", { class: "atlas-share", hidden: true });
  const url = placeAddress(context, model.at("facility_id", row));
  const text = shareText(context, row);
  const open = () => {
    if (!panel.hidden) return (panel.hidden = true);
    fillPanel(context, panel, [text, url].filter(Boolean).join("\n"));
    panel.hidden = false;
  };
  const share = async () => {
    if (!navigator.share) return open();
    try {
      await navigator.share({ title: placeName(model, row, state.lang), text, ...(url && { url }) });
    } catch (error) {
      if (error.name !== "AbortError") open();
    }
  };
  const button = action(words.t("share_place"), ICONS.share, { onclick: share, "data-act": "share" });
  return { button, panel };
}

/**
 * @param {Atlas.Context} context
 * @param {HTMLElement} panel
 * @param {string} message
 */
function fillPanel(context, panel, message) {
  const { words } = context.state;
  const rows = message.split("\n").length + 1;
  const box = h("textarea", { readonly: true, rows, "aria-label": words.t("share_message"), value: message });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(message);
      context.say(words.t("copied"));
    } catch {
      box.select();
    }
  };
  panel.replaceChildren(
    box,
    h(
      "div",
      { class: "atlas-do-bar" },
      action(words.t("whatsapp"), ICONS.chat, {
        href: `https://wa.me/?text=${encodeURIComponent(message)}`,
      }),
      action(words.t("copy"), ICONS.copy, { onclick: copy }),
    ),
  );
}
