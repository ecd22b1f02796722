import { type TemplateResult } from "lit/html.js";
import type { ConsentStage } from "../../protocol/flow.js";
import { StageScreen } from "./stage-screen.js";
/** A text to agree to. Saying no is leaving. */
export declare class ConsentScreen extends StageScreen<ConsentStage> {
    protected body(): TemplateResult;
    protected submit(): Promise<void>;
}
