import assert from "node:assert/strict";
import {test} from "node:test";
import type {FlowEvent} from "../../web/src/protocol/state.js";
import type {EventsReply, SessionApi} from "../../web/src/session/api.js";
import {watch as watchNews} from "../../web/src/session/watcher.js";
import {installPageGlobals} from "./support/page-globals.js";

installPageGlobals();

/** A server side that plays a list of events, and breaks the stream off after some of them. */
function watch(play: {missed: number; breakAfter: number[]; until: number}): Promise<string[]> {
  const log: string[] = [];
  let seq = 0;
  let streams = 0;
  const event = (number: number): FlowEvent => ({seq: number}) as FlowEvent;
  const api = {
    events: (after: number) => {
      log.push(`asked after ${after}`);
      const events = after < play.missed ? [event(play.missed)] : [];
      return Promise.resolve({events, seq: 0, delivery: null});
    },
    openStream: (after: number) => {
      const last = play.breakAfter[streams++] ?? Infinity;
      let number = after;
      const body = new ReadableStream({
        pull: (stream) => {
          if (++number > last) stream.error(new Error("broken"));
          else stream.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(event(number))}\n\n`));
        },
      });
      return Promise.resolve(new Response(body));
    },
  } as unknown as SessionApi;
  return new Promise((resolve) => {
    const port = {
      seq: () => seq,
      waiting: () => {
        if (seq < play.until) return true;
        resolve(log);
        return false;
      },
      take: ({events}: Pick<EventsReply, "events">) => {
        for (const {seq: number} of events) {
          seq = number;
          log.push(`took ${number}`);
        }
        return Promise.resolve();
      },
    };
    void watchNews(api, port, new AbortController().signal);
  });
}

test("what was missed comes first, then the stream, until nothing is waited for", async () => {
  assert.deepEqual(await watch({missed: 2, breakAfter: [], until: 4}), ["asked after 0", "took 2", "took 3", "took 4"]);
});

test("news that come with the first question need no stream", async () => {
  assert.deepEqual(await watch({missed: 3, breakAfter: [], until: 3}), ["asked after 0", "took 3"]);
});

test("a stream that breaks off is taken up where it was", {timeout: 20_000}, async () => {
  const log = await watch({missed: 0, breakAfter: [1], until: 2});
  assert.deepEqual(log, ["asked after 0", "took 1", "asked after 1", "took 2"]);
});

test("a stream that is closed at once, as some proxies do, is asked for with pauses", async () => {
  let asked = 0;
  const api = {
    events: () => Promise.resolve({events: [], seq: 0, delivery: null}),
    openStream: () => {
      asked += 1;
      return Promise.resolve(new Response(""));
    },
  } as unknown as SessionApi;
  const stop = new AbortController();
  const watching = watchNews(api, {seq: () => 0, waiting: () => true, take: () => Promise.resolve()}, stop.signal);
  await new Promise((resolve) => setTimeout(resolve, 400));
  stop.abort(new DOMException("", "AbortError"));
  await watching.catch(() => undefined);
  assert.ok(asked <= 2, `${asked} times in 400 ms`);
});

test("it ends with its session", async () => {
  const stop = new AbortController();
  let asked = 0;
  const api = {
    events: () => {
      asked += 1;
      stop.abort(new Error("closed"));
      return Promise.reject(new Error("closed"));
    },
  } as unknown as SessionApi;
  await watchNews(api, {seq: () => 0, waiting: () => true, take: () => Promise.resolve()}, stop.signal).catch(() => undefined);
  assert.equal(asked, 1);
});
