// What a launch loads: the files that wasm/size-budget.json counts for it, each once, and nothing else.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {test} from "node:test";
import {fileURLToPath} from "node:url";
import {around} from "./around.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {Sheet} from "./sheet.mjs";
import {launchingPage, startSite} from "./site.mjs";
import {startSealflow} from "./stack.mjs";
import * as steps from "./steps.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const budget = JSON.parse(readFileSync(join(root, "wasm/size-budget.json"), "utf8"));
let stack, browser, site;
around(async () => ([stack, browser, site] = await Promise.all([startSealflow(), openBrowser(), startSite()])));

/** File names that scripts/sizes lists for these groups of the budget. */
function budgeted(...names) {
  const groups = names.flatMap((name) => [name, ...(budget[name].sum ?? [])]);
  const lines = execFileSync(process.execPath, [join(root, "scripts/sizes")], {encoding: "utf8"}).trim().split("\n").slice(1);
  const files = [];
  const found = new Set();
  for (const line of lines) {
    const [, group] = /^= (.*?) {2}/.exec(line) ?? [];
    if (group === undefined) files.push(line.split(" ")[0]);
    else for (const file of files.splice(0)) if (groups.includes(group)) found.add(file);
  }
  return [...found].sort();
}

test("up to the first stage: launcher, screens, those that this flow has, one language, one engine, what keeps input; the calls; nothing twice", async () => {
  const {body} = await stack.server.backend(stack.app).create();
  const device = await openDevice(browser);
  site.pages.set("/", launchingPage(stack.server.url, {clientKey: stack.app.clientKey, handshake: body._id, locale: "en"}));
  const page = await device.openPage(`${site.url}/`);
  const sheet = new Sheet(page);
  const loaded = async () => {
    const names = await page.evaluate(() => performance.getEntriesByType("resource").map(({name}) => name));
    return names.filter((name) => name.startsWith(stack.server.url)).map((name) => new URL(name).pathname.slice(1));
  };
  await sheet.screen("FS0consent");
  const first = budgeted("first stage, all of it", "screen of documents");
  // What keeps input comes while the first stage is looked at.
  await page.waitForFunction((count) => performance.getEntriesByType("resource").length >= count, {}, first.length + 1);
  const files = async () => (await loaded()).filter((name) => !name.startsWith("v1/")).sort();
  assert.deepEqual(await files(), first);
  assert.deepEqual((await loaded()).filter((name) => name.startsWith("v1/")), [`v1/sessions/${body._id}/launch`]);

  // Further screens bring nothing but what listens for news: of a code that is still on its way.
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  await steps.oneTimeCode(sheet, await stack.newestCode(body._id));
  await sheet.screen("FS0details");
  const allowed = [...first, ...budgeted("news of a stage that waits")];
  assert.deepEqual((await files()).filter((name) => !allowed.includes(name)), []);
  await device.close();
});

test("who only imports the launcher loads three kB, and launches nothing", async () => {
  const device = await openDevice(browser);
  site.put("/import", `<!doctype html><title>Import</title><script type="module">
    window.sealflow = await import("${stack.server.url}/index.js");</script>`);
  const page = await device.openPage(`${site.url}/import`);
  await page.waitForFunction(() => window.sealflow);
  const asked = await page.evaluate(() => performance.getEntriesByType("resource").map(({name}) => new URL(name).pathname.slice(1)));
  // Some browsers ask for an icon by themselves.
  const names = asked.filter((name) => name !== "favicon.ico");
  const bytes = names.reduce((sum, name) => sum + readFileSync(join(root, "web/dist", name)).length, 0);
  assert.ok(names.every((name) => /^index\.js$/.test(name)), names.join());
  assert.ok(bytes < 6000, `${bytes} bytes before compression`);
  await device.close();
});
