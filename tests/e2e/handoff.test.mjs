// From a desktop to a phone: the link, the digits, who may use it, following and taking back.
import assert from "node:assert/strict";
import {afterEach, test} from "node:test";
import jsQR from "jsqr";
import {sealflow} from "../server/harness.mjs";
import {around} from "./around.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {cannot} from "./engines.mjs";
import {cardPicture} from "./files.mjs";
import {Sheet} from "./sheet.mjs";
import {launchingPage, startSite} from "./site.mjs";
import {startSealflow} from "./stack.mjs";
import * as steps from "./steps.mjs";

let stack, browser, site;
around(async () => ([stack, browser, site] = await Promise.all([startSealflow(), openBrowser(), startSite()])));

const devices = [];
afterEach(async () => {
  for (const device of devices.splice(0)) await device.close();
});

async function deviceAt(url, {phone = false} = {}) {
  const device = await openDevice(browser, {phone});
  devices.push(device);
  const page = await device.openPage(url);
  return {page, sheet: new Sheet(page)};
}

/** A device, a desktop unless said otherwise, on the first stage; its page takes links up, unless `code` says otherwise. */
async function desktop(code = "launch({...options, ...sealflow.handoffFromAddress()});", device = {}) {
  const {body} = await stack.server.backend(stack.app).create();
  site.pages.set("/open", launchingPage(stack.server.url, {clientKey: stack.app.clientKey, handshake: body._id}, code));
  const desk = await deviceAt(`${site.url}/open`, device);
  await desk.sheet.screen("FS0consent");
  return {...desk, handshake: body._id};
}

/** The desktop shows its link: the address and the two digits. */
async function makeLink({sheet, page}) {
  await sheet.press("Continue on your phone");
  await sheet.screen("handoff");
  await page.waitForSelector(">>> .qr svg", {timeout: 8000, visible: true});
  return {link: await page.$eval(">>> #link", (input) => input.value), digits: await digitsOf(page)};
}

const digitsOf = (page) => page.$eval(">>> .digits", (element) => element.lastChild.textContent.trim());

const phoneAt = (link) => deviceAt(link, {phone: true});

/** A desktop that shows its link, and a phone that has opened it. */
async function deskAndPhone() {
  const desk = await desktop();
  const shown = await makeLink(desk);
  return {desk, ...shown, phone: await phoneAt(shown.link)};
}

/** Takes the invitation. */
async function accept({sheet}) {
  await sheet.screen("invited");
  await sheet.press("Go on here");
}

async function goOn({sheet, page}) {
  await accept({sheet});
  await sheet.screen("compare");
  const digits = await digitsOf(page);
  await sheet.press("Yes, it shows these");
  return digits;
}

test("the picture is the link, and the link's code is in its fragment alone", async () => {
  const desk = await desktop();
  const {link, digits} = await makeLink(desk);
  assert.match(link, new RegExp(`^${site.url}/open#sealflow=${desk.handshake}\\.[\\w-]{43}$`));
  assert.match(digits, /^\d\d$/);
  // Dark or light, a letter for each pixel: Firefox's protocol needs minutes for as many numbers.
  const pixels = await desk.page.$eval(">>> .qr svg", async (svg) => {
    const picture = new Image(200, 200);
    svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    picture.src = `data:image/svg+xml,${encodeURIComponent(svg.outerHTML)}`;
    await picture.decode();
    const context = Object.assign(document.createElement("canvas"), {width: 200, height: 200}).getContext("2d");
    context.drawImage(picture, 0, 0, 200, 200);
    const {data} = context.getImageData(0, 0, 200, 200);
    return Array.from({length: 200 * 200}, (_, index) => (data[4 * index] < 128 ? "#" : " ")).join("");
  });
  const data = Uint8ClampedArray.from([...pixels].flatMap((pixel) => (pixel === "#" ? [0, 0, 0, 255] : [255, 255, 255, 255])));
  assert.equal(jsQR(data, 200, 200)?.data, link);
  assert.match(await desk.sheet.text(), /works for another (10:00|9:[1-5]\d)/);
  await desk.sheet.press("Stay on this device");
  await desk.sheet.screen("FS0consent");
});

test("pressed twice, it makes one link", async () => {
  const {sheet, page} = await desktop();
  await page.$eval(">>> #to-phone", (button) => {
    button.click();
    button.click();
  });
  await sheet.screen("handoff");
  await page.waitForSelector(">>> .qr svg", {timeout: 8000, visible: true});
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  const made = await page.evaluate(() => performance.getEntriesByType("resource").filter(({name}) => name.endsWith("/handoff")).length);
  assert.equal(made, 1);
});

test("a phone takes over after a tap and the digits; the desktop follows, and takes back", async () => {
  const {desk, phone, digits} = await deskAndPhone();
  await phone.sheet.screen("invited");
  assert.equal(phone.page.watched.token, "", "a preview that opens the link uses nothing up");
  assert.equal((await desk.sheet.shown()).screen, "handoff");
  assert.equal(await goOn(phone), digits);
  await steps.consent(phone.sheet);
  await phone.sheet.screen("FS0otp");

  await desk.sheet.screen("moved");
  await desk.sheet.says("Continued on your phone");
  assert.equal(await digitsOf(desk.page), digits, "both screens show them");
  await desk.sheet.says("Your mobile number Being done now");
  await desk.sheet.says("Your consent Done");
  await steps.oneTimeCode(phone.sheet, await stack.newestCode(desk.handshake));
  await phone.sheet.screen("FS0details");
  await desk.sheet.says("Your details Being done now");

  await desk.sheet.press("Continue here");
  await desk.sheet.screen("FS0details");
  // It learns that with the next thing it sends, unless it has heard of it by then.
  await steps.form(phone.sheet).catch(() => {});
  await phone.sheet.screen("moved");
  await steps.form(desk.sheet);
  await desk.sheet.screen("FS0document");
  assert.deepEqual(await phone.page.evaluate(() => window.seen), [], "superseded is no outcome");
  assert.deepEqual([...phone.page.watched.problems, ...desk.page.watched.problems], []);
});

test("the phone comes to the end: the desktop says so, and asks for nothing", async () => {
  const {desk, phone} = await deskAndPhone();
  await goOn(phone);
  await steps.consent(phone.sheet);
  await phone.sheet.screen("FS0otp");
  await steps.oneTimeCode(phone.sheet, await stack.newestCode(desk.handshake));
  await steps.form(phone.sheet);
  await steps.document(phone.sheet, cardPicture());
  await phone.sheet.screen("success");
  await desk.sheet.says("You have finished on the other device");
  await desk.sheet.press("Close");
  await desk.sheet.gone();
  assert.deepEqual(await desk.page.evaluate(() => window.seen), []);
});

test("the phone leaves: the desktop takes back and goes on with what is done", async () => {
  const {desk, phone} = await deskAndPhone();
  await goOn(phone);
  await steps.consent(phone.sheet);
  await phone.sheet.screen("FS0otp");
  await phone.page.keyboard.press("Escape");
  await phone.sheet.press("Leave");
  await phone.page.waitForFunction(() => window.seen[0]?.[0] === "skip");
  await desk.sheet.screen("moved");
  await desk.sheet.press("Continue here");
  await desk.sheet.screen("FS0otp");
});

test("the way back does not work: it is said, and a second try is not held against the first", async () => {
  const {desk, phone} = await deskAndPhone();
  await goOn(phone);
  await desk.sheet.screen("moved");
  await desk.page.evaluate(() => {
    const send = window.fetch;
    window.cut = true;
    window.fetch = (url, init) => (window.cut ? Promise.reject(new TypeError("played")) : send(url, init));
    // Word that the connection is back ends each pause.
    setInterval(() => dispatchEvent(new Event("online")), 20);
  });
  await desk.sheet.press("Continue here");
  await desk.sheet.screen("tryAgain");
  await desk.sheet.says("We cannot get through at the moment.");
  assert.equal((await desk.sheet.focused()).id, "title");
  await desk.page.evaluate(() => void (window.cut = false));
  await desk.sheet.press("Try again");
  await desk.sheet.screen("FS0consent");
  assert.deepEqual(desk.page.watched.problems, []);
});

test("a used link: the same phone goes on after a reload, another one is told", async () => {
  const {desk, phone, link} = await deskAndPhone();
  const digits = await goOn(phone);
  await phone.sheet.screen("FS0consent");
  await phone.page.reload({waitUntil: "load"});
  assert.equal(await goOn(phone), digits);
  await phone.sheet.screen("FS0consent");

  const other = await phoneAt(link);
  await accept(other);
  await other.sheet.screen("error");
  await other.sheet.says("This link was used already. Ask for a new one on the other device.");
  assert.equal(await other.page.evaluate(() => window.seen[0][0]), "error");
});

test("other digits: nothing is shown of the session, and this device lets go of it", async () => {
  const {desk, phone} = await deskAndPhone();
  await accept(phone);
  await phone.sheet.screen("compare");
  assert.ok(!(await phone.sheet.text()).includes("Step 1"), "before the digits are compared nothing else is shown");
  await phone.sheet.press("No, it does not");
  await phone.sheet.screen("stopped");
  await phone.sheet.press("Close");
  await phone.sheet.gone();
  assert.deepEqual(await phone.page.evaluate(() => window.seen.map(([name, data]) => [name, data.stage, data.seq])), [["skip", null, 0]]);
  await desk.sheet.screen("moved");
  await desk.sheet.press("Continue here");
  await desk.sheet.screen("FS0consent");
});

test("after ten minutes the link is too old, on both screens; a new one works", async () => {
  const desk = await desktop();
  const {link} = await makeLink(desk);
  sealflow(["clock", "advance", "--app", stack.app.clientKey, "--by", "10m", ...stack.server.stored]);
  await desk.sheet.says("This link does not work any more");
  const late = await phoneAt(link);
  await accept(late);
  await late.sheet.screen("error");
  await late.sheet.says("This link is too old. Ask for a new one on the other device.");
  await desk.sheet.press("Show a new code");
  await desk.page.waitForSelector(">>> .qr svg", {timeout: 8000, visible: true});
  assert.equal((await desk.sheet.focused()).id, "title", "the focus does not go with the button");
  const phone = await phoneAt(await desk.page.$eval(">>> #link", (input) => input.value));
  await goOn(phone);
  await phone.sheet.screen("FS0consent");
});

test("no answer to the wish for a link: said as it is, and not that the device is offline", async () => {
  const {page, sheet} = await desktop();
  await page.evaluate(() => {
    const send = window.fetch;
    window.fetch = (url, init) => (String(url).endsWith("/handoff") ? Promise.reject(new TypeError("played")) : send(url, init));
    // Word that the connection is back ends each pause.
    setInterval(() => dispatchEvent(new Event("online")), 20);
  });
  await sheet.press("Continue on your phone");
  await sheet.says("We cannot get through at the moment. Please try again in a few minutes.");
  await sheet.says("Show a new code");
});

const offered = (page) => page.evaluate(() => [...document.body.children].some((child) => child.shadowRoot?.querySelector("#to-phone")));

test("not offered on a phone", {skip: cannot("touch")}, async () => {
  const {page} = await desktop(undefined, {phone: true});
  assert.equal(await offered(page), false);
});

test("offered where the page knows of links", async () => {
  const unknowing = await desktop("launch(options);");
  assert.equal(await offered(unknowing.page), false);
  const elsewhere = await desktop('launch({...options, handoffUrl: "/phone?from=desk#/route"});');
  const {link} = await makeLink(elsewhere);
  assert.match(link, new RegExp(`^${site.url.replaceAll(".", "\\.")}/phone\\?from=desk#/route&sealflow=DS0`));
});

test("the drop-in takes a link up with one line", async () => {
  const {body} = await stack.server.backend(stack.app).create();
  const dropIn = `<!doctype html><meta charset="utf-8"><title>Drop-in</title><script src="${stack.server.url}/flowx.js"></script><script>
    const options = {cl: "${stack.app.clientKey}", hs: "${body._id}", lc: "en"};
    if (AttestrFlowx.handoff) new AttestrFlowx({...options, ...AttestrFlowx.handoff}).launch();
    else new AttestrFlowx(options).launch();
  </script>`;
  site.pages.set("/drop-in", dropIn);
  const desk = await deviceAt(`${site.url}/drop-in`);
  await desk.sheet.screen("FS0consent");
  const {link, digits} = await makeLink(desk);
  const phone = await phoneAt(link);
  assert.equal(await goOn(phone), digits);
  await phone.sheet.screen("FS0consent");
});
