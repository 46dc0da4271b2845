// The parts of the page around the map that stand by themselves: title bar, corridor buttons, the
// table to take away, the scale bar.

import { ICONS, h, icon, s } from "../base/dom.js";
import { nameOf } from "../state/names.js";

/**
 * @param {Atlas.Context} context
 * @param {(text: string) => void} say
 */
export function barContent(context, say) {
  const { payload, state, page } = context;
  const { words, lang } = state;
  const button = (key, drawing, onclick) => iconButton(words.t(key), drawing, onclick);
  const languages = h(
    "div",
    { class: "atlas-languages", role: "group", "aria-label": words.t("language") },
    Object.entries(payload.languages).map(([code, { name }]) =>
      h(
        "button",
        {
          type: "button",
          lang: code,
          "aria-pressed": String(code === lang),
          "aria-label": name,
          onclick: () => code !== context.state.lang && context.setLang(code),
        },
        code.toUpperCase(),
      ),
    ),
  );
  const share = async () => {
    const address = location.href;
    try {
      await navigator.clipboard.writeText(address);
      say(words.t("link_copied"));
    } catch {
      say(words.t("link_in_address"));
    }
  };
  return [
    h("div", { class: "atlas-title" }, emblem(), h("h1", {}, payload.title[lang])),
    h(
      "div",
      { class: "atlas-actions" },
      page && [
        button("share", ICONS.share, share),
        button("print", ICONS.print, () => context.print()),
      ],
      button("about", ICONS.info, () => context.about()),
      languages,
    ),
  ];
}

export function iconButton(label, drawing, onclick) {
  return h(
    "button",
    { type: "button", class: "atlas-icon-button", "aria-label": label, title: label, onclick },
    icon(drawing),
  );
}

/**
 * Hand over the list as a file.
 *
 * @param {Atlas.Context} context
 */
export function saveTable(context) {
  const address = URL.createObjectURL(
    new Blob([context.csv()], { type: "text/csv;charset=utf-8" }),
  );
  const anchor = h("a", { href: address, download: "atlas.csv" });
  context.element.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}

/** The atlas's mark: two sides and the line between them. */
function emblem() {
  return s(
    "svg",
    { class: "atlas-emblem", viewBox: "0 0 28 28", "aria-hidden": "true", focusable: "false" },
    s("path", { d: "M2 2H26V12C18 10 14 19 2 15z", fill: "#dfe8ee" }),
    s("path", { d: "M2 15C14 19 18 10 26 12V26H2z", fill: "#f3ead7" }),
    s("path", {
      d: "M2 15C14 19 18 10 26 12",
      fill: "none",
      stroke: "#4a3d5c",
      "stroke-width": 2.4,
    }),
    s("rect", { x: 1, y: 1, width: 26, height: 26, rx: 4, fill: "none", stroke: "#8b8372" }),
  );
}

/**
 * Buttons that choose a corridor, as those of the planner's pages do, or all of them.
 *
 * @param {Atlas.Context} context
 */
export function quickButtons(context) {
  const { payload, state } = context;
  const choose = (ids) => {
    if (ids.join() === state.filter.corridor.join()) context.fit(...ids);
    else context.change({ corridor: ids });
  };
  const button = (text, ...ids) =>
    h("button", { type: "button", "data-corridor": ids.join(), onclick: () => choose(ids) }, text);
  const corridors = payload.corridors.map((corridor) =>
    button(nameOf(corridor, state.lang), corridor.id),
  );
  return corridors.length > 1 ? [button(state.words.t("all_corridors")), ...corridors] : corridors;
}

/**
 * Show which corridor is chosen; none of the buttons where the filter has several.
 *
 * @param {Atlas.Context} context
 * @param {HTMLElement} quick
 */
export function markQuickButtons({ state }, quick) {
  for (const button of quick.querySelectorAll("button")) {
    const isChosen = button.dataset.corridor === state.filter.corridor.join();
    button.setAttribute("aria-pressed", String(isChosen));
  }
}

/**
 * The way from the foot of the map to who is behind the data.
 *
 * @param {Atlas.Context} context
 */
export function behindButton(context) {
  const button = h(
    "button",
    { type: "button", class: "atlas-link atlas-behind", onclick: () => context.about() },
    context.state.words.t("behind"),
  );
  return [button, h("span", { class: "atlas-behind-mark" }, " · ")];
}

/**
 * A bar as long as a round number of km at the latitude of the middle of the map.
 *
 * @param {Atlas.Context} context
 */
export function scaleBar(context) {
  const { map, state } = context;
  const [length, line] = [h("span", {}), h("i", {})];
  const bar = h("div", { class: "atlas-scale" }, length, line);
  const measure = () => {
    const size = map.getSize();
    const [left, right] = [
      [0, size.y / 2],
      [100, size.y / 2],
    ].map((point) => map.containerPointToLatLng(point));
    const metres = map.distance(left, right);
    const round =
      [1, 2, 5]
        .flatMap((n) => [0, 1, 2, 3, 4, 5, 6].map((p) => n * 10 ** p))
        .sort((a, b) => a - b)
        .filter((one) => one <= metres)
        .at(-1) ?? 1;
    length.textContent =
      round >= 1000 ? `${state.words.number(round / 1000)} km` : `${round} m`;
    line.style.width = `${(round / metres) * 100}px`;
  };
  if (context.scaled) map.off("zoomend moveend", context.scaled);
  context.scaled = measure;
  map.on("zoomend moveend", measure);
  measure();
  return bar;
}
