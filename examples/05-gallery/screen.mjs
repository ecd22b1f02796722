// One screen: #state=consent&language=hi&scheme=dark&place=page&look=brand. Another address shows another, without a new page.
import {loadCore} from "./sealflow/core.js";
import {handoffFromAddress, launch} from "./sealflow/index.js";
import {CannedDevice} from "./canned-device.mjs";
import {CannedServer} from "./canned.mjs";
import {states} from "./states.mjs";

const core = await loadCore();
// As a page does that takes links up: then a phone is offered.
handoffFromAddress();
const wait = window.setTimeout.bind(window);
const root = document.documentElement;
let takeDown = () => {};

async function show() {
  const {hash} = location;
  const asked = new URLSearchParams(hash.slice(1));
  const wanted = states.find(({id}) => id === asked.get("state")) ?? states[0];
  const language = asked.get("language") ?? "en";
  const brand = asked.get("look") === "brand";
  const scheme = asked.get("scheme");
  takeDown();
  root.classList.toggle("brand", brand);
  root.lang = language;

  const device = new CannedDevice(wanted);
  const server = new CannedServer(core, wanted);
  const uninstall = server.install();
  const relaunch = () => launch({
    ...server.launchOptions,
    locale: language,
    retry: true,
    ...(wanted.options && wanted.options()),
    ...(asked.get("place") === "page" && {container: document.getElementById("place")}),
    theme: {...(scheme && {scheme}), ...(brand && {logo: "logo.svg"})},
  });
  let launched = relaunch();
  takeDown = () => {
    launched.destroy();
    uninstall();
    device.leave();
  };

  /** As soon as it is there; in a shadow root nothing tells. */
  const found = async (selector) => {
    for (const until = performance.now() + 15_000; performance.now() < until && location.hash === hash; ) {
      const element = document.querySelector(".sealflow")?.shadowRoot.querySelector(selector);
      if (element) return element;
      await new Promise((resolve) => wait(resolve, 10));
    }
    // Another is to be shown by now.
    if (location.hash !== hash) await new Promise(() => {});
    throw new Error(`${wanted.id}: "${selector}" did not come`);
  };
  const doIt = {
    press: async (selector) => {
      const button = await found(selector);
      // What is at work takes no press.
      for (let tries = 0; button.disabled && tries < 500; ++tries) await new Promise((resolve) => wait(resolve, 10));
      button.click();
    },
    see: found,
    type: async ([selector, text]) => {
      const element = await found(selector);
      element.value = text;
      element.dispatchEvent(new Event("input", {bubbles: true}));
    },
    file: async ([selector, file]) => {
      const files = new DataTransfer();
      files.items.add(await file());
      const input = await found(selector);
      input.files = files.files;
      input.dispatchEvent(new Event("change", {bubbles: true}));
    },
    server: (step) => server.play(step),
    answers: (answers) => server.answer(answers),
    frames: (count) => new Promise((resolve) => wait(resolve, count * 50)),
    offline: () => window.dispatchEvent(new Event("offline")),
    hold: () => device.hold(),
    relaunch: () => {
      launched.destroy();
      launched = relaunch();
    },
  };

  await found(wanted.then ? `[data-screen^="FS0"]${wanted.handoff ? `, [data-screen="invited"]` : ""}` : `[data-screen^="${wanted.shows}"]`);
  for (const step of wanted.then ?? []) {
    const [[name, value]] = Object.entries(step);
    await doIt[name](value);
  }
  await found(`[data-screen^="${wanted.shows}"]`);
  // For whoever takes pictures of it, or tests it.
  root.dataset.ready = hash;
}

addEventListener("hashchange", show);
await show();
