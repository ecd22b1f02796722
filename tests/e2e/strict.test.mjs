// Pages with strict policies: the documented minimum runs the whole flow without a single violation, each part of it is
// needed, and without 'wasm-unsafe-eval' the engine in plain JavaScript takes over.
import assert from "node:assert/strict";
import {test} from "node:test";
import {around} from "./around.mjs";
import {engine, openBrowser, openDevice} from "./browser.mjs";
import {cardPicture} from "./files.mjs";
import {Sheet} from "./sheet.mjs";
import {startSite} from "./site.mjs";
import {startSealflow} from "./stack.mjs";
import * as steps from "./steps.mjs";

let stack, browser, site;
around(async () => ([stack, browser, site] = await Promise.all([startSealflow(), openBrowser(), startSite()])));

/** As docs/guides/put-it-in-a-page.md has it; 'self' is for the page's own script. */
const minimum = () => ({
  "default-src": "'none'",
  "script-src": `'self' ${stack.server.url} 'wasm-unsafe-eval'`,
  "connect-src": stack.server.url,
  "img-src": "blob:",
  "require-trusted-types-for": "'script'",
  "trusted-types": "lit-html",
});

let pages = 0;

/** A page under a policy, on which the flow was just launched, and all that was reported of it. */
async function open(policy, options = {}) {
  const {body} = await stack.server.backend(stack.app).create();
  const path = `/${++pages}`;
  const header = [...Object.entries(policy), ["report-uri", `${path}/reports`]].map((parts) => parts.join(" ")).join("; ");
  site.put(`${path}.js`, `
    window.seen = [];
    window.violations = [];
    document.addEventListener("securitypolicyviolation", ({effectiveDirective, blockedURI}) => {
      // Which some browsers ask for by themselves.
      if (!blockedURI.endsWith("/favicon.ico")) window.violations.push(effectiveDirective + " " + blockedURI);
    });
    addEventListener("load", () => {
      const tell = (name) => (data) => { window.seen.push([name, data.code ?? 0]); };
      new AttestrFlowx({
        cl: "${stack.app.clientKey}", hs: "${body._id}", lc: "en", ...${JSON.stringify(options)},
        onFlowxSuccess: tell("success"), onFlowxError: tell("error"), onFlowxSkip: tell("skip"),
      }).launch();
    });`);
  const html = `<!doctype html><meta charset="utf-8"><title>Strict</title>
    <script src="${path}.js"></script><script src="${stack.server.url}/flowx.js"></script>`;
  site.put(path, html, {"content-security-policy": header});
  const device = await openDevice(browser);
  const page = await device.openPage(site.url + path);
  return {
    device, page, sheet: new Sheet(page), handshake: body._id,
    violations: async () => {
      const ours = site.reports.filter((report) => report["document-uri"].endsWith(path) && !report["blocked-uri"].endsWith("/favicon.ico"));
      const sent = ours.map((report) => report["effective-directive"]);
      return {seen: await page.evaluate(() => window.violations), sent};
    },
    files: () => page.evaluate(() => performance.getEntriesByType("resource").map(({name}) => new URL(name).pathname.slice(1))),
    seen: () => page.evaluate(() => window.seen),
  };
}

async function walk({sheet, handshake}) {
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  await steps.oneTimeCode(sheet, await stack.newestCode(handshake));
  await steps.form(sheet);
  await steps.document(sheet, cardPicture());
  await sheet.screen("success");
}

test("the documented minimum, with default-src 'none' and Trusted Types: the whole flow, no violation", async () => {
  const opened = await open(minimum());
  await walk(opened);
  assert.deepEqual(await opened.seen(), [["success", 0]]);
  assert.deepEqual(await opened.violations(), {seen: [], sent: []});
  assert.deepEqual(opened.page.watched.problems, []);
  await opened.device.close();
});

// Each with what the browser then reports, so that nothing stands in the guide that is not needed.
for (const [what, change, violated] of [
  ["the server among the scripts", {"script-src": "'self' 'wasm-unsafe-eval'"}, "script-src-elem"],
  ["the server to connect to", {"connect-src": "'none'"}, "connect-src"],
  ["Trusted Types of its templates", {"trusted-types": "'none'"}, "trusted-types"],
]) {
  test(`control: without ${what} there is no flow, and a violation`, async () => {
    const opened = await open({...minimum(), ...change});
    await opened.page.waitForFunction(() => window.violations.length > 0, {timeout: 15_000});
    const {seen} = await opened.violations();
    assert.ok(seen.every((violation) => violation.startsWith(violated)), seen.join());
    await opened.device.close();
  });
}

test("control: without blob: for pictures the preview is a violation", async () => {
  const opened = await open({...minimum(), "img-src": "'none'"});
  await steps.consent(opened.sheet);
  await opened.sheet.screen("FS0otp");
  await steps.oneTimeCode(opened.sheet, await stack.newestCode(opened.handshake));
  await steps.form(opened.sheet);
  await opened.sheet.screen("FS0document");
  await opened.sheet.choose("front-file", cardPicture());
  await opened.page.waitForFunction(() => window.violations.length > 0, {timeout: 15_000});
  assert.deepEqual((await opened.violations()).seen, ["img-src blob"]);
  await opened.device.close();
});

const withoutWasm = () => ({...minimum(), "script-src": `'self' ${stack.server.url}`});

test("without 'wasm-unsafe-eval': plain JavaScript takes over by itself, which costs one report, if any", async () => {
  const opened = await open(withoutWasm());
  await walk(opened);
  assert.deepEqual(await opened.seen(), [["success", 0]]);
  // WebKit refuses without a report.
  assert.deepEqual((await opened.violations()).seen, engine === "webkit" ? [] : ["script-src wasm-eval"]);
  const files = await opened.files();
  assert.ok(!files.some((name) => name.startsWith("sealflow-page")), "nothing was downloaded in vain");
  assert.equal(files.filter((name) => name.startsWith("without-wasm-")).length, 1);
  await opened.device.close();
});

test("without 'wasm-unsafe-eval', and the option engine: the whole flow, no violation", async () => {
  const opened = await open(withoutWasm(), {engine: "javascript"});
  await walk(opened);
  assert.deepEqual(await opened.seen(), [["success", 0]]);
  assert.deepEqual(await opened.violations(), {seen: [], sent: []});
  await opened.device.close();
});
