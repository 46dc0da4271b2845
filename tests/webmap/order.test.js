import assert from "node:assert/strict";
import { test } from "node:test";

import { wordsFor } from "../../atlas/webmap/modules/base/i18n.js";
import { openTest } from "../../atlas/webmap/modules/state/hours.js";
import { makeModel } from "../../atlas/webmap/modules/state/model.js";
import { distances, inOrder } from "../../atlas/webmap/modules/state/order.js";
import { emptyFilter } from "../../atlas/webmap/modules/state/query.js";
import { townOf, townText, townsOf } from "../../atlas/webmap/modules/state/towns.js";
import { payloadOf } from "./places.js";

const TOWN = { municipality: "Juárez", admin1: "Chihuahua", lon: null, lat: null };
const places = [
  { facility_id: "0", name: "Éxodo", status: "open", status_date: "2024-05", lon: 0, lat: 0 },
  { facility_id: "1", name: "Zeta", status: "open", status_date: "2026-01-02", lon: 2, lat: 0 },
  { facility_id: "2", name: "abrigo", status: "closed", status_date: "2026-10", lon: 1, lat: 0 },
  { facility_id: "3", name: "Norte", status: "unknown", status_date: "2026-11", ...TOWN },
  { facility_id: "4", name: "Faro", status: "open", status_date: "2024-05-01", ...TOWN },
  { facility_id: "5", name: "Otra", status: "open", status_date: "", ...TOWN, municipality: "Ahumada" },
];
const payload = { ...payloadOf({ places }), towns: { "Juárez, Chihuahua": [-106.5, 31.7] } };
const model = makeModel(payload);
const filter = emptyFilter(payload.choices, "es");
const context = (more) => ({ payload, model, state: { lang: "es", from: null, filter, ...more } });
const ALL = [0, 1, 2, 3, 4, 5];

for (const [state, rows] of [
  [{ order: "recent" }, [1, 0, 4, 5, 3, 2]],
  [{ order: "name" }, [2, 0, 4, 3, 5, 1]],
  [{ order: "near", from: { lon: 1.9, lat: 0 } }, [1, 2, 0]],
  [{ order: "near", filter: { ...filter, near: "0,0.1" } }, [0, 2, 1]],
])
  test(`the order ${state.order}`, () => {
    const some = state.order === "near" ? [0, 1, 2] : ALL;
    assert.deepEqual(inOrder(context(state), some), rows);
  });

test("only the given rows are put in order, and nothing is measured from nowhere", () => {
  assert.deepEqual(inOrder(context({ order: "name" }), new Uint32Array([1, 4])), [4, 1]);
  assert.equal(distances(context({})), null);
  assert.deepEqual(inOrder(context({ order: "near" }), [1, 2]).length, 2);
});

test("places without a point are counted at their town, the others nowhere", () => {
  assert.deepEqual(
    townsOf(context({}), ALL).map(({ name, lon, lat, rows }) => ({ name, lon, lat, rows })),
    [{ name: "Juárez", lon: -106.5, lat: 31.7, rows: [3, 4] }],
  );
  assert.equal(townOf(context({}), 0), "");
  assert.equal(townOf(context({}), 5), "", "its town is not known");
  const words = wordsFor(
    { es: { formats: "es", town_places: "{town}: {places}", pointless_one: "{n} sin punto" } },
    "es",
  );
  assert.equal(townText(words, { name: "Juárez", rows: [3] }), "Juárez: 1 sin punto");
});

test("what is open now is asked of each place, and counts of facets follow", () => {
  assert.equal(openTest(context({ openNow: false })), null);
  const week = { always: [0, 1, 2, 3, 4, 5, 6].map((day) => [day * 1440, day * 1440 + 1440]) };
  const corridors = [{ id: "c", zones: { MX: "America/Tijuana" } }];
  const choices = { side: ["MX", "US"] };
  const at = (facility_id, side, hours) => ({ facility_id, side, hours, corridor_id: "c", status: "open" });
  const some = [at("0", "MX", "always"), at("1", "MX", ""), at("2", "US", "always")];
  const given = { ...payloadOf({ places: some, corridors, choices }), weeks: week };
  const own = { payload: given, model: makeModel(given), state: { openNow: true } };
  const found = own.model.evaluate(emptyFilter(given.choices, "es"), openTest(own));
  assert.deepEqual(Array.from(found.rows), [0]);
  assert.deepEqual(found.counts.side, { MX: 1, US: 0 });
});
