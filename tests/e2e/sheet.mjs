// The launcher's sheet as a user meets it: by titles, labels and button texts, through its shadow root.
//
// `visible` makes puppeteer look again and again; its other way, a MutationObserver, does not see into shadow roots.
import {setTimeout as sleep} from "node:timers/promises";

export class Sheet {
  /** `patience`: ms until a button or field that is not there is missed. */
  constructor(page, {patience = 8000} = {}) {
    this.page = page;
    this.patience = patience;
  }

  /** Waits for a screen: a stage id, or success, declined, error, leave, moved, tryAgain, loading. */
  async screen(name, timeout = 20_000) {
    try {
      await this.page.waitForSelector(`>>> [data-screen^="${name}"]`, {timeout, visible: true});
    } catch {
      const shown = await this.shown();
      throw new Error(`the screen "${name}" did not come; there is: ${shown ? `"${shown.screen}": ${shown.text}` : "no sheet"}`);
    }
    await this.settled();
  }

  /** What is up: screen name and all its text; undefined without a sheet. */
  async shown() {
    const surface = await this.page.$(">>> [data-screen]");
    return surface?.evaluate((element) => ({screen: element.dataset.screen, text: element.innerText, lang: element.lang}));
  }

  async text() {
    return (await this.shown())?.text ?? "";
  }

  /** Waits until the text is on the sheet. */
  async says(text, timeout = 10_000) {
    const until = Date.now() + timeout;
    while (!(await this.text()).includes(text)) {
      if (Date.now() > until) throw new Error(`"${text}" did not appear; there is: ${await this.text()}`);
      await sleep(50);
    }
  }

  async gone(timeout = 10_000) {
    await this.page.waitForFunction(() => ![...document.body.children].some((child) => child.shadowRoot?.querySelector("[data-screen]")), {timeout});
  }

  /** Presses the button with that text, when it can be pressed. */
  async press(text) {
    const button = await this.page.waitForFunction(
      (wanted) =>
        [...document.body.children]
          .flatMap((child) => [...(child.shadowRoot?.querySelectorAll(".surface button:not([disabled])") ?? [])])
          .find((found) => found.textContent.includes(wanted)),
      {timeout: this.patience},
      text,
    );
    await button.click();
  }

  /** Presses a screen's main button, whatever its language. */
  async proceed() {
    const button = await this.page.waitForSelector(">>> .surface button.primary:not([disabled])", {timeout: this.patience, visible: true});
    await button.click();
  }

  async fill(id, value) {
    const input = await this.page.waitForSelector(`>>> #${id}`, {timeout: this.patience, visible: true});
    await input.evaluate((element) => {
      element.value = "";
      element.dispatchEvent(new Event("input", {bubbles: true}));
    });
    await input.type(value);
  }

  async choose(id, file) {
    const input = await this.page.waitForSelector(`>>> #${id}`, {timeout: this.patience, visible: true});
    await input.uploadFile(file);
  }

  async select(id, value) {
    const control = await this.page.waitForSelector(`>>> #${id}`, {timeout: 8000, visible: true});
    await control.evaluate((element, wanted) => {
      element.value = wanted;
      element.dispatchEvent(new Event("change", {bubbles: true}));
    }, value);
  }

  /** id and text of what has the focus, inside the shadow root. */
  focused() {
    return this.page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return {id: element?.id ?? "", tag: element?.tagName ?? "", text: element?.textContent?.trim() ?? ""};
    });
  }

  /** Nothing moves any more. */
  async settled() {
    await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }
}
