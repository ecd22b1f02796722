import type { Command, FlowState } from "../protocol/state.js";
import type { CommandRequest, EventsReply } from "./api.js";
/** What became of a command. `overtaken`: the run moved on meanwhile, and the command has no object any more. */
export type Sent = "done" | "overtaken" | "superseded";
/** What the outbox needs of its session. */
export interface OutboxPort {
    state(): FlowState;
    /** Sends, with the same key and body again and again while that may help. */
    post(body: CommandRequest, key: string): Promise<EventsReply>;
    /** Takes in an answer, or the events that came with a refusal. */
    take(reply: Pick<EventsReply, "events"> & Partial<EventsReply>): Promise<void>;
    /** A new token for the same session. */
    renew(): Promise<void>;
    superseded(): void;
}
export declare class Outbox {
    #private;
    constructor(port: OutboxPort);
    send(command: Command): Promise<Sent>;
}
/** Does the command still make sense in this state? */
export declare function stillWanted(command: Command, state: FlowState): boolean;
/** Session tokens end after 30 idle minutes; the device's own secret opens the session again. */
export declare function needsNewToken(error: unknown): boolean;
