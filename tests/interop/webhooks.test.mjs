// Webhooks, both directions, with the library of the people who wrote the specification.
import assert from "node:assert/strict";
import {randomBytes, randomUUID} from "node:crypto";
import {test} from "node:test";
import {Webhook} from "standardwebhooks";

import {loadCore} from "../../web/dist/core.node.js";

const core = await loadCore();
const secret = () => `whsec_${randomBytes(24 + Math.floor(Math.random() * 41)).toString("base64")}`;
const bodies = ["{}", '{"type":"flowx.completed","seq":7}', '{"name":"आशा","n":[1.5,null]}', '{ "spaced" : "out" }\n'];
const headersOf = ({id, timestamp, signature}) => ({"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature});

test("what the core signs, their library takes", () => {
  for (const body of bodies) {
    const [ours, other] = [secret(), secret()];
    const headers = core.signWebhook([ours], randomUUID(), body, Date.now());
    assert.deepEqual(new Webhook(ours).verify(body, headersOf(headers)), JSON.parse(body));
    assert.throws(() => new Webhook(other).verify(body, headersOf(headers)));
    assert.throws(() => new Webhook(ours).verify(`${body} `, headersOf(headers)));
  }
});

test("also while one key is changed for another", () => {
  const keys = [secret(), secret()];
  const headers = core.signWebhook(keys, randomUUID(), bodies[1], Date.now());
  for (const key of keys) new Webhook(key).verify(bodies[1], headersOf(headers));
});

test("what their library signs, the core takes", () => {
  for (const body of bodies) {
    const [theirs, other] = [secret(), secret()];
    const id = randomUUID();
    const at = new Date();
    const headers = {id, timestamp: String(Math.floor(at / 1000)), signature: new Webhook(theirs).sign(id, at, body)};
    assert.equal(core.verifyWebhook([other, theirs], headers, body, Date.now()), "ok");
    assert.equal(core.verifyWebhook([other], headers, body, Date.now()), "wrong_key");
    assert.equal(core.verifyWebhook([theirs], headers, body, Date.now() + 400_000), "too_old");
    assert.equal(core.verifyWebhook([theirs], headers, body, Date.now() - 400_000), "clock_ahead");
  }
});

test("both sides sign alike", () => {
  const key = secret();
  const at = new Date(1_800_000_000_000);
  const headers = core.signWebhook([key], "MSG0one", bodies[2], at.getTime());
  assert.equal(headers.signature, new Webhook(key).sign("MSG0one", at, bodies[2]));
});
