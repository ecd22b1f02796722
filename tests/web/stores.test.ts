// What of a whole flow comes to lie in the browser: everything that is stored is looked through, also what goes into the
// encryption. The real storage code on a played database; the real engines on both sides.
import assert from "node:assert/strict";
import {beforeEach, test} from "node:test";
import {Session} from "../../web/src/session/session.js";
import {emptyStorage, storedRows} from "./support/browser-storage.js";
import {fullCore, onboarding, pageEngine} from "./support/engines.js";
import {FakeServer, type SeenRequest} from "./support/fake-server.js";
import {installPageGlobals, stored} from "./support/page-globals.js";
import {pausing} from "./support/pausing.js";

installPageGlobals();
const core = await fullCore();
const engine = await pageEngine();

let server: FakeServer;
/** Every text that was ever stored, or encrypted to be stored. */
let written: string[];
/** Runs in each pause before a repetition. */
let whilePausing: () => void | Promise<void>;

const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (value: object, key?: IDBValidKey) {
  const parts = Object.values(value).map((part: unknown) => (part instanceof ArrayBuffer || ArrayBuffer.isView(part) ? latin(part as ArrayBuffer) : String(part)));
  written.push([String(key), ...parts].join(" "));
  return put.call(this, value, key);
};
const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
crypto.subtle.encrypt = (algorithm, key, data) => {
  written.push(latin(data));
  return encrypt(algorithm, key, data);
};

function latin(data: BufferSource): string {
  return Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength)).toString("latin1");
}

beforeEach(() => {
  emptyStorage();
  stored.clear();
  server = new FakeServer(core, onboarding());
  [written, whilePausing] = [[], () => undefined];
});

const policy = pausing(() => whilePausing());

/** Another tab of the same browser. */
function newTab(): Session {
  const nothing = (): void => undefined;
  const listener = {changed: nothing, launched: nothing, event: nothing, submitted: nothing, outcome: nothing, refused: nothing, trouble: nothing};
  const options = {server: "http://sealflow.test", clientKey: "0".repeat(32), handshake: "DS0stores", locale: "en", retry: false, policy};
  return new Session(options, engine, listener);
}

const sent = (type: string): SeenRequest[] => server.commands().filter(({body}) => body.includes(`"type":"${type}"`));
const passed = (stage: string): number => server.log.filter((event) => event.type === "stage_passed" && event.stage === stage).length;

/** Gone while it waits for an answer, so that what is kept stays. */
async function goneAmid(tab: Session, submitting: Promise<unknown>): Promise<void> {
  whilePausing = () => {
    tab.close();
  };
  await assert.rejects(submitting, {name: "AbortError"});
  whilePausing = () => undefined;
}

test("one-time codes: after a whole flow with losses and a reload none is anywhere, nor ever was", async () => {
  let tab = newTab();
  await tab.open();
  await tab.submit("FS0consent", {accepted: true});
  const right = server.codes.at(-1) ?? "";
  assert.match(right, /^\d{6}$/);
  const wrong = right === "482913" ? "482914" : "482913";
  server.fates = ["lost", "answerLost"];
  await tab.submit("FS0otp", {code: wrong});
  server.fates = ["lost"];
  await goneAmid(tab, tab.submit("FS0otp", {code: right}));
  assert.deepEqual(await storedRows(), [], "nothing waits");

  tab = newTab();
  await tab.open();
  assert.equal(tab.stage?.id, "FS0otp", "a code is asked for again, not sent by itself");
  server.fates = ["answerLost"];
  await tab.submit("FS0otp", {code: right});
  server.fates = ["lost"];
  await goneAmid(tab, tab.submit("FS0details", {name: "Asha Verma", birthDate: "1990-05-17", pan: "ABCPE1234F"}));
  tab = newTab();
  await tab.open();
  assert.equal(tab.stage?.id, "FS0document");
  tab.close();

  const everything = [...written, ...[...stored].flat(), ...(await storedRows()).map((row) => latin(row.sealed))];
  // That the search would find it: the form's input was kept, in this very way.
  assert.ok(everything.some((text) => text.includes("ABCPE1234F")));
  for (const code of [right, wrong]) assert.ok(!everything.some((text) => text.includes(code)), "a code was stored");
});

test("what was typed is never stored as it is, and no key that could open it leaves the browser", async () => {
  const tab = newTab();
  await tab.open();
  await tab.submit("FS0consent", {accepted: true});
  await tab.submit("FS0otp", {code: server.codes.at(-1) ?? ""});
  server.fates = ["lost"];
  await goneAmid(tab, tab.submit("FS0details", {name: "Asha Verma", birthDate: "1990-05-17", pan: "ABCPE1234F"}));
  const rows = await storedRows();
  assert.equal(rows.length, 1);
  for (const row of rows) {
    assert.ok(![row.name, latin(row.sealed), latin(row.iv as BufferSource)].join(" ").includes("ABCPE1234F"));
    await assert.rejects(crypto.subtle.exportKey("raw", row.secret), /extractable/);
  }
  assert.ok(![...stored].flat().some((text) => /Asha|ABCPE/.test(text)));
});

test("two tabs, one outbox: both send what waited, it is done once, and both are at the next stage", async () => {
  const first = newTab();
  await first.open();
  server.fates = ["lost"];
  await goneAmid(first, first.submit("FS0consent", {accepted: true}));
  const tabs = [newTab(), newTab()];
  await Promise.all(tabs.map((tab) => tab.open()));
  assert.equal(passed("FS0consent"), 1);
  assert.equal(new Set(sent("submit").map(({key}) => key)).size, 1);
  assert.deepEqual(await storedRows(), []);
  for (const tab of tabs) {
    assert.equal(tab.stage?.id, "FS0otp");
    tab.close();
  }
});

test("a tab that opens while another one still waits for its answer sends the same command, not another", async () => {
  const first = newTab();
  await first.open();
  server.fates = ["lost"];
  let second: Session | undefined;
  whilePausing = async () => {
    if (second) return;
    second = newTab();
    await second.open();
  };
  assert.equal(await first.submit("FS0consent", {accepted: true}), "done");
  assert.equal(passed("FS0consent"), 1);
  assert.equal(sent("submit").length, 3);
  assert.equal(new Set(sent("submit").map(({key}) => key)).size, 1);
  assert.deepEqual(await storedRows(), []);
  assert.equal(second?.stage?.id, "FS0otp");
  for (const tab of [first, second]) tab?.close();
});

test("one tab leaves: what another one has waiting is not sent by the next", async () => {
  const [first, second] = [newTab(), newTab()];
  await first.open();
  await second.open();
  server.fates = ["lost"];
  await goneAmid(first, first.submit("FS0consent", {accepted: true}));
  await second.skip();
  assert.deepEqual(await storedRows(), []);
  await newTab().open();
  assert.equal(passed("FS0consent"), 0);
  second.close();
});
