import assert from "node:assert/strict";
import {test} from "node:test";
import {NetworkError} from "../../web/src/errors.js";
import {readJson, request, ServerRefusal} from "../../web/src/session/http.js";
import {defaultRetryPolicy, pause, pauseBefore, retrying, worthRepeating} from "../../web/src/session/retry.js";
import {installPageGlobals} from "./support/page-globals.js";

installPageGlobals();

const refusal = (code: string, httpStatus: number, retryable: boolean, after = 0): ServerRefusal =>
  new ServerRefusal({code: code as "internal", number: 1, httpStatus, retryable, message: ""}, after);

test("pauses double, stay below the cap, and are spread", () => {
  const longest = {...defaultRetryPolicy, random: () => 1};
  const shortest = {...defaultRetryPolicy, random: () => 0};
  const lost = new NetworkError("");
  assert.deepEqual([1, 2, 3, 4, 5, 6].map((n) => pauseBefore(n, lost, longest)), [1200, 2200, 4200, 8200, 15200, 15200]);
  assert.deepEqual([1, 6].map((n) => pauseBefore(n, lost, shortest)), [200, 200]);
});

test("the server's Retry-After is the least", () => {
  assert.equal(pauseBefore(1, refusal("rate_limited", 429, true, 30_000), {...defaultRetryPolicy, random: () => 0}), 30_000);
});

test("only what may change by itself is repeated", () => {
  const table: [unknown, boolean][] = [
    [new NetworkError(""), true],
    [refusal("unavailable", 503, true), true],
    [refusal("internal", 500, true), true],
    [refusal("rate_limited", 429, true), true],
    [refusal("request_in_progress", 409, true), true],
    [refusal("log_damaged", 500, false), false],
    [refusal("seq_conflict", 409, true), false],
    [refusal("too_soon", 409, true), false],
    [refusal("session_active", 409, true), false],
    [refusal("token_expired", 401, true), false],
    [refusal("invalid_input", 400, false), false],
    [new TypeError("a bug of ours"), false],
  ];
  for (const [error, expected] of table) assert.equal(worthRepeating(error), expected, String((error as ServerRefusal).code));
});

test("a pause ends when the browser is online again, and fails when it is called off", async () => {
  const waiting = pause(60_000, new AbortController().signal);
  globalThis.addEventListener("online", () => undefined);
  // The stub's target is reached through the functions that were installed.
  (globalThis as unknown as {fire(name: string): void}).fire("online");
  await waiting;
  const stop = new AbortController();
  const aborted = pause(60_000, stop.signal);
  stop.abort(new Error("enough"));
  await assert.rejects(aborted, /enough/);
});

const notified = (): undefined => undefined;

/** The pauses between the tries of an operation that fails so, and then works. */
async function pausesOf(failures: readonly Error[], until?: number): Promise<number[]> {
  const pauses: number[] = [];
  const left = [...failures];
  const operation = (): Promise<string> => {
    const failure = left.shift();
    return failure ? Promise.reject(failure) : Promise.resolve("done");
  };
  const policy = {...defaultRetryPolicy, random: () => 1, pause: (ms: number) => Promise.resolve(void pauses.push(ms))};
  assert.equal(await retrying(operation, policy, new AbortController().signal, notified, until), "done");
  return pauses;
}

test("a wish of the server's is the least for its own pause, and does not shorten a longer one", async () => {
  const often = refusal("rate_limited", 429, true, 3000);
  const lost = new NetworkError("");
  assert.deepEqual(await pausesOf([often, lost, lost, often, lost]), [3000, 2200, 4200, 8200, 15_200]);
});

test("Retry-After: seconds, at most an hour; what is no number is no wish", async (context) => {
  const {fetch} = globalThis;
  context.after(() => (globalThis.fetch = fetch));
  for (const [header, wish] of [["7", 7000], ["0", 0], ["-5", 0], ["999999", 3_600_000], ["soon", 0], [null, 0]] as const) {
    globalThis.fetch = () => Promise.resolve(new Response("{}", {status: 503, headers: header === null ? {} : {"Retry-After": header}}));
    const asked = request("http://sealflow.test/", {method: "GET", headers: {}, signal: new AbortController().signal, timeout: 1000}, readJson);
    await assert.rejects(asked, {retryAfter: wish, code: "unavailable"}, String(header));
  }
});

test("an answer that falls silent or breaks off after its head is none, an agreed one and a refusal alike", async (context) => {
  const {fetch} = globalThis;
  context.after(() => (globalThis.fetch = fetch));
  for (const status of [200, 409]) {
    for (const breaks of [false, true]) {
      globalThis.fetch = (_url, init) => {
        const body = new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('{"code":'));
            init?.signal?.addEventListener("abort", () => {
              controller.error(new DOMException("", "AbortError"));
            });
            if (breaks) setTimeout(() => {
              controller.error(new TypeError("network error"));
            }, 10);
          },
        });
        return Promise.resolve(new Response(body, {status}));
      };
      const asked = request("http://sealflow.test/", {method: "GET", headers: {}, signal: new AbortController().signal, timeout: 50}, readJson);
      await assert.rejects(asked, {name: "NetworkError"}, `${status}`);
    }
  }
});

test("a refusal by something in between, which is no JSON, is told from ours", async (context) => {
  const {fetch} = globalThis;
  context.after(() => (globalThis.fetch = fetch));
  globalThis.fetch = () => Promise.resolve(new Response("<h1>Not here</h1>", {status: 404}));
  const asked = request("http://sealflow.test/", {method: "GET", headers: {}, signal: new AbortController().signal, timeout: 50}, readJson);
  await assert.rejects(asked, {code: "internal", httpStatus: 404});
});

test("with a time limit the tries do not count, and at exactly that instant it is over", async (context) => {
  const {now} = Date;
  context.after(() => (Date.now = now));
  const lost = new NetworkError("");
  let time = 1000;
  Date.now = () => time;
  assert.equal((await pausesOf(Array.from({length: 30}, () => lost), 1001)).length, 30);
  time = 1001;
  await assert.rejects(pausesOf([lost], 1001), {name: "NetworkError"});
  await assert.rejects(pausesOf(Array.from({length: 8}, () => lost)), {name: "NetworkError"});
});
