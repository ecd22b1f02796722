// What waits in the browser: encrypted, for a day, for its own handshake; and what happens without a storage.
import assert from "node:assert/strict";
import {beforeEach, test} from "node:test";
import {keptFor} from "../../web/src/storage/rows.js";
import {SealedRows, tooOld} from "../../web/src/storage/sealed-rows.js";
import {emptyStorage, storedRows} from "./support/browser-storage.js";

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const texts = async (rows: SealedRows, wanted: (id: string) => boolean = () => true): Promise<string[]> =>
  (await rows.all(wanted)).map((row) => new TextDecoder().decode(row.bytes));

let mine: SealedRows;
const put = (id: string, text: string, at = Date.now()): Promise<void> => mine.put({id, at, bytes: bytes(text)});

beforeEach(() => {
  emptyStorage();
  mine = new SealedRows("https://a.test/x", "DS01");
});

test("what was put comes back, the oldest first; of one name the last; only what is wanted", async () => {
  const now = Date.now();
  await put("b", "second", now);
  await put("a", "first", now - 1);
  await put("c", "old", now + 1);
  await put("c", "third", now + 1);
  assert.deepEqual(await texts(mine), ["first", "second", "third"]);
  assert.deepEqual(await texts(mine, (id) => id === "b"), ["second"]);
  await mine.forget((id) => id === "b");
  assert.deepEqual(await texts(mine), ["first", "third"]);
  await mine.forget();
  assert.deepEqual(await storedRows(), []);
});

test("it lies there encrypted, each row under a key of its own that can never be taken out", async () => {
  await put("a", "Asha Verma");
  await put("b", "Asha Verma");
  const rows = await storedRows();
  for (const {secret, sealed} of rows) {
    assert.deepEqual([secret.extractable, secret.algorithm.name, secret.usages], [false, "AES-GCM", ["encrypt", "decrypt"]]);
    for (const format of ["raw", "jwk"] as const) await assert.rejects(crypto.subtle.exportKey(format, secret), /extractable/);
    assert.ok(!Buffer.from(sealed).includes("Asha"));
  }
  const [one, other] = rows;
  assert.notDeepEqual(one?.sealed, other?.sealed);
});

test("each handshake has its own, also on another server; nobody forgets another's", async () => {
  await put("a", "mine");
  const others = [new SealedRows("https://a.test", "DS02"), new SealedRows("https://b.test", "DS01"), new SealedRows("https://a.test", "DS0")];
  for (const other of others) {
    assert.deepEqual(await texts(other), []);
    await other.put({id: "a", at: Date.now(), bytes: bytes("theirs")});
    await other.forget();
  }
  assert.deepEqual(await texts(mine), ["mine"]);
});

test("a row that was put in another handshake's place, or damaged, is not opened", async () => {
  await put("a", "mine");
  await storedRows((row) => ({...row, name: row.name.replace("DS01", "DS02")}));
  assert.deepEqual(await texts(new SealedRows("https://a.test", "DS02")), []);
  await storedRows((row) => ({...row, name: row.name.replace("DS02", "DS01")}));
  assert.deepEqual(await texts(mine), ["mine"]);
  await storedRows((row) => {
    const sealed = row.sealed.slice(0);
    const [first = 0] = new Uint8Array(sealed);
    new Uint8Array(sealed)[0] = first ^ 1;
    return {...row, sealed};
  });
  assert.deepEqual(await texts(mine), []);
});

for (const [when, ms, left] of [["a millisecond before a day", keptFor - 1, 1], ["after a day", keptFor, 0], ["with a clock set back by a day", -keptFor, 0]] as const) {
  test(`${when}: ${left === 1 ? "still there" : "deleted, whoever looks"}`, async (context) => {
    assert.equal(keptFor, 86_400_000);
    await put("a", "mine");
    const {at} = (await storedRows())[0] ?? {at: 0};
    const {now} = Date;
    context.after(() => (Date.now = now));
    Date.now = () => at + ms;
    assert.equal(tooOld(at), left === 0);
    await new SealedRows("https://b.test", "DS0other").all(() => true);
    assert.equal((await storedRows()).length, left);
  });
}

test("a storage that does not answer is waited for 10 s and no longer, and then not again before it has answered", async (context) => {
  const timers: {run: () => void; ms: number}[] = [];
  const asked: IDBOpenDBRequest[] = [];
  const [{open}, {setTimeout}] = [indexedDB, globalThis];
  context.after(() => {
    indexedDB.open = open;
    globalThis.setTimeout = setTimeout;
  });
  indexedDB.open = () => {
    const request = {} as IDBOpenDBRequest;
    asked.push(request);
    return request;
  };
  globalThis.setTimeout = ((run: () => void, ms: number) => timers.push({run, ms})) as unknown as typeof setTimeout;
  let ended = 0;
  const count = (): void => void (ended += 1);
  /** Asks for everything, lets the time for it pass, and gives how long that was. */
  const waited = async (): Promise<number[]> => {
    [timers.length, ended] = [0, 0];
    const all = [put("a", "mine").catch(count), mine.all(() => true).then(count), mine.forget().then(count)];
    while (timers.length < all.length) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(ended, 0);
    for (const {run} of timers) run();
    await Promise.all(all);
    assert.equal(ended, all.length);
    return timers.map(({ms}) => ms);
  };
  assert.deepEqual(await waited(), [10_000, 10_000, 10_000]);
  assert.deepEqual(await waited(), [0, 0, 0]);
  assert.equal(asked.length, 6, "it is asked all the same: what should go must not stay");
  for (const request of asked) request.onerror?.(new Event("error"));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(await waited(), [10_000, 10_000, 10_000]);
});

test("without storage, or without a secure context: putting says so, the rest finds nothing", async (context) => {
  const {subtle} = crypto;
  context.after(() => {
    Object.defineProperty(crypto, "subtle", {configurable: true, value: subtle});
  });
  Object.defineProperty(crypto, "subtle", {configurable: true, value: undefined});
  await assert.rejects(put("a", "mine"));
  Object.defineProperty(crypto, "subtle", {configurable: true, value: subtle});
  Object.defineProperty(globalThis, "indexedDB", {configurable: true, writable: true, value: undefined});
  await assert.rejects(put("a", "mine"));
  assert.deepEqual(await mine.all(() => true), []);
  await mine.forget();
});
