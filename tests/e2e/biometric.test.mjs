// A scan by the simulated provider: the page's part is a claim, the server's provider decides.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {eventually} from "../server/harness.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {cannot} from "./engines.mjs";
import {cameras, startLaunchPage} from "./launch-page.mjs";
import {Sheet} from "./sheet.mjs";

const stage = (provider, attempts) => ({id: "FS0face", type: "biometric", provider, mode: "enrol", toRule: "inputs.user", attempts, next: "done"});
const flow = {
  id: "FX0face", version: "1.0.0", start: "FS0face",
  variables: {user: {type: "string", source: "backend"}},
  stages: [stage("simulated", 2)],
  ends: {done: {status: "auto_approved"}},
};
/** With a script: what the provider says of one scan after the other. */
const scripted = {...flow, stages: [stage("facebank", 3)]};
const settings = {providers: {facebank: {type: "simulated", script: ["too-dark", "not-passed", "pass"]}}};
/** The first answer never comes; after 15 seconds the server stops waiting for it. */
const losing = {providers: {simulated: {type: "simulated", script: ["timeout", "pass"]}}};

let site, scriptedSite, lostSite, browser;
before(async () => {
  [site, scriptedSite, lostSite, browser] = await Promise.all([
    startLaunchPage({flow}), startLaunchPage({flow: scripted, settings}), startLaunchPage({flow, settings: losing}), openBrowser(),
  ]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
  await scriptedSite?.stop();
  await lostSite?.stop();
});

async function open(user, {on = site, noCamera, ...page} = {}) {
  const handshake = await on.handshake({user});
  const device = await openDevice(browser, {noCamera, phone: true});
  const opened = await device.openPage(on.origin + on.page(handshake, page));
  const sheet = new Sheet(opened);
  await sheet.screen("FS0face");
  return {device, page: opened, sheet, handshake};
}

const outcomes = (page) => page.waitForFunction(() => window.outcomes.length > 0 && window.outcomes, {timeout: 15_000}).then((found) => found.jsonValue());
const resultOf = (site, handshake) => site.server.backend(site.app).result(handshake).then(({body}) => body);

/** What the provider's own part of the screen says. */
const simulation = (page) =>
  page.waitForFunction(() => [...document.body.children].map((child) => child.shadowRoot?.querySelector(".scan > div")?.shadowRoot?.textContent).find(Boolean))
    .then((found) => found.jsonValue());

test("passed: explained, named as simulated, checked by the server, and the camera is off", {skip: cannot("fake camera")}, async () => {
  const {device, page, sheet, handshake} = await open("sim-pass");
  await sheet.says("so that nobody else can pass for you");
  await sheet.press("Start");
  await sheet.says("Look into the camera and hold still.");
  assert.match(await simulation(page), /Simulated: nobody is recognised/);
  await sheet.screen("success");
  assert.deepEqual(await cameras(page), {opened: 1, on: 0});
  const {result} = await resultOf(site, handshake);
  assert.equal(result.FS0face.output.simulated, true);
  assert.deepEqual(page.watched.problems, []);
  await device.close();
});

test("refused twice with the provider's reasons and the tries that are left, then passed", {skip: cannot("fake camera")}, async () => {
  const {device, page, sheet, handshake} = await open("user-7", {on: scriptedSite, options: 'providers: {facebank: "simulated"}'});
  await sheet.press("Start");
  await sheet.says("It was too dark.", 15_000);
  await sheet.says("You have 2 more tries.");
  assert.equal((await sheet.focused()).id, "last-try");
  await sheet.press("Try again");
  await sheet.says("We could not see that it is you.", 15_000);
  await sheet.says("You have one more try.");
  await sheet.press("Try again");
  await sheet.screen("success");
  assert.equal((await resultOf(scriptedSite, handshake)).result.FS0face.output.simulated, true);
  assert.deepEqual(await cameras(page), {opened: 3, on: 0});
  await device.close();
});

test("an answer that is lost: a try is used, and the next scan gets a token of its own", {skip: cannot("fake camera")}, async () => {
  // Comes by the event stream, rejection and new token one after the other.
  const {device, sheet} = await open("user-9", {on: lostSite});
  await sheet.press("Start");
  await sheet.says("This was not your fault.", 40_000);
  await sheet.press("Try again");
  await sheet.screen("success", 30_000);
  await device.close();
});

test("no tries left: the run ends, whatever the page says", {skip: cannot("fake camera")}, async () => {
  const {device, page, sheet} = await open("sim-not-passed");
  await sheet.press("Start");
  await sheet.says("You have one more try.", 15_000);
  await sheet.press("Try again");
  await sheet.screen("error");
  const [[handler, payload]] = await outcomes(page);
  assert.deepEqual([handler, payload.code, payload.stage], ["error", 40313, "FS0face"]);
  await device.close();
});

test("stopped by the person: no try is used, the camera is off, and it can be done after all", {skip: cannot("fake camera")}, async () => {
  const {device, page, sheet} = await open("sim-pass");
  await sheet.press("Start");
  await page.waitForSelector(">>> #stop", {visible: true});
  await page.waitForFunction(() => window.tracks.length > 0);
  await page.keyboard.press("Escape");
  await sheet.says("You have stopped.");
  assert.deepEqual(await cameras(page), {opened: 1, on: 0});
  assert.ok(!(await sheet.text()).includes("more try"));
  await sheet.press("Start");
  await sheet.screen("success");
  await device.close();
});

test("asked whether to leave in the middle: the camera is off, and leaving is a skip", {skip: cannot("fake camera")}, async () => {
  const {device, page, sheet} = await open("sim-pass");
  await sheet.press("Start");
  await page.waitForFunction(() => window.tracks.length > 0);
  await (await page.waitForSelector(">>> #close", {visible: true})).click();
  await sheet.screen("leave");
  assert.equal((await cameras(page)).on, 0);
  await sheet.press("Leave");
  assert.deepEqual((await outcomes(page)).map(([handler, {stage}]) => [handler, stage]), [["skip", "FS0face"]]);
  await device.close();
});

test("a refused camera: what to do, no try used, and a way to end it that tells the page why", {skip: cannot("forbidden camera")}, async () => {
  const {device, page, sheet} = await open("sim-pass", {noCamera: true});
  await sheet.press("Start");
  await sheet.says("Allow it in your browser's settings");
  await sheet.press("I cannot use a camera");
  await sheet.screen("error");
  assert.deepEqual((await outcomes(page)).map(([handler, {code}]) => [handler, code]), [["error", 4121]]);
  await device.close();
});

test("a token that has run out is renewed; one that always has is given up, without a try", async () => {
  const {device, sheet} = await open("sim-expired");
  await sheet.press("Start");
  await sheet.says("A service that we need is not available", 20_000);
  await device.close();
});

test("a bridge of the page's own: what it claims is looked at again, and what it throws ends nothing", async () => {
  const options = `providers: {simulated: async () => ({scan: async (request) => {
    window.given = {...request, keys: Object.keys(request).sort()};
    if (window.thrown !== true) { window.thrown = true; throw new Error("broken"); }
    request.container.append("my own scan");
    request.progress(0.5);
    return {outcome: "finished", passed: true, reasons: ["face_too_far"]};
  }})}`;
  const {device, page, sheet} = await open("sim-not-passed", {options});
  await sheet.press("Start");
  await sheet.says("This could not be finished. Try again: it did not count as a try.");
  await sheet.press("Start");
  // The provider's reason before the page's.
  await sheet.says("We could not see that it is you.", 15_000);
  const given = await page.evaluate(() => [window.given.keys, window.given.provider, window.given.mode, window.given.token]);
  assert.deepEqual(given.slice(0, 3), [["container", "expiresAt", "locale", "mode", "progress", "provider", "signal", "text", "token"], "simulated", "enrol"]);
  assert.match(given[3], /^sim_/);
  assert.equal((await cameras(page)).opened, 0, "the built-in one was not used");
  await device.close();
});

test("a bridge that does not come while the device is online: nobody is told to look after the connection", async () => {
  const {device, sheet} = await open("user-8", {on: scriptedSite, options: 'providers: {facebank: () => Promise.reject(new Error("not there"))}'});
  await sheet.press("Start");
  await sheet.says("We cannot get through at the moment. Please try again in a few minutes.");
  await device.close();
});

test("a provider that the page has no bridge for: the person is told, the programmer is told which", async () => {
  const {device, page, sheet} = await open("user-8", {on: scriptedSite});
  await sheet.press("Start");
  await sheet.says("This page is not set up right.");
  if (!cannot("errors while a page loads")) await eventually(() => /no bridge for the provider "facebank"/.test(page.watched.problems.join()));
  await device.close();
});
