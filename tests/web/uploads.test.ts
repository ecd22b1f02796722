// Files that outlive their page: kept before they are sent, gone on with by the next page, forgotten when they are there.
import assert from "node:assert/strict";
import {beforeEach, test} from "node:test";
import type {Step} from "../../web/src/session/keeper.js";
import {retrying} from "../../web/src/session/retry.js";
import {SealedRows} from "../../web/src/storage/sealed-rows.js";
import {mostKept} from "../../web/src/uploads/kept-files.js";
import {Uploads, type UploadsPort} from "../../web/src/uploads/uploads.js";
import {emptyStorage, storedRows} from "./support/browser-storage.js";
import {pausing} from "./support/pausing.js";
import {UploadServer} from "./support/upload-server.js";

const mib = 1024 * 1024;
const stage = "FS0document";

let server: UploadServer;
let step: Step;
/** Runs in each pause before a repetition. */
let whilePausing: () => void | Promise<void>;

beforeEach(() => {
  emptyStorage();
  server = new UploadServer();
  step = {run: 1, enteredAt: 5, tries: 0, waiting: false};
  whilePausing = () => undefined;
});

const policy = pausing(() => whilePausing());

/** Another page of the same browser; `close()` is its end. */
function newPage(): {uploads: Uploads; close: () => void} {
  const page = new AbortController();
  const port: UploadsPort = {
    api: {signal: page.signal} as UploadsPort["api"],
    rows: new SealedRows("https://sealflow.test", "DS0files"),
    step: () => step,
    persist: (operation, {signal, until}) => retrying(operation, policy, signal, () => undefined, until),
    withToken: (operation) => operation(),
    changed: () => undefined,
  };
  return {
    uploads: new Uploads(port, server),
    close: () => {
      page.abort(new DOMException("closed", "AbortError"));
    },
  };
}

function noise(size: number): Blob {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; ++i) bytes[i] = (i * 31 + (i >> 8)) & 255;
  return new Blob([bytes], {type: "image/png"});
}

const names = async (): Promise<string[]> => (await storedRows()).map(({name}) => name.split(" ").slice(-2).join(" ")).sort();
const nothing = (): void => undefined;

/** A page sends a file, some of it arrives, and the page is gone. */
async function goneMidway(file: Blob, side = "front"): Promise<void> {
  const {uploads, close} = newPage();
  server.fates = ["answer", "answer", "lost"];
  whilePausing = close;
  await assert.rejects(uploads.send({stage, side, file}, nothing), {name: "AbortError"});
  whilePausing = () => undefined;
}

test("kept before the first byte goes out; there, its bytes go, and after the submission all", async () => {
  const {uploads} = newPage();
  let before: string[] = [];
  const {begin} = server;
  server.begin = async (file) => {
    before = await names();
    assert.equal(uploads.kept, true);
    return begin.call(server, file);
  };
  await uploads.send({stage, side: "front", file: noise(mib)}, nothing);
  assert.deepEqual(before, ["file front", "note front"]);
  assert.deepEqual(await names(), ["note front"]);
  await uploads.forget();
  assert.deepEqual(await names(), []);
});

test("the page is gone midway: the next one has the file, and goes on where the server is", async () => {
  const file = noise(mib);
  await goneMidway(file);
  const {uploads} = newPage();
  const [unsent, ...others] = await uploads.unsent(stage);
  assert.deepEqual(others, []);
  assert.ok(unsent?.file);
  assert.equal(unsent.file.type, "image/png");
  assert.deepEqual(new Uint8Array(await unsent.file.arrayBuffer()), new Uint8Array(await file.arrayBuffer()));
  assert.equal((await uploads.send({stage, side: "front", file: unsent.file}, nothing)).id, "MX1UP11");
  assert.equal(server.begun, 1);
  assert.equal(server.taken, file.size, "each byte once");
});

test("gone after one of two sides: the next page knows what that became", async () => {
  const {uploads, close} = newPage();
  await uploads.send({stage, side: "front", file: noise(1000)}, nothing);
  close();
  await goneMidway(noise(mib), "back");
  const found = await newPage().uploads.unsent(stage);
  assert.deepEqual(found.map(({side, media, file}) => [side, media, file?.size]), [["front", "MX1whole", undefined], ["back", undefined, mib]]);
});

test("gone before it was begun: the next page begins", async () => {
  server.fates = ["lost"];
  const {uploads, close} = newPage();
  whilePausing = close;
  await assert.rejects(uploads.send({stage, side: "front", file: noise(mib)}, nothing));
  const next = newPage().uploads;
  const [unsent] = await next.unsent(stage);
  assert.ok(unsent?.file);
  await next.send({stage, side: "front", file: unsent.file}, nothing);
  assert.deepEqual([server.begun, server.taken], [1, mib]);
});

for (const change of [{run: 2}, {enteredAt: 6}, {tries: 1}, {waiting: true}]) {
  test(`the step is not the same any more (${Object.keys(change).join()}): it is dropped`, async () => {
    await goneMidway(noise(mib));
    Object.assign(step, change);
    assert.deepEqual(await newPage().uploads.unsent(stage), []);
    assert.deepEqual(await names(), []);
  });
}

test("another stage does not get it", async () => {
  await goneMidway(noise(mib));
  assert.deepEqual(await newPage().uploads.unsent("FS0other"), []);
});

test("more than is kept: it is sent all the same, and nothing of an earlier choice stays in its place", async () => {
  await goneMidway(noise(mib));
  const {uploads} = newPage();
  const {begin} = server;
  const kept: unknown[] = [];
  server.begin = (file) => {
    kept.push(uploads.kept);
    return begin.call(server, file);
  };
  await uploads.send({stage, side: "front", file: noise(mostKept + 1)}, nothing);
  assert.deepEqual(kept, [false]);
  assert.deepEqual(await names(), []);
});

test("the limit is for all sides together", async () => {
  const {uploads, close} = newPage();
  server.fates = ["lost"];
  whilePausing = close;
  await assert.rejects(uploads.send({stage, side: "front", file: noise(mostKept - mib)}, nothing));
  const next = newPage().uploads;
  await next.unsent(stage);
  whilePausing = () => undefined;
  server.fates = ["lost", "lost", "lost"];
  await assert.rejects(next.send({stage, side: "back", file: noise(mib + 1)}, nothing), {name: "NetworkError"});
  assert.deepEqual(await names(), ["file front", "note front"]);
});

test("kept, it is repeated for a day; not kept, a few times", async (context) => {
  const {now} = Date;
  context.after(() => (Date.now = now));
  let hours = 0;
  Date.now = () => now() + hours * 3_600_000;
  whilePausing = () => void (hours += 1);
  server.fates = Array.from({length: 40}, () => "lost");
  await assert.rejects(newPage().uploads.send({stage, side: "front", file: noise(mib)}, nothing), {name: "NetworkError"});
  assert.equal(40 - server.fates.length, 25);
  assert.deepEqual(await names(), []);

  globalThis.indexedDB.open = () => {
    throw new DOMException("no space", "QuotaExceededError");
  };
  server.fates = Array.from({length: 40}, () => "lost");
  await assert.rejects(newPage().uploads.send({stage, side: "front", file: noise(mib)}, nothing), {name: "NetworkError"});
  assert.equal(40 - server.fates.length, 3);
});

test("refused: not kept any more", async () => {
  server.fates = ["answer", {code: "media_type_invalid", httpStatus: 400}];
  await assert.rejects(newPage().uploads.send({stage, side: "front", file: noise(mib)}, nothing), {code: "media_type_invalid"});
  assert.deepEqual(await names(), []);
});

test("forgotten while it is under way (another device has the session): it does not come back with the next note", async () => {
  const {uploads} = newPage();
  const {append} = server;
  server.append = async (...piece) => {
    await uploads.forget();
    return append.apply(server, piece);
  };
  await uploads.send({stage, side: "front", file: noise(mib)}, nothing);
  assert.deepEqual(await names(), []);
});

test("left while it is under way: nothing more is sent, nothing stays", async () => {
  const {uploads} = newPage();
  server.fates = ["answer", "answer", "lost"];
  whilePausing = () => uploads.abandon();
  await assert.rejects(uploads.send({stage, side: "front", file: noise(mib)}, nothing), {name: "AbortError"});
  assert.equal(server.pieces.length, 2);
  assert.deepEqual(await names(), []);
});

test("forgetting files leaves the commands that wait", async () => {
  await new SealedRows("https://sealflow.test", "DS0files").put({id: "command c1", at: Date.now(), bytes: new Uint8Array(1)});
  await goneMidway(noise(mib));
  await newPage().uploads.forget();
  assert.deepEqual(await names(), ["command c1"]);
});
