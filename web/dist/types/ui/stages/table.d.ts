import type { StageView } from "../../protocol/flow.js";
import type { ScreenContext } from "../context.js";
import type { StageScreen } from "./stage-screen.js";
/** Undefined for a stage that shows nothing of its own, or that this version does not know. */
export declare function createStageScreen(stage: StageView, context: ScreenContext): StageScreen | undefined;
