import type { HandlerCall } from "../protocol/outcome.js";
import type { FlowEvent } from "../protocol/state.js";
import { type LaunchOptions } from "./options.js";
/** What can be listened to. Nothing in here is private data. */
export interface FlowEvents {
    /** Another stage is due; null: none, as something is being waited for or the run has ended. */
    stage: {
        id: string;
        type: string;
    } | null;
    /** A fact was added to the handshake's log. */
    event: FlowEvent;
    outcome: HandlerCall;
    /** Another device goes on with the session. No outcome comes from this launch unless the user takes it back. */
    superseded: null;
    /** `false` while requests fail and are repeated. */
    connection: {
        ok: boolean;
    };
    /** The sheet has gone from the screen. */
    closed: null;
}
/** What launch() returns. */
export interface Flow {
    /** Returns a function that ends the listening. */
    on<Name extends keyof FlowEvents>(name: Name, listener: (event: FlowEvents[Name]) => void): () => void;
    /** Takes everything off the page and stops all requests. No handler is called after that. */
    destroy(): void;
}
export declare function launch(options: LaunchOptions): Flow;
