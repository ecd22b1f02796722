import type { PageEngine } from "../engine/page.js";
import { SealflowError } from "../errors.js";
import type { FieldSpec, FlowView, StageView } from "../protocol/flow.js";
import type { Json, JsonObject } from "../protocol/json.js";
import type { Delivery, FlowEvent, FlowState, Plan, StageRecord } from "../protocol/state.js";
import { type MediaReply } from "./api.js";
import { ServerClock } from "./clock.js";
import { type Sent } from "./outbox.js";
import { type RetryPolicy } from "./retry.js";
export interface SessionOptions {
    server: string;
    handshake: string;
    clientKey: string;
    locale: string;
    retry: boolean;
    variables?: JsonObject;
    handoff?: string;
    policy?: RetryPolicy;
}
/** What a session tells whoever shows it. */
export interface SessionListener {
    /** Something to be shown has changed. */
    changed(): void;
    event(event: FlowEvent): void;
    stage(stage: StageView | null): void;
    /** The run has an outcome, and this is what the server adds to it. Nobody waits for what the listener does then. */
    outcome(delivery: Delivery): void;
    /** The session cannot go on: a launch was refused, the first or one that was to renew it. */
    refused(error: SealflowError): void;
    /** Requests fail and are repeated (the error), or work again (null). */
    trouble(error: Error | null): void;
}
export declare class Session {
    #private;
    readonly clock: ServerClock;
    constructor(options: SessionOptions, engine: PageEngine, listener: SessionListener);
    /** Before `open()` has returned there is none. */
    get state(): FlowState;
    get opened(): boolean;
    get flow(): FlowView | undefined;
    get appName(): string;
    /** The plan of the last launch: what was skipped, and why. */
    get plan(): Plan | undefined;
    /** Another device has the session now. */
    get superseded(): boolean;
    /** The stage that is due, as far as the page is to show one. */
    get stage(): StageView | undefined;
    record(stage: string): StageRecord | undefined;
    /** Opens or resumes. Throws SealflowError when the server will not have it. */
    open(): Promise<void>;
    /** Takes the session back from the device that has it now. */
    takeBack(): Promise<void>;
    /**
     * Checks with the core, then sends. Throws SealflowError with what is wrong, `invalid_input` before anything was
     * sent; NetworkError when the server could not be reached for a while (calling again is safe).
     */
    submit(stage: string, input: JsonObject): Promise<Sent>;
    sendCode(stage: string): Promise<Sent>;
    /** The user leaves for good. */
    skip(): Promise<Sent>;
    /** The page cannot go on, e.g. `camera_unavailable`. */
    fail(code: string): Promise<Sent>;
    /** The outcome has reached the integrator's handler. */
    acknowledge(): Promise<Sent>;
    /** Uploads a file for a `submit` to name. */
    upload(file: Blob, onProgress: (share: number) => void): Promise<MediaReply>;
    /** Throws `invalid_input` if the server would refuse this value. */
    checkField(field: FieldSpec, value: Json): void;
    /** Ends all traffic, without an outcome. */
    close(): void;
}
