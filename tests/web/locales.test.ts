// Every text is there in every language, is used, and is for people.
import assert from "node:assert/strict";
import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";
import {canonicalLocale, Messages} from "../../web/src/i18n/messages.js";
import {errorCodes} from "../../web/src/protocol/error-codes.js";

const folder = join(SEALFLOW_ROOT, "web/src");
const languages = readdirSync(join(folder, "locales")).map((name) => name.replace(".json", ""));
const texts = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(join(folder, "locales", `${language}.json`), "utf8")) as Record<string, string>;
const english = texts("en");

/** All sources as one text; keys stand in them whole, or as the beginning of a template. */
const sources = (readdirSync(folder, {recursive: true}) as string[])
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(folder, name), "utf8"))
  .join("\n");

for (const language of languages) {
  test(`${language} has all texts, with the same gaps to fill in`, () => {
    const own = texts(language);
    assert.deepEqual(Object.keys(own).sort(), Object.keys(english).sort());
    const gaps = (text = ""): string[] => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort();
    for (const key of Object.keys(english)) {
      assert.notEqual(own[key]?.trim(), "", key);
      assert.deepEqual(gaps(own[key]), gaps(english[key]), key);
    }
  });
}

test("no text is there that nobody shows", () => {
  const composed = ["field.", "error.", "plan.", "verdict.", "step.", "date.", "document.", "banner.", "biometric.tip."];
  const unused = Object.keys(english).filter(
    (key) => !sources.includes(`"${key}"`) && !composed.some((start) => key.startsWith(start)),
  );
  // `${type}.title` of the stage types.
  const titles = ["consent.title", "otp.title", "form.title", "document.title", "biometric.title", "index.title"];
  assert.deepEqual(unused, titles.filter((key) => unused.includes(key)));
});

test("every key in the sources has a text", () => {
  const used = [...sources.matchAll(/(?:text|first)\(\s*"([a-z]+\.[A-Za-z_.]+)"/g)].map(([, key]) => key ?? "");
  assert.ok(used.length > 20);
  for (const key of used) assert.ok(key in english, key);
});

test("errors that a page can meet have a text of their own; all others a general one", () => {
  const forBackends = [
    "malformed_request", "invalid_json", "flow_unknown", "snapshot_unknown", "expiry_invalid", "stage_unknown",
    "command_unknown", "unsupported_scenario", "not_authorised", "forbidden", "ip_not_allowed", "not_found",
    "method_not_allowed", "seq_conflict", "auth_not_configured", "request_in_progress", "no_outcome", "body_too_large",
    "content_type_invalid", "flow_invalid", "rule_invalid", "idempotency_mismatch", "ask_server", "review_not_due",
  ];
  const missing = errorCodes.filter((code) => !(`error.${code}` in english));
  assert.deepEqual(missing.filter((code) => !forBackends.includes(code)), []);
  for (const key of Object.keys(english).filter((name) => name.startsWith("error.") && name !== "error.network")) {
    assert.ok((errorCodes as readonly string[]).includes(key.slice(6)), key);
  }
  const messages = new Messages("en", "en", english);
  assert.equal(messages.error("flow_invalid"), english["error.internal"]);
});

test("no word of ours in a text for people", () => {
  for (const [key, text] of Object.entries(english)) {
    assert.doesNotMatch(text, /handshake|token|JSON|session|payload|HTTP|idempot|stage\b|server/i, key);
  }
});

test("a flow's own texts: the user's language, then English, then any", () => {
  const messages = new Messages("hi-IN", "hi", texts("hi"));
  assert.equal(messages.pick({en: "Name", hi: "नाम"}), "नाम");
  assert.equal(messages.pick({en: "Name"}), "Name");
  assert.equal(messages.pick({ta: "பெயர்"}), "பெயர்");
  assert.equal(messages.pick("Name"), "Name");
  assert.equal(messages.pick(undefined), "");
});

test("languages are written in any usual way", () => {
  assert.deepEqual(["hi_IN", "EN", " mr ", "x", "not a language", ""].map(canonicalLocale), ["hi-IN", "en", "mr", "en", "en", "en"]);
});
