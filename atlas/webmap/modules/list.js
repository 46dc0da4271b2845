// The list: the text twin of the map. Places on the map by corridor and side, and places known only
// by municipality with the count of each. Only a window of rows is in the document, so a list of ten
// thousand opens as fast as one of ten.

import { h } from "./dom.js";
import { facetLabel, placeName } from "./names.js";

const PAGE = 30;
const NEAR_EDGE_PX = 500;
const PAGE_KEY = 8;

/**
 * Make the list.
 *
 * @param {Object} context payload, model, state, map, select(id), hover(id), change(part)
 * @returns {Object} element, update(), mark() for a new selection, moved() for the map, focus()
 */
export function makeList(context) {
  const box = h("div", {
    class: "atlas-list",
    role: "listbox",
    tabindex: "0",
    id: "atlas-list",
    onkeydown: (event) => onKey(event),
    onclick: (event) => choose(event.target.closest("[data-row]")),
    onfocus: () => activate(active ?? box.querySelector("[role=option]")),
    onpointerover: (event) => context.hover(idOf(event.target.closest("[data-row]"))),
    onpointerleave: () => context.hover(""),
    onscroll: () => onScroll(),
  });
  const tabs = h("div", {
    class: "atlas-tabs",
    role: "tablist",
    onkeydown: (event) => tabKey(event),
  });
  const follow = h("input", { type: "checkbox", onchange: () => update() });
  const followText = h("span");
  const followBox = h("label", { class: "atlas-follow" }, follow, followText);
  const note = h("p", { class: "atlas-list-note" });
  const empty = h("div", { class: "atlas-empty" });
  const element = h("div", { class: "atlas-list-wrap" }, tabs, followBox, note, empty, box);
  let [sequence, first, shown] = [[], 0, 0];
  let [active, group, tab, scrolled] = [null, null, "point", false];

  const idOf = (option) =>
    option ? context.model.at("facility_id", Number(option.dataset.row)) : "";
  const choose = (option) => {
    if (!option) return;
    activate(option);
    context.select(idOf(option), "list");
  };
  const activate = (option) => {
    if (!option) return;
    active?.classList.remove("atlas-active");
    active = option;
    option.classList.add("atlas-active");
    box.setAttribute("aria-activedescendant", option.id);
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
      group.element.append(optionOf(context, row, sequence.length, shown));
    }
  };
  /** Give the option of a row of the sequence, the window moved there when it is elsewhere. */
  const reach = (at) => {
    if (at < first || at > shown + 2 * PAGE) begin(Math.max(0, at - PAGE));
    more(Math.max(shown, at + PAGE));
    return box.querySelector(`[data-row="${sequence[at].row}"]`);
  };
  const onScroll = () => {
    scrolled = true;
    if (box.scrollTop + box.clientHeight > box.scrollHeight - NEAR_EDGE_PX) more();
    if (first === 0 || box.scrollTop > NEAR_EDGE_PX) return;
    const [row, end, was] = [sequence[first].row, shown, active && Number(active.dataset.row)];
    const before = box.scrollHeight - box.scrollTop;
    begin(Math.max(0, first - 2 * PAGE));
    more(end);
    box.scrollTop = box.scrollHeight - before;
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
    if (event.key === "Enter" || event.key === " ") choose(active);
    else if (event.key in targets) {
      activate(reach(Math.max(0, Math.min(last, targets[event.key]))));
      active.scrollIntoView({ block: "nearest" });
      context.hover(idOf(active));
    } else return;
    event.preventDefault();
  };
  const tabKey = (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    show(tab === "point" ? "municipality" : "point");
    tabs.querySelector("[aria-selected=true]")?.focus();
    event.preventDefault();
  };
  const show = (name) => {
    tab = name;
    update();
  };

  const update = () => {
    const { rows, words } = context.state;
    const [mapped, unmapped] = [[], []];
    const seen = follow.checked ? inSight(context) : () => true;
    for (const row of rows)
      if (!context.model.hasPoint(row)) unmapped.push(row);
      else if (seen(row)) mapped.push(row);
    if (!mapped.length && unmapped.length && !follow.checked) tab = "municipality";
    else if (!unmapped.length) tab = "point";
    tabs.replaceChildren(
      tabButton("point", "tab_point", mapped.length),
      tabButton("municipality", "tab_municipality", unmapped.length),
    );
    const onMap = tab === "point";
    followText.textContent = words.t("list_follow");
    note.textContent = onMap ? words.t("list_nothing_here") : words.t("municipality_note");
    note.hidden = onMap ? mapped.length > 0 || !rows.length : false;
    followBox.hidden = !onMap || !rows.length;
    tabs.hidden = box.hidden = !rows.length;
    box.setAttribute("aria-label", words.t(onMap ? "list_label" : "tab_municipality"));
    empty.replaceChildren(...(rows.length ? [] : emptyState(context)));
    empty.hidden = rows.length > 0;
    if (!rows.length) note.hidden = true;
    sequence = onMap
      ? grouped(mapped, (row) => sideHeading(context, row))
      : byMunicipality(context, unmapped);
    begin(0);
    if (scrolled) box.scrollTop = 0; // setting it costs a layout
    scrolled = false;
    more();
    mark();
  };
  const tabButton = (name, key, n) => {
    const { words } = context.state;
    return h(
      "button",
      {
        type: "button",
        role: "tab",
        "aria-selected": String(tab === name),
        "aria-controls": "atlas-list",
        tabindex: tab === name ? "0" : "-1",
        disabled: n === 0 && tab !== name,
        onclick: () => show(name),
      },
      words.t(key),
      h("span", { class: "atlas-tab-count" }, words.number(n)),
    );
  };
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
  const moved = () => follow.checked && update();
  return { element, update, mark, moved, focus: () => box.focus() };
}

/** Make (row) -> whether the place lies on the part of the map that is seen. */
function inSight({ model, map }) {
  const bounds = map.getBounds();
  const { lon, lat } = model.numbers;
  return (row) => bounds.contains([lat[row], lon[row]]);
}

function groupOf({ title, count }, at) {
  const id = `atlas-group-${at}`;
  const heading = h(
    "div",
    { class: "atlas-group-title", id },
    h("span", {}, title),
    h("span", { class: "atlas-group-count" }, count),
  );
  return h("div", { role: "group", "aria-labelledby": id, class: "atlas-group" }, heading);
}

function optionOf({ payload, model, state, placePicture }, row, total, at) {
  const { words, lang } = state;
  const status = payload.vocab.status[model.at("status", row)];
  const kind = facetLabel(payload, "kind", model.at("kind", row), lang);
  const km = state.filter.near ? model.kmTo(state.filter.near)[row] : model.numbers.near_km[row];
  const facts = [kind, model.at("municipality", row), km === km ? words.km(km) : ""]
    .filter(Boolean)
    .join(" · ");
  const date = model.at("status_date", row);
  return h(
    "div",
    {
      role: "option",
      id: `atlas-option-${row}`,
      class: "atlas-row",
      "data-row": row,
      "data-at": at,
      "aria-selected": "false",
      "aria-posinset": at + 1,
      "aria-setsize": total,
    },
    placePicture(row),
    h(
      "div",
      { class: "atlas-row-text" },
      h("div", { class: "atlas-row-name", dir: "auto" }, placeName(model, row, lang)),
      h("div", { class: "atlas-row-facts" }, facts),
    ),
    h(
      "div",
      { class: `atlas-row-status atlas-status-${model.at("status", row)}` },
      h("span", {}, status?.[lang] ?? ""),
      h("span", { class: "atlas-row-date" }, date ? date.slice(0, 4) : ""),
    ),
  );
}

function sideHeading({ payload, model, state }, row) {
  const [corridor, side] = [model.at("corridor_id", row), model.at("side", row)];
  const place = corridor
    ? facetLabel(payload, "corridor", corridor, state.lang)
    : state.words.t("outside");
  return side ? `${place} · ${facetLabel(payload, "side", side, state.lang)}` : place;
}

function grouped(rows, titleOf) {
  const groups = new Map();
  for (const row of rows) {
    const title = titleOf(row);
    if (groups.has(title)) groups.get(title).push(row);
    else groups.set(title, [row]);
  }
  return sequenceOf(groups);
}

function byMunicipality(context, rows) {
  const { model, state } = context;
  const groups = new Map();
  for (const row of rows) {
    const name = model.at("municipality", row) || state.words.t("municipality_unknown");
    const title = [name, model.at("admin1", row)].filter(Boolean).join(", ");
    if (groups.has(title)) groups.get(title).push(row);
    else groups.set(title, [row]);
  }
  return sequenceOf(new Map([...groups].sort((a, b) => b[1].length - a[1].length)));
}

function sequenceOf(groups) {
  return [...groups].flatMap(([title, rows]) => {
    const heading = { title, count: String(rows.length) };
    return rows.map((row) => ({ row, heading }));
  });
}

function emptyState({ state, clear }) {
  const { words } = state;
  const button = { type: "button", class: "atlas-button", onclick: () => clear() };
  return [
    h("p", { class: "atlas-empty-title" }, words.t("empty_title")),
    h("p", {}, words.t("empty_text")),
    h("button", button, words.t("clear_filters")),
  ];
}
