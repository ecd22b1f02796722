// A page that goes in the middle of an upload: the next one goes on with it, from where the server is, by itself.
import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import {after, before, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {eventually, startServer} from "../server/harness.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {noisePicture} from "./files.mjs";
import {keptRows} from "./kept-rows.mjs";
import {callsOf, startRelaunchingPage} from "./relaunching-page.mjs";
import {Sheet} from "./sheet.mjs";
import {startSlowNetwork} from "./slow-network.mjs";
import {findPrograms} from "./stack.mjs";

const flow = {
  id: "FX0card", version: "1.0.0", title: {en: "Your card"}, start: "FS0document",
  stages: [{id: "FS0document", type: "document", sides: ["front", "back"], accept: ["image/png"], next: "done"}],
  ends: {done: {status: "auto_approved"}},
};
const [front, back] = [noisePicture(600_000, "front.png"), noisePicture(2_000_000, "back.png")];
/** Bytes a second: time enough to reload in the slowest engine, and none to lose before or after that. */
const [slow, quick] = [() => 150_000, () => 10_000_000];
const goesOn = "We are still sending the picture you chose before.";

let server, app, site, browser, network;
before(async () => {
  findPrograms();
  server = await startServer({flags: ["--web", new URL("../../web/dist", import.meta.url).pathname]});
  app = server.createApp({origins: ["*"]});
  server.publish(app, server.write("card.flow.json", JSON.stringify(flow)));
  browser = await openBrowser();
  site = await startRelaunchingPage(app.clientKey);
  network = await startSlowNetwork(slow());
  network.port = server.port;
});
after(async () => {
  await browser?.close();
  site?.stop();
  network?.stop();
  await server?.stop();
});

const newHandshake = async () => (await server.backend(app).create({flow: flow.id, variables: {}})).body._id;

/** Somebody who has chosen both sides, and sent them off. */
async function sending({lacks = "", phone = false, dark = false} = {}) {
  network.pieces.length = 0;
  // Slow from the second piece of the back on: it may be gone before anybody looks that its turn has come.
  const slowAtLast = () => (bytesOf(arrived()) <= readFileSync(front).length ? quick() : slow());
  Object.assign(network, {down: false, pace: slowAtLast});
  const handshake = await newHandshake();
  const device = await openDevice(browser, {phone, dark});
  const open = async (id = handshake) => {
    const page = await device.openPage(site.address(id, network.url, {lacks}));
    return {page, sheet: new Sheet(page)};
  };
  const {page, sheet} = await open();
  await sheet.screen("FS0document");
  await sheet.choose("front-file", front);
  await sheet.choose("back-file", back);
  await sheet.proceed();
  return {handshake, device, open, page, sheet};
}

const arrived = () => network.pieces.filter(({status}) => status === 200 || status === 201);
const bytesOf = (pieces) => pieces.reduce((total, {bytes}) => total + bytes, 0);
/** Front is there, and some of the back. */
async function halfway() {
  const size = readFileSync(front).length;
  await eventually(() => bytesOf(arrived()) > size && network.pieces.at(-1).status === 0 && network.pieces.at(-1).bytes > 0, {for: 60_000});
}

/** Each byte of both files was taken once, and is what was chosen. */
async function checkArrived(handshake) {
  assert.equal(bytesOf(arrived()), readFileSync(front).length + readFileSync(back).length);
  const {result} = (await server.backend(app).result(handshake)).body;
  const sent = JSON.stringify(result);
  for (const file of [front, back]) assert.ok(sent.includes(createHash("sha256").update(readFileSync(file)).digest("hex")), file);
}

test("reload: it goes on where the server is, says so, shows nothing of the picture, and leaves nothing behind", async () => {
  const at = await sending();
  await halfway();
  const kept = await keptRows(at.page);
  // The bytes of what has arrived are gone already.
  assert.deepEqual(kept.map(({name}) => name.split(" ").slice(-2).join(" ")).sort(), ["file back", "note back", "note front"]);
  for (const {text, extractable, exported} of kept) {
    assert.deepEqual([extractable, exported], [false, false]);
    for (const plain of ["PNG", "IHDR", "image/", "FS0document", "back.png"]) assert.ok(!text.includes(plain), `${plain} lies there in plain text`);
  }
  await at.page.reload();
  await at.sheet.screen("FS0document");
  await at.sheet.says(goesOn);
  network.pace = quick;
  assert.equal(await at.page.$(">>> .picture img"), null, "whoever opens the page again is not shown it");
  assert.ok(!(await at.sheet.text()).includes("back.png"));
  await at.sheet.screen("success", 60_000);
  await checkArrived(at.handshake);
  assert.deepEqual(await callsOf(at.page), ["success"]);
  await eventually(async () => (await keptRows(at.page)).length === 0);
  await at.device.close();
});

test("closed, and opened anew: the same", async () => {
  const at = await sending();
  await halfway();
  await at.page.close();
  const {sheet, page} = await at.open();
  await sheet.says(goesOn);
  network.pace = quick;
  await sheet.screen("success", 60_000);
  await checkArrived(at.handshake);
  assert.deepEqual(await callsOf(page), ["success"]);
  await at.device.close();
});

test("another person's flow in the same browser does not get it, also when it is put in its place", async () => {
  const at = await sending();
  await halfway();
  network.cut();
  const other = await newHandshake();
  await keptRows(at.page, `table.put(row, name.replace("${at.handshake}", "${other}")); return null;`);
  await at.page.close();
  await sleep(300);
  network.down = false;
  const {sheet, page} = await at.open(other);
  await sheet.screen("FS0document");
  await sleep(1000);
  assert.match(await sheet.text(), /No picture yet[^]*No picture yet/);
  assert.ok(!(await sheet.text()).includes(goesOn));
  await page.close();
  network.pace = quick;
  const own = await at.open();
  await own.sheet.screen("success", 60_000);
  await at.device.close();
});

test("offline: the page may be closed, says the screen; after a day it is asked for again", async () => {
  const at = await sending();
  await halfway();
  network.cut();
  await at.sheet.says("What you have entered is kept on this device");
  await keptRows(at.page, "row.at -= 86_400_000; return row");
  await at.page.close();
  await sleep(300);
  network.down = false;
  const {sheet, page} = await at.open();
  await sheet.screen("FS0document");
  await sleep(1000);
  assert.match(await sheet.text(), /No picture yet[^]*No picture yet/);
  assert.deepEqual(await keptRows(page), []);
  await at.device.close();
});

for (const lacks of ["indexedDB", "space"]) {
  test(`without ${lacks} it is sent all the same, and the page must stay open, says the screen`, async () => {
    const at = await sending({lacks});
    await halfway();
    await at.sheet.says("Please leave this page open until your picture has been sent.");
    network.pace = quick;
    await at.sheet.screen("success", 60_000);
    await checkArrived(at.handshake);
    await at.device.close();
  });
}

test("leaving ends it: nothing more is sent, nothing stays", async () => {
  const at = await sending();
  await halfway();
  await at.page.keyboard.press("Escape");
  await at.sheet.screen("leave");
  await at.sheet.press("Leave");
  await at.sheet.gone();
  await eventually(async () => (await callsOf(at.page)).length > 0);
  assert.deepEqual(await callsOf(at.page), ["skip"]);
  await eventually(async () => (await keptRows(at.page)).length === 0);
  const count = network.pieces.length;
  await sleep(1500);
  assert.equal(network.pieces.length, count);
  await at.device.close();
});

test("another device takes over: nothing stays on the first", async () => {
  const at = await sending();
  await halfway();
  // The rest takes longer than any engine needs to start.
  network.pace = () => 60_000;
  const second = await openDevice(browser);
  const page = await second.openPage(site.address(at.handshake, server.url, {retry: true}));
  await new Sheet(page).screen("FS0document");
  await at.sheet.screen("moved", 30_000);
  await eventually(async () => (await keptRows(at.page)).length === 0);
  await second.close();
  await at.device.close();
});
