// Receipts: the core says everything but the signature, WebCrypto that.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {test} from "node:test";
import type {ReceiptClaims} from "../../web/src/engine/receipt.js";
import {fullCore} from "./support/engines.js";

// The built entry, as backends get it.
const {verifyReceipt} = (await import(`${SEALFLOW_ROOT}/web/dist/server.js`)) as typeof import("../../web/src/server.js");

interface Case {
  comment: string;
  request: {
    jws: string;
    jwks: string;
    result: string | null;
    salt: string;
    now: number;
    toleranceMs?: number;
    maxAgeMs?: number;
    genuine?: boolean;
  };
  reply: {ok: boolean; value: {verification: string; jwk: object | null; claims: ReceiptClaims | null}};
}

const vectors = JSON.parse(readFileSync(`${SEALFLOW_ROOT}/tests/vectors/receipt.json`, "utf8")) as {cases: Case[]};
const good = vectors.cases[0]?.request;
assert.ok(good);
const asked = ({jws, result, genuine: _, ...rest}: Case["request"]): Parameters<typeof verifyReceipt>[0] & {now: number} => ({
  receipt: jws,
  resultText: result,
  ...rest,
});

test("every vector, with its signature: the same verdict as natively", async () => {
  let forged = 0;
  for (const {comment, request, reply} of vectors.cases.filter((one) => one.reply.ok)) {
    const {verification, jwk, claims} = reply.value;
    const verdict = await verifyReceipt(asked(request));
    const refused = jwk !== null && request.genuine !== true;
    forged += Number(refused);
    assert.equal(verdict.ok ? "ok" : verdict.reason, refused ? "wrong_key" : verification, comment);
    assert.deepEqual(verdict.claims, refused ? null : claims, comment);
  }
  assert.ok(forged >= 4);
});

test("a key set may be given parsed, and the clock is this machine's unless given", async () => {
  const jwks = JSON.parse(good.jwks) as object;
  assert.equal((await verifyReceipt({...asked(good), jwks})).ok, true);
  const verdict = await verifyReceipt({receipt: good.jws, jwks, resultText: good.result, salt: good.salt});
  assert.match(verdict.ok ? "ok" : verdict.reason, /^(too_old|clock_ahead)$/, "the vectors are of one day in 2027");
});

test("a key that is no point of the curve has signed nothing", async () => {
  // Its thumbprint would have to be the receipt's kid, so the check is asked as the core asks it.
  const {finishCheck} = await import("../../web/src/engine/receipt.js");
  const jwk = {kty: "EC", crv: "P-256", x: "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE", y: "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"};
  const claims = {} as ReceiptClaims;
  const verdict = await finishCheck({verification: "ok", jwk, signingInput: "a.b", signature: "01".repeat(64), claims}, crypto.subtle);
  assert.deepEqual(verdict, {verification: "wrong_key", claims: null});
});

test("without WebCrypto nothing is verified", async () => {
  const core = await fullCore();
  await assert.rejects(core.verifyReceipt(asked(good)), /needs https/);
});

test("misuse is a TypeError", async () => {
  await assert.rejects(verifyReceipt({...asked(good), receipt: undefined as unknown as string}), TypeError);
  await assert.rejects(verifyReceipt({...asked(good), jwks: null as unknown as object}), TypeError);
  await assert.rejects(verifyReceipt({...asked(good), now: NaN}), TypeError);
});
