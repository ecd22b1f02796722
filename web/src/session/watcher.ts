// While a stage waits for something outside (a code on its way, an operator), the server has the news. Loaded when there
// is something to wait for.
import {NetworkError} from "../errors.js";
import type {EventsReply, SessionApi} from "./api.js";
import {defaultRetryPolicy, pauseBefore} from "./retry.js";
import {readEventStream} from "./stream.js";

export interface WatcherPort {
  seq(): number;
  waiting(): boolean;
  take(reply: Pick<EventsReply, "events">): Promise<void>;
}

/** A stream that ends sooner (ms) is none: some proxies close it at once. */
const shortestStream = 5000;

/** Reads the event stream until nothing is waited for, or `signal` says so. */
export async function watch(api: Pick<SessionApi, "events" | "openStream">, port: WatcherPort, signal: AbortSignal): Promise<void> {
  for (let failures = 0; port.waiting() && !signal.aborted; ) {
    const stop = new AbortController();
    const forward = (): void => {
      stop.abort(signal.reason);
    };
    signal.addEventListener("abort", forward);
    try {
      // A proxy may hold streams back; asking once first means that nothing is missed for long.
      await port.take(await api.events(port.seq()));
      if (!port.waiting()) return;
      const began = Date.now();
      for await (const event of readEventStream(await api.openStream(port.seq(), stop.signal), stop.signal)) {
        failures = 0;
        await port.take({events: [event]});
        if (!port.waiting()) return;
      }
      if (Date.now() - began < shortestStream) throw new NetworkError("the event stream ended at once");
    } catch (error) {
      failures += 1;
      await defaultRetryPolicy.pause(pauseBefore(Math.min(failures, 6), error, defaultRetryPolicy), signal);
    } finally {
      signal.removeEventListener("abort", forward);
      stop.abort();
    }
  }
}
