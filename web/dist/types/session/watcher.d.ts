import type { EventsReply, SessionApi } from "./api.js";
export interface WatcherPort {
    seq(): number;
    waiting(): boolean;
    take(reply: Pick<EventsReply, "events">): Promise<void>;
}
export declare class Watcher {
    #private;
    constructor(api: SessionApi, port: WatcherPort);
    /** Reads the event stream until nothing is waited for. Does nothing when it is doing so already. */
    start(signal: AbortSignal): void;
}
