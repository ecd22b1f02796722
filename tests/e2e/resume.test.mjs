// Coming back: on the same device, after leaving, after the end, from elsewhere.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {openBrowser, openDevice} from "./browser.mjs";
import {cardPicture} from "./files.mjs";
import {Sheet} from "./sheet.mjs";
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

/** A new device, past consent and one-time code. */
async function untilForm() {
  const device = await openDevice(browser);
  const page = await device.openPage(stack.url);
  const begun = await steps.begin(page);
  await steps.consent(begun.sheet);
  await begun.sheet.screen("FS0otp");
  await steps.oneTimeCode(begun.sheet, await stack.newestCode(begun.handshake));
  await begun.sheet.screen("FS0details");
  return {device, page, ...begun};
}

async function leave(sheet) {
  await sheet.page.keyboard.press("Escape");
  await sheet.screen("leave");
  await sheet.press("Leave");
  await sheet.gone();
  await sheet.page.waitForFunction(() => document.getElementById("payload").textContent);
}

const payloadOf = (page) => page.$eval("#payload", (element) => JSON.parse(element.textContent));

test("the page is closed in the middle: the same device goes on there, without retry", async () => {
  const {device, page, handshake} = await untilForm();
  await page.close();
  const again = await device.openPage(stack.url);
  const {sheet, handshake: same} = await steps.begin(again, "start");
  assert.equal(same, handshake);
  await sheet.screen("FS0details");
  await sheet.says("What you have done already");
  await device.close();
});

test("retry after leaving: passed stages are skipped, and the page says which and why", async () => {
  const {device, page, sheet} = await untilForm();
  await leave(sheet);
  await steps.begin(page, "retry");
  await sheet.screen("FS0details");
  const text = await sheet.text();
  for (const skipped of ["Your consent", "Your mobile number"]) assert.ok(text.includes(skipped), skipped);
  assert.match(text, /Completed .*\d{4}.*, so you need not do it again/);
  assert.ok(text.includes("Step 3 of 4"));
  // The list belongs to the first screen only.
  await steps.form(sheet);
  await sheet.screen("FS0document");
  assert.ok(!(await sheet.text()).includes("What you have done already"));
  await steps.document(sheet, cardPicture());
  await sheet.screen("success");
  await steps.verifiedResult(page);
  await device.close();
});

test("a used handshake without retry, after an outcome: refused with its code", async () => {
  const {device, page, sheet} = await untilForm();
  await leave(sheet);
  await page.evaluate(() => (document.getElementById("payload").textContent = ""));
  await steps.begin(page, "start");
  await sheet.screen("error");
  await sheet.says("This verification was used already.");
  const payload = await payloadOf(page);
  assert.equal(payload.code, 40901);
  assert.equal(payload.httpStatusCode, 409);
  assert.equal(payload.stage, null);
  await device.close();
});

test("everything passed: retry goes straight to success", async () => {
  const {device, page, sheet} = await untilForm();
  await steps.form(sheet);
  await steps.document(sheet, cardPicture());
  await sheet.screen("success");
  const {signature} = await steps.verifiedResult(page);
  await sheet.proceed();
  await sheet.gone();
  await page.evaluate(() => document.getElementById("result").remove());
  await steps.begin(page, "retry");
  await sheet.screen("success");
  assert.equal((await steps.verifiedResult(page)).signature, signature);
  await device.close();
});

test("handshake id and client key alone open nothing on another device", async () => {
  const {device} = await untilForm();
  const other = await openDevice(browser);
  const page = await other.openPage(stack.url);
  const {sheet} = await steps.begin(page, "retry");
  await sheet.screen("error");
  assert.equal((await payloadOf(page)).code, 40312);
  await device.close();
  await other.close();
});

test("a link hands the session over: the first device says so, and can take it back", async () => {
  const {device, page, sheet, handshake} = await untilForm();
  const link = await fetch(`${stack.server.url}/v1/sessions/${handshake}/handoff`, {
    method: "POST",
    headers: {authorization: page.watched.token, "content-type": "application/json", origin: new URL(stack.url).origin},
    body: "{}",
  }).then((answer) => answer.json());
  const other = await openDevice(browser, {phone: true});
  const second = await other.openPage(stack.url);
  await second.evaluate(
    async (server, options) => {
      const {launch} = await import(`${server}/index.js`);
      launch({server, ...options});
    },
    stack.server.url,
    {clientKey: stack.app.clientKey, handshake, handoff: link.code, retry: true},
  );
  const secondSheet = new Sheet(second);
  await secondSheet.press("Go on here");
  await secondSheet.press("Yes, it shows these");
  await secondSheet.screen("FS0details");
  // The first device learns it with the next thing it sends. Firefox draws no page that is behind another.
  await page.bringToFront();
  await steps.form(sheet);
  await sheet.screen("moved");
  assert.equal(await page.$eval("#outcome", (element) => element.hidden), true, "superseded is no outcome");
  await sheet.press("Continue here");
  await steps.form(sheet);
  await sheet.screen("FS0document");
  await device.close();
  await other.close();
});
