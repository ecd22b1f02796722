// Files of the launcher that only some flows need: fetched like a request is, again and again while that may help.
import assert from "node:assert/strict";
import {afterEach, beforeEach, test} from "node:test";
import {NetworkError} from "../../web/src/errors.js";
import {Connection} from "../../web/src/session/connection.js";
import {Repeater} from "../../web/src/session/repeater.js";
import {defaultRetryPolicy} from "../../web/src/session/retry.js";
import {installPageGlobals} from "./support/page-globals.js";

installPageGlobals();

const policy = {...defaultRetryPolicy, tries: 3, pause: () => Promise.resolve()};
let told: (Error | null)[];
let connection: Connection;
let stop: AbortController;
let repeater: Repeater;

beforeEach(() => {
  told = [];
  connection = new Connection((error) => told.push(error));
  stop = new AbortController();
  repeater = new Repeater(connection, policy, stop.signal);
});

afterEach(() => {
  connection.close();
});

/** As `import()` of a file that comes at the `nth` call. */
const comingAt = (nth: number) => {
  let calls = 0;
  return () => (++calls < nth ? Promise.reject(new TypeError("Failed to fetch dynamically imported module: https://a.test/x.js")) : Promise.resolve(calls));
};

test("one that somebody waits for: the connection hears of each failure, and of the end of them", async () => {
  assert.equal(await repeater.load(comingAt(3)), 3);
  assert.deepEqual(told.map((error) => error instanceof NetworkError), [true, true, false]);
  assert.equal(told.at(-1), null);
  assert.ok(!connection.busy);
});

test("it is given up after as many tries as a request, as a request without an answer", async () => {
  await assert.rejects(repeater.load(comingAt(4)), (error: Error) => error instanceof NetworkError && error.cause instanceof TypeError);
});

test("one that nobody waits for: as long as it takes, and nobody is told", async () => {
  assert.equal(await repeater.loadQuietly(comingAt(40)), 40);
  assert.deepEqual(told, []);
});

test("who leaves ends both", async () => {
  stop.abort();
  await assert.rejects(repeater.load(comingAt(2)), NetworkError);
  await assert.rejects(repeater.loadQuietly(comingAt(2)), NetworkError);
});
