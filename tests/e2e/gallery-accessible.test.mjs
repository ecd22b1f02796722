// axe on every state of the gallery: also those that no walk of the other tests comes by.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {states} from "../../examples/05-gallery/states.mjs";
import {axeFindings} from "./axe.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {openState, startGallery} from "./gallery.mjs";

let browser, gallery;
before(async () => {
  [browser, gallery] = await Promise.all([openBrowser(), startGallery()]);
});
after(async () => {
  await browser?.close();
  gallery?.stop();
});

test("axe finds nothing on any of them", async () => {
  const findings = [];
  for (const phone of [true, false]) {
    const device = await openDevice(browser, {phone});
    const page = await device.openPage();
    for (const {id} of states.filter(({desktop = false}) => desktop !== phone)) {
      await openState(page, gallery.url, id, {language: "en"});
      findings.push(...(await axeFindings(page, ".sealflow")).map((found) => `${id}: ${found}`));
    }
    await device.close();
  }
  assert.deepEqual(findings, []);
});
