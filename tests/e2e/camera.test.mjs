// A document before the camera: hints, shutter, keep or take another, and the file as the other way.
import assert from "node:assert/strict";
import {after, before, describe, test} from "node:test";
import {openBrowser, openDevice} from "./browser.mjs";
import {cannot} from "./engines.mjs";
import {cardPicture} from "./files.mjs";
import {film} from "./film.mjs";
import {cameras, startLaunchPage, workers} from "./launch-page.mjs";
import {Sheet} from "./sheet.mjs";

const flow = {
  id: "FX0card", version: "1.0.0", start: "FS0card",
  stages: [{id: "FS0card", type: "document", accept: ["image/jpeg", "image/png"], sides: ["front", "back"], next: "done"}],
  ends: {done: {status: "auto_approved"}},
};

let site, browser;
before(async () => {
  const scenes = film("card", [{light: 0.15}, 2], [{blur: 7}, 2], [{glare: true}, 2], [{}, 4]);
  [site, browser] = await Promise.all([startLaunchPage({flow}), openBrowser({film: scenes})]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** A device on the document's screen. */
async function open({phone, noCamera, origin = site.origin, ...page} = {}) {
  const handshake = await site.handshake();
  const device = await openDevice(browser, {phone, noCamera});
  const opened = await device.openPage(origin + site.page(handshake, page));
  const sheet = new Sheet(opened);
  await sheet.screen("FS0card");
  return {device, page: opened, sheet, handshake};
}

async function click(page, css) {
  const found = await page.waitForSelector(`>>> ${css}:not([disabled])`, {timeout: 10_000, visible: true});
  await found.click();
}

/** Presses what opens the camera, and waits for its picture. */
async function openCamera(page) {
  await click(page, "#front-live");
  await shutter(page);
}

const shutter = (page) => page.waitForSelector(">>> #shutter:not([disabled])", {timeout: 15_000, visible: true});

async function sendFiles(sheet) {
  for (const side of ["front", "back"]) {
    await sheet.choose(`${side}-file`, cardPicture());
    await sheet.page.waitForFunction((id) => [...document.body.children].some((child) => child.shadowRoot?.querySelector(`section[aria-labelledby="${id}-name"] img`)), {timeout: 8000}, side);
  }
  await sheet.proceed();
  await sheet.screen("success");
}

const result = async (handshake) => (await site.server.backend(site.app).result(handshake)).body;

const withCamera = {skip: cannot("fake camera")};
const withFilm = {skip: cannot("film")};

describe("with a camera", () => {
  test("taken, taken anew, kept, and accepted by the server; then the camera is off", withCamera, async () => {
    const {device, page, sheet, handshake} = await open({phone: true});
    await openCamera(page);
    await click(page, "#shutter");
    await click(page, "#again");
    await click(page, "#shutter");
    await page.waitForSelector(">>> #keep", {timeout: 8000, visible: true});
    assert.deepEqual(await cameras(page), {opened: 2, on: 0}, "off while the picture is looked at");
    await click(page, "#keep");
    assert.equal((await sheet.focused()).id, "back-live", "on to the other side");
    await sheet.choose("back-file", cardPicture());
    await sheet.proceed();
    await sheet.screen("success");
    const {result: {FS0card}} = await result(handshake);
    assert.match(FS0card.input.front, /^MX1/);
    assert.deepEqual(page.watched.problems, []);
    assert.deepEqual(await page.evaluate(() => window.violations), []);
    assert.deepEqual(await workers(page), [], "another origin starts no worker unasked");
    await device.close();
  });

  test("on a low screen the shutter and the picture's button are in sight", withCamera, async () => {
    const {device, page} = await open({phone: false});
    const inSight = (css) => page.evaluate((wanted) => {
      const {shadowRoot} = [...document.body.children].find((child) => child.shadowRoot);
      return shadowRoot.querySelector(wanted).getBoundingClientRect().bottom <= shadowRoot.querySelector(".content").getBoundingClientRect().bottom;
    }, css);
    for (const [width, height] of [[1366, 650], [1280, 720]]) {
      await page.setViewport({width, height});
      await openCamera(page);
      assert.ok(await inSight("#shutter"), `shutter, ${width} x ${height}`);
      await click(page, "#shutter");
      await page.waitForSelector(">>> #keep", {timeout: 8000, visible: true});
      assert.ok(await inSight("#keep"), `keep, ${width} x ${height}`);
      await click(page, "#keep");
    }
    await device.close();
  });

  test("hints as the light changes", withFilm, async () => {
    const {device, page, sheet} = await open({phone: true});
    await openCamera(page);
    for (const hint of ["Too dark.", "Not sharp.", "Too bright, or a reflection.", "This looks good."]) await sheet.says(hint, 15_000);
    await device.close();
  });

  test("a picture taken in the dark is doubted, and may be kept all the same", withFilm, async () => {
    const {device, page, sheet} = await open();
    await openCamera(page);
    await sheet.says("Too dark.", 15_000);
    await click(page, "#shutter");
    await sheet.says("This picture may be too dark.");
    await sheet.press("Use this picture");
    await page.waitForSelector(">>> .picture img", {visible: true});
    await device.close();
  });

  test("by keyboard alone: to the shutter, to the picture, and back by Escape", withCamera, async () => {
    const {device, page, sheet} = await open();
    const goTo = async (id) => {
      for (let press = 0; press < 12 && (await sheet.focused()).id !== id; ++press) await page.keyboard.press("Tab");
      assert.equal((await sheet.focused()).id, id);
    };
    await goTo("front-live");
    await page.keyboard.press("Enter");
    await shutter(page);
    assert.equal((await sheet.focused()).id, "capture-title", "the heading says what is to be pictured");
    await goTo("shutter");
    await page.keyboard.press("Enter");
    await page.waitForSelector(">>> #keep", {visible: true});
    assert.equal((await sheet.focused()).id, "capture-title");
    await goTo("again");
    await page.keyboard.press("Enter");
    await shutter(page);
    await page.keyboard.press("Escape");
    await page.waitForSelector(">>> #front-live", {visible: true});
    assert.equal((await sheet.focused()).id, "front-live", "where the camera was asked for");
    assert.deepEqual(await cameras(page), {opened: 2, on: 0});
    await device.close();
  });

  test("asked whether to leave, destroyed, or a file chosen beside it: the camera goes off", withCamera, async () => {
    const {device, page, sheet} = await open();
    await openCamera(page);
    assert.equal((await cameras(page)).on, 1);
    await click(page, "#close");
    await sheet.screen("leave");
    assert.deepEqual(await cameras(page), {opened: 1, on: 0});
    await sheet.press("Continue here");
    await openCamera(page);
    await sheet.choose("front-file", cardPicture());
    await page.waitForSelector(">>> .picture img", {visible: true});
    assert.deepEqual(await cameras(page), {opened: 2, on: 0});
    await openCamera(page);
    await page.evaluate(() => window.flow.destroy());
    assert.deepEqual(await cameras(page), {opened: 3, on: 0});
    await device.close();
  });

  test("what is said of the picture is in a polite live region", withCamera, async () => {
    const {device, page} = await open();
    await openCamera(page);
    const said = () => [...document.body.children].map(({shadowRoot}) => shadowRoot?.querySelector(".capture [role=status]")?.textContent.trim()).find(Boolean);
    const first = await page.evaluate(said);
    // With a pace of its own (tests/web/judge.test.ts).
    await page.waitForFunction(`(${said})() !== ${JSON.stringify(first)}`, {timeout: 15_000});
    await device.close();
  });
});

describe("where pictures are judged", () => {
  const anyHint = (page) => page.waitForSelector(">>> .outline:is(.dark, .bright, .blurred, .good)", {timeout: 15_000, visible: true});

  /** The workers that were at it, after the camera was left. */
  const judgedBy = async (options) => {
    const {device, page} = await open(options);
    await openCamera(page);
    await anyHint(page);
    assert.ok((await workers(page)).every(({on}) => on));
    await page.keyboard.press("Escape");
    await page.waitForSelector(">>> #front-live", {timeout: 8000, visible: true});
    assert.deepEqual(await page.evaluate(() => window.violations), []);
    const seen = await workers(page);
    await device.close();
    return seen;
  };

  test("in a worker where the launcher is of the page's own origin, under the same policy", withCamera, async () => {
    assert.deepEqual(await judgedBy({own: true}), [{url: `${site.origin}/sealflow/judge-worker.js`, on: false}]);
  });

  test("in a worker from a blob where the page says that its policy allows one", withCamera, async () => {
    const [{url, on}, ...more] = await judgedBy({options: "blobWorker: true", policy: "worker-src blob:"});
    assert.match(url, /^blob:/);
    assert.equal(on, false, "it goes with the camera");
    assert.deepEqual(more, []);
  });

  test("a page that says so wrongly has its hints all the same", withCamera, async () => {
    const {device, page} = await open({options: "blobWorker: true"});
    await openCamera(page);
    await anyHint(page);
    assert.deepEqual(await page.evaluate(() => window.violations), ["worker-src"], "the browser tells who wrote the policy");
    await device.close();
  });
});

describe("without a camera", () => {
  test("forbidden: says so, and the file is the way", {skip: cannot("forbidden camera")}, async () => {
    const {device, page, sheet} = await open({noCamera: true});
    await click(page, "#front-live");
    await sheet.says("The camera is not allowed here.");
    assert.equal((await sheet.focused()).id, "front-file");
    await sendFiles(sheet);
    assert.deepEqual(page.watched.problems, []);
    await device.close();
  });

  test("taken away while it was on: says so", withCamera, async () => {
    const {device, page, sheet} = await open();
    await openCamera(page);
    await page.evaluate(() => window.tracks[0].dispatchEvent(new Event("ended")));
    await sheet.says("The camera is used by another program.");
    assert.deepEqual(await cameras(page), {opened: 1, on: 0});
    await device.close();
  });

  test("a page that is not secure: says so plainly", {skip: cannot("other host")}, async () => {
    const {device, sheet} = await open({origin: `http://shop.test:${site.port}`});
    await sheet.says("The camera works on secure pages only");
    await sendFiles(sheet);
    await device.close();
  });

  // What only an engine without one can show.
  if (cannot("fake camera")) {
    test("absent: says so, and the file is the way", async () => {
      const {device, page, sheet} = await open();
      if (await page.$(">>> #front-live")) await click(page, "#front-live");
      await sheet.says("Choose a file.");
      await sendFiles(sheet);
      await device.close();
    });
  }
});
