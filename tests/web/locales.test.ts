// Every text is there in every language, is used, and is for people.
import assert from "node:assert/strict";
import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";
import {canonicalLocale} from "../../web/src/i18n/locale.js";
import {Messages} from "../../web/src/i18n/messages.js";
import {errorCodes} from "../../web/src/protocol/error-codes.js";

const folder = join(SEALFLOW_ROOT, "web/src");
const languages = readdirSync(join(folder, "locales")).map((name) => name.replace(".json", ""));
const texts = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(join(folder, "locales", `${language}.json`), "utf8")) as Record<string, string>;
const english = texts("en");
const table = JSON.parse(readFileSync(join(folder, "i18n/languages.json"), "utf8")) as {tag: string; name: string; state: string}[];

const longNames: Partial<Record<string, string>> = {
  Latn: "Latin", Deva: "Devanagari", Guru: "Gurmukhi", Beng: "Bengali", Telu: "Telugu", Taml: "Tamil", Knda: "Kannada",
  Gujr: "Gujarati", Arab: "Arabic",
};
const sentenceEnd: Partial<Record<string, string>> = {hi: "।", pa: "।", bn: "।", ur: "۔"};
/** What is written like this on cards and forms wherever they are read. */
const inLatinEverywhere = /PAN|GSTIN|IFSC|UPI|IBAN|PIN|Aadhaar|ABCPE1234F|SBIN0001234|name@(bank|example\.com)/g;

/** All sources as one text; keys stand in them whole, or as the beginning of a template. */
const sources = (readdirSync(folder, {recursive: true}) as string[])
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(folder, name), "utf8"))
  .join("\n");

/** Forms of a text for counts, as `Intl.PluralRules` names them. */
const withoutForm = (key: string): string => key.replace(/\.(zero|one|two|few|many)$/, "");
const gaps = (text = ""): string[] => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort();

for (const language of languages) {
  const own = texts(language);

  test(`${language} has all texts, with the same gaps to fill in`, () => {
    const missing = Object.keys(english).filter((key) => own[key] === undefined);
    const unknown = Object.keys(own).filter((key) => english[withoutForm(key)] === undefined);
    assert.deepEqual([missing, unknown], [[], []]);
    for (const [key, text] of Object.entries(own)) {
      assert.notEqual(text.trim(), "", key);
      // "You have one more try" need not have the number in it.
      if (key !== withoutForm(key) && gaps(text).length === 0) continue;
      assert.deepEqual(gaps(text), gaps(english[withoutForm(key)]), key);
    }
    const order = Object.keys(own).filter((key) => key in english);
    assert.deepEqual(order, Object.keys(english), "in another order than in en.json: hard to compare");
  });

  test(`${language} has a form for every count that its grammar tells apart`, () => {
    const forms = new Set(Array.from({length: 101}, (_, index) => new Intl.PluralRules(language).select(index)));
    // Who has one form for a text has all of them.
    const counted = new Set([...Object.keys(english), ...Object.keys(own)].filter((key) => key !== withoutForm(key)).map(withoutForm));
    assert.ok(counted.has("otp.wrong"));
    const needed = [...counted].flatMap((key) => [...forms].filter((form) => form !== "other").map((form) => `${key}.${form}`));
    assert.deepEqual(needed.filter((key) => !(key in own)), []);
    for (const key of Object.keys(own).filter((name) => name !== withoutForm(name))) {
      assert.ok((forms as Set<string>).has(key.slice(withoutForm(key).length + 1)), `${key}: no such form in ${language}`);
    }
  });

  test(`${language} is written in its own script and punctuation`, () => {
    const script = new Intl.Locale(language).maximize().script ?? "";
    // Shared marks, and what Arabic, Urdu and the Indian scripts have in common with their neighbours.
    const foreign = new RegExp(`[^\\p{scx=${longNames[script] ?? ""}}\\p{scx=Common}\\p{scx=Inherited}]`, "u");
    for (const [key, text] of Object.entries(own)) {
      const words = text.replace(/\{\w+\}/g, "").replace(inLatinEverywhere, "");
      const stranger = foreign.exec(words);
      assert.equal(stranger, null, `${key}: "${stranger?.[0] ?? ""}" in "${text}"`);
      assert.doesNotMatch(text, /\.\.\.|<[a-z/!]|&[a-z]+;|  |^ | $/i, key);
      // Every language ends its sentences in its own way; English where it does.
      const ends = /[.]$/.test(english[withoutForm(key)] ?? "");
      const sentence = text.replaceAll("\u2069", "");
      if (ends) assert.ok(sentence.endsWith(sentenceEnd[language] ?? "."), `${key}: ${text}`);
    }
  });
}

test("the list of languages has every file, and nothing else", () => {
  assert.deepEqual(table.map(({tag}) => tag).sort(), [...languages].sort());
  for (const {tag, state} of table) assert.match(state, tag === "en" ? /^reviewed$/ : /^(reviewed|draft)$/);
  const page = readFileSync(join(SEALFLOW_ROOT, "docs/reference/messages.md"), "utf8");
  for (const {tag, name, state} of table) {
    assert.match(page, new RegExp(`^\\| \`${tag}\` \\| ${name} \\|.*\\| ${state} \\|$`, "m"), tag);
  }
});

test("no text is there that nobody shows", () => {
  const composed = ["field.", "error.", "plan.", "verdict.", "step.", "date.", "document.", "banner.", "biometric.tip."];
  const unused = Object.keys(english).filter(
    (key) => !sources.includes(`"${withoutForm(key)}"`) && !composed.some((start) => key.startsWith(start)),
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
