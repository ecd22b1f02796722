// Keys that stay in the engine: they end when they are closed, and never become somebody else's.
import assert from "node:assert/strict";
import {createHmac} from "node:crypto";
import {test} from "node:test";
import {fullCore} from "./support/engines.js";

test("a kept key signs as Node does", async () => {
  const core = await fullCore();
  const secret = new TextEncoder().encode("a key that must not stay in memory");
  const key = core.hmacKey(secret);
  for (const size of [0, 1, 64, 1000]) {
    const message = new Uint8Array(size).fill(7);
    assert.equal(Buffer.from(key.sign(message)).toString("hex"), createHmac("sha256", secret).update(message).digest("hex"));
  }
  key.close();
  assert.equal(core.remembers("a key that must not stay in memory"), false);
});

test("what was closed is refused, whatever was opened since; closing twice does nothing", async () => {
  const core = await fullCore();
  const first = core.hmacKey(new Uint8Array([1]));
  first.close();
  const second = core.hmacKey(new Uint8Array([2]));
  assert.throws(() => first.sign(new Uint8Array()), TypeError);
  first.close();
  assert.equal(second.sign(new Uint8Array()).length, 32);
  second.close();
});

test("canonicalize says what is wrong with a text", async () => {
  const core = await fullCore();
  assert.equal(core.canonicalize('{"b":1,"a":"é"}'), '{"a":"é","b":1}');
  assert.throws(() => core.canonicalize('{"a":1,"a":2}'), {code: "invalid_json"});
});
