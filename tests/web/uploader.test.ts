// Files in pieces against a server that loses requests, answers and uploads: what arrived is not sent again.
import assert from "node:assert/strict";
import {beforeEach, test} from "node:test";
import {retrying, type RetryPolicy} from "../../web/src/session/retry.js";
import {nextSize, smallerSize, Uploader} from "../../web/src/uploads/uploader.js";
import {UploadServer, type UploadFate} from "./support/upload-server.js";

const kib = 1024;
const mib = 1024 * kib;
const policy: RetryPolicy = {tries: 4, base: 1, cap: 1, random: () => 0, pause: () => Promise.resolve()};

let server: UploadServer;
let shares: number[];
let uploader: Uploader;

const progress = (share: number): void => {
  shares.push(share);
};

beforeEach(() => {
  server = new UploadServer();
  shares = [];
  uploader = new Uploader({
    calls: server,
    persist: (operation) => retrying(operation, policy, new AbortController().signal, () => undefined),
    now: () => server.time,
  });
});

function noise(size: number): Blob {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; ++i) bytes[i] = (i * 31 + (i >> 8)) & 255;
  return new Blob([bytes], {type: "image/png"});
}

async function arrived(file: Blob, id = "UP11"): Promise<void> {
  const there = server.uploads.get(id)?.bytes ?? new Uint8Array();
  assert.equal(Buffer.compare(there, new Uint8Array(await file.arrayBuffer())), 0);
}

function neverBack(): void {
  assert.deepEqual(shares, [...shares].sort((a, b) => a - b));
  assert.equal(shares.at(-1), 1);
}

test("a small file goes in one request, a large one in pieces", async () => {
  assert.equal((await uploader.send(noise(512 * kib), progress)).id, "MX1whole");
  assert.equal(server.begun, 0);
  const file = noise(512 * kib + 1);
  assert.equal((await uploader.send(file, progress)).id, "MX1UP11");
  await arrived(file);
  assert.equal(shares.at(-1), 1);
});

test("pieces take about two seconds each: they grow and shrink with the connection", async () => {
  assert.equal(nextSize(256 * kib, 1000), 512 * kib);
  assert.equal(nextSize(256 * kib, 10), mib);
  assert.equal(nextSize(256 * kib, 0), mib);
  assert.equal(nextSize(256 * kib, 4000), 128 * kib);
  assert.equal(nextSize(256 * kib, 60_000), 64 * kib);
  assert.equal(smallerSize(256 * kib), 128 * kib);
  assert.equal(smallerSize(64 * kib), 64 * kib);
  server.pace = 500;
  await uploader.send(noise(3 * mib), progress);
  assert.deepEqual(server.pieces.map((size) => size / kib), [256, 1024, 1024, 768]);
});

for (const fate of ["lost", "answerLost"] as const) {
  test(`${fate}: asks where to go on, and sends nothing twice that arrived`, async () => {
    const file = noise(1.5 * mib);
    // begin, piece, piece lost, its question lost, …
    server.fates = ["answer", "answer", fate, "lost", "answer", fate, "answer", "answer", fate];
    await uploader.send(file, progress);
    await arrived(file);
    assert.equal(server.begun, 1);
    assert.equal(server.taken, file.size);
    neverBack();
  });
}

test("the answer to the last piece is lost: what it became is asked for", async () => {
  const file = noise(600 * kib);
  server.pace = 0;
  server.fates = ["answer", "answer", "answerLost"];
  assert.equal((await uploader.send(file, progress)).id, "MX1UP11");
  assert.equal(server.taken, file.size);
});

test("the answer to the beginning is lost: another one is begun", async () => {
  server.fates = ["answerLost"];
  const file = noise(600 * kib);
  await uploader.send(file, progress);
  await arrived(file, "UP12");
});

test("lost again and again, it fails; the same file once more goes on where it was", async () => {
  const file = noise(mib);
  server.fates = ["answer", "answer", "lost", "lost", "lost", "lost"];
  await assert.rejects(uploader.send(file, progress), {name: "NetworkError"});
  const before = server.taken;
  assert.ok(before > 0);
  shares = [];
  await uploader.send(file, progress);
  assert.equal(shares[0], before / file.size);
  assert.equal(server.begun, 1);
  assert.equal(server.taken, file.size);
  await arrived(file);
});

test("another piece for the same place was quicker: goes on behind it", async () => {
  server.fates = ["answer", "answer", {code: "seq_conflict", httpStatus: 409}];
  const file = noise(mib);
  await uploader.send(file, progress);
  await arrived(file);
  neverBack();
});

test("the server has lost the upload: from the beginning, and the progress says so", async () => {
  server.fates = ["answer", "answer", {code: "not_found", httpStatus: 404}];
  const file = noise(mib);
  await uploader.send(file, progress);
  await arrived(file, "UP12");
  assert.ok(shares.some((share, index) => share < (shares[index - 1] ?? 0)));
});

test("a server that conflicts for ever is given up", async () => {
  server.fates = Array.from({length: 100}, (_, i): UploadFate => (i % 2 === 0 ? "answer" : {code: "seq_conflict", httpStatus: 409}));
  await assert.rejects(uploader.send(noise(mib), progress), {code: "seq_conflict"});
  assert.ok(server.fates.length > 80);
});

test("a refusal is one", async () => {
  server.fates = ["answer", {code: "media_type_invalid", httpStatus: 400}];
  await assert.rejects(uploader.send(noise(mib), progress), {code: "media_type_invalid"});
  assert.equal(server.whole.length, 0);
});

for (const [what, fates] of Object.entries({
  "a server that knows no pieces": [{code: "not_found", httpStatus: 404}],
  "something in between that lets no PATCH through": ["answer", {code: "internal", httpStatus: 403}],
} satisfies Record<string, UploadFate[]>)) {
  test(`${what} gets the file in one request`, async () => {
    server.fates = [...fates];
    const file = noise(mib);
    assert.equal((await uploader.send(file, progress)).id, "MX1whole");
    assert.deepEqual(server.whole, [file]);
  });
}
