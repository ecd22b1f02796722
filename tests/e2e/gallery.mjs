// Takes pictures of the gallery's screens: one file for each state, and sheets of many for a quick look.
//
//   node gallery.mjs --out build/screens [--language hi] [--scheme dark] [--look brand] [--place page] [--width 360] [--only form,otp]
import {spawn} from "node:child_process";
import {cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {createInterface} from "node:readline";
import {fileURLToPath, pathToFileURL} from "node:url";
import {parseArgs} from "node:util";
import {openBrowser, openDevice} from "./browser.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const example = join(root, "examples/05-gallery");

/** The example as somebody has it who has installed the package. */
export async function startGallery() {
  const folder = mkdtempSync(join(tmpdir(), "sealflow-gallery-"));
  cpSync(example, folder, {recursive: true, filter: (path) => !path.includes("node_modules")});
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(root, "web"), join(folder, "node_modules/sealflow"));
  const server = spawn(process.execPath, ["serve.mjs"], {cwd: folder, env: {...process.env, PORT: "0"}, stdio: ["ignore", "pipe", "inherit"]});
  const url = await new Promise((resolve) => createInterface({input: server.stdout}).once("line", resolve));
  return {
    url,
    stop() {
      server.kill();
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

/** Opens a state and waits until it shows what it says it shows. */
export async function openState(page, url, state, choice = {}) {
  await page.goto(`${url}screen.html?${new URLSearchParams({state, ...choice})}`, {waitUntil: "load"});
  await page.waitForFunction(() => document.documentElement.dataset.ready, {timeout: 20_000});
}

async function main() {
  const {values} = parseArgs({options: Object.fromEntries(["out", "language", "scheme", "look", "place", "width", "only"].map((name) => [name, {type: "string"}]))});
  const {out = join(root, "build/screens"), only, width = "360", ...choice} = values;
  const {states} = await import(pathToFileURL(join(example, "states.mjs")).href);
  const wanted = states.filter(({id}) => !only || only.split(",").some((start) => id.startsWith(start)));
  mkdirSync(out, {recursive: true});
  const [gallery, browser] = await Promise.all([startGallery(), openBrowser()]);
  try {
    for (const {id, desktop} of wanted) {
      const phone = Number(width) < 560 && !desktop;
      const device = await openDevice(browser, {phone, dark: choice.scheme === "dark"});
      const page = await device.openPage();
      await page.setViewport({width: Number(width), height: 740, ...(phone && {isMobile: true, hasTouch: true})});
      await openState(page, gallery.url, id, choice).catch((error) => console.error(`${id}: ${error.message}`));
      await page.screenshot({path: join(out, `${id}.png`)});
      await device.close();
    }
    console.log(`${wanted.length} screens in ${out}`);
  } finally {
    await browser.close();
    gallery.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
