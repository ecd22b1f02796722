// The code that keeps input comes with the first screen: before that, nothing is kept, and only a page that was here before has left something.
import assert from "node:assert/strict";
import {beforeEach, test} from "node:test";
import {LateRows, type Rows} from "../../web/src/storage/rows.js";
import {SealedRows} from "../../web/src/storage/sealed-rows.js";
import {emptyStorage} from "./support/browser-storage.js";

const row = {id: "a", at: Date.now(), bytes: new TextEncoder().encode("Asha")};
const every = (): boolean => true;

let fetched: number;
const come = (): Promise<Rows> => {
  fetched += 1;
  return Promise.resolve(new SealedRows("https://a.test", "DS01"));
};
const idsOf = async (rows: Rows): Promise<string[]> => (await rows.all(every)).map(({id}) => id);

beforeEach(() => {
  emptyStorage();
  fetched = 0;
});

test("a browser that has never kept anything: nothing is there, and nothing is fetched", async () => {
  const rows = new LateRows(come);
  assert.deepEqual(await rows.all(every), []);
  await rows.forget();
  assert.equal(fetched, 0);
});

test("what an earlier page kept is found, and can be forgotten", async () => {
  await (await come()).put(row);
  fetched = 0;
  assert.deepEqual(await idsOf(new LateRows(come)), ["a"]);
  const rows = new LateRows(come);
  await rows.forget();
  assert.deepEqual(await idsOf(rows), []);
  assert.equal(fetched, 2, "once for each page");
});

test("a browser that does not say which databases it has is looked into", async () => {
  await (await come()).put(row);
  Object.defineProperty(indexedDB, "databases", {value: undefined});
  assert.deepEqual(await idsOf(new LateRows(come)), ["a"]);
});

test("what is put waits for the code, is read back through it, and fetches it once", async () => {
  let comes = (): void => undefined;
  const rows = new LateRows(async () => {
    await new Promise<void>((resolve) => (comes = resolve));
    return come();
  });
  const puts = [rows.put(row), rows.put({...row, id: "b"})];
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(fetched, 0);
  comes();
  await Promise.all(puts);
  assert.deepEqual(await idsOf(rows), ["a", "b"]);
  assert.equal(fetched, 1);
});

test("code that does not come: whoever puts is told that it is not kept; whoever reads finds nothing", async () => {
  await (await come()).put(row);
  const rows = new LateRows(() => Promise.reject(new Error("the page is left")));
  await assert.rejects(rows.put(row), /the page is left/);
  assert.deepEqual(await rows.all(every), []);
  await rows.forget();
  assert.deepEqual(await idsOf(new LateRows(come)), ["a"], "it stays for the next page");
});

test("no storage at all: nothing is there", async () => {
  Object.assign(globalThis, {indexedDB: undefined});
  assert.deepEqual(await new LateRows(come).all(every), []);
  assert.equal(fetched, 0);
});
