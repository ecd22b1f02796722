// The one file that knows which browser it is. Today Chromium through puppeteer-core; others come in here.
import {existsSync} from "node:fs";
import puppeteer from "puppeteer-core";

const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A headless browser that talks to nobody by itself. */
export async function openBrowser() {
  const executablePath = places.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error("no Chromium found: install it (scripts/setup does), or set CHROMIUM to it");
  return puppeteer.launch({
    executablePath,
    headless: true,
    args: [
      // Chromium's sandbox refuses to run for root, as in most containers.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-default-apps",
      "--disable-domain-reliability",
      "--disable-sync",
      "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
      "--no-first-run",
      "--no-pings",
      // /dev/shm is tiny in containers.
      "--disable-dev-shm-usage",
    ],
  });
}

/** A device: storage of its own, shared by its pages. `phone` is 360 pixels wide and has a touch screen. */
export async function openDevice(browser, {phone = false, dark = false} = {}) {
  const context = await browser.createBrowserContext();
  return {
    async openPage(url) {
      const page = await context.newPage();
      await page.setViewport(
        phone ? {width: 360, height: 740, deviceScaleFactor: 2, isMobile: true, hasTouch: true} : {width: 1100, height: 860},
      );
      await page.emulateMediaFeatures([
        {name: "prefers-color-scheme", value: dark ? "dark" : "light"},
        {name: "prefers-reduced-motion", value: "reduce"},
      ]);
      const watched = watch(page);
      if (url) await page.goto(url, {waitUntil: "load"});
      return Object.assign(page, {watched});
    },
    close: () => context.close(),
  };
}

/** Keeps what a page asks for and complains about. */
function watch(page) {
  const seen = {hosts: new Map(), problems: [], token: ""};
  page.on("request", (request) => {
    const url = new URL(request.url());
    // For tests that try what a tampered page might.
    seen.token = request.headers().authorization ?? seen.token;
    // Pictures chosen by the user stay in the page.
    if (url.protocol === "blob:" || url.protocol === "data:") return;
    seen.hosts.set(url.origin, (seen.hosts.get(url.origin) ?? 0) + 1);
  });
  page.on("pageerror", (error) => seen.problems.push(`uncaught: ${error.stack ?? error}`));
  page.on("console", (message) => {
    const text = message.text();
    // A refused request (409 and the like) is the browser's own note, and often what a test is about.
    if (message.type() === "error" && !text.startsWith("Failed to load resource")) seen.problems.push(text);
  });
  return seen;
}
