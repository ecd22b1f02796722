import type {FlowView} from "../protocol/flow.js";
import type {FlowState} from "../protocol/state.js";

export interface Steps {
  done: number;
  total: number;
}

/**
 * How far the user is. The flow may branch, so what lies ahead is the longest way that the view shows; the number can
 * then only shrink, and nobody is told "one more" twice.
 */
export function stepsOf(flow: FlowView, state: FlowState): Steps {
  const passed = state.stages.filter((record) => record.progress === "passed").map((record) => record.id);
  const done = flow.stages.filter((stage) => passed.includes(stage.id)).length;
  const ahead = state.current === "" ? 0 : longestWay(flow, state.current, new Set(passed));
  return {done, total: done + ahead};
}

/** Stages on the longest way from `id` to an end, itself included. `seen` guards against going in circles. */
function longestWay(flow: FlowView, id: string, seen: ReadonlySet<string>): number {
  const index = flow.stages.findIndex((stage) => stage.id === id);
  const stage = flow.stages[index];
  if (stage === undefined || seen.has(id)) return 0;
  const next = stage.next ?? [];
  const onwards = new Set(seen).add(id);
  // Where only the server knows, the stage that comes next in the file is the best guess.
  const targets = next.flatMap((branch) => ("to" in branch ? [branch.to] : [flow.stages[index + 1]?.id ?? ""]));
  return 1 + Math.max(0, ...targets.map((target) => longestWay(flow, target, onwards)));
}
