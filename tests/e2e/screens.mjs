// Every screen that a person may meet, one after the other, for checks that hold of all of them.
import {execFileSync} from "node:child_process";
import {once} from "node:events";
import {createServer} from "node:http";
import {fileURLToPath} from "node:url";
import {program} from "../server/harness.mjs";
import {cardPicture} from "./files.mjs";
import {Sheet} from "./sheet.mjs";
import * as steps from "./steps.mjs";

const flowFile = fileURLToPath(new URL("flows/every-control.flow.json", import.meta.url));
const bankPage = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
  <title>A bank</title><meta name="color-scheme" content="light dark"><style>html, button { background: Canvas; color: CanvasText; }</style>
  <header>Our logo</header><main><h1>A bank</h1><button id="start" type="button" style="min-height: 48px">Open an account</button></main>
  <footer>Imprint</footer></html>`;

/** A page that launches flows, and servers that do not answer, or are not there. */
export async function startBank(stack) {
  stack.server.publish(stack.app, flowFile);
  const site = createServer((request, response) => response.setHeader("content-type", "text/html").end(bankPage));
  const silent = createServer(() => {});
  const gone = createServer();
  for (const server of [site, silent, gone]) await once(server.listen(0, "127.0.0.1"), "listening");
  const addressOf = (server) => `http://127.0.0.1:${server.address().port}`;
  const bank = {stack, url: addressOf(site), silent: addressOf(silent), gone: addressOf(gone)};
  gone.close();
  return Object.assign(bank, {
    stop() {
      for (const server of [site, silent]) {
        server.close();
        server.closeAllConnections();
      }
    },
  });
}

/** A new handshake of the flow with every control, or of another one. */
export async function newHandshake({server, app}, flow = "FX0controls") {
  const {body} = await server.backend(app).create({flow});
  return body._id;
}

/** Opens the bank's page and presses its button, which launches with these options. Gives the page and its sheet. */
export async function launchOn(bank, device, options, {open = (page) => page.click("#start")} = {}) {
  const page = await device.openPage(bank.url);
  const {server, app} = bank.stack;
  await page.evaluate(
    async (files, given) => {
      const {launch} = await import(`${files}/index.js`);
      window.seen = [];
      const handlers = {};
      for (const name of ["onSuccess", "onError", "onSkip"]) handlers[name] = () => void window.seen.push(name);
      document.getElementById("start").onclick = () => launch({...given, ...handlers});
    },
    server.url,
    {server: server.url, clientKey: app.clientKey, locale: "en", ...options},
  );
  await open(page);
  return {page, sheet: new Sheet(page)};
}

/** Calls `visit(name, page, sheet)` on each screen, in the order in which people meet them. */
export async function visitScreens(bank, device, visit) {
  await wholeFlow(bank, device, visit);
  await troubles(bank, device, visit);
}

async function wholeFlow(bank, device, visit) {
  const {stack} = bank;
  const handshake = await newHandshake(stack);
  // With what stands below the screens on a desktop.
  const {page, sheet} = await launchOn(bank, device, {handshake, handoffUrl: bank.url});
  const at = (name) => visit(name, page, sheet);

  await sheet.screen("FS0consent");
  await at("consent");
  await page.keyboard.press("Escape");
  await sheet.screen("leave");
  await at("leave");
  await sheet.press("Continue here");
  await sheet.proceed();

  await sheet.screen("FS0otp");
  await at("one-time code");
  await sheet.fill("code", "12");
  await sheet.proceed();
  await sheet.says("Enter all 6 digits");
  await at("one-time code, wrong");
  await sheet.fill("code", await stack.newestCode(handshake));
  await sheet.proceed();

  await sheet.screen("FS0details");
  await at("form");
  await sheet.fill("mail", "nobody");
  await sheet.proceed();
  await sheet.says("Please look at this once more:");
  await at("form, with problems");
  const values = {name: "Asha Verma", "birthDate-day": "17", "birthDate-month": "5", "birthDate-year": "1990", mail: "asha@example.org"};
  for (const [id, value] of Object.entries(values)) await sheet.fill(id, value);
  await sheet.select("country", "in");
  await sheet.proceed();

  await sheet.screen("FS0document");
  await at("document");
  await sheet.proceed();
  await sheet.says("Add a picture first.");
  await at("document, none chosen");
  for (const side of ["front", "back"]) await sheet.choose(`${side}-file`, cardPicture());
  await page.waitForSelector(">>> .picture img", {visible: true, timeout: 8000});
  await at("document, chosen");
  await sheet.proceed();

  await sheet.screen("waiting");
  await at("waiting");
  decide(stack, handshake, "declined");
  await sheet.screen("declined");
  await at("declined");
  await page.close();
}

function decide({server}, handshake, decision) {
  const args = ["--handshake", handshake, "--stage", "FS0review", "--decision", decision, "--by", "an operator"];
  execFileSync(program("sealflow"), ["review", "decide", ...args, ...server.stored], {stdio: "ignore"});
}

/** What a run of the sample flow ends in, is taken away by, or does not even begin with. */
async function troubles(bank, device, visit) {
  const {stack} = bank;
  const somewhere = `DS0${"x".repeat(22)}`;
  const seen = async (name, screen, options, also = async () => {}) => {
    const {page, sheet} = await launchOn(bank, device, options);
    await also(page, sheet);
    await sheet.screen(screen);
    await visit(name, page, sheet);
    await page.close();
  };

  await seen("loading", "loading", {server: bank.silent, handshake: somewhere}, (page, sheet) => sheet.says("One moment"));
  await seen("nobody there", "loading", {server: bank.gone, handshake: somewhere}, (page, sheet) => sheet.says("We keep trying"));
  // Word that the connection is back ends each pause, so that nobody has to wait for the last try.
  const hurry = (page) => page.evaluate(() => void setInterval(() => dispatchEvent(new Event("online")), 20));
  await seen("try again", "tryAgain", {server: bank.gone, handshake: somewhere}, hurry);
  await seen("error", "error", {handshake: somewhere});

  const handshake = await newHandshake(stack, "FX0onboarding");
  await seen("moved", "moved", {handshake}, async (page, sheet) => {
    await steps.consent(sheet);
    await sheet.screen("FS0otp");
    await takeOver(stack, handshake, page.watched.token);
    // This device learns it with the next thing it sends.
    await steps.oneTimeCode(sheet, "123456");
  });
}

/** Another device opens the link that this one shows. */
async function takeOver({server, app}, handshake, token) {
  const post = async (what, body, headers) => {
    const answer = await fetch(`${server.url}/v1/sessions/${handshake}/${what}`, {
      method: "POST",
      headers: {"content-type": "application/json", origin: "http://localhost:5000", ...headers},
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const {code} = await post("handoff", {}, {authorization: token});
  return post("launch", {clientKey: app.clientKey, handoff: code, retry: true});
}
