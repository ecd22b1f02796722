import { SealflowError, type ErrorBody } from "../errors.js";
import type { FlowEvent } from "../protocol/state.js";
/** A refusal by the server, with what only a server can add. */
export declare class ServerRefusal extends SealflowError {
    /** How long the server asks to wait, in ms; 0 when it does not say. */
    readonly retryAfter: number;
    /** The events that the page lacks (`seq_conflict`). */
    readonly events: readonly FlowEvent[];
    constructor(body: ErrorBody & {
        events?: FlowEvent[];
    }, retryAfter: number);
}
export interface RequestOptions {
    method: string;
    headers: Record<string, string>;
    body?: string;
    signal: AbortSignal;
    /** Milliseconds until an answer must have begun. */
    timeout: number;
}
/** The answer, its head at least, if the server agreed. */
export declare function request(url: string, { timeout, signal, ...init }: RequestOptions): Promise<Response>;
/** The body of an agreed answer. A connection that breaks in the middle counts as no answer. */
export declare function readJson<T>(response: Response): Promise<T>;
/** Somebody in between answered (a proxy, a captive portal): no catalogue entry, only a status. */
export declare function foreignError(status: number): ErrorBody;
