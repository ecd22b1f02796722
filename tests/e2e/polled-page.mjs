// The part of puppeteer's Page that tests use, made of one ability: running a function in the page. For tools that have
// no more than that.
import {setTimeout as sleep} from "node:timers/promises";
import * as inPage from "./in-page.mjs";

export class PolledPage {
  /**
   * What a subclass knows how to do: run the function with that text in the page. Gives JSON, or an element with
   * `click()`, `type(text)`, `uploadFile(path)`.
   */
  async run(source, args) {
    throw new Error(`nobody runs ${source} with ${args}`);
  }

  async evaluate(fn, ...args) {
    // A text is a script, and may be a whole library. Not by `eval`, which a strict page refuses.
    const value = await this.run(typeof fn === "string" ? `() => {${fn}}` : fn, args);
    return value?.click ? this.#element(value) : value;
  }

  async waitForFunction(fn, {timeout = 30_000} = {}, ...args) {
    for (const until = Date.now() + timeout; ; await sleep(50)) {
      const value = await this.evaluate(fn, ...args);
      if (value) return value.click ? value : {jsonValue: async () => value};
      if (Date.now() >= until) throw new Error(`waited ${timeout} ms for ${fn} ${JSON.stringify(args)}`);
    }
  }

  waitForSelector(css, {visible = false, timeout} = {}) {
    return this.waitForFunction(inPage.find, {timeout}, css, visible);
  }

  $(css) {
    return this.evaluate(inPage.find, css, false);
  }

  async $eval(css, fn, ...args) {
    return (await this.#there(css)).evaluate(fn, ...args);
  }

  $$eval(css, fn, ...args) {
    return this.run(`(css, ...rest) => (${fn})([...document.querySelectorAll(css)], ...rest)`, [css, ...args]);
  }

  async click(css) {
    await (await this.#there(css)).click();
  }

  async type(css, text) {
    await (await this.#there(css)).type(text);
  }

  select(css, value) {
    return this.$eval(css, inPage.choose, value);
  }

  async #there(css) {
    const found = await this.$(css);
    if (!found) throw new Error(`there is no ${css}`);
    return found;
  }

  #element(found) {
    return Object.assign(found, {evaluate: (fn, ...args) => this.evaluate(fn, found, ...args)});
  }
}
