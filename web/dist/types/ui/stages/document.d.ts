import { type TemplateResult } from "lit/html.js";
import type { ErrorDetail, SealflowError } from "../../errors.js";
import type { DocumentStage } from "../../protocol/flow.js";
import { StageScreen } from "./stage-screen.js";
/** Pictures or files of a document, one for each side. */
export declare class DocumentScreen extends StageScreen<DocumentStage> {
    #private;
    dispose(): void;
    protected body(): TemplateResult;
    protected submit(): Promise<void>;
    protected refused(error: SealflowError, details: readonly ErrorDetail[]): void;
}
