// One screen: ?state=consent&language=hi&scheme=dark&place=page&look=brand
import {loadCore} from "./sealflow/core.js";
import {handoffFromAddress, launch} from "./sealflow/index.js";
import {CannedServer} from "./canned.mjs";
import {states} from "./states.mjs";

const asked = new URLSearchParams(location.search);
const wanted = states.find(({id}) => id === asked.get("state")) ?? states[0];
const brand = asked.get("look") === "brand";
document.documentElement.classList.toggle("brand", brand);
document.documentElement.lang = asked.get("language") ?? "en";

// As a page does that takes links up: then a phone is offered.
handoffFromAddress();
const server = new CannedServer(await loadCore(), wanted);
server.install();
const scheme = asked.get("scheme");
launch({
  ...server.launchOptions,
  locale: asked.get("language") ?? "en",
  retry: true,
  ...(asked.get("place") === "page" && {container: document.getElementById("place")}),
  theme: {...(scheme && {scheme}), ...(brand && {logo: "logo.svg"})},
});

/** As soon as it is there; in a shadow root nothing tells. */
async function found(selector) {
  for (const until = performance.now() + 15_000; performance.now() < until; ) {
    const element = document.querySelector(".sealflow")?.shadowRoot.querySelector(selector);
    if (element) return element;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`"${selector}" did not come`);
}

await found(wanted.then ? `[data-screen^="FS0"]${wanted.handoff ? `, [data-screen="invited"]` : ""}` : `[data-screen^="${wanted.shows}"]`);
for (const {press, type, text, see} of wanted.then ?? []) {
  const element = await found(press ?? type ?? see);
  if (press) element.click();
  if (type) {
    element.value = text;
    element.dispatchEvent(new Event("input", {bubbles: true}));
  }
}
await found(`[data-screen^="${wanted.shows}"]`);
// For whoever takes pictures of it, or tests it.
document.documentElement.dataset.ready = wanted.shows;
