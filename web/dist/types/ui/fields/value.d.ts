import type { FieldSpec } from "../../protocol/flow.js";
import type { Json } from "../../protocol/json.js";
export interface DateParts {
    day: string;
    month: string;
    year: string;
}
/** What a field's controls hold. */
export type Typed = string | boolean | DateParts;
export declare function emptyValue(field: FieldSpec): Typed;
export declare function isEmpty(typed: Typed): boolean;
export declare function valueOf(field: FieldSpec, typed: Typed): Json;
