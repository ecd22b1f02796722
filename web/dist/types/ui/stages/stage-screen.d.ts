import { nothing, type TemplateResult } from "lit/html.js";
import { SealflowError, type ErrorDetail } from "../../errors.js";
import type { StageView } from "../../protocol/flow.js";
import type { JsonObject } from "../../protocol/json.js";
import type { ScreenContext } from "../context.js";
export declare abstract class StageScreen<Stage extends StageView = StageView> {
    readonly stage: Stage;
    protected readonly context: ScreenContext;
    /** A request of this screen is under way. */
    protected busy: boolean;
    /** What is wrong with all of it, or "". */
    protected problem: string;
    constructor(stage: Stage, context: ScreenContext);
    /** The part below the title. */
    protected abstract body(): TemplateResult;
    /** Collects what the user gave, and sends it. */
    protected abstract submit(): Promise<void>;
    /** The state has changed while this screen is up. */
    stateChanged(): void;
    /** The screen goes: timers, object URLs. */
    dispose(): void;
    render(): TemplateResult;
    /** A text by a key that is put together; `first` gives "" where there is none. */
    protected text(...keys: string[]): string;
    protected summary(): TemplateResult;
    protected submitButton(label: string): TemplateResult;
    protected errorText(id: string, text: string | undefined): TemplateResult | typeof nothing;
    /** Sends the stage's input. Findings about its members go to `refused`. */
    protected send(input: JsonObject): Promise<void>;
    /** What is wrong with single values; the default knows none and shows one text for all. */
    protected refused(error: SealflowError, details: readonly ErrorDetail[]): void;
    /** Runs something that talks to the server, with button and messages to match. */
    protected run(action: () => Promise<void>): Promise<void>;
}
/** "/pan" -> "pan". */
export declare function memberOf(pointer: string): string;
