import assert from "node:assert/strict";
import { test } from "node:test";

import {
  distanceKm,
  latitudeOf,
  mercatorX,
  mercatorY,
  metresPerPixel,
  readLine,
} from "../../atlas/webmap/modules/base/geodesy.js";
import { wordsFor } from "../../atlas/webmap/modules/base/i18n.js";
import { honestDistance } from "../../atlas/webmap/modules/panels/nearest.js";

const texts = { formats: "en-US", about_km: "about {km} away", near_within: "within {km}" };
const words = wordsFor({ en: texts }, "en");

for (const [km, metres, said] of [
  [2.43, 25, "2.4 km"],
  [0.31, 25, "300 m"],
  [2.13, 200, "about 2 km away"],
  [7.3, 1500, "about 7 km away"],
  [7.3, 5000, "about 10 km away"],
  [0.8, 1500, "within 2.5 km"],
  [2.43, NaN, "about 2 km away"],
]) {
  test(`${km} km known to ${metres} m is "${said}"`, () => {
    assert.equal(honestDistance(words, km, metres), said);
  });
}

test("a degree is as long as on the ellipsoid, and a point is at no distance of itself", () => {
  assert.ok(Math.abs(distanceKm(0, 0, 1, 0) - 111.3195) < 1e-3);
  assert.ok(Math.abs(distanceKm(0, 0, 0, 1) - 110.5744) < 1e-3);
  assert.equal(distanceKm(-117, 32, -117, 32), 0);
});

test("the Mercator square goes from west to east and from north to south, and back", () => {
  assert.deepEqual([mercatorX(-180), mercatorX(180), mercatorY(0)], [0, 1, 0.5]);
  assert.ok(mercatorY(60) < 0.5);
  for (const lat of [-70, -10, 0, 32.5, 80])
    assert.ok(Math.abs(latitudeOf(mercatorY(lat)) - lat) < 1e-9);
  assert.equal(Math.round(metresPerPixel(0, 0)), 156_543);
});

test("a line is read as differences", () => {
  assert.deepEqual(readLine([100, 200, 10, -20], 10), [[20, 10], [18, 11]]);
});
