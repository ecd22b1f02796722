// Counts, numbers, dates and own texts, in the language of the person.
import assert from "node:assert/strict";
import {test} from "node:test";
import {asciiDigits} from "../../web/src/i18n/digits.js";
import {canonicalLocale, directionOf, languageOf} from "../../web/src/i18n/locale.js";
import {loadMessages} from "../../web/src/i18n/messages.js";
import {checkOptions, type LaunchOptions} from "../../web/src/launch/options.js";
import {valueOf} from "../../web/src/ui/fields/value.js";

test("a region or script gets the texts of its language; what has none gets English", async () => {
  const found = async (given: string): Promise<string> => (await loadMessages(canonicalLocale(given))).language;
  for (const [given, language] of [
    ["hi_IN", "hi"], ["ar-EG", "ar"], ["es-419", "es"], ["pa-IN", "pa"], ["pa", "pa"], ["ur-IN", "ur"], ["MR", "mr"],
    // Written in Arabic letters: our Punjabi is not.
    ["pa-PK", "ur"], ["pa-Arab", "ur"], ["pa-Guru-PK", "pa"],
    // Belarusian and Georgian. Only the drop-in for Attestr's script means Bengali and Kannada by them.
    ["be", "en"], ["ka", "en"], ["ma", "en"], ["pu", "en"], ["fr", "en"], ["nonsense!", "en"],
  ] as const) assert.equal(await found(given), language, given);
});

test("each language says a count as its grammar wants", async () => {
  const arabic = await loadMessages("ar");
  const said = (count: number): string => arabic.text("otp.wrong", {count}).replace("هذا الرمز غير صحيح. ", "");
  assert.deepEqual([1, 2, 3, 11, 100].map(said), [
    "بقيت لك محاولة واحدة.", "بقيت لك محاولتان.", "بقيت لك 3 محاولات.", "بقيت لك 11 محاولة.", "بقيت لك 100 محاولة.",
  ]);
  const english = await loadMessages("en");
  assert.match(english.text("otp.wrong", {count: 1}), /one more try\.$/);
  assert.match(english.text("otp.wrong", {count: 4}), /4 more tries\.$/);
});

test("numbers and dates are those of the locale, and never of a language that the texts are not in", async () => {
  const shown = async (locale: string): Promise<string> => {
    const messages = await loadMessages(locale);
    return `${messages.text("header.step", {step: 2, total: 14})} · ${messages.countdown(65)} · ${messages.megabytes(5 << 20)}`;
  };
  assert.equal(await shown("en"), "Step 2 of 14 · 1:05 · 5 MB");
  assert.equal(await shown("mr"), "पायरी २ / १४ · १:०५ · ५ MB");
  assert.match(await shown("bn-BD"), /^ধাপ ২ \/ ১৪ · ১:০৫ · ৫ /);
  assert.match(await shown("hi"), /^चरण 2 \/ 14 · 1:05 · 5 /);
  assert.match(await shown("ar-EG"), /^الخطوة ٢ من ١٤ · ١:٠٥ · ٥ /);
  assert.equal(await shown("mr-u-nu-latn"), "पायरी 2 / 14 · 1:05 · 5 MB");
  assert.equal(await shown("fa"), "Step 2 of 14 · 1:05 · 5 MB");
  const at = Date.UTC(2026, 4, 21, 12);
  assert.match((await loadMessages("ar-SA-u-nu-latn")).time(at), /2026/, "by the calendar that dates are typed in");
  assert.match((await loadMessages("de")).time(at), /^May 21, 2026/);
  assert.equal((await loadMessages("es")).list(["JPEG", "PNG", "PDF"], "disjunction"), "JPEG, PNG o PDF");
  assert.equal((await loadMessages("en")).megabytes(1000), "1 MB");
});

test("what is filled into a right-to-left sentence stays in one piece", async () => {
  const to = "+91 ••••• •3210";
  assert.ok((await loadMessages("ur")).text("otp.sent", {to}).includes(`\u2068${to}\u2069`));
  assert.ok((await loadMessages("hi")).text("otp.sent", {to}).includes(` ${to} `));
  assert.deepEqual(["ar", "ur", "en", "pa"].map(directionOf), ["rtl", "rtl", "ltr", "ltr"]);
  assert.equal(languageOf("he"), "he");
});

test("own texts: for all languages or for some, with forms of their own or without", async () => {
  const own = {"consent.accept": {en: "I accept", es: "Aceptar"}, "otp.submit": "OK", "otp.wrong": "{count} left"} as const;
  const [english, spanish, hindi] = await Promise.all(["en-GB", "es", "hi"].map((locale) => loadMessages(locale, own)));
  assert.deepEqual([english, spanish, hindi].map((messages) => messages?.text("consent.accept")), ["I accept", "Aceptar", "मैं सहमत हूँ"]);
  assert.equal(hindi?.text("otp.submit"), "OK");
  // Not our "one more try" beside their words.
  assert.equal(english?.text("otp.wrong", {count: 1}), "1 left");
  const withForm = await loadMessages("en", {"otp.wrong": "{count} left", "otp.wrong.one": "last one"});
  assert.equal(withForm.text("otp.wrong", {count: 1}), "last one");

  const options: LaunchOptions = {server: "https://s.test", clientKey: "", handshake: ""};
  checkOptions({...options, texts: own});
  for (const texts of [{"consent.accept": 7}, {"consent.accept": null}, {"consent.accept": {en: 7}}]) {
    assert.throws(() => checkOptions({...options, texts} as unknown as LaunchOptions), /consent\.accept/);
  }
});

test("digits of every script become ASCII", () => {
  for (const system of Intl.supportedValuesOf("numberingSystem")) {
    const write = new Intl.NumberFormat(`en-u-nu-${system}`, {useGrouping: false, minimumIntegerDigits: 10});
    const typed = write.format(123456789);
    // Chinese ones are no decimal digits; those of mathematics and one set for Karen stand right behind another set.
    if (/^\p{Nd}{10}$/u.test(typed) && !/^(math|mymrepka)/.test(system)) assert.equal(asciiDigits(typed), "0123456789", system);
  }
  assert.equal(asciiDigits("+९१ ۹۸٧ ൭ ௭ x"), "+91 987 7 7 x");
});

test("what was typed in another script is sent in ASCII, where it is a code or number", () => {
  const sent = (format: string, typed: Parameters<typeof valueOf>[1], sign = "."): unknown => valueOf({name: "x", format} as never, typed, sign);
  assert.equal(sent("mobile", "+९१ ९८७६५ ४३२१०"), "+91 98765 43210");
  assert.equal(sent("aadhaar", "௨௩௪௫ ௬௭௮௯ ௦௧௨௪"), "2345 6789 0124");
  assert.equal(sent("pincode", "੧੧੦੦੦੧"), "110001");
  assert.equal(sent("date", {day: "৭", month: "৫", year: "১৯৯০"}), "1990-05-07");
  assert.equal(sent("integer", "٤٢"), 42);
  assert.equal(sent("number", "١٢٫٥", "٫"), 12.5);
  assert.equal(sent("number", "12,5", ","), 12.5);
  assert.equal(sent("number", "12.5"), 12.5);
  assert.equal(sent("number", "1.234", ","), "1.234", "a thousand or one? The core refuses it");
  assert.equal(sent("number", ""), "");
  assert.equal(sent("text", "घर २१"), "घर २१", "a text is left as it is");
});
