// Subresource Integrity: with the hashes of dist/integrity.json on the page, no changed file of ours runs.
import assert from "node:assert/strict";
import {readdirSync, readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {test} from "node:test";
import {fileURLToPath} from "node:url";
import {around} from "./around.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {Sheet} from "./sheet.mjs";
import {startSite} from "./site.mjs";
import {startSealflow} from "./stack.mjs";

const dist = join(dirname(fileURLToPath(import.meta.url)), "../../web/dist");
const hashes = JSON.parse(readFileSync(join(dist, "integrity.json"), "utf8"));
const named = (start) => Object.keys(hashes).find((name) => name.startsWith(start));

let stack, browser, site;
around(async () => ([stack, browser, site] = await Promise.all([startSealflow(), openBrowser(), startSite()])));

let copies = 0;

/** A page that loads a copy of the package, one file of which somebody has changed, and launches. */
async function open(changed, {vouched = true} = {}) {
  const folder = `/${++copies}`;
  for (const name of readdirSync(dist).filter((each) => each in hashes)) {
    let bytes = readFileSync(join(dist, name));
    if (name === changed) {
      const note = name.endsWith(".wasm") ? Buffer.from([0, 2, 1, 0x78]) : Buffer.from("\nwindow.evil = true;");
      bytes = Buffer.concat([bytes, note]);
    }
    site.put(`${folder}/${name}`, bytes);
  }
  const {body} = await stack.server.backend(stack.app).create();
  const integrity = Object.fromEntries(Object.entries(hashes).map(([name, hash]) => [`${site.url}${folder}/${name}`, hash]));
  site.put(folder, `<!doctype html><meta charset="utf-8"><title>Integrity</title>
    ${vouched ? `<script type="importmap">${JSON.stringify({integrity})}</script>` : ""}
    <script src="${folder}/flowx.js" ${vouched ? `integrity="${hashes["flowx.js"]}"` : ""} data-server="${stack.server.url}"></script>
    <script>
      window.seen = [];
      if (window.AttestrFlowx) {
        const tell = (data) => { window.seen.push(data.code); };
        new AttestrFlowx({cl: "${stack.app.clientKey}", hs: "${body._id}", onFlowxError: tell}).launch();
      }
    </script>`);
  const device = await openDevice(browser);
  const page = await device.openPage(site.url + folder);
  return {device, page, sheet: new Sheet(page)};
}

test("nothing changed: the flow runs", async () => {
  const {device, page, sheet} = await open(undefined);
  await sheet.screen("FS0consent");
  assert.deepEqual(page.watched.problems, []);
  await device.close();
});

test("the script of the page itself changed: it does not run", async () => {
  const {device, page} = await open("flowx.js");
  assert.deepEqual(await page.evaluate(() => [typeof window.AttestrFlowx, Boolean(window.evil)]), ["undefined", false]);
  await device.close();
});

for (const start of ["index.js", "launched-flow-", "sealflow-page-", "sealflow-page.wasm", "en-"]) {
  test(`changed: ${start}…; the error handler is called, and nothing of it has run`, async () => {
    const {device, page} = await open(named(start));
    await page.waitForFunction(() => window.seen.length > 0, {timeout: 15_000});
    assert.deepEqual(await page.evaluate(() => [window.seen, Boolean(window.evil)]), [[5001], false]);
    await device.close();
  });
}

test("control: on a page without the hashes a changed file runs", async () => {
  const {device, page, sheet} = await open(named("launched-flow-"), {vouched: false});
  await sheet.screen("FS0consent");
  assert.equal(await page.evaluate(() => window.evil), true);
  await device.close();
});

test("control: the engine is vouched for also without an import map", async () => {
  const {device, page} = await open("sealflow-page.wasm", {vouched: false});
  await page.waitForFunction(() => window.seen.length > 0, {timeout: 15_000});
  assert.deepEqual(await page.evaluate(() => window.seen), [5001]);
  await device.close();
});
