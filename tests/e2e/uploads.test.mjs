// A large picture over a network that is slow and breaks: it goes on where it was, and its progress never falls.
import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {appendFileSync, readFileSync, renameSync} from "node:fs";
import {after, before, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {openBrowser, openDevice} from "./browser.mjs";
import {noisePicture} from "./files.mjs";
import {startSlowNetwork} from "./slow-network.mjs";
import {startStack} from "./stack.mjs";
import * as steps from "./steps.mjs";

let network, stack, browser;
before(async () => {
  network = await startSlowNetwork(600_000);
  const addressOf = (server) => {
    network.port = server.port;
    return network.url;
  };
  [stack, browser] = await Promise.all([startStack({addressOf}), openBrowser()]);
});
after(async () => {
  await browser?.close();
  network?.stop();
  await stack?.stop();
});

const acknowledged = () => network.pieces.filter(({status}) => status === 200 || status === 201);
const sum = (pieces) => pieces.reduce((total, {bytes}) => total + bytes, 0);

async function until(what, condition, timeout = 60_000) {
  for (const end = Date.now() + timeout; !condition(); ) {
    if (Date.now() > end) throw new Error(`it did not come to: ${what}`);
    await sleep(20);
  }
}

/** In the middle of a piece, with some that have arrived. */
const underWay = (count) => until("a piece under way", () => acknowledged().length >= count && (network.pieces.at(-1)?.status === 0) && network.pieces.at(-1).bytes > 0);

/** Every value that the progress bar has had. */
const watchProgress = (page) => page.evaluate(() => {
  window.shares = [];
  setInterval(() => {
    const bar = [...document.querySelectorAll("*")].map((element) => element.shadowRoot?.querySelector("progress")).find(Boolean);
    if (bar && bar.value !== window.shares.at(-1)) window.shares.push(bar.value);
  }, 20);
});

/** A page that asks for the document. */
async function atDocument() {
  network.pieces.length = 0;
  const device = await openDevice(browser);
  const page = await device.openPage(stack.url);
  const {sheet, handshake} = await steps.begin(page);
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  await steps.oneTimeCode(sheet, await stack.newestCode(handshake));
  await steps.form(sheet);
  await sheet.screen("FS0document");
  return {device, page, sheet};
}

async function sendPicture(bytes, meanwhile) {
  const {device, page, sheet} = await atDocument();
  const file = noisePicture(bytes);
  await watchProgress(page);
  await steps.document(sheet, file);
  await meanwhile(page);
  await sheet.screen("success", 60_000);
  const {rows} = await steps.verifiedResult(page);
  const hash = createHash("sha256").update(readFileSync(file)).digest("hex");
  assert.ok(rows.some((row) => row.join(" ").includes(hash)), "the file that arrived is the one that was sent");
  const taken = acknowledged();
  assert.deepEqual(taken.map(({offset}) => offset), taken.map((_, index) => sum(taken.slice(0, index))), "each byte once, in order");
  assert.equal(sum(taken), readFileSync(file).length);
  const shares = await page.evaluate(() => window.shares);
  assert.ok(shares.length > 2);
  assert.deepEqual(shares, [...shares].sort((a, b) => a - b), "the progress never falls");
  await device.close();
  return {lost: network.pieces.filter(({status}) => status === 0), all: network.pieces};
}

test("the network breaks, and the server starts again: nothing that arrived is sent twice", async () => {
  const {lost} = await sendPicture(3_000_000, async () => {
    await underWay(2);
    network.cut();
    await stack.restart("SIGKILL");
    await sleep(1000);
    network.down = false;
  });
  assert.equal(lost.length, 1);
  assert.ok(lost[0].bytes <= 1024 * 1024);
});

test("the browser is offline for a while", async () => {
  const {lost} = await sendPicture(2_000_000, async (page) => {
    await underWay(1);
    await page.setOfflineMode(true);
    await sleep(1500);
    await page.setOfflineMode(false);
  });
  assert.ok(lost.length <= 1);
});

for (const [how, change] of [["changed", (file) => appendFileSync(file, "more")], ["moved away", (file) => renameSync(file, `${file}.old`)]]) {
  test(`a file that is ${how} after it was chosen is asked for again, and another one goes`, async () => {
    const {device, page, sheet} = await atDocument();
    const file = noisePicture(300_000);
    await sheet.choose("front-file", file);
    await page.waitForSelector(">>> .picture img", {timeout: 8000, visible: true});
    await sleep(1100); // browsers look at the time of the last change, some of them in seconds
    change(file);
    await sheet.proceed();
    await sheet.says("This file was moved or changed. Choose it again.");
    await steps.document(sheet, noisePicture(300_000));
    await sheet.screen("success", 30_000);
    await device.close();
  });
}
