// Walks the whole flow on a running sample page, as `scripts/demo --check` wants it: says each step, takes a picture of
// each screen, lists every host that was asked, prints the verified result. Exit code 0, or 1 with the step's name.
//
//   node walk.mjs --page http://127.0.0.1:8000/ --screenshots build/demo-check/screens [--phone] [--dark] [--language hi]
import {mkdirSync} from "node:fs";
import {join} from "node:path";
import {parseArgs} from "node:util";
import {openBrowser, openDevice} from "./browser.mjs";
import {cardPicture} from "./files.mjs";
import {newestCode} from "./stack.mjs";
import * as steps from "./steps.mjs";

const {values: options} = parseArgs({
  options: {
    page: {type: "string"},
    screenshots: {type: "string"},
    phone: {type: "boolean", default: false},
    dark: {type: "boolean", default: false},
    language: {type: "string", default: "en"},
  },
});
if (!options.page) {
  console.error("walk: --page names the address of the sample page");
  process.exit(2);
}
if (options.screenshots) mkdirSync(options.screenshots, {recursive: true});

let step = "open the browser";
let page;

async function run(name, action) {
  step = name;
  const result = await action();
  console.log(`  ok  ${name}`);
  return result;
}

let pictures = 0;
async function picture(name) {
  if (!options.screenshots) return;
  pictures += 1;
  await page.screenshot({path: join(options.screenshots, `${String(pictures).padStart(2, "0")}-${name}.png`)});
}

async function walk(browser) {
  const device = await openDevice(browser, options);
  page = await run("open the sample page", () => device.openPage(options.page));
  await page.select("#language", options.language);
  await picture("page");
  const {sheet, handshake} = await run("start: the backend creates a handshake", async () => {
    const begun = await steps.begin(page);
    await begun.sheet.screen("FS0consent");
    return begun;
  });
  await picture("consent");
  await run("consent", () => steps.consent(sheet));
  const inbox = new URL(await page.$eval("#inbox", (link) => link.href));
  const code = await run("one-time code from the sandbox inbox", async () => {
    await sheet.screen("FS0otp");
    return newestCode(inbox.origin, inbox.pathname.split("/")[2], handshake);
  });
  await picture("one-time-code");
  await run("enter the code", () => steps.oneTimeCode(sheet, code));
  await run("fill in the form", async () => {
    await sheet.screen("FS0details");
    await picture("form");
    await steps.form(sheet);
  });
  await run("send a document", async () => {
    await sheet.screen("FS0document");
    await picture("document");
    await steps.document(sheet, cardPicture());
  });
  await run("success handler fires", () => sheet.screen("success"));
  await picture("success");
  const result = await run("the backend fetches the result and makes both checks", () => steps.verifiedResult(page));
  await sheet.proceed();
  await sheet.gone();
  await picture("verified-result");
  await run("nobody else was asked for anything", () => {
    const allowed = [new URL(options.page).origin, inbox.origin];
    const hosts = [...page.watched.hosts];
    for (const [host, count] of hosts) console.log(`        ${count} requests to ${host}`);
    const strangers = hosts.filter(([host]) => !allowed.includes(host));
    if (strangers.length > 0) throw new Error(`asked ${strangers.map(([host]) => host).join(", ")}`);
  });
  await run("no error on the page", () => {
    if (page.watched.problems.length > 0) throw new Error(page.watched.problems.join("\n"));
  });
  if (!result.checks.every((check) => check.startsWith("ok"))) throw new Error(result.checks.join("; "));
  return result;
}

const browser = await openBrowser().catch((error) => fail(error));
try {
  const result = await walk(browser);
  console.log(`\n${result.title}`);
  for (const check of result.checks) console.log(`  ✓ ${check.replace("ok: ", "")}`);
  for (const row of result.rows) console.log(`  ${row.join("  ")}`);
  console.log(`  signature ${result.signature}`);
} catch (error) {
  if (page && options.screenshots) await page.screenshot({path: join(options.screenshots, "failed.png")}).catch(() => {});
  fail(error);
} finally {
  await browser.close();
}

function fail(error) {
  console.error(`FAILED: step "${step}": ${error.message}`);
  process.exitCode = 1;
  if (!browser) process.exit(1);
}
