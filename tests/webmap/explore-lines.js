// Print what the map says of some filters: how many places, what is left out, the filter in words.

import { readFileSync } from "node:fs";

import { wordsFor } from "../../atlas/webmap/modules/base/i18n.js";
import { describeFilter, leftOutText } from "../../atlas/webmap/modules/panels/filter-chips.js";
import { captionSentences } from "../../atlas/webmap/modules/panels/frame-caption.js";
import { makeModel } from "../../atlas/webmap/modules/state/model.js";
import { emptyFilter, readFilter } from "../../atlas/webmap/modules/state/query.js";

const { payload, strings, asked } = JSON.parse(readFileSync(0, "utf8"));
const model = makeModel(payload);
const lines = asked.map(({ query, lang }) => {
  const words = wordsFor(strings, lang);
  const filter = readFilter(new URLSearchParams(query), payload, lang);
  const { rows, counts, leftOut } = model.evaluate(filter);
  const state = { lang, words, filter, rows, counts, leftOut };
  const pointless = Array.from(rows).filter((row) => !model.hasPoint(row)).length;
  return {
    results: words.count("results", rows.length),
    total: words.t("of_total", { total: words.number(model.n) }),
    left_out: leftOutText({ state }),
    filter: describeFilter({ payload, state }, filter),
    pointless: words.count("not_on_map", pointless),
    municipality: words.t("sheet_municipality", { n: words.number(pointless) }),
    services: counts.service,
    caption: captionSentences({ payload, model, state, fileFilter: emptyFilter(payload.choices, lang) }).join(" "),
  };
});
process.stdout.write(JSON.stringify(lines));
