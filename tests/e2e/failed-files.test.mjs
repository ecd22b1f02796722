// A file of the launcher that did not come, once: it comes the next time. Firefox by itself never asks for a module again.
import assert from "node:assert/strict";
import {readdirSync, readFileSync, statSync} from "node:fs";
import {dirname, join} from "node:path";
import {test} from "node:test";
import {fileURLToPath} from "node:url";
import {around} from "./around.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {cannot} from "./engines.mjs";
import {cardPicture} from "./files.mjs";
import {Sheet} from "./sheet.mjs";
import {launchingPage, startSite} from "./site.mjs";
import {startSealflow} from "./stack.mjs";
import * as steps from "./steps.mjs";

const dist = join(dirname(fileURLToPath(import.meta.url)), "../../web/dist");
const files = readdirSync(dist).filter((name) => statSync(join(dist, name)).isFile());
const named = (start) => files.find((name) => name.startsWith(start) && name.endsWith(".js"));

let stack, browser, site;
around(async () => ([stack, browser, site] = await Promise.all([startSealflow(), openBrowser(), startSite()])));

let copies = 0;

/** A page that launches with a copy of the package, of which `missing` is refused once. */
async function open(missing, code) {
  const folder = `/${++copies}`;
  for (const name of files) site.put(`${folder}/${name}`, readFileSync(join(dist, name)));
  site.refuseOnce(`${folder}/${missing}`);
  const {body} = await stack.server.backend(stack.app).create();
  const options = {server: stack.server.url, clientKey: stack.app.clientKey, handshake: body._id};
  site.pages.set(folder, launchingPage(site.url + folder, options, code));
  const device = await openDevice(browser);
  const page = await device.openPage(site.url + folder);
  return {device, page, sheet: new Sheet(page), handshake: body._id};
}

for (const start of ["launched-flow-", "ui-", "engine-", "sealflow-page-", "en-"]) {
  // Others import these two by the address that failed.
  const skip = ["launched-flow-", "ui-"].includes(start) && cannot("failed module again");
  test(`${start}…: the error handler is called; the next launch gets it`, {skip}, async () => {
    // As soon as a person could press the button again.
    const again = "launch({...options, onError: (data) => { seen.push(data.code); setTimeout(() => launch(options), 300); }});";
    const {device, page, sheet} = await open(named(start), again);
    await sheet.screen("FS0consent");
    const seen = await page.evaluate(() => window.seen);
    // Where the launcher has asked once more by itself, nobody was told of anything.
    assert.ok(seen.length === 0 || (seen.length === 1 && seen[0] === 5001), JSON.stringify(seen));
    await device.close();
  });
}

for (const start of ["document-", "uploads-"]) {
  test(`${start}…, fetched while the first screen was looked at: the screen of documents has it`, async () => {
    const {device, sheet, handshake} = await open(named(start));
    await steps.consent(sheet);
    await steps.oneTimeCode(sheet, await stack.newestCode(handshake));
    await steps.form(sheet);
    await steps.document(sheet, cardPicture());
    await sheet.screen("success");
    await device.close();
  });
}
