// From a desktop to a phone: the link, the digits, who may use it, following and taking back.
import assert from "node:assert/strict";
import {test} from "node:test";
import jsQR from "jsqr";
import {sealflow} from "../server/harness.mjs";
import {around} from "./around.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {cardPicture} from "./files.mjs";
import {Sheet} from "./sheet.mjs";
import {launchingPage, startSite} from "./site.mjs";
import {startStack} from "./stack.mjs";
import * as steps from "./steps.mjs";

let stack, browser, site;
around(async () => ([stack, browser, site] = await Promise.all([startStack(), openBrowser(), startSite()])));

/** A desktop on the first stage; its page takes links up, unless `code` says otherwise. */
async function desktop(code = "launch({...options, ...sealflow.handoffFromAddress()});", device = {}) {
  const {body} = await stack.server.backend(stack.app).create();
  const opened = await openDevice(browser, device);
  site.pages.set("/open", launchingPage(stack.server.url, {clientKey: stack.app.clientKey, handshake: body._id}, code));
  const page = await opened.openPage(`${site.url}/open`);
  const sheet = new Sheet(page);
  await sheet.screen("FS0consent");
  return {device: opened, page, sheet, handshake: body._id};
}

/** The desktop shows its link: the address and the two digits. */
async function makeLink({sheet, page}) {
  await sheet.press("Continue on your phone");
  await sheet.screen("handoff");
  await page.waitForSelector(">>> .qr svg", {timeout: 8000, visible: true});
  return {link: await page.$eval(">>> #link", (input) => input.value), digits: await digitsOf(page)};
}

const digitsOf = (page) => page.$eval(">>> .digits", (element) => element.lastChild.textContent.trim());

async function phoneAt(link) {
  const device = await openDevice(browser, {phone: true});
  const page = await device.openPage(link);
  return {device, page, sheet: new Sheet(page)};
}

async function goOn({sheet, page}) {
  await sheet.screen("invited");
  await sheet.press("Go on here");
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
  const {data, width, height} = await desk.page.$eval(">>> .qr svg", async (svg) => {
    const picture = new Image(400, 400);
    svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    picture.src = `data:image/svg+xml,${encodeURIComponent(svg.outerHTML)}`;
    await picture.decode();
    const canvas = Object.assign(document.createElement("canvas"), {width: 400, height: 400});
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0, 400, 400);
    return {data: [...context.getImageData(0, 0, 400, 400).data], width: 400, height: 400};
  });
  assert.equal(jsQR(Uint8ClampedArray.from(data), width, height)?.data, link);
  assert.match(await desk.sheet.text(), /works for another (10:00|9:5\d)/);
  await desk.sheet.press("Stay on this device");
  await desk.sheet.screen("FS0consent");
  await desk.device.close();
});

test("a phone takes over after a tap and the digits; the desktop follows, and takes back", async () => {
  const desk = await desktop();
  const {link, digits} = await makeLink(desk);
  const phone = await phoneAt(link);
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
  await steps.form(phone.sheet);
  await phone.sheet.screen("moved");
  await steps.form(desk.sheet);
  await desk.sheet.screen("FS0document");
  assert.deepEqual(await phone.page.evaluate(() => window.seen), [], "superseded is no outcome");
  assert.deepEqual([...phone.page.watched.problems, ...desk.page.watched.problems], []);
  await desk.device.close();
  await phone.device.close();
});

test("the phone comes to the end: the desktop says so, and asks for nothing", async () => {
  const desk = await desktop();
  const {link} = await makeLink(desk);
  const phone = await phoneAt(link);
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
  await desk.device.close();
  await phone.device.close();
});

test("the phone leaves: the desktop takes back and goes on with what is done", async () => {
  const desk = await desktop();
  const {link} = await makeLink(desk);
  const phone = await phoneAt(link);
  await goOn(phone);
  await steps.consent(phone.sheet);
  await phone.sheet.screen("FS0otp");
  await phone.page.keyboard.press("Escape");
  await phone.sheet.press("Leave");
  await phone.page.waitForFunction(() => window.seen[0]?.[0] === "skip");
  await desk.sheet.screen("moved");
  await desk.sheet.press("Continue here");
  await desk.sheet.screen("FS0otp");
  await desk.device.close();
  await phone.device.close();
});

test("a used link: the same phone goes on after a reload, another one is told", async () => {
  const desk = await desktop();
  const {link} = await makeLink(desk);
  const phone = await phoneAt(link);
  const digits = await goOn(phone);
  await phone.sheet.screen("FS0consent");
  await phone.page.reload({waitUntil: "load"});
  assert.equal(await goOn(phone), digits);
  await phone.sheet.screen("FS0consent");

  const other = await phoneAt(link);
  await other.sheet.screen("invited");
  await other.sheet.press("Go on here");
  await other.sheet.screen("error");
  await other.sheet.says("This link was used already. Ask for a new one on the other device.");
  assert.equal(await other.page.evaluate(() => window.seen[0][0]), "error");
  for (const {device} of [desk, phone, other]) await device.close();
});

test("other digits: nothing is shown of the session, and this device lets go of it", async () => {
  const desk = await desktop();
  const {link} = await makeLink(desk);
  const phone = await phoneAt(link);
  await phone.sheet.screen("invited");
  await phone.sheet.press("Go on here");
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
  await desk.device.close();
  await phone.device.close();
});

test("after ten minutes the link is too old, on both screens; a new one works", async () => {
  const desk = await desktop();
  const {link} = await makeLink(desk);
  sealflow(["clock", "advance", "--app", stack.app.clientKey, "--by", "10m", ...stack.server.stored]);
  await desk.sheet.says("This link does not work any more");
  const late = await phoneAt(link);
  await late.sheet.screen("invited");
  await late.sheet.press("Go on here");
  await late.sheet.screen("error");
  await late.sheet.says("This link is too old. Ask for a new one on the other device.");
  await desk.sheet.press("Show a new code");
  await desk.page.waitForSelector(">>> .qr svg", {timeout: 8000, visible: true});
  const phone = await phoneAt(await desk.page.$eval(">>> #link", (input) => input.value));
  await goOn(phone);
  await phone.sheet.screen("FS0consent");
  for (const {device} of [desk, late, phone]) await device.close();
});

test("offered where it helps: not on a phone, and not where the page knows nothing of links", async () => {
  const offered = (page) => page.evaluate(() => [...document.body.children].some((child) => child.shadowRoot?.querySelector("#to-phone")));
  const onPhone = await desktop(undefined, {phone: true});
  assert.equal(await offered(onPhone.page), false);
  const unknowing = await desktop("launch(options);");
  assert.equal(await offered(unknowing.page), false);
  const elsewhere = await desktop('launch({...options, handoffUrl: "/phone?from=desk#/route"});');
  const {link} = await makeLink(elsewhere);
  assert.match(link, new RegExp(`^${site.url.replaceAll(".", "\\.")}/phone\\?from=desk#/route&sealflow=DS0`));
  for (const {device} of [onPhone, unknowing, elsewhere]) await device.close();
});

test("the drop-in takes a link up with one line", async () => {
  const {body} = await stack.server.backend(stack.app).create();
  const dropIn = `<!doctype html><meta charset="utf-8"><title>Drop-in</title><script src="${stack.server.url}/flowx.js"></script><script>
    const options = {cl: "${stack.app.clientKey}", hs: "${body._id}", lc: "en"};
    if (AttestrFlowx.handoff) new AttestrFlowx({...options, ...AttestrFlowx.handoff}).launch();
    else new AttestrFlowx(options).launch();
  </script>`;
  site.pages.set("/drop-in", dropIn);
  const device = await openDevice(browser);
  const page = await device.openPage(`${site.url}/drop-in`);
  const sheet = new Sheet(page);
  await sheet.screen("FS0consent");
  const {link, digits} = await makeLink({sheet, page});
  const phone = await phoneAt(link);
  assert.equal(await goOn(phone), digits);
  await phone.sheet.screen("FS0consent");
  await device.close();
  await phone.device.close();
});
