// A flow with an index page and a review: steps in any order, waiting, coming back.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {sealflow} from "../server/harness.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {Sheet} from "./sheet.mjs";
import {launchingPage, startSite} from "./site.mjs";
import {startSealflow} from "./stack.mjs";

const field = (name) => ({name, required: true, label: {en: name}});
const flow = {
  id: "FX0steps", version: "1.0.0", title: {en: "Become a dealer"}, start: "FS0menu",
  stages: [
    {
      id: "FS0menu", type: "index", title: {en: "What we need"}, next: "FS0look",
      steps: [
        {id: "person", start: "FS0person", title: {en: "About you"}},
        {id: "bank", start: "FS0bank", title: {en: "Your bank"}, dependsOn: ["person"]},
        {id: "news", start: "FS0news", optional: true},
      ],
    },
    {id: "FS0person", type: "form", fields: [field("name")], next: "FS0town"},
    {id: "FS0town", type: "form", title: {en: "Your town"}, fields: [field("town")], next: "FS0menu"},
    {id: "FS0bank", type: "form", title: {en: "Your account"}, fields: [field("account")], next: "FS0menu"},
    {id: "FS0news", type: "consent", title: {en: "Our letter"}, text: {en: "Write to me."}, next: "FS0menu"},
    {id: "FS0look", type: "review", next: "approved"},
  ],
  ends: {approved: {status: "auto_approved"}},
};

let stack, browser, site;
before(async () => {
  [stack, browser, site] = await Promise.all([startSealflow(), openBrowser(), startSite()]);
  stack.server.publish(stack.app, stack.server.write("steps.flow.json", JSON.stringify(flow)));
});
after(async () => {
  await browser?.close();
  site?.stop();
  await stack?.stop();
});

async function start(device) {
  const {body} = await stack.server.backend(stack.app).create({flow: "FX0steps"});
  const handshake = body._id;
  site.pages.set("/", launchingPage(stack.server.url, {clientKey: stack.app.clientKey, handshake}));
  const page = await device.openPage(`${site.url}/`);
  return {page, sheet: new Sheet(page), handshake};
}

/** Each step as it is read: "name: what there is to say". */
const steps = (page) =>
  page.evaluate(() => {
    const root = [...document.body.children].find((child) => child.shadowRoot).shadowRoot;
    return [...root.querySelectorAll(".task")].map((task) => `${task.tagName} ${task.innerText.trim().replace(/\s*\n\s*/g, ": ")}`);
  });

const approve = (handshake) =>
  sealflow(["review", "decide", "--handshake", handshake, "--stage", "FS0look", "--decision", "approved", "--by", "op-7", ...stack.server.stored]);

async function fill(sheet, stage, name, value) {
  await sheet.screen(stage);
  await sheet.fill(name, value);
  await sheet.proceed();
}

/** All that is needed is done: an operator is waited for. */
async function untilReview(sheet) {
  await sheet.screen("FS0menu");
  await sheet.press("About you");
  await fill(sheet, "FS0person", "name", "Asha");
  await fill(sheet, "FS0town", "town", "Pune");
  await sheet.screen("FS0menu");
  await sheet.press("Your bank");
  await fill(sheet, "FS0bank", "account", "12345");
  await sheet.screen("FS0menu");
  await sheet.proceed();
  await sheet.screen("waiting");
}

test("an index page: what is done, open, and not yet possible; back after a step; on when all needed is done", async () => {
  const device = await openDevice(browser, {phone: true});
  const {page, sheet} = await start(device);
  await sheet.screen("FS0menu");
  await sheet.says("0 of 3 done");
  assert.deepEqual(await steps(page), [
    "BUTTON About you: Start", "DIV Your bank: Possible after: About you", "BUTTON Our letter: (optional): Start",
  ]);
  assert.ok((await sheet.text()).includes("Do the steps above"));

  await sheet.press("About you");
  await sheet.screen("FS0person");
  await sheet.says("Step 1 of 5");
  await fill(sheet, "FS0person", "name", "Asha");
  await sheet.says("Step 2 of 5");
  await fill(sheet, "FS0town", "town", "Pune");
  await sheet.screen("FS0menu");
  assert.equal((await sheet.focused()).id, "title", "coming back is a new screen");
  assert.deepEqual(await steps(page), ["DIV About you: Done", "BUTTON Your bank: Start", "BUTTON Our letter: (optional): Start"]);

  // A reload in the middle of a step goes on there.
  await sheet.press("Your bank");
  await sheet.screen("FS0bank");
  await page.reload({waitUntil: "load"});
  await fill(sheet, "FS0bank", "account", "12345");
  await sheet.screen("FS0menu");
  assert.deepEqual(await steps(page), ["DIV About you: Done", "DIV Your bank: Done", "BUTTON Our letter: (optional): Start"]);
  await sheet.proceed();
  await sheet.screen("waiting");
  assert.deepEqual(page.watched.problems, []);
  await device.close();
});

test("leaving says what is kept, and what is not", async () => {
  const device = await openDevice(browser);
  const {page, sheet} = await start(device);
  await sheet.screen("FS0menu");
  await page.keyboard.press("Escape");
  await sheet.says("You have not finished a step yet");
  assert.ok(!(await sheet.text()).includes("is not kept"));
  await sheet.press("Continue here");
  await sheet.press("About you");
  await fill(sheet, "FS0person", "name", "Asha");
  await sheet.screen("FS0town");
  await page.keyboard.press("Escape");
  await sheet.screen("leave");
  const text = await sheet.text();
  for (const part of ["What you have done so far is kept.", "Your details", "What you have entered on this screen is not kept."]) {
    assert.ok(text.includes(part), `${part}: ${text}`);
  }
  await device.close();
});

test("a review: who closes meanwhile loses nothing, and sees later what came of it", async () => {
  const device = await openDevice(browser);
  const {page, sheet, handshake} = await start(device);
  await untilReview(sheet);
  await sheet.says("A person is looking at this");
  await sheet.press("Close for now");
  await sheet.gone();
  const [name, payload] = await page.evaluate(() => window.seen[0]);
  assert.deepEqual([name, payload.stage, payload.hs], ["skip", "FS0look", handshake]);
  assert.ok(payload.seq > 0);
  // Nothing is acknowledged of a run that goes on. An attempt would fail, which is told after the handler's turn.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
  assert.deepEqual(page.watched.problems, []);

  // Decided while nobody looks; the run was not ended by closing.
  approve(handshake);
  await page.reload({waitUntil: "load"});
  await sheet.screen("success");
  await page.waitForFunction(() => window.seen[0]?.[0] === "success");
  await device.close();
});

test("a decision while the page waits arrives by itself", async () => {
  const device = await openDevice(browser);
  const {sheet, handshake} = await start(device);
  await untilReview(sheet);
  approve(handshake);
  await sheet.screen("success");
  await device.close();
});
