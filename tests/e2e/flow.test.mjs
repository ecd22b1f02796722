// The three handlers, reached as a user reaches them.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {openBrowser, openDevice} from "./browser.mjs";
import {cardPicture} from "./files.mjs";
import {startStack} from "./stack.mjs";
import * as steps from "./steps.mjs";

let stack, browser;
before(async () => {
  [stack, browser] = await Promise.all([startStack(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

/** A new device on a new handshake, on the screen of the one-time code if wanted. */
async function start(options) {
  const device = await openDevice(browser, options);
  const page = await device.openPage(stack.url);
  if (options?.language) await page.select("#language", options.language);
  const begun = await steps.begin(page);
  return {device, page, ...begun};
}

const payloadOf = (page) =>
  page.waitForFunction(() => document.getElementById("payload").textContent, {timeout: 15_000})
    .then((handle) => handle.jsonValue())
    .then(JSON.parse);

test("success: the backend proves the result genuine, and nobody else is asked for anything", async () => {
  const {device, page, sheet, handshake} = await start({phone: true, dark: true});
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  await steps.oneTimeCode(sheet, await stack.newestCode(handshake));
  await steps.form(sheet);
  await steps.document(sheet, cardPicture());
  await sheet.screen("success");
  const result = await steps.verifiedResult(page);
  assert.match(result.signature, /^[0-9a-f]{64}$/);
  assert.deepEqual(result.checks.map((check) => check.split(":")[0]), ["ok", "ok"]);
  assert.ok(result.rows.some((row) => row.join(" ") === "FS0details input pan ABCPE1234F"));
  assert.deepEqual([...page.watched.hosts.keys()].sort(), [new URL(stack.url).origin, stack.server.url].sort());
  assert.deepEqual(page.watched.problems, []);
  await device.close();
});

test("a branch taken by a rule: a company's PAN ends in review, without a document", async () => {
  const {device, page, sheet, handshake} = await start();
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  await steps.oneTimeCode(sheet, await stack.newestCode(handshake));
  await steps.form(sheet, {...steps.details, pan: "ABCCE1234F"});
  await sheet.screen("success");
  const result = await steps.verifiedResult(page);
  assert.ok(!result.rows.some(([stage]) => stage === "FS0document"));
  await device.close();
});

test("error: too many wrong codes end the run, with the payload of the guide", async () => {
  const {device, page, sheet, handshake} = await start();
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  const code = await stack.newestCode(handshake);
  const wrong = code === "000000" ? "000001" : "000000";
  for (const left of [4, 3, 2, 1]) {
    await steps.oneTimeCode(sheet, wrong);
    await sheet.says(left === 1 ? "one more try" : `${left} more tries`);
  }
  await steps.oneTimeCode(sheet, wrong);
  await sheet.screen("error");
  const payload = await payloadOf(page);
  assert.deepEqual(
    {...payload, seq: typeof payload.seq},
    {
      code: 40313, httpStatusCode: 403, retry: false, stage: "FS0otp", hs: handshake, run: 1, seq: "number",
      message: "There are no tries left. Please ask those who run this page for help.",
    },
  );
  await device.close();
});

test("skip: leaving asks first, then the handler gets the stage", async () => {
  const {device, page, sheet, handshake} = await start();
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  await page.keyboard.press("Escape");
  await sheet.screen("leave");
  await sheet.press("Continue here");
  await sheet.screen("FS0otp");
  await page.keyboard.press("Escape");
  await sheet.screen("leave");
  await sheet.press("Leave");
  await sheet.gone();
  const payload = await payloadOf(page);
  assert.deepEqual({...payload, seq: typeof payload.seq}, {
    ...{stage: "FS0otp", hs: handshake, run: 1, seq: "number"},
    ...{reason: "user_cancelled", resumable: true},
  });
  await device.close();
});

test("keyboard alone: consent and one-time code", async () => {
  const {device, page, sheet, handshake} = await start();
  await sheet.screen("FS0consent");
  assert.equal((await sheet.focused()).id, "title", "a new screen takes the focus to its title");
  await page.keyboard.press("Tab");
  assert.equal((await sheet.focused()).text, "I agree");
  await page.keyboard.press("Enter");
  await sheet.screen("FS0otp");
  assert.equal((await sheet.focused()).id, "title");
  await page.keyboard.press("Tab");
  assert.equal((await sheet.focused()).id, "code");
  // As codes are copied: with a space in the middle.
  const code = await stack.newestCode(handshake);
  await page.keyboard.type(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.keyboard.press("Enter");
  await sheet.screen("FS0details");
  // Going round: the focus never gets behind the sheet.
  for (let press = 0; press < 12; ++press) {
    await page.keyboard.press("Tab");
    const behind = await page.evaluate(() => document.activeElement?.closest("main, header, footer") !== null && document.activeElement !== document.body);
    assert.equal(behind, false);
  }
  await device.close();
});

test("Hindi: texts of the flow and of the launcher", async () => {
  const {device, sheet} = await start({language: "hi"});
  await sheet.screen("FS0consent");
  const shown = await sheet.shown();
  assert.equal(shown.lang, "hi");
  for (const text of ["आपकी सहमति", "मैं सहमत हूँ", "चरण 1 / 4"]) assert.ok(shown.text.includes(text), text);
  await sheet.proceed();
  await sheet.screen("FS0otp");
  await sheet.fill("code", "12");
  await sheet.proceed();
  await sheet.says("कोड के सभी 6 अंक लिखें।");
  await device.close();
});
