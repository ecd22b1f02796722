// Receipts that a real sealflowd issued, with a JOSE library that many use. It fetches the keys by itself.
import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {dirname} from "node:path";
import {after, before, test} from "node:test";
import {createRemoteJWKSet, jwtVerify} from "jose";

import * as prerequisites from "../docs/lib/prerequisites.mjs";
import {startServer, walk} from "../server/harness.mjs";

process.env.SEALFLOW_BIN ??= [prerequisites.server(), prerequisites.cli()].map(dirname).join(":");
const issuer = "https://verify.example.org";
let server, app, answer;

before(async () => {
  server = await startServer({flags: ["--issuer", issuer]});
  app = server.createApp();
  server.publish(app);
  const id = (await server.backend(app).create()).body._id;
  await walk(server, app, server.page(app, id));
  answer = await server.backend(app).result(id);
});
after(() => server.stop());

const check = (receipt, more = {}) =>
  jwtVerify(receipt, createRemoteJWKSet(new URL("/.well-known/jwks.json", server.url)), {
    algorithms: ["ES256"], typ: "sealflow-receipt+jwt", issuer, audience: app.clientKey, maxTokenAge: "5m", ...more,
  });

test("jose takes it, and the digest is of the result's bytes", async () => {
  const {payload} = await check(answer.body.receipt);
  const bytes = answer.text.slice(answer.text.indexOf(',"result":') + 10, -1);
  const digest = createHash("sha256").update(Buffer.from(answer.body.receiptSalt, "hex")).update(bytes).digest("hex");
  assert.equal(payload.resultDigest, digest);
});

test("jose refuses it for another app, of another issuer, and when one letter is another", async () => {
  const {receipt} = answer.body;
  await assert.rejects(check(receipt, {audience: "0".repeat(32)}), {code: "ERR_JWT_CLAIM_VALIDATION_FAILED"});
  await assert.rejects(check(receipt, {issuer: "https://verify.example.com"}), {code: "ERR_JWT_CLAIM_VALIDATION_FAILED"});
  const [header, claims, signature] = receipt.split(".");
  const altered = signature.replace(/^./, (letter) => (letter === "A" ? "B" : "A"));
  await assert.rejects(check([header, claims, altered].join(".")), {code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"});
});
