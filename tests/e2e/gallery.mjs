// Takes pictures of the gallery's screens: a file for each state, and contact sheets of a dozen for a quick look.
//
//   node gallery.mjs --out build/screens [--language hi] [--scheme dark] [--look brand] [--place page] [--width 360] [--only form,otp]
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {createInterface} from "node:readline";
import {fileURLToPath, pathToFileURL} from "node:url";
import {parseArgs} from "node:util";
import {spawnLeashed} from "../server/leash.mjs";
import {openBrowser, openDevice} from "./browser.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const example = join(root, "examples/05-gallery");

/** The example as somebody has it who has installed the package. */
export async function startGallery() {
  const folder = mkdtempSync(join(tmpdir(), "sealflow-gallery-"));
  cpSync(example, folder, {recursive: true, filter: (path) => !path.includes("node_modules")});
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(root, "web"), join(folder, "node_modules/sealflow"));
  const server = spawnLeashed(process.execPath, ["serve.mjs"], {cwd: folder, env: {...process.env, PORT: "0"}, stdio: ["ignore", "pipe", "inherit"]});
  const url = await new Promise((resolve) => createInterface({input: server.stdout}).once("line", resolve));
  return {
    url,
    stop() {
      server.kill();
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

/** Opens a state and waits until it shows what it says it shows. The page stays, only its hash is another. */
export async function openState(page, url, state, choice = {}) {
  const hash = `#${new URLSearchParams({state, ...choice})}`;
  await page.goto(`${url}screen.html${hash}`, {waitUntil: "load"});
  const shown = page.waitForFunction((wanted) => document.documentElement.dataset.ready === wanted, {timeout: 20_000}, hash);
  await shown.catch((cause) => {
    throw new Error(`the state "${state}" did not come: ${page.watched.problems.join()}`, {cause});
  });
}

async function main() {
  const {values} = parseArgs({options: Object.fromEntries(["out", "language", "scheme", "look", "place", "width", "only"].map((name) => [name, {type: "string"}]))});
  const {out = join(root, "build/screens"), only, width = "360", ...choice} = values;
  const {states} = await import(pathToFileURL(join(example, "states.mjs")).href);
  const wanted = states.filter(({id}) => !only || only.split(",").some((start) => id.startsWith(start)));
  mkdirSync(out, {recursive: true});
  const [gallery, browser] = await Promise.all([startGallery(), openBrowser()]);
  try {
    const pages = {};
    for (const {id, desktop = false} of wanted) {
      // A phone is not offered to a phone.
      const phone = Number(width) < 560 && !desktop;
      const page = (pages[phone] ??= await openDevice(browser, {phone, dark: choice.scheme === "dark"}).then((device) => device.openPage()));
      await page.setViewport({width: Number(width), height: 740, deviceScaleFactor: 1});
      await openState(page, gallery.url, id, choice).catch((error) => console.error(`${id}: ${error.message}`));
      await page.screenshot({path: join(out, `${id}.png`)});
    }
    const page = await (await openDevice(browser)).openPage();
    await contactSheets(page, wanted.map(({id}) => id), out, Number(width));
    console.log(`${wanted.length} screens in ${out}`);
  } finally {
    await browser.close();
    gallery.stop();
  }
}

/** sheet-01.png and so on: two rows of pictures, with the states' names. */
async function contactSheets(page, ids, out, width) {
  const columns = Math.max(1, Math.floor(2160 / width));
  await page.setViewport({width: columns * width, height: 2 * 764, deviceScaleFactor: 1});
  for (let first = 0, number = 1; first < ids.length; first += 2 * columns, ++number) {
    const pictures = ids.slice(first, first + 2 * columns).map((id) => [id, `data:image/png;base64,${readFileSync(join(out, `${id}.png`), "base64")}`]);
    await page.evaluate(async (given, wide) => {
      document.body.style.cssText = "margin: 0; display: flex; flex-wrap: wrap; font: 14px sans-serif";
      document.body.replaceChildren(...given.map(([name, src]) => {
        const figure = Object.assign(document.createElement("div"), {textContent: name});
        figure.style.cssText = `width: ${wide}px; height: 764px; overflow: hidden`;
        figure.append(Object.assign(document.createElement("img"), {src, style: "display: block; outline: 1px solid #888"}));
        return figure;
      }));
      await Promise.all([...document.images].map((image) => image.decode()));
    }, pictures, width);
    await page.screenshot({path: join(out, `sheet-${String(number).padStart(2, "0")}.png`)});
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
