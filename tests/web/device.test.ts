import assert from "node:assert/strict";
import {test} from "node:test";
import {DeviceStore, randomKey} from "../../web/src/session/device.js";
import {installPageGlobals, stored} from "./support/page-globals.js";

installPageGlobals();

test("one secret for each server and handshake", () => {
  new DeviceStore("https://a.test/x", "DS01").write("one");
  new DeviceStore("https://b.test", "DS01").write("two");
  assert.equal(new DeviceStore("https://a.test", "DS01").read(), "one");
  assert.equal(new DeviceStore("https://b.test", "DS01").read(), "two");
  assert.equal(new DeviceStore("https://a.test", "DS02").read(), undefined);
  assert.deepEqual([...stored.keys()], ["sealflow:device:https://a.test:DS01", "sealflow:device:https://b.test:DS01"]);
});

test("without storage the secret lives as long as the page", () => {
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get() {
      throw new DOMException("denied", "SecurityError");
    },
  });
  const store = new DeviceStore("https://a.test", "DS0private");
  store.write("kept");
  assert.equal(store.read(), "kept");
  assert.equal(new DeviceStore("https://a.test", "DS0private").read(), "kept");
});

test("launches of the same handshake wait for each other where the browser has locks", async () => {
  const queue: string[] = [];
  let tail = Promise.resolve();
  const request = (name: string, run: () => Promise<unknown>): Promise<unknown> => {
    queue.push(name);
    const done = tail.then(run);
    tail = done.then(() => undefined);
    return done;
  };
  Object.defineProperty(globalThis, "navigator", {configurable: true, value: {locks: {request}}});
  const order: string[] = [];
  const launch = (name: string) => async (): Promise<void> => {
    order.push(`${name} begins`);
    await Promise.resolve();
    order.push(`${name} ends`);
  };
  const store = new DeviceStore("https://a.test", "DS01");
  await Promise.all([store.exclusively(launch("first")), store.exclusively(launch("second"))]);
  assert.deepEqual(order, ["first begins", "first ends", "second begins", "second ends"]);
  assert.equal(new Set(queue).size, 1);
});

test("where the browser refuses locks, as it does with site data off, a launch needs none; its own failure is no such refusal", async () => {
  const request = (): Promise<unknown> => Promise.reject(new DOMException("denied", "SecurityError"));
  Object.defineProperty(globalThis, "navigator", {configurable: true, value: {locks: {request}}});
  const store = new DeviceStore("https://a.test", "DS01");
  assert.equal(await store.exclusively(() => Promise.resolve("launched")), "launched");
  Object.defineProperty(globalThis, "navigator", {configurable: true, value: {locks: {request: (_: string, run: () => Promise<unknown>) => run()}}});
  let launches = 0;
  const failing = (): Promise<never> => {
    launches += 1;
    return Promise.reject(new Error("no such handshake"));
  };
  await assert.rejects(store.exclusively(failing), /no such handshake/);
  assert.equal(launches, 1);
});

test("keys are UUIDs of version 4, all different", () => {
  const keys = Array.from({length: 200}, randomKey);
  for (const key of keys) assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(keys).size, keys.length);
});
