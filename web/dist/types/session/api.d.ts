import type { FlowView } from "../protocol/flow.js";
import type { JsonObject } from "../protocol/json.js";
import type { Command, Delivery, FlowEvent, FlowState, Plan } from "../protocol/state.js";
export interface LaunchRequest {
    clientKey: string;
    locale: string;
    retry: boolean;
    variables?: JsonObject;
    deviceSecret?: string;
    handoff?: string;
}
export interface LaunchReply {
    token: string;
    tokenExpires: number;
    now?: number;
    device: {
        id: string;
        secret?: string;
    };
    app: {
        name: string;
        mode: "sandbox" | "live";
    };
    flow: FlowView;
    state: FlowState;
    plan: Plan;
    delivery: Delivery | null;
}
export interface CommandRequest {
    command: Command;
    epoch: number;
    expectedSeq: number;
}
export interface EventsReply {
    events: FlowEvent[];
    seq: number;
    now?: number;
    delivery: Delivery | null;
}
export interface MediaReply {
    id: string;
    type: string;
    size: number;
    sha256: string;
}
export declare class SessionApi {
    #private;
    /** `signal` ends every call, running and future. */
    constructor(server: string, handshake: string, signal: AbortSignal);
    launch(body: LaunchRequest, key: string): Promise<LaunchReply>;
    command(body: CommandRequest, key: string): Promise<EventsReply>;
    /** What happened after `seq`, at once. */
    events(seq: number): Promise<EventsReply>;
    /** What happens after `seq`, as it happens. Ends when the server or `signal` (the caller's own) says so. */
    stream(seq: number, signal: AbortSignal): AsyncGenerator<FlowEvent>;
    /** Sends a file. XMLHttpRequest, because fetch does not tell how much has gone out. */
    upload(file: Blob, onProgress: (share: number) => void): Promise<MediaReply>;
}
