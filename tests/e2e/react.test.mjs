// `sealflow/react` in a bundled page, in strict mode, with the two Reacts that people have.
import assert from "node:assert/strict";
import {copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync} from "node:fs";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {before, describe, test} from "node:test";
import {fileURLToPath} from "node:url";
import {around} from "./around.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {Sheet} from "./sheet.mjs";
import {startSite} from "./site.mjs";
import {startSealflow} from "./stack.mjs";
import * as steps from "./steps.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const web = join(here, "../../web");
const esbuild = createRequire(join(web, "package.json"))("esbuild");

let stack, browser, site;
around(async () => ([stack, browser, site] = await Promise.all([startSealflow(), openBrowser(), startSite()])));

const newHandshake = async () => (await stack.server.backend(stack.app).create()).body._id;

/** The page and all it needs, with this React, on the site. */
async function bundle(version) {
  const folder = mkdtempSync(join(tmpdir(), "sealflow-react-"));
  const modules = (name) => join(here, "node_modules", `${name}-${version}`);
  await esbuild.build({
    entryPoints: [join(here, "react/page.jsx")],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    jsx: "automatic",
    // As in development: strict mode mounts everything twice.
    define: {"process.env.NODE_ENV": '"development"'},
    logLevel: "warning",
    alias: {react: modules("react"), "react-dom": modules("react-dom"), "sealflow/react": join(web, "dist/react.js")},
  });
  // esbuild leaves files that code finds beside itself to whoever calls it; Vite and webpack take them along.
  copyFileSync(join(web, "dist/sealflow-page.wasm"), join(folder, "sealflow-page.wasm"));
  for (const name of readdirSync(folder)) site.put(`/${version}/${name}`, readFileSync(join(folder, name)));
  rmSync(folder, {recursive: true});
}

async function open(version) {
  const handshakes = [await newHandshake(), await newHandshake()];
  const settings = {server: stack.server.url, clientKey: stack.app.clientKey, handshakes};
  site.put("/page", `<!doctype html><title>React</title><body>
    <script>window.settings = ${JSON.stringify(settings)}</script><script type="module" src="/${version}/page.js"></script>`);
  const device = await openDevice(browser);
  const page = await device.openPage(`${site.url}/page`);
  await page.waitForFunction(() => window.show);
  return {device, page, sheet: new Sheet(page), handshakes, show: (what) => page.evaluate((name) => window.show(name), what)};
}

const sheets = (page) => page.evaluate(() => [...document.body.children].filter((child) => child.shadowRoot?.querySelector("dialog")).length);
const heard = (page) => page.evaluate(() => window.heard);

async function leave(sheet) {
  await sheet.page.keyboard.press("Escape");
  await sheet.press("Leave");
  await sheet.gone();
}

for (const version of ["18", "19"]) {
  describe(`React ${version}`, {concurrency: 1}, () => {
    before(() => bundle(version));

    test("strict mode mounts twice: one sheet, one launch, and the newest handler is called once", async () => {
      const {device, page, sheet, handshakes, show} = await open(version);
      await show("at once");
      await steps.consent(sheet);
      await sheet.screen("FS0otp");
      assert.equal(await sheets(page), 1);
      await page.evaluate(() => window.drawAgain());
      await page.evaluate(() => window.drawAgain());
      await sheet.screen("FS0otp");
      const launches = await page.evaluate(() => performance.getEntriesByType("resource").filter(({name}) => name.endsWith("/launch")).length);
      assert.equal(launches, 1, "drawing again is no launch");
      await leave(sheet);
      await page.waitForFunction(() => window.heard.length > 2);
      assert.deepEqual(await heard(page), [["entered", "FS0consent"], ["entered", "FS0otp"], ["skip after 2", handshakes[0]]]);
      await show("nothing");
      assert.equal((await heard(page)).length, 3);
      assert.deepEqual(page.watched.problems, []);
      await device.close();
    });

    test("unmounted: everything is gone, without an outcome; mounted again, it goes on", async () => {
      const {device, page, sheet, show} = await open(version);
      await show("at once");
      await steps.consent(sheet);
      await sheet.screen("FS0otp");
      await show("nothing");
      await page.waitForFunction(() => ![...document.body.children].some(({shadowRoot}) => shadowRoot));
      await show("at once");
      await sheet.screen("FS0otp");
      assert.ok((await heard(page)).every(([name]) => name === "entered"));
      assert.deepEqual(page.watched.problems, []);
      await device.close();
    });

    test("in an element that comes with the first drawing; another theme launches anew, an equal one does not", async () => {
      const {device, page, show} = await open(version);
      const launches = () => page.evaluate(() => performance.getEntriesByType("resource").filter(({name}) => name.endsWith("/launch")).length);
      const inside = () => page.waitForFunction(() => document.querySelector("#place .sealflow")?.shadowRoot.querySelector('[data-screen^="FS0consent"]'), {timeout: 15_000});
      await show("inside");
      await inside();
      assert.equal(await launches(), 1);
      await page.evaluate(() => window.turn("dark"));
      await page.waitForFunction(() => performance.getEntriesByType("resource").filter(({name}) => name.endsWith("/launch")).length === 2, {timeout: 15_000});
      await inside();
      await page.evaluate(() => window.turn("dark"));
      assert.equal(await launches(), 2);
      assert.ok((await heard(page)).every(([name]) => name === "entered"));
      assert.deepEqual(page.watched.problems, []);
      await device.close();
    });

    test("another token that a server asks for comes from the newest function", async () => {
      const {device, page, sheet, show} = await open(version);
      await page.evaluate(() => {
        // No sealflowd asks for auth tokens, so these refusals are played.
        const refused = (code) => Response.json({code, number: 40101, httpStatus: 401, retryable: false, message: code}, {status: 401});
        const send = window.fetch;
        [window.tokens, window.expired] = [[], false];
        window.fetch = async (url, init) => {
          const {token, ...body} = JSON.parse(init?.body ?? "{}");
          if (String(url).endsWith("/commands") && window.expired) return refused("token_expired");
          if (!String(url).endsWith("/launch")) return send(url, init);
          if (token === undefined) return refused("token_required");
          window.tokens.push(token);
          window.expired = false;
          return send(url, {...init, body: JSON.stringify(body)});
        };
      });
      await show("with a token");
      await sheet.screen("FS0consent");
      await page.evaluate(() => window.drawAgain());
      await page.evaluate(() => void (window.expired = true));
      await steps.consent(sheet);
      await sheet.screen("FS0otp");
      assert.deepEqual(await page.evaluate(() => window.tokens), ["token 0", "token 1"]);
      await device.close();
    });

    test("the hook: by a click, once more in place of the first, and ended with the component", async () => {
      const {device, page, sheet, handshakes, show} = await open(version);
      await show("on click");
      await page.waitForSelector("#launch");
      await page.evaluate(() => {
        document.getElementById("launch").click();
        document.getElementById("launch").click();
      });
      await sheet.screen("FS0consent");
      assert.equal(await sheets(page), 1);
      await page.evaluate(() => document.getElementById("destroy").click());
      assert.equal(await sheets(page), 0);
      await page.evaluate(() => document.getElementById("launch").click());
      await sheet.screen("FS0consent");
      await leave(sheet);
      await page.waitForFunction(() => window.heard.some(([name]) => name === "skip"));
      assert.deepEqual((await heard(page)).filter(([name]) => name === "skip"), [["skip", handshakes[1]]]);
      await page.evaluate(() => document.getElementById("launch").click());
      await show("nothing");
      await page.waitForFunction(() => ![...document.body.children].some(({shadowRoot}) => shadowRoot));
      assert.deepEqual(page.watched.problems, []);
      await device.close();
    });
  });
}
