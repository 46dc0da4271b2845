// Printing. Where the atlas is the whole document, that document prints its sheet. Elsewhere the
// sheet is put into a hidden frame with the same styles, so that nothing around the atlas is printed.

import { findAll, h } from "../base/dom.js";
import { filtersOf } from "../state/comparison.js";
import { readable, writeExtra } from "../state/link-extras.js";
import { writeFilter } from "../state/query.js";
import { fillSheet } from "./printed-sheet.js";

/**
 * Print what is shown now.
 *
 * @param {HTMLElement} sheet the element of the sheet
 * @param {Atlas.Options["qr"]} qrOf the QR code of the live link with a query
 */
export async function printSheet(context, sheet, qrOf) {
  if (qrOf) context.qr = await qrOf(liveQuery(context)).catch(() => null);
  fillSheet(context, sheet);
  if (context.page) return globalThis.print();
  const page = await inFrame(context, sheet);
  page.focus();
  return page.print();
}

/**
 * Write the link to what is printed: short, so that its code stays easy to scan.
 *
 * @param {Atlas.Context} context
 */
function liveQuery({ state }) {
  const params = state.mine
    ? new URLSearchParams({ lang: state.lang })
    : writeFilter(filtersOf(state)[0], "");
  writeExtra(state).forEach((value, name) => params.append(name, value));
  return readable(params);
}

/**
 * Put the sheet into a frame of its own; give the frame's window once its styles are there.
 *
 * @param {Atlas.Context} context
 * @param {HTMLElement} sheet
 */
async function inFrame({ element }, sheet) {
  element.querySelector(".atlas-print-frame")?.remove();
  const frame = h("iframe", { class: "atlas-print-frame", tabindex: "-1", "aria-hidden": "true" });
  element.append(frame);
  const { contentDocument: page, contentWindow } = frame;
  page.documentElement.lang = sheet.lang;
  const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
  const loaded = findAll(root, "style, link[rel=stylesheet]").map((style) => {
    const copy = page.importNode(style, true);
    const done = new Promise((resolve) => {
      copy.onload = copy.onerror = resolve;
    });
    page.head.append(copy);
    return copy.localName === "link" ? done : null;
  });
  page.body.append(sheet);
  await Promise.all(loaded);
  return contentWindow;
}
