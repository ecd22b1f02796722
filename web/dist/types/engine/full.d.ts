import type { ErrorInfo } from "../protocol/error-codes.js";
import type { FieldSpec, FlowView } from "../protocol/flow.js";
import type { Json, JsonObject } from "../protocol/json.js";
import type { HandlerCall } from "../protocol/outcome.js";
import type { Evolution, FlowEvent, FlowState, Plan } from "../protocol/state.js";
import type { Engine } from "./engine.js";
/** A flow as in a `*.flow.json` file. */
export type FlowDefinition = JsonObject;
/** An event with its private part, as a server keeps it. */
export type LoggedEvent = FlowEvent & {
    salt?: string;
    private?: string;
};
/** A claim of a page, or something that only a server says (`actor`). */
export interface CoreCommand {
    type: string;
    actor?: "page" | "server" | "operator";
    stage?: string;
    input?: Json;
    epoch?: number;
    launch?: LaunchFacts;
    /** 64 hex digits, fresh for each command: salts and one-time codes are derived from it. */
    entropy?: string;
    media?: JsonObject;
}
/** What a server knows about a launch (core/include/sealflow/plan.hpp). */
export interface LaunchFacts {
    handshake: string;
    locale?: string;
    variables?: JsonObject | null;
    backendVariables?: JsonObject;
    retry?: boolean;
    device?: string;
    newDevice?: string;
    uniqueId?: string;
    expiresAt?: number;
    pinned?: boolean;
    handshakeResumes?: boolean;
    invited?: boolean;
    leaseAlive?: boolean;
}
export interface Effect {
    id: string;
    kind: string;
    delivery: "at_least_once" | "at_most_once";
    stage: string;
    payload: JsonObject;
}
export interface Decision {
    events: LoggedEvent[];
    effects: Effect[];
    plan: Plan | null;
}
/** `ok`, or why a check failed. That a signature does not verify is an answer, not an error. */
export type Verification = "ok" | "wrong_key" | "body_changed" | "too_old" | "clock_ahead" | "malformed" | "unknown_scheme";
/** Every method gives a value or throws SealflowError; wrong types of arguments are a TypeError. */
export declare class Core {
    #private;
    constructor(engine: Engine);
    /** Checks a flow, given as text or as an object. Throws `flow_invalid` with every problem in `details`. */
    check(flow: string | FlowDefinition): {
        id: string;
        version: string;
        hash: string;
    };
    /** What a page may know of a flow. */
    clientView(flow: FlowDefinition): FlowView;
    plan(flow: FlowDefinition, state: FlowState | null, launch: LaunchFacts, now: number): Plan;
    decide(flow: FlowDefinition, state: FlowState | null, command: CoreCommand, now: number): Decision;
    /** Takes events in. The state given is not changed; a `gap` means that events in between are missing. */
    evolve(state: FlowState | null, events: readonly LoggedEvent[]): {
        state: FlowState;
        evolutions: Evolution[];
    };
    /** Which handler an outcome goes to, with what. Null: there is none yet, or it was handed over already. */
    dispatch(state: FlowState, delivery: {
        signature?: string;
        receipt?: Json;
        message?: string;
        alreadyProcessed?: boolean;
        handledSeq?: number;
    }): HandlerCall | null;
    /** Checks one value. Throws `invalid_input` with its `reason`. */
    checkField(field: FieldSpec, value: Json, now: number): {
        stored: Json;
        derived: JsonObject;
    };
    /** Evaluates a rule, e.g. `inputs.userType == 'agent'`. */
    rule(rule: string, bindings: JsonObject): Json;
    /** Throws `log_damaged`, with the first bad event in `where`. */
    verifyLog(events: readonly LoggedEvent[]): void;
    /** The state, and the result's bytes as text, that a log adds up to. */
    replay(events: readonly LoggedEvent[]): {
        state: FlowState;
        erased: string[];
        result: string | null;
    };
    /** Hex HMAC-SHA256 over the result's exact text. */
    sign(clientSecret: string, result: string): string;
    /** Does the signature belong to this exact text? */
    verify(clientSecret: string, result: string, signature: string): Verification;
    /** Compares in a time that depends on the lengths alone. */
    equal(a: string, b: string): boolean;
    /** RFC 8785 form of a JSON text. */
    canonicalize(json: string): string;
    /** Milliseconds of a duration such as `10d`. */
    parseDuration(duration: string): number;
    /** The whole catalogue of errors. */
    errors(): ErrorInfo[];
    /** Function name and JSON text in, JSON text out: for tests that compare bytes with the other builds of the core. */
    callText(name: string, request: string): string;
    /** Is this text still somewhere in the engine's memory? For the test that secrets are wiped. */
    remembers(secret: string): boolean;
}
