import { type TemplateResult } from "lit/html.js";
import type { Messages } from "../../i18n/messages.js";
import type { FieldSpec } from "../../protocol/flow.js";
import type { Typed } from "./value.js";
export interface FieldControl {
    field: FieldSpec;
    messages: Messages;
    typed: Typed;
    finding: string | undefined;
    onTyped: (typed: Typed) => void;
    /** The user has gone on to something else: time to check. */
    onLeft: () => void;
}
/** The id of the element to focus when the field is wrong. */
export declare function controlId(field: FieldSpec): string;
export declare function labelOf(field: FieldSpec, messages: Messages): string;
export declare function renderField(control: FieldControl): TemplateResult;
