// examples/05-gallery: complete, and every state of it is what it says, also on the narrowest phone.
import assert from "node:assert/strict";
import {readdirSync, readFileSync} from "node:fs";
import {after, before, test} from "node:test";
import {states} from "../../examples/05-gallery/states.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {openState, startGallery} from "./gallery.mjs";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
let browser, gallery;
before(async () => {
  [browser, gallery] = await Promise.all([openBrowser(), startGallery()]);
});
after(async () => {
  await browser?.close();
  gallery?.stop();
});

test("there is a state for every stage type, every screen and every language", () => {
  const {enum: types} = JSON.parse(read("core/flow.schema.json")).$defs.stage.properties.type;
  const shown = new Set(states.map(({flow}) => flow.stages[0].type));
  assert.deepEqual(types.filter((type) => !shown.has(type)), []);

  const sheet = read("web/src/ui/sheet.ts");
  const screens = new Set([...sheet.matchAll(/\b(?:name|tone): "(\w+)"/g)].map(([, name]) => name));
  assert.ok(screens.size > 10, "they were found");
  const named = new Set(states.map(({shows}) => shows));
  assert.deepEqual([...screens].filter((name) => !named.has(name)), []);

  const gallerys = read("examples/05-gallery/gallery.mjs");
  const languages = readdirSync(new URL("../../web/src/locales", import.meta.url)).map((file) => file.replace(".json", ""));
  assert.deepEqual(languages.filter((language) => !gallerys.includes(`"${language}"`)), []);
  assert.equal(new Set(states.map(({id}) => id)).size, states.length, "each has a name of its own");
});

for (const {id, shows, desktop} of states) {
  test(`${id} shows ${shows}, and fits 320 pixels`, async () => {
    const device = await openDevice(browser, {phone: !desktop});
    const page = await device.openPage();
    await page.setViewport({width: 320, height: 640});
    await openState(page, gallery.url, id, {language: "hi"});
    const wide = await page.evaluate(() => {
      const root = document.querySelector(".sealflow").shadowRoot;
      const right = root.querySelector(".surface").getBoundingClientRect().right;
      const out = [...root.querySelectorAll(".content *, .header *")].filter((element) => {
        const box = element.getBoundingClientRect();
        // What is hidden from the eye has no width of its own.
        return box.width > 1 && !element.closest(".hidden") && (box.right > right + 0.5 || box.left < -0.5);
      });
      return [document.documentElement.scrollWidth > innerWidth, out.map((element) => element.outerHTML.slice(0, 120))];
    });
    assert.deepEqual(wide, [false, []]);
    assert.deepEqual(page.watched.problems, []);
    await device.close();
  });
}

test("the page of all of them loads each in a frame of its own", async () => {
  const device = await openDevice(browser);
  const page = await device.openPage(gallery.url);
  await page.waitForFunction((count) => document.querySelectorAll("iframe").length === count, {}, states.length);
  await page.select("[name=language]", "hi");
  const addresses = await page.$$eval("iframe", (frames) => frames.map((frame) => frame.src));
  assert.ok(addresses.every((address) => address.includes("language=hi")));
  await page.waitForFunction(() => document.querySelector("iframe").contentDocument?.documentElement.dataset.ready, {timeout: 20_000});
  await device.close();
});
