import type { FlowEvent } from "../protocol/state.js";
/** The events of a `text/event-stream` answer. Comments, ids and types are skipped: `data` has all of it. */
export declare function readEventStream(response: Response, signal: AbortSignal): AsyncGenerator<FlowEvent>;
/** Cuts the text of an event stream into the data of its events (HTML Living Standard, 9.2.6). */
export declare class EventStreamParser {
    #private;
    push(text: string): string[];
}
