// Whole walks in a language that is written from right to left and in one with long words, and the first screens in all.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {after, before, test} from "node:test";
import {openBrowser, openDevice} from "./browser.mjs";
import {cardPicture} from "./files.mjs";
import {layoutFindings} from "./layout.mjs";
import {startStack} from "./stack.mjs";
import * as steps from "./steps.mjs";

const read = (path) => JSON.parse(readFileSync(new URL(`../../web/src/${path}`, import.meta.url), "utf8"));
const languages = read("i18n/languages.json").map(({tag}) => tag);
const rightToLeft = ["ar", "ur"];

let stack, browser;
before(async () => {
  [stack, browser] = await Promise.all([startStack(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

async function start(language) {
  const device = await openDevice(browser, {phone: true});
  const page = await device.openPage(stack.url);
  await page.select("#language", language);
  const begun = await steps.begin(page);
  const check = async (name) => {
    assert.deepEqual(await layoutFindings(page), [], `${language}, ${name}`);
  };
  return {device, page, check, texts: read(`locales/${language}.json`), ...begun};
}

/** Of an element in the sheet: how it is computed. */
const styleOf = (page, css) =>
  page.evaluate((wanted) => {
    const root = [...document.querySelectorAll("*")].find(({shadowRoot}) => shadowRoot?.querySelector(".surface")).shadowRoot;
    const element = root.querySelector(wanted);
    const {direction, textAlign} = getComputedStyle(element);
    return {direction, textAlign, lang: element.closest("[lang]").lang, left: element.getBoundingClientRect().left};
  }, css);

/** As typed on a keyboard of another script. */
const inScript = (digits, zero) => [...digits].map((digit) => String.fromCodePoint(zero + Number(digit))).join("");

async function walk(language, zero) {
  const {device, page, sheet, handshake, check, texts} = await start(language);
  await sheet.screen("FS0consent");
  assert.equal((await sheet.shown()).lang, language);
  await check("consent");
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  const code = await stack.newestCode(handshake);
  await steps.oneTimeCode(sheet, inScript(code.slice(0, 2), zero));
  await sheet.says(texts["otp.format"].split("{")[0]);
  await check("code");
  const {direction, textAlign} = await styleOf(page, "#code");
  assert.deepEqual([direction, textAlign], ["ltr", "center"]);
  await steps.oneTimeCode(sheet, inScript(code, zero));
  await sheet.screen("FS0details");
  await sheet.fill("name", "Asha 7");
  await sheet.fill("pan", "ABC");
  await sheet.proceed();
  await sheet.says(texts["form.problems"]);
  await sheet.says(texts["field.pan.format"]);
  await check("form-with-errors");
  const pan = await styleOf(page, "#pan");
  assert.equal(pan.direction, "ltr");
  if (rightToLeft.includes(language)) assert.equal(pan.textAlign, "right");
  // The day stands where reading begins.
  const [day, year] = [await styleOf(page, "#birthDate-day"), await styleOf(page, "#birthDate-year")];
  assert.equal(day.left > year.left, rightToLeft.includes(language));
  const {year: born, ...rest} = steps.details;
  await steps.form(sheet, {...rest, year: inScript(born, zero)});
  await sheet.screen("FS0document");
  await check("document");
  await steps.document(sheet, cardPicture());
  await sheet.screen("success");
  await sheet.says(texts["success.title"]);
  await check("done");
  const {rows} = await steps.verifiedResult(page);
  assert.ok(rows.some((row) => row.join(" ").includes("1990-05-17")), "what was typed in another script is stored in ASCII");
  assert.deepEqual(page.watched.problems, []);
  await device.close();
}

test("Arabic, from right to left, with Arabic digits typed", () => walk("ar", 0x0660));

test("Tamil, with Tamil digits typed", () => walk("ta", 0x0be6));

for (const language of languages.filter((tag) => !["ar", "ta"].includes(tag))) {
  test(`${language}: its own language, direction and title, and nothing cut off`, async () => {
    const {device, page, sheet, check, handshake, texts} = await start(language);
    await sheet.screen("FS0consent");
    const surface = await styleOf(page, ".surface");
    assert.deepEqual([surface.lang, surface.direction], [language, rightToLeft.includes(language) ? "rtl" : "ltr"]);
    await sheet.says(texts["consent.accept"]);
    // A sentence of the flow that is not there in this language says which one it is in.
    assert.ok(["en", language].includes((await styleOf(page, "p.text")).lang));
    await check("consent");
    await steps.consent(sheet);
    await sheet.screen("FS0otp");
    await check("code");
    await steps.oneTimeCode(sheet, await stack.newestCode(handshake));
    await sheet.screen("FS0details");
    await sheet.fill("pan", "ABC");
    await sheet.proceed();
    await sheet.says(texts["form.problems"]);
    await check("form-with-errors");
    await device.close();
  });
}
