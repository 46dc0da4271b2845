// Elements made from data. Text goes in as text nodes and nothing else, so no value of a data
// column can become markup; links are kept only when they are http or https.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an HTML element. `on*` properties are listeners, false and null are left out.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} properties
 * @param {...unknown} children nodes and texts, also in arrays; null and false are left out
 */
export function h(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/**
 * Make an SVG element.
 *
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} properties
 * @param {...unknown} children
 */
export function s(tag, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

/**
 * @template {Element} Some
 * @param {Some} element
 * @param {Record<string, any>} properties
 * @param {any[]} children
 */
function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(
    ...children
      .flat(Infinity)
      .filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/**
 * Give the first element of ours that a selector names; null when there is none.
 *
 * @param {ParentNode} within
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function find(within, selector) {
  return within.querySelector(selector);
}

/**
 * Give all elements of ours that a selector names.
 *
 * @param {ParentNode} within
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export function findAll(within, selector) {
  return Array.from(within.querySelectorAll(selector));
}

/**
 * Say whether an element has the focus, in a document or in a shadow tree.
 *
 * @param {Element} element
 */
export function hasFocus(element) {
  const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
  return root.activeElement === element;
}

/** Give an address that is safe to follow, or an empty string. */
export function safeHref(address) {
  if (!/^https?:\/\//i.test(address)) return "";
  try {
    return new URL(address).href;
  } catch {
    return "";
  }
}

/** Make a link to another site, or plain text when the address is not a web address. */
export function link(text, address) {
  const href = safeHref(address);
  if (!href) return h("span", {}, text);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, text);
}

/** Give a web address as short as people read it; what is none stays as it is. */
export function host(address) {
  const href = safeHref(address);
  return href
    ? new URL(href).host.replace(/^www\./, "") + (new URL(href).pathname.length > 1 ? "/…" : "")
    : address;
}

/** Draw one of the interface's own icons, from a path in a 24 by 24 box. */
export function icon(path) {
  const drawn = s("path", { d: path });
  return s(
    "svg",
    { class: "atlas-icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    drawn,
  );
}

export const ICONS = {
  back: "M15 5l-7 7 7 7",
  chat: "M4 19l1.2-4A8 8 0 118.6 18.2zM9 10v1.5a3.5 3.5 0 003.5 3.5H14",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 8h11v12H9zM15 8V4H4v12h5",
  cross: "M12 2v7M12 15v7M2 12h7M15 12h7",
  down: "M6 9l6 6 6-6",
  filter: "M4 6h16M7 12h10M10 18h4",
  info: "M12 11v6M12 7.5v.01M12 3a9 9 0 100 18 9 9 0 000-18z",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6v.01M4.5 12v.01M4.5 18v.01",
  map: "M4 6.5l5-2 6 2 5-2v13l-5 2-6-2-5 2zM9 4.5v13M15 6.5v13",
  phone: "M6 4h3l1.5 4-2 1.5a11 11 0 006 6l1.5-2 4 1.5v3a2 2 0 01-2 2A16 16 0 014 6a2 2 0 012-2z",
  print: "M7 9V4h10v5M7 17H4v-7h16v7h-3M7 14h10v6H7z",
  save: "M7 4h10v16l-5-4-5 4z",
  search: "M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L20 20",
  share: "M10 14l4-4M8.5 11.5l-2 2a3.2 3.2 0 004.5 4.5l2-2M15.5 12.5l2-2A3.2 3.2 0 0013 6l-2 2",
  table: "M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9",
  way: "M12 3l9 9-9 9-9-9zM9 15v-3a1 1 0 011-1h5M13 8.5l2.5 2.5-2.5 2.5",
  up: "M6 15l6-6 6 6",
};
