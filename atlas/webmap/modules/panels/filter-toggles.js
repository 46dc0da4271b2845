// What the filter panel asks for with a tick: a phone, open now; and the dates that it offers.

import { h } from "../base/dom.js";
import { monthsBefore } from "../base/i18n.js";
import { openTest } from "../state/hours.js";
import { FRESH_MONTHS } from "../state/status.js";

/** Up to so many places, counting those of a box costs less than a key press. */
const MOST_COUNTED = 20_000;

/**
 * Make the boxes of what is either asked for or not, with the places that each would give.
 *
 * @param {Atlas.Context} context
 * @param {(() => void)[]} parts
 */
export function toggles(context, parts) {
  const { model } = context;
  const phone = toggle(context, "with_phone", (on) => context.change({ phone: on }));
  const open = toggle(context, "open_now", (on) => context.showOpen(on));
  open.element.hidden = !context.payload.weeks;
  parts.push(() => {
    const { state } = context;
    const { filter } = state;
    phone.show(filter.phone, () => model.evaluate({ ...filter, phone: true }, openTest(context)));
    const asked = { ...context, state: { ...state, openNow: true } };
    open.show(state.openNow, () => model.evaluate(filter, openTest(asked)));
  });
  return h("fieldset", { class: "atlas-field atlas-toggles" }, phone.element, open.element);
}

/**
 * @param {Atlas.Context} context
 * @param {string} key
 * @param {(on: boolean) => void} changed
 */
function toggle(context, key, changed) {
  const { words } = context.state;
  const box = h("input", { type: "checkbox", name: key, onchange: () => changed(box.checked) });
  const label = h("span", { class: "atlas-option-label" }, words.t(key));
  const count = h("span", { class: "atlas-option-count" });
  const element = h("label", { class: "atlas-option" }, box, label, count);
  /** @param {boolean} on @param {() => { rows: Atlas.Rows }} found */
  const show = (on, found) => {
    box.checked = on;
    if (context.model.n > MOST_COUNTED) return;
    const n = found().rows.length;
    count.textContent = words.number(n);
    element.classList.toggle("atlas-none", !n && !on);
  };
  return { element, show };
}

/**
 * Give the dates to choose from: the last months, then the years in which a status was stated.
 *
 * @param {Atlas.Context} context
 * @param {(date: string) => HTMLOptionElement} option
 */
export function sinceOptions({ payload, state, years }, option) {
  const lately = h(
    "option",
    { value: monthsBefore(payload.date, FRESH_MONTHS) },
    state.words.t("since_lately", { n: FRESH_MONTHS }),
  );
  return [lately, ...[...years].reverse().map(option)];
}
