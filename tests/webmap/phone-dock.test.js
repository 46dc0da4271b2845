// The heights of the sheet over the map: where it comes to rest, and the next one by key.

import assert from "node:assert/strict";
import { test } from "node:test";

import { FREE, heightAt, nextHeight } from "../../atlas/webmap/modules/panels/phone-dock.js";

test("a sheet comes to rest at the nearest of three heights, or is closed", () => {
  assert.deepEqual(Object.keys(FREE), ["full", "half", "low"]);
  for (const [name, free] of Object.entries(FREE)) {
    assert.equal(heightAt(free), name);
    assert.equal(heightAt(free + 0.05), name);
  }
  assert.equal(heightAt(-0.2), "full");
  assert.equal(heightAt(0.9), "");
});

test("keys go through the heights one by one, and down from the lowest is closed", () => {
  assert.equal(nextHeight("low", 1), "half");
  assert.equal(nextHeight("half", 1), "full");
  assert.equal(nextHeight("full", 1), "full");
  assert.equal(nextHeight("full", -1), "half");
  assert.equal(nextHeight("half", -1), "low");
  assert.equal(nextHeight("low", -1), "");
});
