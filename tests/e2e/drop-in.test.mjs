// Pages written for Attestr: only the script's address differs.
import assert from "node:assert/strict";
import {createServer} from "node:http";
import {after, before, test} from "node:test";
import {openBrowser, openDevice} from "./browser.mjs";
import {cardPicture} from "./files.mjs";
import {Sheet} from "./sheet.mjs";
import {startStack} from "./stack.mjs";
import * as steps from "./steps.mjs";

let stack, browser, site, address;
const pages = new Map();
before(async () => {
  [stack, browser] = await Promise.all([startStack(), openBrowser()]);
  site = createServer((request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(pages.get(request.url) ?? "");
  }).listen(0, "127.0.0.1");
  address = await new Promise((resolve) => site.once("listening", () => resolve(`http://127.0.0.1:${site.address().port}`)));
});
after(async () => {
  await browser?.close();
  site?.closeAllConnections();
  site?.close();
  await stack?.stop();
});

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
  pages.set(path, html);
  const device = await openDevice(browser);
  const page = await device.openPage(address + path);
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

test("a missing handshake reaches the error handler with Attestr's code", async () => {
  const handlers = `onError: function (data) { seen.push([data.code, data.httpStatusCode, data.retry, data.stage]); }`;
  const {device, page, sheet} = await open("/missing", guidePage("", {handlers}));
  await page.waitForFunction(() => window.seen.length > 0, {timeout: 15_000});
  assert.deepEqual(await page.evaluate(() => window.seen), [[40050, 400, false, null]]);
  await sheet.screen("error");
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

test("two flows on a page share nothing; destroy() takes one away without an outcome", async () => {
  const [first, second] = [await newHandshake(), await newHandshake()];
  pages.set("/two", "<!doctype html><title>Two</title><body>");
  const device = await openDevice(browser);
  const page = await device.openPage(`${address}/two`);
  await page.evaluate(
    async (server, clientKey, handshakes) => {
      const {launch} = await import(`${server}/index.js`);
      window.outcomes = [];
      window.flows = handshakes.map((handshake) => {
        const tell = (data) => window.outcomes.push([data.hs, data.stage]);
        return launch({server, clientKey, handshake, onSuccess: tell, onError: tell, onSkip: tell});
      });
    },
    stack.server.url,
    stack.app.clientKey,
    [first, second],
  );
  const sheet = new Sheet(page);
  await page.waitForFunction(
    () => [...document.body.children].filter((child) => child.shadowRoot?.querySelector('dialog[data-screen^="FS0consent"]')).length === 2,
    {timeout: 15_000},
  );
  await page.evaluate(() => window.flows[1].destroy());
  await page.keyboard.press("Escape");
  await sheet.screen("leave");
  await sheet.press("Leave");
  await page.waitForFunction(() => window.outcomes.length > 0);
  assert.deepEqual(await page.evaluate(() => window.outcomes), [[first, "FS0consent"]]);
  await device.close();
});

test("<sealflow-flow>: there only once it was defined; outcomes come as events", async () => {
  const handshake = await newHandshake();
  pages.set("/element", `<!doctype html><title>Element</title><body>
    <sealflow-flow server="${stack.server.url}" client-key="${stack.app.clientKey}" handshake="${handshake}" locale="en" modal></sealflow-flow>`);
  const device = await openDevice(browser);
  const page = await device.openPage(`${address}/element`);
  const defined = await page.evaluate(async (server) => {
    const {defineFlowElement} = await import(`${server}/index.js`);
    const before = customElements.get("sealflow-flow") !== undefined;
    window.seen = [];
    for (const name of ["success", "error", "skip"]) {
      document.addEventListener(`sealflow-${name}`, (event) => window.seen.push([name, event.detail.stage]));
    }
    defineFlowElement();
    defineFlowElement();
    return [before, customElements.get("sealflow-flow") !== undefined];
  }, stack.server.url);
  assert.deepEqual(defined, [false, true]);
  const sheet = new Sheet(page);
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  await page.keyboard.press("Escape");
  await sheet.press("Leave");
  await page.waitForFunction(() => window.seen.length > 0);
  assert.deepEqual(await page.evaluate(() => window.seen), [["skip", "FS0otp"]]);
  await device.close();
});

test("events of a launch: stages, facts, the outcome, the end of the sheet", async () => {
  const handshake = await newHandshake();
  pages.set("/events", "<!doctype html><title>Events</title><body>");
  const device = await openDevice(browser);
  const page = await device.openPage(`${address}/events`);
  await page.evaluate(
    async (server, options) => {
      const {launch} = await import(`${server}/index.js`);
      const flow = launch({server, ...options});
      window.seen = [];
      flow.on("stage", (stage) => window.seen.push(`stage ${stage?.id ?? "none"}`));
      flow.on("event", (event) => window.seen.push(event.type));
      flow.on("outcome", (outcome) => window.seen.push(`outcome ${outcome.handler}`));
      flow.on("closed", () => window.seen.push("closed"));
    },
    stack.server.url,
    {clientKey: stack.app.clientKey, handshake},
  );
  const sheet = new Sheet(page);
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  await page.keyboard.press("Escape");
  await sheet.press("Leave");
  await page.waitForFunction(() => window.seen.includes("outcome_acknowledged"));
  assert.deepEqual(await page.evaluate(() => window.seen), [
    "stage FS0consent", "stage_passed", "stage_entered", "stage_progressed", "stage FS0otp",
    "closed", "run_ended", "stage none", "outcome skip", "outcome_acknowledged",
  ]);
  await device.close();
});
