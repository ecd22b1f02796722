// The launcher as a page's developer uses it: events, destroy(), preload(), several at once, the element.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {isDeepStrictEqual} from "node:util";
import {eventually} from "../server/harness.mjs";
import {openBrowser, openDevice} from "./browser.mjs";
import {Sheet} from "./sheet.mjs";
import {startSite} from "./site.mjs";
import {startSealflow} from "./stack.mjs";
import * as steps from "./steps.mjs";

let stack, browser, site;
before(async () => {
  [stack, browser, site] = await Promise.all([startSealflow(), openBrowser(), startSite()]);
  // With an icon, so that no browser asks for one by itself.
  site.put("/", '<!doctype html><title>Page</title><link rel="icon" href="data:,"><body>');
});
after(async () => {
  await browser?.close();
  site?.stop();
  await stack?.stop();
});

const newHandshake = async () => (await stack.server.backend(stack.app).create()).body._id;

/** A page with `sealflow` as a global, `start(options)` for launches, and `heard` for what they tell. */
async function openPage() {
  const device = await openDevice(browser);
  const page = await device.openPage(`${site.url}/`);
  await page.evaluate(
    async (server, clientKey) => {
      window.sealflow = await import(`${server}/index.js`);
      window.heard = [];
      window.start = (handshake, more = {}) => {
        const tell = (name) => (data) => void window.heard.push([name, data]);
        const handlers = {onSuccess: tell("success"), onError: tell("error"), onSkip: tell("skip")};
        return window.sealflow.launch({server, clientKey, handshake, ...handlers, ...more});
      };
    },
    stack.server.url,
    stack.app.clientKey,
  );
  return {device, page, sheet: new Sheet(page)};
}

async function leave(sheet) {
  await sheet.page.keyboard.press("Escape");
  await sheet.press("Leave");
}

/** Names of what was heard, once there are so many. */
async function heard(page, count = 1) {
  await page.waitForFunction((wanted) => window.heard.length >= wanted, {timeout: 15_000}, count);
  // As text: Firefox's protocol gives an object that is there twice only once.
  return JSON.parse(await page.evaluate(() => JSON.stringify(window.heard)));
}

/** How many sheets are on the page. */
const sheets = (page) => page.evaluate(() => [...document.body.children].filter((child) => child.shadowRoot?.querySelector("dialog")).length);

test("events of a launch, in their order; leaving says stage, reason, and that one may come back", async () => {
  const handshake = await newHandshake();
  const {device, page, sheet} = await openPage();
  await page.evaluate((id) => {
    const flow = window.start(id);
    window.seen = [];
    const names = ["started", "resumed", "skipped", "entered", "submitted", "passed", "rejected", "pending", "offline", "outcome", "closed"];
    for (const name of names) flow.on(name, (event) => window.seen.push([name, event]));
  }, handshake);
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  await leave(sheet);
  const [[handler, payload]] = await heard(page);
  assert.equal(handler, "skip");
  assert.deepEqual({...payload, seq: 0}, {stage: "FS0otp", hs: handshake, run: 1, seq: 0, reason: "user_cancelled", resumable: true});
  const seen = await page.evaluate(() => window.seen);
  assert.deepEqual(seen.map(([name, {stage}]) => (stage ? `${name} ${stage}` : name)), [
    "started", "entered FS0consent", "submitted FS0consent", "passed FS0consent", "entered FS0otp",
    "closed", "outcome",
  ]);
  for (const [name, event] of seen) assert.deepEqual([event.handshake, event.run], [handshake, 1], name);
  assert.deepEqual(seen.at(-1)[1], {handshake, run: 1, seq: payload.seq, handler: "skip", payload});
  await device.close();
});

test("two flows on a page share nothing; destroy() takes one away without an outcome", async () => {
  const [first, second] = [await newHandshake(), await newHandshake()];
  const {device, page, sheet} = await openPage();
  await page.evaluate((handshakes) => (window.flows = handshakes.map((id) => window.start(id))), [first, second]);
  await page.waitForFunction(
    () => [...document.body.children].filter((child) => child.shadowRoot?.querySelector('dialog[data-screen^="FS0consent"]')).length === 2,
    {timeout: 15_000},
  );
  await page.evaluate(() => window.flows[1].destroy());
  await leave(sheet);
  const outcomes = await heard(page);
  assert.deepEqual(outcomes.map(([name, {hs, stage}]) => [name, hs, stage]), [["skip", first, "FS0consent"]]);
  await device.close();
});

test("a double click leaves one sheet; its outcome is told once", async () => {
  const {device, page, sheet} = await openPage();
  const handshake = await newHandshake();
  await page.evaluate((id) => void (window.start(id), window.start(id)), handshake);
  await sheet.screen("FS0consent");
  assert.equal(await sheets(page), 1);
  await leave(sheet);
  assert.deepEqual((await heard(page)).map(([name]) => name), ["skip"]);
  assert.equal(await sheets(page), 0);
  assert.deepEqual(page.watched.problems, []);
  await device.close();
});

test("options that are null count as left out; what only a programmer can mend is thrown", async () => {
  const {device, page, sheet} = await openPage();
  await page.evaluate((id) => void window.start(id, {theme: null, texts: null, handoff: null, engine: null, variables: null}), await newHandshake());
  await sheet.screen("FS0consent");
  for (const [name, wrong] of [["container", null], ["variables", "bigint"], ["engine", "java"]]) {
    const thrown = await page.evaluate((id, option, value) => {
      try {
        window.start(id, {[option]: value === "bigint" ? {a: 1n} : value});
      } catch (error) {
        return error.name;
      }
    }, await newHandshake(), name, wrong);
    assert.equal(thrown, "TypeError", name);
  }
  await device.close();
});

test("nothing is used that came after Safari 16 and Chromium 119, with which older phones are left", async () => {
  const {device, page, sheet} = await openPage();
  await page.evaluate((id) => {
    for (const [owner, names] of [
      [URL, ["canParse", "parse"]], [Promise, ["withResolvers", "try"]], [AbortSignal, ["any"]], [Array, ["fromAsync"]], [Object, ["groupBy"]],
      [Map, ["groupBy"]], [Response, ["json"]], [Uint8Array, ["fromBase64", "fromHex"]], [Uint8Array.prototype, ["toBase64", "toHex"]],
      [Set.prototype, ["union", "intersection", "difference", "isSubsetOf"]], [String.prototype, ["isWellFormed", "toWellFormed"]],
      [HTMLElement.prototype, ["togglePopover"]], [Element.prototype, ["checkVisibility", "moveBefore"]],
    ]) for (const name of names) delete owner[name];
    window.start(id);
  }, await newHandshake());
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  const thrown = await page.evaluate(() => ["verify.example.com", "ftp://a.test", "https://", null].map((server) => {
    try {
      window.start("DS0", {server});
    } catch (error) {
      return error.name;
    }
  }));
  assert.deepEqual(thrown, Array(4).fill("TypeError"));
  assert.deepEqual(page.watched.problems, []);
  await device.close();
});

test("destroy(): before anything was loaded, in the middle, again, from within a listener", async () => {
  const handshake = await newHandshake();
  const {device, page, sheet} = await openPage();
  await page.evaluate((id) => {
    const flow = window.start(id);
    flow.destroy();
    flow.destroy();
  }, handshake);
  await page.evaluate((id) => (window.flow = window.start(id)), handshake);
  await sheet.screen("FS0consent");
  assert.equal(await sheets(page), 1, "the one that was destroyed at once has left nothing");
  await page.evaluate(() => {
    window.flow.destroy();
    window.flow.destroy();
  });
  assert.equal(await sheets(page), 0);
  await page.evaluate((id) => {
    const flow = window.start(id);
    flow.on("entered", () => flow.destroy());
  }, handshake);
  await page.waitForFunction(() => document.body.children.length === 0);
  // Nothing was lost by all that: the same device goes on.
  await page.evaluate((id) => void window.start(id), handshake);
  await sheet.screen("FS0consent");
  assert.deepEqual(await page.evaluate(() => window.heard), []);
  assert.deepEqual(page.watched.problems, []);
  await device.close();
});

/** From here on, what the page starts is counted. Gives what there is of it by now. */
async function countLive(page) {
  await page.evaluate(() => {
    const live = (window.live = {timers: new Map(), listeners: new Map(), requests: 0, streams: []});
    for (const [set, clear] of [["setTimeout", "clearTimeout"], ["setInterval", "clearInterval"]]) {
      const [start, stop] = [window[set], window[clear]];
      window[set] = (run, ms, ...rest) => {
        const number = start(() => {
          if (set === "setTimeout") live.timers.delete(number);
          run(...rest);
        }, ms);
        // WebDriver keeps one of its own while it asks.
        if (!String(run).includes("JavaScriptTimeout")) live.timers.set(number, `${ms} ms: ${run}`);
        return number;
      };
      window[clear] = (number) => {
        live.timers.delete(number);
        stop(number);
      };
    }
    for (const target of [window, document, document.body]) {
      const {addEventListener, removeEventListener} = target;
      const key = (type, listener) => [target.constructor.name, type, String(listener)].join(" ");
      target.addEventListener = function (type, listener, options) {
        live.listeners.set(key(type, listener), (live.listeners.get(key(type, listener)) ?? 0) + 1);
        addEventListener.call(target, type, listener, options);
      };
      target.removeEventListener = function (type, listener, options) {
        live.listeners.delete(key(type, listener));
        removeEventListener.call(target, type, listener, options);
      };
    }
    const send = window.fetch;
    window.fetch = async (...call) => {
      live.requests += 1;
      if (call[1]?.headers?.Accept === "text/event-stream") live.streams.push(call[1].signal);
      try {
        return await send(...call);
      } finally {
        live.requests -= 1;
      }
    };
  });
  return () => page.evaluate(() => {
    const {timers, listeners, requests, streams} = window.live;
    return {timers: [...timers.values()], listeners: [...listeners.keys()], requests, streams: streams.filter(({aborted}) => !aborted).length};
  });
}

const nothing = {timers: [], listeners: [], requests: 0, streams: 0};

test("destroy() leaves no timer, no listener and no request behind", async () => {
  const handshake = await newHandshake();
  const {device, page, sheet} = await openPage();
  const left = await countLive(page);
  await page.evaluate((id) => void (window.flow = window.start(id)), handshake);
  await steps.consent(sheet);
  // A stage with a countdown, and a heartbeat beside it.
  await sheet.screen("FS0otp");
  assert.ok((await left()).timers.length > 0, "there is something to be left behind");
  // A request that is under way, and one that is waited with.
  await page.setOfflineMode(true);
  await sheet.fill("code", "000000");
  await sheet.proceed();
  await sheet.says("offline");
  await page.evaluate(() => window.flow.destroy());
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.deepEqual(await left(), nothing);
  assert.deepEqual(await page.evaluate(() => window.heard), []);
  await device.close();
});

/** Begins with waiting for news: the token of a scan. */
const scan = {
  id: "FX0scan", version: "1.0.0", start: "FS0scan", variables: {user: {type: "string", source: "backend"}},
  stages: [{id: "FS0scan", type: "biometric", provider: "simulated", mode: "enrol", toRule: "inputs.user", attempts: 2, next: "done"}],
  ends: {done: {status: "auto_approved"}},
};

test("nor does an outcome, once it was acknowledged: not even a stream of news that says nothing", async () => {
  stack.server.publish(stack.app, stack.server.write("scan.flow.json", JSON.stringify(scan)));
  const {body} = await stack.server.backend(stack.app).create({flow: "FX0scan", variables: {user: "sim-pass"}});
  const {device, page, sheet} = await openPage();
  await page.evaluate(() => {
    const send = window.fetch;
    // As a proxy does that holds everything back.
    window.fetch = async (url, init) => {
      if (!String(url).endsWith("/events")) return send(url, init);
      if (init.headers.Accept !== "text/event-stream") return Response.json({events: [], seq: 0, now: Date.now(), delivery: null});
      return new Response(new ReadableStream({start: (stream) => void init.signal.addEventListener("abort", () => stream.error(init.signal.reason))}));
    };
  });
  const left = await countLive(page);
  await page.evaluate((id) => void window.start(id), body._id);
  await sheet.screen("FS0scan");
  await eventually(async () => (await left()).streams === 1);
  await leave(sheet);
  await heard(page);
  await eventually(async () => isDeepStrictEqual(await left(), nothing));
  assert.deepEqual(page.watched.problems.filter((problem) => !problem.includes("409")), []);
  await device.close();
});

test("preload() fetches everything that a launch needs, asks nothing of the server, and happens once", async () => {
  const handshake = await newHandshake();
  const {device, page, sheet} = await openPage();
  const files = () => page.evaluate(() => performance.getEntriesByType("resource").map(({name}) => new URL(name).pathname));
  await page.evaluate(() => Promise.all([window.sealflow.preload(), window.sealflow.preload()]));
  const fetched = await files();
  assert.equal(await sheets(page), 0);
  assert.equal(fetched.length, new Set(fetched).size, "no file twice");
  assert.ok(fetched.includes("/sealflow-page.wasm"));
  assert.ok(!fetched.some((path) => path.startsWith("/v1/")));
  await page.evaluate((id) => void window.start(id), handshake);
  await sheet.screen("FS0consent");
  const later = (await files()).filter((path) => !fetched.includes(path));
  // Which screens a flow has is known when it is there; this one has a document.
  assert.deepEqual(later.map((path) => path.match(/^\/(v1\/|\w+-)/)?.[1]).sort(), ["camera-", "document-", "uploads-", "v1/"]);
  await device.close();
});

test("<sealflow-flow>: there only once it was defined; outcomes and events are DOM events; moved, it goes on", async () => {
  const handshake = await newHandshake();
  const {device, page, sheet} = await openPage();
  const defined = await page.evaluate(
    (server, clientKey, id) => {
      const {defineFlowElement} = window.sealflow;
      const before = customElements.get("sealflow-flow") !== undefined;
      for (const name of ["skip", "entered", "closed"]) {
        document.addEventListener(`sealflow-${name}`, ({detail}) => window.heard.push([name, detail.stage ?? ""]));
      }
      defineFlowElement();
      defineFlowElement();
      document.body.innerHTML = `<sealflow-flow server="${server}" client-key="${clientKey}" handshake="${id}" locale="en" modal></sealflow-flow>`;
      return [before, customElements.get("sealflow-flow") !== undefined];
    },
    stack.server.url,
    stack.app.clientKey,
    handshake,
  );
  assert.deepEqual(defined, [false, true]);
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  await page.evaluate(() => document.body.append(document.createElement("main")));
  await page.evaluate(() => document.querySelector("main").append(document.querySelector("sealflow-flow")));
  await sheet.screen("FS0otp");
  await leave(sheet);
  assert.deepEqual(await heard(page, 4), [["entered", "FS0consent"], ["entered", "FS0otp"], ["closed", ""], ["skip", "FS0otp"]]);
  await device.close();
});

test("<sealflow-flow>: destroy() and removal end it without an outcome; put in again, it launches again", async () => {
  const handshake = await newHandshake();
  const {device, page, sheet} = await openPage();
  await page.evaluate(
    (server, clientKey, id) => {
      window.sealflow.defineFlowElement();
      const element = document.createElement("sealflow-flow");
      for (const [name, value] of Object.entries({server, "client-key": clientKey, handshake: id, modal: ""})) element.setAttribute(name, value);
      for (const name of ["success", "error", "skip"]) element.addEventListener(`sealflow-${name}`, () => window.heard.push([name]));
      document.body.append(element);
      window.element = element;
    },
    stack.server.url,
    stack.app.clientKey,
    handshake,
  );
  await sheet.screen("FS0consent");
  await page.evaluate(() => window.element.destroy());
  assert.equal(await sheets(page), 0);
  await page.evaluate(() => {
    window.element.remove();
    document.body.append(window.element);
  });
  await sheet.screen("FS0consent");
  await page.evaluate(() => window.element.remove());
  await page.waitForFunction(() => document.body.children.length === 0);
  assert.deepEqual(await page.evaluate(() => window.heard), []);
  assert.deepEqual(page.watched.problems, []);
  await device.close();
});

test("<sealflow-flow>: `options` are those of launch(), and come before attributes", async () => {
  const {device, page, sheet} = await openPage();
  await page.evaluate(
    (server, clientKey, id) => {
      window.sealflow.defineFlowElement();
      const element = document.createElement("sealflow-flow");
      for (const [name, value] of Object.entries({server, "client-key": clientKey, handshake: id, modal: "", locale: "en"})) element.setAttribute(name, value);
      element.options = {locale: "es", texts: {"consent.accept": "Claro que sí"}};
      document.body.append(element);
    },
    stack.server.url,
    stack.app.clientKey,
    await newHandshake(),
  );
  await sheet.screen("FS0consent");
  await sheet.says("Claro que sí");
  assert.equal((await sheet.shown()).lang, "es");
  await device.close();
});

test("a launch that a server will not have: the error handler, once, and the event before it", async () => {
  const {device, page, sheet} = await openPage();
  await page.evaluate((id) => {
    const flow = window.start(id);
    flow.on("outcome", (event) => window.heard.push(["event", event]));
  }, `DS0${"x".repeat(22)}`);
  await sheet.screen("error");
  const [[first, event], [second, payload]] = await heard(page, 2);
  assert.deepEqual([first, second], ["event", "error"]);
  assert.deepEqual([payload.code, payload.httpStatusCode, payload.run, payload.seq], [40401, 404, 0, 0]);
  assert.deepEqual(event.payload, payload);
  await device.close();
});
