// The whole flow by keyboard alone: the focus is visible, never lost, goes to each new screen's title, stays in the sheet,
// and returns in the end to where it came from.
import assert from "node:assert/strict";
import {test} from "node:test";
import {eventually} from "../server/harness.mjs";
import {around} from "./around.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {cannot} from "./engines.mjs";
import {cardPicture, disguisedFile} from "./files.mjs";
import {byId, byText, focusOf, tabTo} from "./keyboard.mjs";
import {newHandshake, launchOn, startBank} from "./screens.mjs";
import {startSealflow} from "./stack.mjs";

let stack, bank, browser;
around(async () => {
  [stack, browser] = await Promise.all([startSealflow(), openBrowser()]);
  bank = await startBank(stack);
  return [stack, browser, bank];
});

/** A new screen has come, and its title has the focus. */
async function arrive({page, sheet}, screen) {
  await sheet.screen(screen);
  assert.equal((await focusOf(page)).id, "title", `${screen} takes the focus to its title`);
}

async function typeInto(page, values) {
  for (const [id, value] of Object.entries(values)) {
    await tabTo(page, byId(id));
    await page.keyboard.type(value);
  }
}

/** Space opens the system's dialog, which is not the page's; the file comes back from it. */
async function chooseFile(page, id) {
  await tabTo(page, byId(id));
  if (cannot("file dialog")) {
    const field = await page.waitForSelector(`>>> #${id}`);
    await field.uploadFile(cardPicture());
    return;
  }
  const [dialog] = await Promise.all([page.waitForFileChooser({timeout: 10_000}), page.keyboard.press(" ")]);
  await dialog.accept([cardPicture()]);
}

test("from the page's button to success and back, without a mouse", async () => {
  const device = await openDevice(browser);
  const handshake = await newHandshake(stack, "FX0onboarding");
  const at = await launchOn(bank, device, {handshake}, {open: (page) => openByKey(page)});
  const {page, sheet} = at;

  await arrive(at, "FS0consent");
  await tabTo(page, byText("I agree"));
  await page.keyboard.press("Enter");

  await arrive(at, "FS0otp");
  await typeInto(page, {code: "12"});
  await page.keyboard.press("Enter");
  await sheet.says("Enter all 6 digits");
  assert.equal((await focusOf(page)).id, "code", "what is wrong has the focus");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  // As codes are copied: with a space in the middle.
  const code = await stack.newestCode(handshake);
  await page.keyboard.type(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.keyboard.press("Enter");

  await arrive(at, "FS0details");
  await tabTo(page, byText("Continue"));
  await page.keyboard.press(" ");
  await sheet.says("Please look at this once more:");
  assert.equal((await focusOf(page)).id, "problem", "the list of what is wrong has the focus");
  // From the list to the field.
  await tabTo(page, ({text}) => text.startsWith("Full name"));
  await page.keyboard.press("Enter");
  assert.equal((await focusOf(page)).id, "name");
  await page.keyboard.type("Asha Verma");
  await typeInto(page, {"birthDate-day": "17", "birthDate-month": "5", "birthDate-year": "1990", pan: "ABCPE1234F"});
  await page.keyboard.press("Enter");

  await arrive(at, "FS0document");
  await tabTo(page, byText("Continue"));
  await page.keyboard.press("Enter");
  await sheet.says("Add a picture first.");
  assert.equal((await focusOf(page)).id, "front-file", "what is missing has the focus");
  await sheet.choose("front-file", disguisedFile());
  // What is chosen is shown above the button and moves it down, when it is there.
  await page.waitForSelector(">>> .picture img", {timeout: 8000, visible: true});
  await sheet.settled();
  await tabTo(page, byText("Continue"));
  await page.keyboard.press("Enter");
  await sheet.says("This kind of file does not work here.");
  await eventually(async () => (await focusOf(page)).id === "front-file");
  // Once more from above: nothing goes round in Firefox.
  await tabTo(page, byId("close"), {back: true});
  await chooseFile(page, "front-file");
  await page.waitForSelector(">>> .picture img", {visible: true, timeout: 8000});
  assert.equal((await focusOf(page)).id, "front-file", "a choice leaves the focus where it is");
  await tabTo(page, byText("Continue"));
  await page.keyboard.press("Enter");

  await arrive(at, "success");
  await tabTo(page, byText("Close"));
  await page.keyboard.press(" ");
  await sheet.gone();
  assert.equal((await focusOf(page)).id, "start", "back to where it was opened from");
  assert.deepEqual(await page.evaluate(() => window.seen), ["onSuccess"]);
  assert.deepEqual(page.watched.problems, []);
  await device.close();
});

test("Escape asks, and the answer is one key away; round and round the focus stays in the sheet", async () => {
  const device = await openDevice(browser, {phone: true});
  const at = await launchOn(bank, device, {handshake: await newHandshake(stack)}, {open: (page) => openByKey(page)});
  const {page, sheet} = at;
  await arrive(at, "FS0consent");
  if (!cannot("Tab beyond the last")) {
    for (let round = 0; round < 3; ++round) await tabTo(page, byId("close"));
    for (let round = 0; round < 3; ++round) await tabTo(page, byId("close"), {back: true});
  }

  await page.keyboard.press("Escape");
  await arrive(at, "leave");
  await page.keyboard.press("Escape");
  await arrive(at, "FS0consent");
  await page.keyboard.press("Escape");
  await arrive(at, "leave");
  await tabTo(page, byText("Continue here"));
  await page.keyboard.press("Enter");
  await arrive(at, "FS0consent");
  // The way out stands before the title.
  await tabTo(page, byId("close"), {back: true});
  await page.keyboard.press("Enter");
  await arrive(at, "leave");
  await tabTo(page, byText("Leave"));
  await page.keyboard.press("Enter");
  await sheet.gone();
  assert.equal((await focusOf(page)).id, "start");
  await device.close();
});

test("choices and checkboxes answer to arrows and Space; Escape while a word is put together is not ours", async () => {
  const device = await openDevice(browser);
  const handshake = await newHandshake(stack);
  const at = await launchOn(bank, device, {handshake});
  const {page, sheet} = at;
  await sheet.screen("FS0consent");
  await sheet.proceed();
  await sheet.screen("FS0otp");
  await sheet.fill("code", await stack.newestCode(handshake));
  await sheet.proceed();
  await arrive(at, "FS0details");
  await typeInto(page, {name: "Asha Verma", "birthDate-day": "17", "birthDate-month": "5", "birthDate-year": "1990"});
  // Escape within a word that is being put together is for the keyboard program, and no wish to leave.
  await page.$eval(">>> #name", (input) => {
    input.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", isComposing: true, bubbles: true, composed: true, cancelable: true}));
  });
  await sheet.settled();
  assert.ok(!(await sheet.text()).includes("Leave now?"));
  await tabTo(page, byId("country"));
  await page.keyboard.press("ArrowDown");
  await tabTo(page, byId("news"));
  await page.keyboard.press(" ");
  await tabTo(page, byText("Continue"));
  await page.keyboard.press("Enter");
  await arrive(at, "FS0document");
  const {body} = await stack.server.backend(stack.app).result(handshake);
  assert.equal(body.result, null, "the flow is not over");
  await device.close();
});

async function openByKey(page) {
  await page.keyboard.press("Tab");
  assert.equal((await focusOf(page)).id, "start");
  await page.keyboard.press("Enter");
}
