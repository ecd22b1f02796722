// getToken(): asked when the server asks, once per launch, and its failures are seen. No sealflowd asks for auth tokens
// yet, so the server is played.
import assert from "node:assert/strict";
import {afterEach, beforeEach, test} from "node:test";
import {SealflowError} from "../../web/src/errors.js";
import {Session, type SessionListener} from "../../web/src/session/session.js";
import {fullCore, onboarding, pageEngine} from "./support/engines.js";
import {FakeServer} from "./support/fake-server.js";
import {installPageGlobals, stored} from "./support/page-globals.js";

installPageGlobals();
const core = await fullCore();
const engine = await pageEngine();
const nothing = (): void => undefined;
const open: Session[] = [];
afterEach(() => {
  for (const session of open.splice(0)) session.close();
});

let server: FakeServer;
let refusals: string[];
beforeEach(() => {
  stored.clear();
  server = new FakeServer(core, onboarding());
  refusals = [];
});

const refused = (code: string): {status: number; body: object} => ({
  status: 401,
  body: {code, number: 40161, httpStatus: 401, retryable: false, message: code},
});

function newSession(getToken?: () => Promise<string>): Session {
  const listener: SessionListener = {
    changed: nothing, launched: nothing, event: nothing, submitted: nothing, outcome: nothing, trouble: nothing,
    refused: (error) => refusals.push(error.code),
  };
  const fixed = {server: "http://sealflow.test", clientKey: "0".repeat(32), locale: "en", retry: false};
  const session = new Session({...fixed, handshake: "DS0token", ...(getToken && {getToken})}, engine, listener);
  open.push(session);
  return session;
}

const sentTokens = (): unknown[] => server.seen.filter(({path}) => path === "launch").map(({body}) => (JSON.parse(body) as {token?: string}).token);
const sentKeys = (): Set<string> => new Set(server.seen.map(({key}) => key));

for (const code of ["token_required", "token_expired"]) {
  test(`${code}: the launch goes out again with a token, under another key`, async () => {
    server.fates = [refused(code)];
    const session = newSession(() => Promise.resolve("first"));
    await session.open();
    assert.deepEqual(sentTokens(), [undefined, "first"]);
    assert.equal(sentKeys().size, 2, "another body needs another key");
    assert.deepEqual(refusals, []);
    });
}

test("who is not asked for a token does not ask", async () => {
  const session = newSession(() => Promise.reject(new Error("asked")));
  await session.open();
  assert.deepEqual(sentTokens(), [undefined]);
});

test("each launch that is refused asks anew: what was given before is not kept", async () => {
  let count = 0;
  const session = newSession(() => Promise.resolve(`token ${++count}`));
  server.fates = [refused("token_required")];
  await session.open();
  // Taking back looks first at how far the other device is.
  server.fates = ["answer", refused("token_expired")];
  await session.takeBack();
  assert.deepEqual(sentTokens(), [undefined, "token 1", undefined, "token 2"]);
});

test("a token that is refused at once is not asked for again and again", async () => {
  let count = 0;
  server.fates = [refused("token_required"), refused("token_expired")];
  const session = newSession(() => Promise.resolve(`token ${++count}`));
  await assert.rejects(session.open(), (error) => error instanceof SealflowError && error.code === "token_expired");
  assert.equal(count, 1);
  assert.deepEqual(refusals, ["token_expired"]);
});

test("a refusal that no token would mend asks for none", async () => {
  let count = 0;
  server.fates = [refused("not_owner")];
  await assert.rejects(newSession(() => Promise.resolve(`token ${++count}`)).open(), {code: "not_owner"});
  assert.equal(count, 0);
});

test("without getToken the refusal is final", async () => {
  server.fates = [refused("token_required")];
  await assert.rejects(newSession().open(), {code: "token_required"});
  assert.deepEqual(refusals, ["token_required"]);
});

for (const [what, getToken] of [
  ["fails", () => Promise.reject(new Error("no backend"))],
  ["gives something else", () => Promise.resolve(undefined as unknown as string)],
] as const) {
  test(`getToken ${what}: seen by the integrator, and the user may try again`, async () => {
    // As uncaught errors are: on a timer.
    const reported: unknown[] = [];
    const {setTimeout: later} = globalThis;
    globalThis.setTimeout = ((run: () => void, ms?: number) => {
      if (ms !== undefined) return later(run, ms);
      assert.throws(run, (error) => reported.push(error) > 0);
      return 0;
    }) as typeof setTimeout;
    try {
      server.fates = [refused("token_required")];
      await assert.rejects(newSession(getToken).open(), (error) => !(error instanceof SealflowError));
    } finally {
      globalThis.setTimeout = later;
    }
    assert.equal(reported.length, 1);
    assert.deepEqual(refusals, []);
  });
}
