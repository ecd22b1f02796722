// Where the screens stand, and how they look: in the page, over it, with somebody's colours and logo.
import assert from "node:assert/strict";
import {test} from "node:test";
import {around} from "./around.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {Sheet} from "./sheet.mjs";
import {launchingPage, startSite} from "./site.mjs";
import {startSealflow} from "./stack.mjs";
import * as steps from "./steps.mjs";

let stack, browser, site;
around(async () => ([stack, browser, site] = await Promise.all([startSealflow(), openBrowser(), startSite()])));

async function open(code, {head = "", ...device} = {}) {
  const {body} = await stack.server.backend(stack.app).create();
  site.pages.set("/", launchingPage(stack.server.url, {clientKey: stack.app.clientKey, handshake: body._id}, code).replace("<title>", `${head}<title>`));
  const opened = await openDevice(browser, device);
  const page = await opened.openPage(`${site.url}/`);
  const sheet = new Sheet(page);
  await sheet.screen("FS0consent");
  return {device: opened, page, sheet};
}

const inline = 'launch({...options, container: document.getElementById("place")});';

test("in the page: a named region and no dialog, which leaves focus and Escape to the page until somebody works in it", async () => {
  const {device, page, sheet} = await open(inline);
  const found = await page.evaluate(() => {
    const host = document.querySelector("#place > .sealflow");
    const surface = host.shadowRoot.querySelector(".surface");
    return [surface.tagName, surface.getAttribute("aria-label"), host.shadowRoot.querySelector("dialog, main"), document.activeElement.tagName];
  });
  assert.deepEqual(found, ["SECTION", "Open an account", null, "BODY"]);
  assert.ok(await page.byRole("region", "Open an account"), "the engine's accessibility tree has it");
  await page.keyboard.press("Escape");
  await sheet.screen("FS0consent");

  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  assert.equal((await sheet.focused()).id, "title", "who works in it is led to the next screen");
  await page.click("#after");
  assert.equal((await sheet.focused()).id, "after", "the rest of the page can be used");
  await device.close();
});

test("in the page: a new screen does not take the focus from who is elsewhere", async () => {
  const {device, page, sheet} = await open(inline);
  await page.click("#before");
  await page.evaluate(() => document.querySelector(".sealflow").shadowRoot.querySelector("button.primary").click());
  await sheet.screen("FS0otp");
  assert.equal((await sheet.focused()).id, "before");
  await device.close();
});

test("in the page: leaving asks there, and takes everything out again", async () => {
  const {device, page, sheet} = await open(inline);
  await page.click(">>> #close");
  await sheet.screen("leave");
  assert.equal((await sheet.focused()).id, "title");
  await page.click(">>> .surface button.plain");
  await page.waitForFunction(() => window.seen[0]?.[0] === "skip" && document.getElementById("place").childElementCount === 0);
  await device.close();
});

test("on a low screen, where all of the sheet scrolls, another screen begins at its top", async () => {
  const {device, page, sheet} = await open("launch(options);");
  await page.setViewport({width: 740, height: 240});
  const top = () => page.$eval(">>> .surface", (surface) => surface.scrollTop);
  await page.$eval(">>> .surface", (surface) => surface.scrollTo(0, 1000));
  assert.ok((await top()) > 60);
  await sheet.proceed();
  await sheet.screen("FS0otp");
  assert.equal(await top(), 0);
  await device.close();
});

test("<sealflow-flow> holds its screens itself; with `modal` they are a dialog over the page", async () => {
  const element = (modal) => `
    sealflow.defineFlowElement();
    const element = document.createElement("sealflow-flow");
    for (const [name, value] of Object.entries({server: options.server, "client-key": options.clientKey, handshake: options.handshake, scheme: "dark"})) element.setAttribute(name, value);
    ${modal ? 'element.setAttribute("modal", "");' : ""}
    document.getElementById("place").append(element);`;
  for (const modal of [false, true]) {
    const {device, page} = await open(element(modal));
    const found = await page.evaluate(() => {
      const host = document.querySelector(".sealflow");
      return [host.parentElement.tagName, host.shadowRoot.querySelector(".surface").tagName, host.dataset.scheme];
    });
    assert.deepEqual(found, modal ? ["BODY", "DIALOG", "dark"] : ["SEALFLOW-FLOW", "SECTION", "dark"]);
    await device.close();
  }
});

/** Computed styles of something in the sheet. */
const look = (page, selector, ...names) =>
  page.evaluate(
    (wanted, properties) => {
      const style = getComputedStyle(document.querySelector(".sealflow").shadowRoot.querySelector(wanted));
      return properties.map((name) => style[name]);
    },
    selector,
    names,
  );

test("colours, typeface and corners are the page's custom properties; parts can be styled", async () => {
  const head = `<style>
    :root { --sealflow-accent: rgb(122, 31, 162); --sealflow-on-accent: rgb(255, 255, 0); --sealflow-font: Georgia, serif; --sealflow-radius: 3px; }
    .sealflow::part(title) { letter-spacing: 4px; }
    .sealflow::part(button-primary) { border-radius: 0; }
  </style>`;
  const {device, page} = await open(inline, {head});
  assert.deepEqual(await look(page, "button.primary", "backgroundColor", "color", "borderTopLeftRadius"), ["rgb(122, 31, 162)", "rgb(255, 255, 0)", "0px"]);
  assert.deepEqual(await look(page, ".surface", "borderTopLeftRadius", "fontFamily"), ["3px", "Georgia, serif"]);
  assert.deepEqual(await look(page, "#title", "letterSpacing"), ["4px"]);
  await device.close();
});

test("letters are as large as the person has them, whatever the page's root says; a page may set their size", async () => {
  for (const [style, expected] of [["html { font-size: 62.5%; } body { font-size: 1.6rem; }", "16px"], [".sealflow { font-size: 20px; }", "20px"]]) {
    const {device, page} = await open(inline, {head: `<style>${style}</style>`});
    for (const css of [".text", "button.primary"]) assert.deepEqual(await look(page, css, "fontSize"), [expected], `${css}: ${style}`);
    await device.close();
  }
});

test("light and dark: by the system, unless the page says otherwise", async () => {
  const [light, dark] = ["rgb(255, 255, 255)", "rgb(23, 27, 38)"];
  for (const [systemDark, theme, expected] of [[false, {}, light], [true, {}, dark], [false, {scheme: "dark"}, dark], [true, {scheme: "light"}, light]]) {
    const {device, page} = await open(`launch({...options, theme: ${JSON.stringify(theme)}});`, {dark: systemDark});
    assert.deepEqual(await look(page, ".surface", "backgroundColor"), [expected], JSON.stringify([systemDark, theme]));
    await device.close();
  }
});

test("a logo stands in place of the app's name, and is called so", async () => {
  const logo = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
  const {device, page, sheet} = await open(`launch({...options, theme: {logo: "${logo}"}});`);
  assert.deepEqual(await page.$eval(">>> .logo", (image) => [image.alt, image.complete, image.naturalWidth]), ["Test", true, 1]);
  assert.ok(!(await sheet.text()).includes("Test"));
  await device.close();
});
