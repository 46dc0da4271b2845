// What a card makes of an answer when the reader has to send it: run by test_browser_modules.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ANSWERS, messageHref, messageText } from "../../atlas/webmap/modules/panels/card-report.js";

const WORDS = { report_message: "{place}: {answer} ({version})", report_closed: "Closed" };

function context(sensitivity) {
  const row = { facility_id: "casa-uno", sensitivity, address: "Quinta 12" };
  return {
    payload: { version: "2026.1" },
    model: { at: (name) => row[name] ?? "", textOf: () => "Casa Uno" },
    state: {
      lang: "en",
      words: {
        t: (key, values = {}) => WORDS[key].replace(/\{(\w+)\}/g, (_, name) => values[name]),
      },
    },
  };
}

test("a message names an open place and of a protected one only its id", () => {
  assert.ok(ANSWERS.includes("closed"));
  assert.equal(messageText(context("open"), 0, "closed"), "Casa Uno (casa-uno): Closed (2026.1)");
  for (const protection of ["generalised", "withheld", "", "anything"])
    assert.equal(messageText(context(protection), 0, "closed"), "casa-uno: Closed (2026.1)");
});

test("what is in a message stays in it", () => {
  const mail = { channel: "email", text: "", href: "mailto:a@example.org" };
  assert.equal(
    messageHref(mail, "a&b", "c?d#e\n&bcc=x"),
    "mailto:a@example.org?subject=a%26b&body=c%3Fd%23e%0A%26bcc%3Dx",
  );
});
