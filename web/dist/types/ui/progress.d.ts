import type { FlowView } from "../protocol/flow.js";
import type { FlowState } from "../protocol/state.js";
export interface Steps {
    done: number;
    total: number;
}
/**
 * How far the user is. The flow may branch, so what lies ahead is the longest way that the view shows; the number can
 * then only shrink, and nobody is told "one more" twice.
 */
export declare function stepsOf(flow: FlowView, state: FlowState): Steps;
