import { type TemplateResult } from "lit/html.js";
import type { SealflowError } from "../../errors.js";
import type { OtpStage } from "../../protocol/flow.js";
import type { ScreenContext } from "../context.js";
import { StageScreen } from "./stage-screen.js";
/** A one-time code. The server sends it by itself when the stage is entered. */
export declare class OtpScreen extends StageScreen<OtpStage> {
    #private;
    constructor(stage: OtpStage, context: ScreenContext);
    dispose(): void;
    stateChanged(): void;
    protected body(): TemplateResult;
    protected submit(): Promise<void>;
    protected refused(error: SealflowError): void;
}
