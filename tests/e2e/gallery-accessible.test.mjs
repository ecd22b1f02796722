// axe and the layout on every state of the gallery, also on those that no walk of the other tests comes by: in light and in
// dark, in both directions of writing, on a phone and, one way or the other, on a desktop.
import assert from "node:assert/strict";
import {test} from "node:test";
import {states} from "../../examples/05-gallery/states.mjs";
import {around} from "./around.mjs";
import {axeFindings} from "./axe.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {openState, startGallery} from "./gallery.mjs";
import {layoutFindings} from "./layout.mjs";

let browser, gallery;
around(async () => {
  [browser, gallery] = await Promise.all([openBrowser(), startGallery()]);
  return [browser, gallery];
});

// A phone is not offered to a phone.
const onPhone = states.filter(({desktop = false}) => !desktop);
const onDesktop = (rest) => states.filter(({desktop = false}, index) => desktop || index % 2 === rest);
const ways = [
  {phone: true, dark: false, language: "en", shown: onPhone},
  {phone: true, dark: true, language: "ar", shown: onPhone},
  {phone: false, dark: true, language: "en", shown: onDesktop(0)},
  {phone: false, dark: false, language: "ur", shown: onDesktop(1)},
];

for (const {phone, dark, language, shown} of ways) {
  test(`${phone ? "phone" : "desktop"}, ${dark ? "dark" : "light"}, ${language}: axe finds nothing, and everything has room`, async () => {
    const device = await openDevice(browser, {phone, dark});
    const page = await device.openPage();
    const findings = [];
    for (const {id} of shown) {
      await openState(page, gallery.url, id, {language});
      const found = [...(await axeFindings(page, ".sealflow")), ...(await layoutFindings(page))];
      findings.push(...found.map((each) => `${id}: ${each}`));
    }
    assert.deepEqual(findings, []);
    assert.deepEqual(page.watched.problems, []);
    await device.close();
  });
}
