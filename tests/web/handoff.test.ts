// The link for a phone: made on one page, taken up by another.
import assert from "node:assert/strict";
import {test} from "node:test";
import {handoffFromAddress, handoffLink, ownHandoffUrl} from "../../web/src/launch/handoff.js";

const code = "c".repeat(43);
const handshake = "DS00123456789abcdefghijkl";
const visit = (address: string): void => {
  Object.defineProperty(globalThis, "location", {configurable: true, value: new URL(address)});
};

test("on a server there is no address, and so no link", () => {
  assert.equal(handoffFromAddress(), null);
});

test("a page is the default for a phone only once it has asked for a link itself", () => {
  visit("https://bank.example/open");
  assert.equal(ownHandoffUrl(), undefined);
  assert.equal(handoffFromAddress(), null);
  assert.equal(ownHandoffUrl(), "https://bank.example/open");
});

test("what was made is found, whatever else stands in the address", () => {
  for (const page of ["/open", "https://bank.example/open?x=1#section", "#/route?a=b", `#sealflow=${handshake}.${"o".repeat(43)}`]) {
    visit("https://bank.example/start?y=2");
    visit(handoffLink(page, handshake, code));
    assert.deepEqual(handoffFromAddress(), {handshake, handoff: code}, page);
    assert.equal(location.hash.match(/sealflow=/g)?.length, 1);
  }
});

test("what is no link is none", () => {
  const wrong = [`sealflow=${handshake}`, `sealflow=${handshake}.short`, `xsealflow=${handshake}.${code}`, `sealflow=XX0123456.${code}`, `sealflow=${handshake}.${code}x`];
  for (const fragment of wrong) {
    visit(`https://bank.example/#${fragment}`);
    assert.equal(handoffFromAddress(), null, fragment);
  }
  visit(`https://bank.example/?sealflow=${handshake}.${code}`);
  assert.equal(handoffFromAddress(), null, "a query goes to servers");
});
