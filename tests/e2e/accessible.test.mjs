// On every screen, on phone and desktop, in light and dark: nothing for axe to find, targets that can be hit, nothing cut
// off, and no need to scroll sideways, not even at 200 % zoom.
import assert from "node:assert/strict";
import {test} from "node:test";
import {around} from "./around.mjs";
import {axeFindings} from "./axe.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {layoutFindings} from "./layout.mjs";
import {launchOn, newHandshake, startBank, visitScreens} from "./screens.mjs";
import {startSealflow} from "./stack.mjs";

let stack, bank, browser;
around(async () => {
  [stack, browser] = await Promise.all([startSealflow(), openBrowser()]);
  bank = await startBank(stack);
  return [stack, browser, bank];
});

const zoomed = {phone: {width: 320, height: 256}, desktop: {width: 550, height: 430}};
const usual = {phone: {width: 360, height: 740}, desktop: {width: 1100, height: 860}};

// Colours do not change with the size, nor sizes with the colours: two walks see all there is.
for (const [kind, dark] of [["phone", false], ["desktop", true]]) {
  test(`${kind}, ${dark ? "dark" : "light"}: every screen`, async () => {
    const device = await openDevice(browser, {phone: kind === "phone", dark});
    const findings = [];
    const seen = [];
    await visitScreens(bank, device, async (name, page) => {
      seen.push(name);
      const note = (found, where = "") => findings.push(...found.map((each) => `${name}${where}: ${each}`));
      note(await axeFindings(page));
      note(await layoutFindings(page));
      await page.setViewport(zoomed[kind]);
      note(await layoutFindings(page), " at 200 %");
      await page.setViewport(usual[kind]);
    });
    assert.deepEqual(findings, []);
    assert.ok(seen.length >= 16, `only ${seen}`);
    await device.close();
  });
}

test("the checks can fail: a screen broken on purpose", async () => {
  const device = await openDevice(browser);
  const {page, sheet} = await launchOn(bank, device, {handshake: await newHandshake(stack)});
  await sheet.screen("FS0consent");
  assert.deepEqual(await axeFindings(page), []);
  assert.deepEqual(await layoutFindings(page), []);
  await page.evaluate(() => {
    const {shadowRoot} = [...document.body.children].find((child) => child.shadowRoot);
    const style = new CSSStyleSheet();
    style.replaceSync(".text { color: #bbb !important; width: 2000px; } #close { width: 20px !important; }");
    shadowRoot.adoptedStyleSheets = [...shadowRoot.adoptedStyleSheets, style];
    shadowRoot.getElementById("close").removeAttribute("aria-label");
  });
  const rules = (await axeFindings(page)).map((found) => found.split(":")[0]);
  assert.deepEqual([...new Set(rules)].sort(), ["button-name", "color-contrast", "target-size"].filter((rule) => rules.includes(rule)));
  assert.ok(rules.includes("button-name") && rules.includes("color-contrast"), rules.join());
  const layout = (await layoutFindings(page)).join("\n");
  assert.match(layout, /button#close .* is 20 x/);
  assert.match(layout, /is \d+ wide in/);
  await device.close();
});
