import assert from "node:assert/strict";
import { test } from "node:test";

import { wordsFor } from "../../atlas/webmap/modules/base/i18n.js";
import { directionsTo } from "../../atlas/webmap/modules/panels/card-actions.js";
import { placeAddress, shareText } from "../../atlas/webmap/modules/panels/card-share.js";
import {
  minuteOfWeek,
  openNow,
  openness,
  opennessText,
  weekText,
} from "../../atlas/webmap/modules/state/hours.js";
import { makeModel } from "../../atlas/webmap/modules/state/model.js";
import { dialled, oldYear, phonesIn } from "../../atlas/webmap/modules/state/phones.js";
import { cases } from "./cases.js";
import { payloadOf } from "./places.js";

const STRINGS = {
  en: {
    formats: "en",
    weekdays: "Mon Tue Wed Thu Fri Sat Sun",
    always: "always",
    open_always: "open always",
    open_never: "closed",
    open_until: "until {time}",
    opens_at: "opens {when}",
  },
};
const words = wordsFor(STRINGS, "en");
const at = (day, hour, minute = 0) => day * 1440 + hour * 60 + minute;
const WEEKDAYS = [0, 1, 2, 3, 4].map((day) => [at(day, 9), at(day, 16)]);
const NIGHTS = [[at(4, 22), at(5, 0)], [at(5, 0), at(5, 2)]];
const SUNDAYS = [[0, at(0, 1)], [at(6, 23), at(7, 0)]];
const ALWAYS = [0, 1, 2, 3, 4, 5, 6].map((day) => [at(day, 0), at(day, 24)]);

for (const { cell, phones } of cases("phones").cells)
  test(`the numbers of "${cell}" come apart as in Python`, () => {
    assert.deepEqual(phonesIn(cell), phones.map(([number, date]) => ({ number, date })));
  });

test("only a number is dialled", () => {
  for (const [text, digits] of cases("phones").dialled) assert.equal(dialled(text), digits);
});

test("a contact is old after 24 months", () => {
  assert.equal(oldYear("2024-11-22", "2026-11-22"), "");
  assert.equal(oldYear("2024-11-21", "2026-11-22"), "2024");
  assert.equal(oldYear("2024", "2026-11-22"), "2024");
  assert.equal(oldYear("", "2026-11-22"), "");
});

for (const [week, minute, expected] of [
  [WEEKDAYS, at(0, 9), { open: true, changes: at(0, 16) }],
  [WEEKDAYS, at(0, 8, 59), { open: false, changes: at(0, 9) }],
  [WEEKDAYS, at(4, 16), { open: false, changes: at(0, 9) }],
  [NIGHTS, at(4, 23), { open: true, changes: at(5, 2) }],
  [SUNDAYS, at(6, 23, 30), { open: true, changes: at(0, 1) }],
  [ALWAYS, at(3, 12), { open: true, changes: null }],
  [[], 5, { open: false, changes: null }],
])
  test(`a week of ${week.length} parts at minute ${minute}`, () => {
    assert.deepEqual(openness(week, minute), expected);
  });

for (const [iso, zone, expected] of [
  ["2026-01-07T16:30:00Z", "America/Ciudad_Juarez", at(2, 9, 30)],
  ["2026-07-01T16:30:00Z", "America/Ciudad_Juarez", at(2, 10, 30)],
  ["2026-07-01T16:30:00Z", "America/Denver", at(2, 10, 30)],
  ["2026-07-01T16:30:00Z", "America/Mexico_City", at(2, 10, 30)],
  ["2026-01-07T16:30:00Z", "America/Guatemala", at(2, 10, 30)],
  ["2026-01-05T07:30:00Z", "America/Tijuana", at(6, 23, 30)],
  ["2026-01-05T08:00:00Z", "America/Los_Angeles", at(0, 0)],
  ["2026-01-05T08:00:00Z", "America/Nowhere", NaN],
])
  test(`the clock of ${zone} at ${iso}`, () => {
    assert.equal(minuteOfWeek(zone, new Date(iso)), expected);
  });

const place = { facility_id: "a", corridor_id: "c", side: "MX", hours: "Mo-Fr 09:00-16:00", status: "unknown" };
const corridors = [{ id: "c", zones: { MX: "America/Ciudad_Juarez", US: "" } }];
const stateOf = (more) => {
  const payload = { ...payloadOf({ places: [{ ...place, ...more }], corridors }), weeks: { "Mo-Fr 09:00-16:00": WEEKDAYS } };
  return openNow({ payload, model: makeModel(payload) }, 0, new Date("2026-01-07T16:30:00Z"));
};

test("a place is open by the clock of its own side", () => {
  assert.deepEqual(stateOf({}), { open: true, changes: at(2, 16), minute: at(2, 9, 30) });
});

test("nobody can tell of a closed place, of one without a zone or without a timetable", () => {
  for (const more of [{ status: "closed" }, { side: "US" }, { corridor_id: "" }, { hours: "sunrise-sunset" }])
    assert.equal(stateOf(more), null);
});

const context = (place, more = {}) => {
  const payload = payloadOf({ places: [place] });
  const said = wordsFor({ en: { ...STRINGS.en, status_unknown: "not known" } }, "en");
  return { payload, model: makeModel(payload), state: { lang: "en", words: said }, ...more };
};

test("what is shared is the name, where it is, how sure that is, and the first number", () => {
  const open = { name: "Casa", address: "Calle 1", municipality: "Juárez", admin1: "Chihuahua" };
  const phone = "call us; +52 656 100 2000 [2018]";
  const text = shareText(context({ ...open, status: "unknown", phone }), 0);
  assert.equal(text, "Casa\nCalle 1, Juárez, Chihuahua\nnot known\n+52 656 100 2000");
  assert.equal(shareText(context({ name: "Refugio", municipality: "Juárez" }), 0), "Refugio\nJuárez\nnot known");
});

test("the address of a place names only the place and the language", () => {
  globalThis.location = new URL("https://a.example/map.html?x=1#side=MX&at=9/1/1");
  const of = (more, payload = {}) => placeAddress({ ...context({}, more), payload }, "casa-1");
  assert.equal(of({ page: true }), "https://a.example/map.html#id=casa-1&lang=en");
  assert.equal(of({ address: (query) => `https://app.example/?${query}` }), "https://app.example/?id=casa-1&lang=en");
  globalThis.location = new URL("file:///home/somebody/map.html");
  assert.equal(of({ page: true }), "");
  assert.equal(of({ page: true }, { address: "https://atlas.example" }), "https://atlas.example/?id=casa-1&lang=en");
});

test("hours are said in words", () => {
  assert.equal(weekText(words, WEEKDAYS), "Mon–Fri 09:00–16:00");
  assert.equal(weekText(words, NIGHTS), "Fri 22:00–24:00 · Sat 00:00–02:00");
  assert.equal(weekText(words, ALWAYS), "always");
  const said = (minute, week = WEEKDAYS) => opennessText(words, { ...openness(week, minute), minute });
  assert.equal(said(at(0, 10)), "until 16:00");
  assert.equal(said(at(0, 8)), "opens 09:00");
  assert.equal(said(at(4, 17)), "opens Mon 09:00");
  assert.equal(said(at(4, 17), ALWAYS), "open always");
});

test("the way leads to the device's own maps, with the point and nothing else", () => {
  assert.equal(directionsTo(31.7, -106.45, "Linux; Android 14"), "geo:31.70000,-106.45000?q=31.70000,-106.45000");
  assert.equal(directionsTo(31.7, -106.45, "iPhone OS 17"), "https://maps.apple.com/?daddr=31.70000,-106.45000");
  assert.match(directionsTo(31.7, -106.45, "X11; Linux"), /^https:\/\/www\.openstreetmap\.org\//);
});
