// An event stream read through fetch: EventSource cannot send the session token, and a token has no place in a URL.
import {NetworkError} from "../errors.js";
import type {FlowEvent} from "../protocol/state.js";

/** The server says something every 15 s: a connection that died without a word is found out. */
export const longestSilence = 45_000;

/** The events of a `text/event-stream` answer. Comments, ids and types are skipped: `data` has all of it. */
export async function* readEventStream(response: Response, signal: AbortSignal): AsyncGenerator<FlowEvent> {
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new EventStreamParser();
  let silent: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      silent = setTimeout(() => void reader.cancel().catch(() => undefined), longestSilence);
      const {done, value} = await reader.read();
      clearTimeout(silent);
      if (done) return;
      for (const data of parser.push(value)) yield JSON.parse(data) as FlowEvent;
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw new NetworkError("the event stream broke off", {cause});
  } finally {
    clearTimeout(silent);
    // Whoever stops reading ends the request.
    void reader.cancel().catch(() => undefined);
  }
}

/** Cuts the text of an event stream into the data of its events (HTML Living Standard, 9.2.6). */
export class EventStreamParser {
  #rest = "";
  #data: string[] = [];

  push(text: string): string[] {
    const events: string[] = [];
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    // The last line may go on in the next piece.
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (this.#data.length > 0) events.push(this.#data.join("\n"));
        this.#data = [];
      } else if (line.startsWith("data:")) {
        this.#data.push(line.slice(line.startsWith("data: ") ? 6 : 5));
      }
    }
    return events;
  }
}
