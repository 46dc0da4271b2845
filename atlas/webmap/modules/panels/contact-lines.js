// Who is behind the data, and the ways to write to them: on the page and on paper.

import { h } from "../base/dom.js";

const ADDRESSES = /^(?:mailto:|tel:\+|https:\/\/wa\.me\/|https:\/\/signal\.me\/#)/;

/**
 * Make a link that opens a way to write; only text when its address is of another kind.
 *
 * @param {Atlas.Way} way
 * @param {string} [label]
 */
export function wayLink(way, label = way.text) {
  return ADDRESSES.test(way.href)
    ? h("a", { href: way.href, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, label)
    : h("span", { dir: "auto" }, label);
}

/**
 * Say who is behind the data, with version, date and licences.
 *
 * @param {Atlas.Context} context
 * @returns {HTMLElement[]}
 */
export function contactLines({ payload, state }) {
  const { words, lang } = state;
  const { makers, ways, danger } = payload.behind;
  const named = makers.map((one) => one[lang]).join(", ");
  const data = words.t("behind_data", {
    version: payload.version,
    date: words.date(payload.date),
    licences: payload.licences.map((one) => one.title).join(" · "),
  });
  const written = ways.map((way, i) => [
    i > 0 && " · ",
    `${words.t(`way_${way.channel}`)} `,
    wayLink(way),
  ]);
  return [
    named && h("p", {}, words.t("behind_by", { names: named })),
    ways.length > 0 && h("p", {}, `${words.t("behind_write")} `, written),
    danger &&
      h(
        "p",
        {},
        `${words.t("behind_danger")} ${words.t(`way_${danger.channel}`)} `,
        wayLink(danger),
      ),
    h("p", { class: "atlas-quiet" }, data),
  ].filter((line) => line instanceof HTMLElement);
}
