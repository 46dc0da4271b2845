// The list: the text twin of the map. Places on the map by corridor and side, and places known only
// by municipality with the count of each. Rows are made as they are needed, so a list of ten
// thousand opens as fast as one of ten.

import { h } from "./dom.js";
import { facetLabel, placeName } from "./names.js";

const PAGE = 30;

/**
 * Make the list.
 *
 * @param {Object} context payload, model, state, select(id), hover(id), change(part)
 * @returns {Object} element, update(), mark() for a new selection, focus()
 */
export function makeList(context) {
  const box = h("div", {
    class: "atlas-list",
    role: "listbox",
    tabindex: "0",
    id: "atlas-list",
    onkeydown: (event) => onKey(event),
    onclick: (event) => choose(event.target.closest("[data-row]")),
  });
  const tabs = h("div", {
    class: "atlas-tabs",
    role: "tablist",
    onkeydown: (event) => tabKey(event),
  });
  const empty = h("div", { class: "atlas-empty" });
  const element = h("div", { class: "atlas-list-wrap" }, tabs, empty, box);
  box.addEventListener("pointerover", (event) =>
    context.hover(idOf(event.target.closest("[data-row]"))),
  );
  box.addEventListener("pointerleave", () => context.hover(""));
  box.addEventListener("focus", () => activate(active ?? box.querySelector("[role=option]")));
  box.addEventListener(
    "scroll",
    () => {
      scrolled = true;
      if (box.scrollTop + box.clientHeight > box.scrollHeight - 600) more();
    },
    { passive: true },
  );
  let [sequence, shown, active, group, tab, scrolled] = [[], 0, null, null, "point", false];

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
  const more = (upTo = shown + PAGE) => {
    const end = Math.min(sequence.length, upTo);
    for (; shown < end; shown++) {
      const { row, heading } = sequence[shown];
      if (heading) {
        group = groupOf(heading, shown);
        box.append(group);
      }
      group.append(optionOf(context, row, sequence.length, shown));
    }
  };
  const onKey = (event) => {
    const options = () => [...box.querySelectorAll("[role=option]")];
    const at = options().indexOf(active);
    const steps = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 8,
      PageUp: at - 8,
      Home: 0,
      End: sequence.length - 1,
    };
    if (event.key === "Enter" || event.key === " ") choose(active);
    else if (event.key in steps) {
      const target = Math.max(0, Math.min(sequence.length - 1, steps[event.key]));
      more(Math.max(shown, target + 10));
      activate(options()[target]);
      active?.scrollIntoView({ block: "nearest" });
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
    for (const row of rows) (context.model.hasPoint(row) ? mapped : unmapped).push(row);
    if (!mapped.length && unmapped.length) tab = "municipality";
    else if (mapped.length && !unmapped.length) tab = "point";
    tabs.replaceChildren(
      tabButton("point", "tab_point", mapped.length),
      tabButton("municipality", "tab_municipality", unmapped.length),
    );
    tabs.hidden = !rows.length;
    box.hidden = !rows.length;
    box.setAttribute("aria-label", words.t(tab === "point" ? "list_label" : "tab_municipality"));
    empty.replaceChildren(...(rows.length ? [] : emptyState(context)));
    empty.hidden = rows.length > 0;
    sequence =
      tab === "point"
        ? grouped(mapped, (row) => sideHeading(context, row))
        : byMunicipality(context, unmapped);
    box.replaceChildren(
      ...(tab === "municipality" && unmapped.length
        ? [h("p", { class: "atlas-list-note" }, words.t("municipality_note"))]
        : []),
    );
    box.removeAttribute("aria-activedescendant");
    [shown, active, group] = [0, null, null];
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
        disabled: n === 0,
        onclick: () => show(name),
      },
      words.t(key),
      h("span", { class: "atlas-tab-count" }, words.number(n)),
    );
  };
  const mark = () => {
    const row = context.model.rowOf(context.state.selected);
    box.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    if (row < 0) return;
    const at = sequence.findIndex((one) => one.row === row);
    if (at >= 0 && at >= shown) more(at + PAGE);
    const option = box.querySelector(`[data-row="${row}"]`);
    option?.setAttribute("aria-selected", "true");
    activate(option);
    option?.scrollIntoView({ block: "nearest" });
  };
  return { element, update, mark, focus: () => box.focus() };
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
  return [...groups].flatMap(([title, rows]) =>
    rows.map((row, i) => ({
      row,
      heading: i === 0 ? { title, count: String(rows.length) } : null,
    })),
  );
}

function emptyState({ state, change, clear }) {
  const { words } = state;
  return [
    h("p", { class: "atlas-empty-title" }, words.t("empty_title")),
    h("p", {}, words.t("empty_text")),
    h(
      "button",
      { type: "button", class: "atlas-button", onclick: () => clear() },
      words.t("clear_filters"),
    ),
    change ? null : null,
  ].filter(Boolean);
}
