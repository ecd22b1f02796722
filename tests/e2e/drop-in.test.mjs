// Pages written for Attestr: only the script's address differs.
import assert from "node:assert/strict";
import {test} from "node:test";
import {around} from "./around.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {cardPicture} from "./files.mjs";
import {Sheet} from "./sheet.mjs";
import {startSite} from "./site.mjs";
import {startSealflow} from "./stack.mjs";
import * as steps from "./steps.mjs";

let stack, browser, site;
around(async () => ([stack, browser, site] = await Promise.all([startSealflow(), openBrowser(), startSite()])));

/** The guide's page: a script tag, an inline script, an object in a function, launch(). */
function guidePage(handshake, {handlers, script = `${stack.server.url}/flowx.js`, attributes = ""}) {
  return `<!doctype html><meta charset="utf-8"><title>Guide</title>
    <script src="${script}" ${attributes}></script>
    <button onclick="startFlow()">Start</button>
    <script>
      window.seen = [];
      function startFlow() {
        var attestrFlowx = new AttestrFlowx({
          cl: "${stack.app.clientKey}", hs: "${handshake}", lc: "en", qr: {"userType": "customer", "unknown": "ignored"}, retry: false,
          ${handlers}
        });
        attestrFlowx.launch();
      }
    </script>`;
}

async function newHandshake() {
  const {body} = await stack.server.backend(stack.app).create();
  return body._id;
}

async function open(path, html) {
  site.put(path, html);
  const device = await openDevice(browser);
  const page = await device.openPage(site.url + path);
  await page.click("button");
  return {device, page, sheet: new Sheet(page)};
}

test("the sample's handlers: onFlowxComplete with JSON.parse", async () => {
  const handshake = await newHandshake();
  const handlers = `
    onFlowxComplete: function (data) { var parsed = JSON.parse(data); seen.push(["complete", parsed.signature, data.signature]); },
    onFlowxError: function (data) { seen.push(["error", JSON.parse(data)]); },
    onFlowxSkip: function (data) { seen.push(["skip", JSON.parse(data)]); }`;
  const {device, page, sheet} = await open("/sample", guidePage(handshake, {handlers}));
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  await steps.oneTimeCode(sheet, await stack.newestCode(handshake));
  await steps.form(sheet);
  await steps.document(sheet, cardPicture());
  await sheet.screen("success");
  const seen = await page.evaluate(() => window.seen);
  assert.equal(seen.length, 1, "exactly one handler, once");
  const [name, parsed, direct] = seen[0];
  assert.equal(name, "complete");
  assert.match(parsed, /^[0-9a-f]{64}$/);
  assert.equal(parsed, direct);
  const {body} = await stack.server.backend(stack.app).result(handshake);
  assert.equal(body.resultSignature, parsed);
  assert.deepEqual(page.watched.problems, []);
  await device.close();
});

test("the documentation's handlers: onFlowxSkip with an object", async () => {
  const handshake = await newHandshake();
  const handlers = `onFlowxSuccess: function () {}, onFlowxError: function () {}, onFlowxSkip: function (data) { seen.push(data.stage); }`;
  const {device, page, sheet} = await open("/docs", guidePage(handshake, {handlers}));
  await sheet.screen("FS0consent");
  await page.keyboard.press("Escape");
  await sheet.press("Leave");
  await sheet.gone();
  await page.waitForFunction(() => window.seen.length > 0);
  assert.deepEqual(await page.evaluate(() => window.seen), ["FS0consent"]);
  await device.close();
});

test("as a module, which is told nothing of its own element, it knows where it comes from all the same", async () => {
  site.put("/index.js", "window.stranger = true; export {};");
  const handlers = `onFlowxError: function (data) { seen.push(data.message); }`;
  const {device, page, sheet} = await open("/module", guidePage(await newHandshake(), {handlers, attributes: 'type="module" crossorigin'}));
  await sheet.screen("FS0consent");
  assert.equal(await page.evaluate(() => "stranger" in window), false, "a file of the page's own, of the same name, is not run");
  assert.deepEqual(await page.evaluate(() => window.seen), []);
  await device.close();
});

test("a missing handshake reaches the error handler with Attestr's code", async () => {
  const handlers = `onError: function (data) { seen.push([data.code, data.httpStatusCode, data.retry, data.stage]); }`;
  const {device, page, sheet} = await open("/missing", guidePage("", {handlers}));
  await page.waitForFunction(() => window.seen.length > 0, {timeout: 15_000});
  assert.deepEqual(await page.evaluate(() => window.seen), [[40050, 400, false, null]]);
  await sheet.screen("error");
  await device.close();
});

test("pages of before July 2021: AttestrFlowX, onComplete, onError, onSkip", async () => {
  const handshake = await newHandshake();
  const handlers = `onComplete: function () {}, onError: function () {}, onSkip: function (data) { seen.push(JSON.parse(data).stage); }`;
  const {device, page, sheet} = await open("/old", guidePage(handshake, {handlers}).replace("new AttestrFlowx(", "new AttestrFlowX("));
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  await page.keyboard.press("Escape");
  await sheet.press("Leave");
  await page.waitForFunction(() => window.seen.length > 0);
  assert.deepEqual(await page.evaluate(() => window.seen), ["FS0otp"]);
  await device.close();
});

test("an error in the middle: Attestr's members, in the user's language", async () => {
  const handshake = await newHandshake();
  const handlers = `onFlowxError: function (data) { seen.push(JSON.parse(data)); }`;
  const {device, page, sheet} = await open("/error", guidePage(handshake, {handlers}).replace('lc: "en"', 'lc: "hi"'));
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  const code = await stack.newestCode(handshake);
  const wrong = code === "000000" ? "000001" : "000000";
  for (let left = 5; left > 0; --left) {
    await steps.oneTimeCode(sheet, wrong);
    if (left > 1) await sheet.says(left === 2 ? "एक बार" : `${left - 1} बार`);
  }
  await page.waitForFunction(() => window.seen.length > 0);
  const [{code: number, httpStatusCode, message, retry, stage, ...more}] = await page.evaluate(() => window.seen);
  assert.deepEqual([number, httpStatusCode, retry, stage], [40313, 403, false, "FS0otp"]);
  assert.match(message, /[\u0900-\u097f]/);
  assert.deepEqual({...more, seq: typeof more.seq}, {hs: handshake, run: 1, seq: "number"});
  await device.close();
});

test("a script kept elsewhere names the server by data-server", async () => {
  const handshake = await newHandshake();
  // The file is the same; only where it comes from differs.
  const copy = `${stack.server.url.replace("127.0.0.1", "localhost")}/flowx.js`;
  const attributes = `data-server="${stack.server.url}"`;
  const {device, page, sheet} = await open("/elsewhere", guidePage(handshake, {handlers: "", script: copy, attributes}));
  await sheet.screen("FS0consent");
  assert.ok(page.watched.hosts.has(stack.server.url));
  await device.close();
});
