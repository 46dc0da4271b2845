// How a place is reached, as links on its card.

import { h, host, link } from "../base/dom.js";
import { dialled, oldYear, phonesOf } from "../state/phones.js";

const MAIL = /^[^\s;:@?&]+@[^\s;:@?&]+$/;

/**
 * Write telephone numbers as links, each with what is known of its age.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.TextColumn} name
 * @param {number} row
 */
function phones({ payload, model, state }, name, row) {
  return phonesOf(model, name, row).map(({ number, date }) => {
    const [digits, year] = [dialled(number), oldYear(date, payload.date)];
    const age = year ? state.words.t("contact_old", { year }) : date && state.words.month(date);
    return h(
      "span",
      {},
      digits ? h("a", { href: `tel:${digits}` }, number) : h("span", { dir: "auto" }, number),
      age && h("span", { class: "atlas-quiet" }, ` · ${age}`),
    );
  });
}

/** Write addresses of mail as links; what is none stays text. */
function mails(text) {
  return text
    .split(";")
    .map((one) => one.trim())
    .filter(Boolean)
    .map((one) => (MAIL.test(one) ? h("a", { href: `mailto:${one}` }, one) : h("span", {}, one)));
}

/** What is shown of these columns in another form than as text. */
export const CONTACT_FORMS = {
  phone: phones,
  whatsapp: phones,
  email: ({ model }, name, row) => mails(model.at(name, row)),
  website: ({ model }, name, row) => {
    const text = model.at(name, row);
    return [text && link(host(text), text)];
  },
};
