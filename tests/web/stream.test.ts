import assert from "node:assert/strict";
import {test} from "node:test";
import {EventStreamParser, longestSilence, readEventStream} from "../../web/src/session/stream.js";

const text = 'id: 7\r\nevent: stage_passed\r\ndata: {"seq":7}\r\n\r\n: still here\n\ndata: {"seq":8,\ndata: "at":1}\n\n';

test("events come out whole, wherever the pieces are cut", () => {
  for (let size = 1; size <= text.length; ++size) {
    const parser = new EventStreamParser();
    const found: string[] = [];
    for (let at = 0; at < text.length; at += size) found.push(...parser.push(text.slice(at, at + size)));
    assert.deepEqual(found, ['{"seq":7}', '{"seq":8,\n"at":1}'], `pieces of ${size}`);
  }
});

test("an event that is not finished does not come out", () => {
  assert.deepEqual(new EventStreamParser().push("data: {}\n"), []);
});

test("a stream that falls silent for longer than a server does ends, so that it is asked for anew", async (context) => {
  const {setTimeout: real} = globalThis;
  context.after(() => (globalThis.setTimeout = real));
  globalThis.setTimeout = ((run: () => void, ms: number) => real(run, ms === longestSilence ? 50 : ms)) as typeof setTimeout;
  let cancelled = false;
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('data: {"seq":1}\n\n: still here\n\n'));
    },
    cancel() {
      cancelled = true;
    },
  });
  const seen: number[] = [];
  for await (const event of readEventStream(new Response(body), new AbortController().signal)) seen.push(event.seq);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual([seen, cancelled], [[1], true]);
});

test("a stream that breaks off is a network error; one that was ended is not", async () => {
  const broken = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('data: {"seq":1}\n\n'));
    },
    pull(controller) {
      controller.error(new TypeError("reset"));
    },
  });
  const seen: number[] = [];
  const read = async (): Promise<void> => {
    for await (const event of readEventStream(new Response(broken), new AbortController().signal)) seen.push(event.seq);
  };
  await assert.rejects(read(), {name: "NetworkError"});
  assert.deepEqual(seen, [1]);
});
