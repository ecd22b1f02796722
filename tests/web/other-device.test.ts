// Looking out for the device that has the session now: when it asks, and when it stops.
import assert from "node:assert/strict";
import {test} from "node:test";
import type {ErrorCode} from "../../web/src/protocol/error-codes.js";
import type {FlowState, Progress} from "../../web/src/protocol/state.js";
import type {EventsReply, SessionApi} from "../../web/src/session/api.js";
import {ServerRefusal} from "../../web/src/session/http.js";
import {isFinished} from "../../web/src/session/lease.js";
import {OtherDevice} from "../../web/src/session/other-device.js";

const refusal = (code: ErrorCode, retryable = false, more = {}): ServerRefusal =>
  new ServerRefusal({code, number: 0, httpStatus: 409, retryable, message: code, ...more}, 0);

/** Looking out at a server that answers so; what was told of it. */
function following(answer: () => unknown): {other: OtherDevice; moves: (readonly Progress[] | undefined)[]; taken: unknown[]; setEpoch: (epoch: number) => void} {
  const moves: (readonly Progress[] | undefined)[] = [];
  const taken: unknown[] = [];
  let epoch = 1;
  const api = {events: () => new Promise((resolve) => resolve(answer()))} as unknown as SessionApi;
  const other = new OtherDevice(api, {
    state: () => ({seq: 3, epoch}) as FlowState,
    now: () => 0,
    superseded: () => true,
    take: (reply: EventsReply) => {
      taken.push(reply);
      return Promise.resolve();
    },
    moved: () => moves.push(other.progress),
    makeLink: () => Promise.reject(new Error("no link is made here")),
    relaunch: () => Promise.reject(new Error("it is not opened again here")),
  });
  return {other, moves, taken, setEpoch: (value) => (epoch = value)};
}

test("another device has it: its progress is passed on, and asking goes on", async () => {
  const progress = [{stage: "FS0a", passed: true}, {stage: "FS0b", passed: false}];
  const {other, moves} = following(() => {
    throw refusal("session_superseded", false, {progress});
  });
  assert.equal(await other.look(), true);
  assert.deepEqual(moves, [progress]);
});

test("an answer from before the session was taken back does not lose it again", async () => {
  const {other, moves, setEpoch} = following(() => {
    setEpoch(2);
    throw refusal("session_superseded", false, {progress: []});
  });
  assert.equal(await other.look(), true);
  assert.deepEqual(moves, []);
});

test("a token that has run out ends the asking: renewing it would take the session back", async () => {
  const {other, moves} = following(() => {
    throw refusal("token_expired");
  });
  assert.equal(await other.look(), false);
  assert.deepEqual(moves, []);
});

test("no connection, or a busy server, does not end it; while this device has it, news is taken in", async () => {
  const answers = [new TypeError("no connection"), refusal("rate_limited", true), {events: []}];
  const {other, taken} = following(() => {
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  });
  for (let round = 0; round < 3; ++round) assert.equal(await other.look(), true);
  assert.deepEqual(taken, [{events: []}]);
});

test("finished: when all that was entered has passed, and something was", () => {
  assert.equal(isFinished(undefined), false);
  assert.equal(isFinished([]), false);
  assert.equal(isFinished([{stage: "a", passed: true}, {stage: "b", passed: false}]), false);
  assert.equal(isFinished([{stage: "a", passed: true}]), true);
});
