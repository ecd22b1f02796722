// While a stage waits for something outside (a code on its way, an operator), the server has the news.
import type {EventsReply, SessionApi} from "./api.js";
import {Background} from "./background.js";
import {defaultRetryPolicy, pauseBefore} from "./retry.js";

export interface WatcherPort {
  seq(): number;
  waiting(): boolean;
  take(reply: Pick<EventsReply, "events">): Promise<void>;
}

export class Watcher {
  readonly #api: SessionApi;
  readonly #port: WatcherPort;
  readonly #background = new Background();

  constructor(api: SessionApi, port: WatcherPort) {
    this.#api = api;
    this.#port = port;
  }

  /** Reads the event stream until nothing is waited for. Does nothing when it is doing so already. */
  start(signal: AbortSignal): void {
    this.#background.start(() => this.#run(signal));
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; this.#port.waiting() && !signal.aborted; ) {
      const stop = new AbortController();
      const forward = (): void => {
        stop.abort(signal.reason);
      };
      signal.addEventListener("abort", forward);
      try {
        // A proxy may hold streams back; asking once first means that nothing is missed for long.
        await this.#port.take(await this.#api.events(this.#port.seq()));
        if (!this.#port.waiting()) return;
        for await (const event of this.#api.stream(this.#port.seq(), stop.signal)) {
          failures = 0;
          await this.#port.take({events: [event]});
          if (!this.#port.waiting()) return;
        }
      } catch (error) {
        failures += 1;
        await defaultRetryPolicy.pause(pauseBefore(Math.min(failures, 6), error, defaultRetryPolicy), signal);
      } finally {
        signal.removeEventListener("abort", forward);
        stop.abort();
      }
    }
  }
}
