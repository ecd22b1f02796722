import type {FlowView, StageView} from "../protocol/flow.js";
import type {FlowState} from "../protocol/state.js";

export interface Steps {
  done: number;
  total: number;
}

/**
 * How far the user is. The flow may branch, so what lies ahead is the longest way that the view shows; the number can
 * then only shrink, and nobody is told "one more" twice. An index page is no step itself: it leads to some.
 */
export function stepsOf(flow: FlowView, state: FlowState): Steps {
  const passed = new Set(state.stages.filter((record) => record.progress === "passed").map((record) => record.id));
  const done = flow.stages.filter((stage) => stage.type !== "index" && passed.has(stage.id)).length;
  const current = flow.stages.find((stage) => stage.id === state.current);
  if (current === undefined) return {done, total: done};
  let ahead = longestWay(flow, current.id, passed);
  if (current.step !== undefined) {
    const started = new Set(passed).add(startOfStep(flow, current.step));
    ahead += longestWay(flow, flow.stages.find(isPage)?.id ?? "", started);
  }
  return {done, total: done + ahead};
}

/** Stages on the longest way from `id` to an end, itself included. `seen` guards against going in circles. */
function longestWay(flow: FlowView, id: string, seen: ReadonlySet<string>): number {
  const index = flow.stages.findIndex((stage) => stage.id === id);
  const stage = flow.stages[index];
  if (stage === undefined || seen.has(id)) return 0;
  const onwards = new Set(seen).add(id);
  // Where only the server knows, the stage that comes next in the file is the best guess.
  const targets = (stage.next ?? []).map((branch) => ("to" in branch ? branch.to : (flow.stages[index + 1]?.id ?? "")));
  const longest = Math.max(0, ...targets.map((target) => (leavesStep(flow, stage, target) ? 0 : longestWay(flow, target, onwards))));
  return ownSteps(flow, stage, onwards) + longest;
}

/** One; of an index page all that its steps have. Those that are done begin with a stage that was seen. */
function ownSteps(flow: FlowView, stage: StageView, seen: ReadonlySet<string>): number {
  if (!isPage(stage)) return 1;
  return stage.steps.reduce((sum, step) => sum + longestWay(flow, step.start, seen), 0);
}

/** A step is a way of its own, which ends where it comes back to the page. */
function leavesStep(flow: FlowView, from: StageView, target: string): boolean {
  return from.step !== undefined && flow.stages.find((stage) => stage.id === target)?.step !== from.step;
}

function startOfStep(flow: FlowView, step: string): string {
  return flow.stages.find(isPage)?.steps.find(({id}) => id === step)?.start ?? "";
}

function isPage(stage: StageView): stage is StageView & {type: "index"} {
  return stage.type === "index";
}
