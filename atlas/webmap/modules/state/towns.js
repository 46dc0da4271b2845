// Places without a point, by the town whose municipality they are in. The town has a point, they have
// none: a badge says how many there are, and no place is put there.

/**
 * Give the key of the town of a row; nothing where its place is not known.
 *
 * @param {Pick<Atlas.Core, "payload" | "model">} context
 * @param {number} row
 */
export function townOf({ payload, model }, row) {
  const key = `${model.at("municipality", row)}, ${model.at("admin1", row)}`;
  return !model.hasPoint(row) && payload.towns?.[key] ? key : "";
}

/**
 * Give the towns of rows without a point.
 *
 * @param {Pick<Atlas.Core, "payload" | "model">} context
 * @param {Iterable<number>} rows
 * @returns {Atlas.Town[]}
 */
export function townsOf(context, rows) {
  const found = new Map();
  for (const row of rows) {
    const key = townOf(context, row);
    if (!key) continue;
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(row);
  }
  return [...found].map(([key, inside]) => {
    const [lon, lat] = context.payload.towns[key];
    return { key, name: context.model.at("municipality", inside[0]), lon, lat, rows: inside };
  });
}

/**
 * Say how many places of a town have no point: "Ciudad Juárez: 10 without a point".
 *
 * @param {Atlas.Words} words
 * @param {{ name: string, rows: number[] }} town
 */
export function townText(words, { name, rows }) {
  return words.t("town_places", { town: name, places: words.count("pointless", rows.length) });
}
