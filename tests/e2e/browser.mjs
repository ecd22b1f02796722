// The one file that knows which browser it is. SEALFLOW_BROWSER says which: chromium (default), firefox or webkit;
// SEALFLOW_VIEWPORT=phone makes phones of all devices that a test does not care about.
//   const browser = await openBrowser();
//   const device = await openDevice(browser, {phone: true, dark: true});    // with storage of its own
//   const page = await device.openPage(url);                                // … device.close(), browser.close()
//
// In Chromium and Firefox a page is puppeteer's Page. WebKit's, below, has the part of it that tests use; use only this:
//
//   goto(url)  reload()  close()  bringToFront()  setViewport({width, height})  setOfflineMode(on)  screenshot({path})
//   evaluate(fn, ...args)                              awaits what fn gives; arguments and answer are JSON, or elements
//   waitForFunction(fn, {timeout}, ...args)            until fn gives something true: an element, or `jsonValue()` has it
//   waitForSelector(css, {visible, timeout})           an element
//   $(css)  $eval(css, fn, ...args)  $$eval(css, fn, ...args)  click(css)  type(css, text)  select(css, value)
//   keyboard: press(key)  down(key)  up(key)  type(text)                    keys: "Tab", "Shift", "ArrowDown" …
//
// An element: click() type(text) uploadFile(path) evaluate(fn, ...args). ">>> css" looks into shadow roots, too.
// Ours in all three: `page.watched`, who was asked for what and what broke (network.mjs), and `page.byRole(role, name)`, the
// element of which the engine's accessibility tree says so, or null. What an engine cannot do: README.md, engines.mjs.
import {writeFileSync} from "node:fs";
import * as inPage from "./in-page.mjs";
import {startProxy, Watched} from "./network.mjs";
import {PolledPage} from "./polled-page.mjs";
import {puppeteerOptions, startScreen, startWebKit} from "./programs.mjs";

export const engine = process.env.SEALFLOW_BROWSER ?? "chromium";
const {default: puppeteer} = engine === "webkit" ? {} : await import("puppeteer-core");
const {Builder, Key, WebElement} = engine === "webkit" ? await import("selenium-webdriver") : {};
// WebKit's windows lie around the middle of this screen, where the pointer rests: one without it has no focus.
const screen = {width: 1400, height: 1100};
const sizes = {phone: {width: 360, height: 740}, desktop: {width: 1100, height: 860}};

/** A browser that talks to nobody by itself. `film`: what Chromium's camera sees (film.mjs), else it is a pattern. */
export async function openBrowser({film} = {}) {
  if (engine === "webkit") return startScreen(screen);
  const options = puppeteerOptions[engine];
  if (!options) throw new Error(`SEALFLOW_BROWSER is chromium, firefox or webkit, not "${engine}"`);
  // Dark pages have a browser of their own, since Firefox's colour scheme is not a page's; so have devices without a camera.
  const launched = {};
  return {
    of: (dark, noCamera) => (launched[[dark && engine === "firefox", noCamera]] ??= puppeteer.launch(options(dark, {film, noCamera}))),
    close: () => Promise.all(Object.values(launched).map(async (each) => (await each).close())),
  };
}

/**
 * A device: storage of its own, shared by its pages. `phone` is 360 pixels wide and, where that can be, has a touch screen.
 * `noCamera`: the person has forbidden it (Chromium).
 */
export async function openDevice(browser, {phone = process.env.SEALFLOW_VIEWPORT === "phone", dark = false, noCamera = false} = {}) {
  if (engine === "webkit") return openWebKit(browser, {phone, dark});
  const context = await (await browser.of(dark, noCamera)).createBrowserContext();
  const onPhone = {...sizes.phone, deviceScaleFactor: 2, isMobile: engine === "chromium", hasTouch: engine === "chromium"};
  return {
    async openPage(url) {
      // Firefox draws no tab that is behind another.
      const page = await context.newPage({type: engine === "firefox" ? "window" : "tab"});
      await page.setViewport(phone ? onPhone : sizes.desktop);
      const media = [{name: "prefers-color-scheme", value: dark ? "dark" : "light"}, {name: "prefers-reduced-motion", value: "reduce"}];
      if (engine === "chromium") await page.emulateMediaFeatures(media);
      // A size alone would make another kind of device of it, and load the page anew.
      const resize = page.setViewport.bind(page);
      page.setViewport = (size) => resize({...page.viewport(), ...size});
      page.byRole = (role, name) => byRole(page, `aria/${name}[role="${role}"]`);
      page.watched = watch(page);
      if (url) await page.goto(url, {waitUntil: "load"});
      return page;
    },
    close: () => context.close(),
  };
}

function watch(page) {
  const watched = new Watched();
  page.on("request", (request) => watched.asked(request.url(), request.headers()));
  page.on("pageerror", (error) => watched.complained(`uncaught: ${error.stack ?? error}`));
  page.on("console", (message) => message.type() === "error" && watched.complained(message.text()));
  return watched;
}

/** Firefox's search stops at shadow roots, so it begins anew in each. */
async function byRole(page, selector) {
  for (let number = 0; ; ++number) {
    const root = (await page.evaluateHandle(inPage.rootAt, number)).asElement();
    const found = await root?.$(selector);
    if (found || !root || engine === "chromium") return found ?? null;
  }
}

/** One MiniBrowser. The network is seen, and cut, by a proxy: WebDriver knows nothing of it. */
async function openWebKit({display, devices}, {phone, dark}) {
  const watched = new Watched();
  const [{address, stop}, proxy] = await Promise.all([startWebKit({display, dark}), startProxy(watched)]);
  const capabilities = {browserName: "MiniBrowser", proxy: {proxyType: "manual", httpProxy: proxy.address}};
  const driver = await new Builder().usingServer(address).withCapabilities(capabilities).build();
  const state = {driver, proxy, watched, spare: await driver.getWindowHandle(), turns: Promise.resolve()};
  const device = {
    async openPage(url) {
      const page = new WebKitPage(state);
      await page.setViewport(phone ? sizes.phone : sizes.desktop);
      if (url) await page.goto(url);
      return page;
    },
    async close() {
      devices.delete(device);
      await driver.quit().finally(stop);
      proxy.stop();
    },
  };
  devices.add(device);
  return device;
}

class WebKitPage extends PolledPage {
  #state;
  #window;

  constructor(state) {
    super();
    [this.#state, this.watched] = [state, state.watched];
  }

  keyboard = {
    press: (key) => this.#keys((actions) => actions.sendKeys(keyOf(key))),
    down: (key) => this.#keys((actions) => actions.keyDown(keyOf(key))),
    up: (key) => this.#keys((actions) => actions.keyUp(keyOf(key))),
    type: (text) => this.#keys((actions) => actions.sendKeys(text)),
  };
  #keys = (add) => this.#turn(({driver}) => add(driver.actions()).perform());
  goto = (url) => this.#turn(({driver}) => driver.get(url));
  reload = () => this.#turn(({driver}) => driver.navigate().refresh());
  bringToFront = () => this.#turn(() => {});
  setOfflineMode = (offline) => (this.#state.proxy.cut(offline), this.evaluate(inPage.playOffline, offline));
  screenshot = async ({path}) => writeFileSync(path, await this.#turn(({driver}) => driver.takeScreenshot()), "base64");

  /** WebDriver looks at one window at a time, so pages take turns. */
  #turn(action) {
    const turn = this.#state.turns.then(async () => {
      this.#window ??= await newWindow(this.#state);
      if (this.#state.current !== this.#window) await this.#state.driver.switchTo().window((this.#state.current = this.#window));
      return action(this.#state);
    });
    this.#state.turns = turn.catch(() => {});
    return turn;
  }

  async run(source, args) {
    const given = args.map((arg) => arg?.found ?? arg);
    const {value, error, complaints = []} = await this.#turn(({driver}) => driver.executeAsyncScript(inPage.answering(source), ...given));
    this.watched.complained(...complaints);
    if (error !== undefined) throw new Error(error);
    return value instanceof WebElement ? this.#handle(value) : value;
  }

  /** WebDriver itself scrolls the page, but nothing inside of a shadow root. */
  #handle(found) {
    const seen = (act) => this.evaluate(inPage.bringIntoView, {found}).then(() => this.#turn(act));
    const type = (text) => seen(() => found.sendKeys(text));
    return {found, click: () => seen(() => found.click()), type, uploadFile: type};
  }

  /** What was drawn anew meanwhile is not it. */
  async byRole(role, name) {
    for (let number = 0; ; ++number) {
      const each = await this.evaluate(inPage.namedAt, number);
      const says = each && (await this.#turn(async () => [await each.found.getAriaRole(), await each.found.getAccessibleName()]).catch(() => []));
      if (!each || (says[0] === role && says[1] === name)) return each;
    }
  }

  async setViewport({width, height}) {
    const [more, higher] = await this.evaluate(() => [outerWidth - innerWidth, outerHeight - innerHeight]);
    const middle = {x: Math.round((screen.width - width) / 2), y: Math.round((screen.height - height) / 2)};
    await this.#turn(({driver}) => driver.manage().window().setRect({...middle, width: width + more, height: height + higher}));
  }

  /** With its last window the session would end, and what the device has stored would be lost. */
  close() {
    return this.#turn(async (state) => {
      if ((await state.driver.getAllWindowHandles()).length === 1) state.spare = await newWindow(state);
      await state.driver.switchTo().window(this.#window);
      await state.driver.close().finally(() => (state.current = undefined));
    });
  }
}

/** The one that is there already, or another one beside those that are. */
async function newWindow(state) {
  const {driver, spare} = state;
  state.spare = undefined;
  if (spare) return spare;
  await driver.switchTo().window((await driver.getAllWindowHandles())[0]);
  await driver.switchTo().newWindow("window");
  return driver.getWindowHandle();
}

/** "ArrowDown" is ARROW_DOWN there. */
const keyOf = (name) => Key[name.replace("Backspace", "BackSpace").replace(/(?<=[a-z])[A-Z]/g, "_$&").toUpperCase()] ?? name;
