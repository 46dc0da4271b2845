// The card of one border crossing.

import { h, host, link } from "../base/dom.js";
import { tickPicture } from "../map/crossing-ticks.js";
import { picture } from "../map/symbols.js";
import { facetLabel, nameOf } from "../state/names.js";
import { card, dated, field, tags } from "./card-parts.js";
import { sourceList } from "./source-list.js";

/**
 * Make the card of a crossing.
 *
 * @param {Atlas.Context} context
 * @param {Atlas.Crossing} crossing
 */
export function crossingCard(context, crossing) {
  const { payload, state } = context;
  const { words, lang } = state;
  const corridor = payload.corridors.find((one) => one.id === crossing.corridor);
  const sideName = (side, name) =>
    name && field(facetLabel(payload, "side", side, lang), [h("span", { dir: "auto" }, name)]);
  const near = h(
    "button",
    {
      type: "button",
      class: "atlas-button atlas-button-quiet",
      onclick: () => context.change({ near: crossing.id, max_km: 5 }),
    },
    words.t("places_near", { km: 5 }),
  );
  const sections = [
    corridor && sideName(corridor.a, crossing.name_a),
    corridor && sideName(corridor.b, crossing.name_b),
    field(words.t("modes"), [tags(payload, "mode", crossing.modes, lang)]),
    field(words.t("port_code"), [crossing.port_code]),
    field(words.t("status"), [dated(context, crossing.status, crossing.status_date)]),
    field(words.t("website"), [crossing.website && link(host(crossing.website), crossing.website)]),
    field(words.t("notes"), [h("span", { dir: "auto" }, crossing.notes[lang])]),
    sourceList(context, [[words.t("sources"), crossing.sources]]),
  ];
  return card(context, {
    id: crossing.id,
    title: nameOf(crossing, lang),
    other: "",
    kind: words.t("crossing"),
    drawing: picture(tickPicture({ closed: crossing.status === "closed" }), 30),
    sections,
    action: payload.places.n > 0 && near,
  });
}
