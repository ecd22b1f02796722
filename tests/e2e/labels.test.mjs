// The whole flow by labels alone: everything is found by role and accessible name, as the browser tells them to a screen
// reader, and by nothing else; and what comes up by itself is in a live region, which is read out.
import assert from "node:assert/strict";
import {test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {around} from "./around.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {cardPicture} from "./files.mjs";
import {launchOn, newHandshake, startBank} from "./screens.mjs";
import {startSealflow} from "./stack.mjs";

let stack, bank, browser;
around(async () => {
  [stack, browser] = await Promise.all([startSealflow(), openBrowser()]);
  bank = await startBank(stack);
  return [stack, browser, bank];
});

async function until(look, what, timeout = 15_000) {
  for (const end = Date.now() + timeout; ; await sleep(50)) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`there is no ${what}`);
  }
}

const named = (page, role, name) => until(() => page.byRole(role, name), `${role} "${name}"`);
const press = async (page, name) => (await named(page, "button", name)).click();
const enter = async (page, name, text) => (await named(page, "textbox", name)).type(text);

/** Texts of the live regions: what is read out without being asked for. */
const spoken = (page) =>
  page.evaluate(() =>
    [...document.body.children]
      .flatMap(({shadowRoot}) => [...(shadowRoot?.querySelectorAll("[role=alert], [role=status], [aria-live]") ?? [])])
      .map((region) => region.textContent.trim())
      .join("\n"),
  );
const hears = (page, text) => until(async () => (await spoken(page)).includes(text), `live region that says "${text}"`);

test("a person who does not see the screen gets through, and hears what is wrong", async () => {
  const device = await openDevice(browser);
  const handshake = await newHandshake(stack, "FX0onboarding");
  const {page} = await launchOn(bank, device, {handshake});

  await named(page, "dialog", "Your consent");
  await named(page, "heading", "Your consent");
  await press(page, "I agree");

  await named(page, "dialog", "Your mobile number");
  await hears(page, "We have sent a code to");
  await press(page, "Continue");
  await hears(page, "Enter all 6 digits of the code.");
  await enter(page, "The code with 6 digits", await stack.newestCode(handshake));
  await press(page, "Continue");

  await named(page, "dialog", "Your details");
  await enter(page, "PAN", "ABC");
  await press(page, "Continue");
  await hears(page, "Please look at this once more:");
  await hears(page, "Full name, as on your PAN card: This is needed.");
  await enter(page, "Full name, as on your PAN card", "Asha Verma");
  await named(page, "group", "Date of birth");
  for (const [part, text] of [["Day", "17"], ["Month", "5"], ["Year", "1990"]]) await enter(page, part, text);
  // "ABC" stands there already.
  await enter(page, "PAN", "PE1234F");
  await press(page, "Continue");

  await named(page, "dialog", "Your document");
  await press(page, "Continue");
  await hears(page, "Add a picture first.");
  // Each engine has a role of its own for this field, and adds words of its own to the name; so by its label.
  const field = await page.waitForSelector('>>> input[aria-label="Choose a file: Front"]', {timeout: 8000});
  await field.uploadFile(cardPicture());
  await until(() => page.byRole("image", "The picture you have chosen"), "picture");
  await press(page, "Continue");

  await named(page, "dialog", "All done");
  await (await named(page, "button", "Close")).click();
  await page.waitForFunction(() => window.seen.length > 0);
  assert.deepEqual(await page.evaluate(() => window.seen), ["onSuccess"]);
  await device.close();
});

test("what happens to the connection, and an end that is none, are said without being asked for", async () => {
  const device = await openDevice(browser);
  const {page} = await launchOn(bank, device, {handshake: await newHandshake(stack, "FX0onboarding")});
  await named(page, "dialog", "Your consent");
  await page.setOfflineMode(true);
  await press(page, "I agree");
  await hears(page, "You are offline.");
  await page.setOfflineMode(false);
  await named(page, "dialog", "Your mobile number");
  await page.close();
  const {page: other} = await launchOn(bank, device, {handshake: `DS0${"x".repeat(22)}`});
  await named(other, "dialog", "This did not work");
  await hears(other, "This verification does not exist.");
  await device.close();
});
