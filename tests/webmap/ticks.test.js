import assert from "node:assert/strict";
import { test } from "node:test";

import { acrossAt } from "../../atlas/webmap/modules/map/crossing-ticks.js";
import { boxRegister, placeLabels } from "../../atlas/webmap/modules/map/layout.js";

/** Write lines of [lon, lat] as a payload does, in steps of a ten thousandth of a degree. */
function borderOf(...lines) {
  const border = lines.map((line) =>
    line.flatMap(([lon, lat], i) => {
      const [x, y] = line[i - 1] ?? [0, 0];
      return [Math.round((lon - x) * 1e4), Math.round((lat - y) * 1e4)];
    }),
  );
  return /** @type {any} */ ({ geography: { border, scale: 1e4 } });
}

const isAbout = ([x, y], [wantedX, wantedY]) =>
  assert.ok(Math.abs(Math.abs(x * wantedX + y * wantedY) - 1) < 0.01, `${x} ${y}`);

test("a tick stands straight across the border where its crossing is", () => {
  const payload = borderOf([[-117, 32.5], [-116.9, 32.5], [-116.9, 32.4]]);
  isAbout(acrossAt(payload, { id: "on the flat part", lon: -116.95, lat: 32.501 }), [0, 1]);
  isAbout(acrossAt(payload, { id: "on the upright part", lon: -116.899, lat: 32.45 }), [1, 0]);
});

test("a small bend of a river does not turn a tick", () => {
  const bend = [[-106.5, 31.75], [-106.451, 31.75], [-106.45, 31.7505], [-106.449, 31.75], [-106.4, 31.75]];
  const [x, y] = acrossAt(borderOf(bend), { id: "bridge", lon: -106.4505, lat: 31.7502 });
  assert.ok(Math.abs(x) < 0.2 && Math.abs(y) > 0.9, `${x} ${y}`);
});

test("without a border a tick is upright", () => {
  assert.deepEqual(acrossAt(borderOf(), { id: "lonely", lon: 0, lat: 0 }), [0, -1]);
});

const name = { x: 100, y: 100, width: 60, height: 10, gap: 12, normal: [0, -1], rings: [1, 2] };

test("the name of a crossing stands outside of the line, on either side", () => {
  const placed = placeLabels([name, { ...name, x: 118 }], boxRegister());
  const [above, below] = placed.map(({ top }) => top);
  assert.ok(above + 10 <= 88, "above the line");
  assert.ok(below >= 112, "the next bridge's below it");
});

test("a name that finds both sides taken stands farther out", () => {
  const register = boxRegister();
  register.take([0, 80, 200, 120]);
  const [placed] = placeLabels([name], register);
  assert.ok(placed.top + 10 <= 80 || placed.top >= 120);
});
