// Is there news to come of a stage, without anything that the page does?
import type {StageView} from "../protocol/flow.js";
import type {StageRecord} from "../protocol/state.js";

/**
 * A rejection by a service and the beginning of the next try are two events of one decision, and come one after the other:
 * between them nothing is marked as waiting, and yet whoever stopped to listen there would never hear the second.
 */
export function awaitsNews(stage: StageView, record: StageRecord | undefined): boolean {
  if (record?.waiting === true || stage.type === "http" || stage.type === "review") return true;
  const notes = record?.notes as {note?: string} | null | undefined;
  return stage.type === "biometric" && notes?.note !== "ready";
}
