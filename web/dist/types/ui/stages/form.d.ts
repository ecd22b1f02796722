import { type TemplateResult } from "lit/html.js";
import { SealflowError, type ErrorDetail } from "../../errors.js";
import type { FormStage } from "../../protocol/flow.js";
import type { ScreenContext } from "../context.js";
import { StageScreen } from "./stage-screen.js";
/** Fields to fill in. The core's own rules check each as it is left, and all before anything is sent. */
export declare class FormScreen extends StageScreen<FormStage> {
    #private;
    constructor(stage: FormStage, context: ScreenContext);
    protected body(): TemplateResult;
    protected submit(): Promise<void>;
    protected refused(error: SealflowError, details: readonly ErrorDetail[]): void;
    /** Several findings at once: a list to jump from. */
    protected summary(): TemplateResult;
}
