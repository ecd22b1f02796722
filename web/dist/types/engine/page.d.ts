import type { ErrorInfo } from "../protocol/error-codes.js";
import type { FieldSpec, FlowView } from "../protocol/flow.js";
import type { Json, JsonObject } from "../protocol/json.js";
import type { HandlerCall } from "../protocol/outcome.js";
import type { Command, Delivery, Evolution, FlowEvent, FlowState } from "../protocol/state.js";
import type { Engine } from "./engine.js";
export declare class PageEngine {
    #private;
    constructor(engine: Engine);
    /** Throws what the server would refuse, or `ask_server` where only the server can know. */
    decide(flow: FlowView, state: FlowState, command: Command & {
        epoch: number;
    }, now: number): void;
    evolve(state: FlowState, events: readonly FlowEvent[]): {
        state: FlowState;
        evolutions: Evolution[];
    };
    /** Null when there is no outcome yet, or this launcher has had it. */
    dispatch(state: FlowState, delivery: Delivery & {
        message: string;
        alreadyProcessed: boolean;
        handledSeq: number;
    }): HandlerCall | null;
    /** Throws `invalid_input` with its reason. */
    checkField(field: FieldSpec, value: Json, now: number): {
        stored: Json;
        derived: JsonObject;
    };
    /** The catalogue's entry of a code. */
    error(name: string): ErrorInfo;
}
/** Files are found beside this module, never at some other host. */
export declare function loadPageEngine(): Promise<PageEngine>;
