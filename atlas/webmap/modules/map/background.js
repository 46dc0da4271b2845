// A background of tiles between the tinted sides and everything else, for pages of a server that
// names some. Another server's tiles tell it where the reader looks; so the map says so next to
// whose they are, and the reader can take them away, for good.

import { h } from "../base/dom.js";

const KEPT = "atlas-background";
const ENOUGH_FAULTS = 4;

/**
 * Make the background of a map.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Background} background
 * @returns {Atlas.BackgroundLayer}
 */
export function makeBackground(context, { template, attribution, maxZoom, host }) {
  const { L, map } = context;
  let [faults, came] = [0, false];
  let state = wanted() ? "shown" : "hidden";
  const layer = L.tileLayer(template, {
    pane: "atlas-background",
    maxNativeZoom: maxZoom,
    noWrap: true,
    // Some servers refuse what names no page; the rest of the atlas names none to anybody.
    referrerPolicy: "strict-origin-when-cross-origin",
  });
  const change = (next) => {
    state = next;
    if (next === "shown") layer.addTo(map);
    else layer.remove();
    context.showFoot();
  };
  layer.on("tileload", () => (came = true));
  layer.on("tileerror", () => {
    if (++faults >= ENOUGH_FAULTS && !came && state === "shown") change("failed");
  });
  if (state === "shown") layer.addTo(map);

  const choose = (next) => {
    [faults, came] = [0, false];
    keep(next === "shown");
    change(next);
  };
  return {
    remove: () => layer.remove(),
    line() {
      const { words } = context.state;
      const shown = state === "shown";
      const seen = host && shown && words.t("background_seen", { host });
      const failed = state === "failed" && words.t("background_failed", { host });
      return [
        ...[shown && attribution, seen, failed].filter(Boolean).map((text) => ` · ${text}`),
        " · ",
        h(
          "button",
          {
            type: "button",
            class: "atlas-link atlas-background-choice",
            onclick: () => choose(shown ? "hidden" : "shown"),
          },
          words.t(shown ? "background_hide" : "background_show"),
        ),
      ];
    },
  };
}

/** Say whether the reader did not take the background away; a browser may keep nothing. */
function wanted() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

function keep(on) {
  try {
    if (on) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, "off");
  } catch {
    // Then it is hidden until the page is opened again.
  }
}
