// examples/03-page-without-server in a browser: strict policy, reload, leaving, going on, damage.
import assert from "node:assert/strict";
import {cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {createInterface} from "node:readline";
import {after, before, test} from "node:test";
import {fileURLToPath} from "node:url";
import {spawnLeashed} from "../server/leash.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {cannot} from "./engines.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
let folder, server, browser, url;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "sealflow-static-"));
  cpSync(join(root, "examples/03-page-without-server"), folder, {recursive: true, filter: (path) => !path.includes("node_modules")});
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(root, "web"), join(folder, "node_modules/sealflow"));
  server = spawnLeashed(process.execPath, ["serve.mjs"], {cwd: folder, env: {...process.env, PORT: "0"}, stdio: ["ignore", "pipe", "inherit"]});
  [url, browser] = await Promise.all([new Promise((resolve) => createInterface({input: server.stdout}).once("line", resolve)), openBrowser()]);
});
after(async () => {
  await browser?.close();
  server?.kill();
  rmSync(folder, {recursive: true, force: true});
});

const plan = (page) => page.$$eval("#plan li", (lines) => lines.map((line) => line.textContent));
const due = (page, name) => page.waitForSelector(`#stage:not([hidden]) [name=${name}]`, {timeout: 15_000});

async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) await page.type(`[name=${name}]`, value);
  await page.click("button[type=submit]");
}

const said = (page, part) =>
  page.waitForFunction((wanted) => document.getElementById("message").textContent.includes(wanted), {timeout: 15_000}, part);

test("a reload goes on; leaving is an outcome; going on skips what passed; nobody else is asked for anything", async () => {
  const device = await openDevice(browser);
  const page = await device.openPage(url);
  await due(page, "email");
  assert.deepEqual((await plan(page))[0], "FS0person: run (due)");
  await fill(page, {name: "Asha Rao", email: "nonsense"});
  await page.waitForSelector("[name=email][aria-invalid=true]");
  await fill(page, {email: "@example.org"});
  await due(page, "accepted");

  await page.reload({waitUntil: "load"});
  await due(page, "accepted");
  assert.deepEqual(await plan(page), ["FS0person: skip (passed)", "FS0rules: run (due)", "FS0shelf: run (not_reached)"]);

  await page.click("#leave");
  await said(page, "You left at FS0rules.");
  await page.reload({waitUntil: "load"});
  await said(page, "You left this before.");
  await page.click("#retry");
  await due(page, "accepted");
  assert.deepEqual((await plan(page))[0], "FS0person: skip (passed)");
  await page.click("[name=accepted]");
  await fill(page, {});
  await due(page, "shelf");
  await fill(page, {shelf: "Poetry"});
  await said(page, "Welcome, Asha Rao! (local: true)");

  assert.deepEqual([...page.watched.hosts.keys()], [new URL(url).origin]);
  assert.deepEqual(page.watched.problems, []);
  await device.close();
});

test("two windows: the one that comes second is told, and what was accepted stays", async () => {
  const device = await openDevice(browser);
  const first = await device.openPage(url);
  await due(first, "email");
  const second = await device.openPage(url);
  await due(second, "email");
  // A window in the background is not drawn, and cannot be clicked.
  await first.bringToFront();
  await fill(first, {name: "Asha Rao", email: "a@example.org"});
  await due(first, "accepted");
  await second.bringToFront();
  await fill(second, {name: "Ravi Rao", email: "r@example.org"});
  await said(second, "went on with this run");
  await second.reload({waitUntil: "load"});
  await due(second, "accepted");
  await device.close();
});

test("a damaged store is refused and kept", async () => {
  const device = await openDevice(browser);
  const page = await device.openPage(url);
  await due(page, "email");
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.open("sealflow-local").onsuccess = ({target}) => {
          const change = target.result.transaction("runs", "readwrite");
          change.objectStore("runs").put("{half", "library");
          change.oncomplete = () => {
            target.result.close();
            resolve();
          };
        };
      }),
  );
  await page.reload({waitUntil: "load"});
  await page.waitForFunction(() => true);
  const answer = await page.evaluate(async () => {
    const {indexedDbStore, startLocal} = await import("./sealflow/local.js");
    const {flow} = await import("./flow.mjs");
    const store = indexedDbStore("library");
    const code = await startLocal({flow, store}).then(() => "none", (error) => error.code);
    return {code, kept: await store.load()};
  });
  assert.deepEqual(answer, {code: "log_damaged", kept: "{half"});
  if (!cannot("errors while a page loads")) {
    assert.ok(page.watched.problems.some((problem) => problem.includes("damaged")), page.watched.problems.join());
  }
  await device.close();
});
