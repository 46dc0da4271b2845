import assert from "node:assert/strict";
import { test } from "node:test";

import { apart } from "../../atlas/webmap/modules/map/moving-apart.js";
import { cases } from "./cases.js";

const [DISTANCE, FARTHEST] = [10, 26];

for (const { what, points, fixed, line } of cases("apart"))
  test(`numbers: ${what}`, () => {
    const moved = apart(points, DISTANCE, FARTHEST, fixed, line.length ? [line] : []);
    moved.forEach(([x, y], i) => {
      assert.ok(Math.hypot(x - points[i][0], y - points[i][1]) <= FARTHEST + 1e-6);
      for (const [px, py] of [...moved.slice(0, i), ...fixed])
        assert.ok(Math.hypot(x - px, y - py) > DISTANCE * (line.length ? 0.5 : 0.9), `${i} hides another`);
    });
  });
