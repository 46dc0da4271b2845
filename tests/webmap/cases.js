// The cases that these tests share with those of Python (test_twins.py).

import { readFileSync } from "node:fs";

/** Read the cases of a rule. */
export function cases(name) {
  return JSON.parse(readFileSync(new URL(`cases/${name}.json`, import.meta.url), "utf8"));
}
