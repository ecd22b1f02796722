// Looking out for the device that has the session now: when it asks, and when it stops.
import assert from "node:assert/strict";
import {test} from "node:test";
import type {ErrorCode} from "../../web/src/protocol/error-codes.js";
import type {Progress} from "../../web/src/protocol/state.js";
import type {SessionApi} from "../../web/src/session/api.js";
import {Follower, isFinished} from "../../web/src/session/follower.js";
import {ServerRefusal} from "../../web/src/session/http.js";

const refusal = (code: ErrorCode, retryable = false, more = {}): ServerRefusal =>
  new ServerRefusal({code, number: 0, httpStatus: 409, retryable, message: code, ...more}, 0);

/** A follower of a server that answers so; what it was told. */
function following(answer: () => unknown): {follower: Follower; moves: (readonly Progress[])[]; taken: unknown[]; setEpoch: (epoch: number) => void} {
  const moves: (readonly Progress[])[] = [];
  const taken: unknown[] = [];
  let epoch = 1;
  const api = {events: () => new Promise((resolve) => resolve(answer()))} as unknown as SessionApi;
  const follower = new Follower(api, {
    seq: () => 3,
    epoch: () => epoch,
    following: () => true,
    take: (reply) => {
      taken.push(reply);
      return Promise.resolve();
    },
    moved: (progress) => moves.push(progress),
  });
  return {follower, moves, taken, setEpoch: (value) => (epoch = value)};
}

test("another device has it: its progress is passed on, and asking goes on", async () => {
  const progress = [{stage: "FS0a", passed: true}, {stage: "FS0b", passed: false}];
  const {follower, moves} = following(() => {
    throw refusal("session_superseded", false, {progress});
  });
  assert.equal(await follower.look(), true);
  assert.deepEqual(moves, [progress]);
});

test("an answer from before the session was taken back does not lose it again", async () => {
  const {follower, moves, setEpoch} = following(() => {
    setEpoch(2);
    throw refusal("session_superseded", false, {progress: []});
  });
  assert.equal(await follower.look(), true);
  assert.deepEqual(moves, []);
});

test("a token that has run out ends the asking: renewing it would take the session back", async () => {
  const {follower, moves} = following(() => {
    throw refusal("token_expired");
  });
  assert.equal(await follower.look(), false);
  assert.deepEqual(moves, []);
});

test("no connection, or a busy server, does not end it; while this device has it, news is taken in", async () => {
  const answers = [new TypeError("no connection"), refusal("rate_limited", true), {events: []}];
  const {follower, taken} = following(() => {
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  });
  for (let round = 0; round < 3; ++round) assert.equal(await follower.look(), true);
  assert.deepEqual(taken, [{events: []}]);
});

test("finished: when all that was entered has passed, and something was", () => {
  assert.equal(isFinished(undefined), false);
  assert.equal(isFinished([]), false);
  assert.equal(isFinished([{stage: "a", passed: true}, {stage: "b", passed: false}]), false);
  assert.equal(isFinished([{stage: "a", passed: true}]), true);
});
