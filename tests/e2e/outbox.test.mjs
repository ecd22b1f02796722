// What waits in a real browser: encrypted, for a day, through a closed tab; and what the page says meanwhile.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {eventually, startServer} from "../server/harness.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {cannot} from "./engines.mjs";
import {FaultyNetwork} from "./faulty-network.mjs";
import {cardPicture} from "./files.mjs";
import {keptRows as rows} from "./kept-rows.mjs";
import {callsOf, startRelaunchingPage} from "./relaunching-page.mjs";
import {Sheet} from "./sheet.mjs";
import {findPrograms, newestCode} from "./stack.mjs";
import {details, document} from "./steps.mjs";

let server, app, site, browser, network;

before(async () => {
  findPrograms();
  server = await startServer({flags: ["--web", new URL("../../web/dist", import.meta.url).pathname]});
  app = server.createApp({origins: ["*"]});
  server.publish(app);
  browser = await openBrowser();
  site = await startRelaunchingPage(app.clientKey);
  network = await FaultyNetwork.start({upstream: () => server.url, lose: 0, delay: 0});
});
after(async () => {
  await browser?.close();
  site?.stop();
  network?.stop();
  await server?.stop();
});

const kept = "What you have entered is kept on this device";

/** Somebody at the form, with consent and one-time code behind them. */
async function atForm({phone = false, dark = false, lacks = "", host} = {}) {
  const handshake = (await server.backend(app).create()).body._id;
  const line = network.line(handshake);
  const device = await openDevice(browser, {phone, dark});
  const open = async () => {
    const page = await device.openPage(site.address(handshake, network.url, {lacks, host}));
    return {page, sheet: new Sheet(page)};
  };
  const {page, sheet} = await open();
  await sheet.screen("FS0consent");
  await sheet.proceed();
  await sheet.screen("FS0otp");
  await sheet.fill("code", await newestCode(server.url, app.clientKey, handshake));
  await sheet.proceed();
  await sheet.screen("FS0details");
  return {handshake, line, device, open, page, sheet};
}

/** The network is there again, but too late for this page. */
async function closePage({page, line}) {
  line.cut = "before";
  await page.setOfflineMode(false);
  await page.close();
  // Browsers repeat by themselves what a connection lost, also for a page that has just gone.
  await sleep(500);
  line.cut = false;
}

async function fillForm(sheet) {
  const {name, day, month, year, pan} = details;
  const all = {name, "birthDate-day": day, "birthDate-month": month, "birthDate-year": year, pan};
  for (const [id, value] of Object.entries(all)) await sheet.fill(id, value);
}

test("offline: it is said at once, what is sent is kept encrypted, the page may be closed, the next one sends it", async () => {
  const at = await atForm();
  await fillForm(at.sheet);
  await at.page.setOfflineMode(true);
  await at.sheet.says("You are offline.");
  assert.ok(!(await at.sheet.text()).includes("We keep trying"), "nothing is tried, so nothing is said of it");
  await at.sheet.proceed();
  await at.sheet.says(kept);
  const [row, ...others] = await rows(at.page);
  assert.deepEqual(others, []);
  assert.deepEqual([row.extractable, row.exported, row.algorithm], [false, false, "AES-GCM"]);
  for (const secret of ["Asha", "Verma", details.pan, "1990", "submit", "FS0details"]) {
    assert.ok(!row.text.includes(secret), `${secret} lies there in plain text`);
  }
  await closePage(at);

  const next = await at.open();
  await next.sheet.screen("FS0document");
  // What was sent by itself counts as done.
  assert.match(await next.sheet.text(), /What you have done already\s*3/);
  assert.deepEqual(await rows(next.page), []);
  await at.device.close();
});

test("the connection comes back while the page is open: it goes on by itself", async () => {
  const at = await atForm();
  await fillForm(at.sheet);
  await at.page.setOfflineMode(true);
  await at.sheet.proceed();
  await at.sheet.says(kept);
  await at.page.setOfflineMode(false);
  await at.sheet.screen("FS0document");
  assert.ok(!(await at.sheet.text()).includes("offline"));
  await at.device.close();
});

test("after a day it is gone, and is asked for again", async () => {
  const at = await atForm();
  await fillForm(at.sheet);
  await at.page.setOfflineMode(true);
  await at.sheet.proceed();
  await at.sheet.says(kept);
  await rows(at.page, "row.at -= 86_400_000; return row");
  await closePage(at);
  const {sheet, page} = await at.open();
  await sheet.screen("FS0details");
  assert.deepEqual(await rows(page), []);
  await at.device.close();
});

test("a damaged entry is dropped, and is asked for again", async () => {
  const at = await atForm();
  await fillForm(at.sheet);
  await at.page.setOfflineMode(true);
  await at.sheet.proceed();
  await at.sheet.says(kept);
  await rows(at.page, "new Uint8Array(row.sealed)[40] ^= 1; return row");
  await closePage(at);
  const {sheet} = await at.open();
  await sheet.screen("FS0details");
  await at.device.close();
});

test("leaving deletes what waits, and it is never sent", async () => {
  const at = await atForm();
  await fillForm(at.sheet);
  await at.page.setOfflineMode(true);
  await at.sheet.proceed();
  await at.sheet.says(kept);
  await at.page.keyboard.press("Escape");
  await at.sheet.screen("leave");
  await at.sheet.press("Leave");
  await at.sheet.gone();
  await eventually(async () => (await rows(at.page)).length === 0);
  await at.page.setOfflineMode(false);
  await eventually(async () => (await callsOf(at.page)).length > 0);
  assert.deepEqual(await callsOf(at.page), ["skip"]);
  await at.device.close();
});

for (const lacks of ["indexedDB", "https"]) {
  test(`without ${lacks} it works as long as the page is open, and says so`, async () => {
    const at = await atForm({lacks});
    if (lacks === "https") await at.sheet.says("This page is not opened over a secure connection");
    await fillForm(at.sheet);
    await at.page.setOfflineMode(true);
    await at.sheet.proceed();
    await at.sheet.says("Please leave this page open.");
    assert.ok(!(await at.sheet.text()).includes(kept));
    await at.page.setOfflineMode(false);
    await at.sheet.screen("FS0document");
    await at.device.close();
  });
}

test("a page of a host without https: says so on every screen, keeps nothing, and walks to the end all the same", {skip: cannot("other host")}, async () => {
  const insecure = "This page is not opened over a secure connection, so nothing can be kept on this device.";
  const at = await atForm({host: "shop.test"});
  assert.equal(await at.page.evaluate(() => isSecureContext), false);
  await at.sheet.says(insecure);
  await fillForm(at.sheet);
  await at.page.setOfflineMode(true);
  await at.sheet.proceed();
  await at.sheet.says("You are offline. We keep trying. Please leave this page open.");
  assert.deepEqual(await rows(at.page), []);
  await at.page.setOfflineMode(false);
  await at.sheet.screen("FS0document");
  await at.sheet.says(insecure);
  await document(at.sheet, cardPicture());
  await at.sheet.screen("success");
  assert.deepEqual(await rows(at.page), []);
  await at.device.close();
});
