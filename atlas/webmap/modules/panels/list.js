// The list: the text twin of the map, a tab for each way to look at it. Only a window of rows is in
// the document, so a list of ten thousand opens as fast as one of ten. It is a grid: up and down go
// from place to place, left and right to the buttons of a place.

import { find, findAll, h } from "../base/dom.js";
import { placeName } from "../state/names.js";
import { ORDERS } from "../state/order.js";
import { townOf } from "../state/towns.js";
import { groupOf, rowOf } from "./list-rows.js";
import { tabsOf } from "./list-tabs.js";

const PAGE = 30;
const NEAR_EDGE_PX = 500;
const PAGE_KEY = 8;
const LIST_STEPS = { up: -1, down: 1 };

/**
 * Make the list.
 *
 * @param {Atlas.Context} context
 */
export function makeList(context) {
  const box = h("div", {
    class: "atlas-list",
    role: "grid",
    tabindex: "0",
    id: "atlas-list",
    "aria-describedby": "atlas-list-keys",
    onkeydown: (event) => onKey(event),
    onclick: (event) => press(event.target),
    onfocus: () => activate(active ?? box.querySelector("[role=row]")),
    onpointerover: (event) => context.hover(idOf(event.target.closest("[data-row]"))),
    onpointerleave: () => context.hover(""),
    onscroll: () => onScroll(),
  });
  const keys = h("p", { class: "atlas-unseen", id: "atlas-list-keys" });
  const spoken = h("p", { class: "atlas-unseen", role: "status" });
  const tabs = h("div", {
    class: "atlas-tabs",
    role: "tablist",
    onkeydown: (event) => tabKey(event),
  });
  const follow = h("input", { type: "checkbox", onchange: () => update() });
  const followText = h("span");
  const followBox = h("label", { class: "atlas-follow" }, follow, followText);
  const order = h("select", { name: "order", onchange: () => context.near.order(order.value) });
  const orderText = h("span", { class: "atlas-unseen" });
  const orderBox = h("label", { class: "atlas-order-by" }, orderText, order);
  const options = h("div", { class: "atlas-list-options" }, followBox, orderBox, context.near.element);
  const tools = h("div", { class: "atlas-list-tools" });
  const note = h("p", { class: "atlas-list-note" });
  const empty = h("div", { class: "atlas-empty" });
  const panel = h("div", { class: "atlas-list-panel", id: "atlas-list-panel", tabindex: "0" });
  const parts = [tabs, options, tools, note, empty, panel, box, keys, spoken];
  const element = h("div", { class: "atlas-list-wrap" }, ...parts);
  let [sequence, first, shown] = [[], 0, 0];
  let [active, group, wish, current, scrolled] = [null, null, "places", null, false];

  const idOf = (option) =>
    option ? context.model.at("facility_id", Number(option.dataset.row)) : "";
  const choose = (option) => {
    if (!option) return;
    activate(option);
    context.select(idOf(option), "list");
  };
  /** Make a line the active one, or one of its buttons. */
  const activate = (option, name) => {
    if (!option) return;
    active?.classList.remove("atlas-active");
    box.querySelector(".atlas-active-button")?.classList.remove("atlas-active-button");
    active = option;
    option.classList.add("atlas-active");
    const button = name && option.querySelector(`[data-do=${name}]`);
    button?.classList.add("atlas-active-button");
    box.setAttribute("aria-activedescendant", (button || option).id);
  };
  const activeButton = () => find(box, ".atlas-active-button");
  /** Do what was clicked: a button of a line, or the line itself. */
  const press = (target) => {
    const [option, button] = [target.closest("[data-row]"), target.closest("[data-do]")];
    if (!button) return choose(option);
    activate(option, button.dataset.do);
    box.focus({ preventScroll: true });
    act(option, button.dataset.do);
  };
  const act = (option, name) => {
    const [id, at] = [idOf(option), Number(option.dataset.at)];
    if (name === "call") return; // the link does it
    if (name === "save") return context.saved.toggle(id);
    const now = at + (LIST_STEPS[name] ?? 0);
    if (now < 0 || now >= sequence.length) return;
    if (name === "remove") context.saved.remove(id);
    else context.saved.move(id, LIST_STEPS[name]);
    if (!sequence.length) return;
    activate(reach(Math.min(now, sequence.length - 1)), name);
    active.scrollIntoView({ block: "nearest" });
    const place = placeName(context.model, Number(option.dataset.row), context.state.lang);
    const said = { place, n: now + 1, total: sequence.length };
    spoken.textContent = name === "remove" ? "" : context.state.words.t("mine_moved", said);
  };

  /** Begin the window at a row; what was in it goes. */
  const begin = (at) => {
    box.replaceChildren();
    box.removeAttribute("aria-activedescendant");
    [first, shown, active, group] = [at, at, null, null];
  };
  const more = (upTo = shown + PAGE) => {
    const end = Math.min(sequence.length, upTo);
    for (; shown < end; shown++) {
      const { row, heading } = sequence[shown];
      if (group?.heading !== heading) {
        group = { heading, element: groupOf(heading, shown) };
        box.append(group.element);
      }
      group.element.append(rowOf(context, row, shown, sequence.length, current.mine));
    }
  };
  /** Give the option of a row of the sequence, the window moved there when it is elsewhere. */
  const reach = (at) => {
    if (at < first || at > shown + 2 * PAGE) begin(Math.max(0, at - PAGE));
    more(Math.max(shown, at + PAGE));
    return box.querySelector(`[data-row="${sequence[at].row}"]`);
  };
  /** Give what scrolls: the list, or on a narrow screen all that stands above it too. */
  const scroller = () => {
    const sheet = box.closest(".atlas-results-scroll");
    return sheet && getComputedStyle(sheet).overflowY === "auto" ? sheet : box;
  };
  const onScroll = () => {
    scrolled = true;
    const view = scroller();
    if (view.scrollTop + view.clientHeight > view.scrollHeight - NEAR_EDGE_PX) more();
    if (first === 0 || view.scrollTop > NEAR_EDGE_PX) return;
    const [row, end, was] = [sequence[first].row, shown, active && Number(active.dataset.row)];
    const before = view.scrollHeight - view.scrollTop;
    begin(Math.max(0, first - 2 * PAGE));
    more(end);
    view.scrollTop = view.scrollHeight - before;
    activate(box.querySelector(`[data-row="${was ?? row}"]`));
  };
  const onKey = (event) => {
    const at = active ? Number(active.dataset.at) : -1;
    const last = sequence.length - 1;
    const targets = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + PAGE_KEY,
      PageUp: at - PAGE_KEY,
      Home: 0,
      End: last,
    };
    if (event.key === "Enter" || event.key === " ") (activeButton() ?? active ?? box).click();
    else if (event.key in targets) {
      const name = activeButton()?.dataset.do;
      activate(reach(Math.max(0, Math.min(last, targets[event.key]))), name);
      active.scrollIntoView({ block: "nearest" });
      context.hover(idOf(active));
    } else if (active && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      const names = findAll(active, "[data-do]").map((one) => one.dataset.do);
      const from = names.indexOf(activeButton()?.dataset.do);
      const to = from + (event.key === "ArrowRight" ? 1 : -1);
      activate(active, names[Math.min(names.length - 1, to)]);
    } else return;
    event.preventDefault();
  };
  const tabKey = (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    const buttons = findAll(tabs, "[role=tab]:not(:disabled)");
    const at = buttons.findIndex((one) => one.getAttribute("aria-selected") === "true");
    buttons[(at + by + buttons.length) % buttons.length].click();
    find(tabs, "[aria-selected=true]")?.focus();
    event.preventDefault();
  };
  const show = (name) => {
    if (name !== "mine") wish = name;
    if (context.state.mine === (name === "mine")) update();
    else context.showMine(name === "mine");
  };
  /** Give the tab to show: the reader's list, what was wished for, else the first with anything. */
  const pick = (all) => {
    if (context.state.mine) return all.find((one) => one.mine);
    const wished = all.find((one) => one.name === wish);
    if (wished && (wished.count !== 0 || follow.checked)) return wished;
    return all.find((one) => one.count !== 0 && !one.mine) ?? all[0];
  };

  const update = () => {
    const { words } = context.state;
    const all = tabsOf(context, follow.checked ? inSight(context) : null);
    const view = scroller();
    const [before, kept] = [current?.name, { row: active?.dataset.row, top: view.scrollTop }];
    current = pick(all);
    tabs.replaceChildren(...all.map(tabButton));
    followText.textContent = words.t("list_follow");
    orderText.textContent = words.t("order");
    order.replaceChildren(...ORDERS.map((name) => h("option", { value: name }, words.t(`order_${name}`))));
    order.value = context.state.order;
    keys.textContent = words.t("list_keys");
    options.hidden = !current.follows;
    context.near.update();
    tools.replaceChildren(...(current.tools?.() ?? []).filter(Boolean));
    note.textContent = current.note ?? "";
    note.hidden = !current.note;
    empty.replaceChildren(...(current.empty?.() ?? []));
    empty.hidden = !empty.hasChildNodes();
    panel.replaceChildren(...(current.panel ? [current.panel()] : []));
    panel.hidden = !current.panel;
    sequence = current.sequence?.() ?? [];
    box.hidden = !sequence.length;
    box.setAttribute("aria-label", words.t(current.label ?? current.key));
    box.setAttribute("aria-rowcount", String(sequence.length));
    begin(0);
    const same = current.mine && before === "mine";
    if (scrolled && !same) view.scrollTop = 0; // setting it costs a layout
    if (!same) scrolled = false;
    more();
    if (same) {
      view.scrollTop = kept.top;
      activate(box.querySelector(`[data-row="${kept.row}"]`));
    }
    mark();
  };
  const tabButton = ({ name, key, count, drawing }) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        "aria-selected": String(current.name === name),
        "aria-controls": name === "table" ? "atlas-list-panel" : "atlas-list",
        tabindex: current.name === name ? "0" : "-1",
        disabled: count === 0 && current.name !== name && name !== "mine",
        onclick: () => show(name),
      },
      drawing?.(),
      h("span", {}, context.state.words.t(key)),
      count !== undefined &&
        h("span", { class: "atlas-tab-count" }, context.state.words.number(count)),
    );
  const mark = () => {
    const row = context.model.rowOf(context.state.selected);
    box.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    const at = row < 0 ? -1 : sequence.findIndex((one) => one.row === row);
    if (at < 0) return;
    const option = reach(at);
    option.setAttribute("aria-selected", "true");
    activate(option);
    option.scrollIntoView({ block: "nearest" });
  };
  /** Show what the reader's list holds now, without making the other tabs again. */
  const saved = () => {
    if (current.mine) return update();
    const count = find(tabs, "button:last-child .atlas-tab-count");
    if (!context.state.compare) count.textContent = String(context.state.saved.length);
    for (const button of box.querySelectorAll("[data-do=save]")) {
      const id = idOf(button.closest("[data-row]"));
      button.setAttribute("aria-pressed", String(context.saved.has(id)));
    }
  };
  const moved = () => follow.checked && update();
  return { element, update, mark, saved, moved, onScroll, focus: () => box.focus() };
}

/**
 * Make (row) -> whether the place, or the town that stands for it, lies on the part of the map that
 * is seen.
 *
 * @param {Atlas.Context} context
 */
function inSight(context) {
  const { payload, model, map } = context;
  const bounds = map.getBounds();
  const { lon, lat } = model.numbers;
  return (row) => {
    const town = payload.towns?.[townOf(context, row)];
    if (town) return bounds.contains([town[1], town[0]]);
    return model.hasPoint(row) && bounds.contains([lat[row], lon[row]]);
  };
}
