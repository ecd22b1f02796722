// From what was typed to what is sent. The core judges; here only the kind of JSON value is right.
import type {FieldSpec} from "../../protocol/flow.js";
import type {Json} from "../../protocol/json.js";

export interface DateParts {
  day: string;
  month: string;
  year: string;
}

/** What a field's controls hold. */
export type Typed = string | boolean | DateParts;

export function emptyValue(field: FieldSpec): Typed {
  if (field.format === "date") return {day: "", month: "", year: ""};
  return field.format === "boolean" ? false : "";
}

export function isEmpty(typed: Typed): boolean {
  if (typeof typed === "object") return typed.day + typed.month + typed.year === "";
  return typed === "" || typed === false;
}

export function valueOf(field: FieldSpec, typed: Typed): Json {
  if (typeof typed === "boolean") return typed;
  if (typeof typed === "object") return isEmpty(typed) ? "" : isoDate(typed);
  if (field.format === "number" || field.format === "integer") {
    const text = typed.trim();
    // What is no number goes as it is, for the core to refuse.
    return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  }
  return typed;
}

/** Missing parts stay missing, so that the core refuses the whole. */
function isoDate({day, month, year}: DateParts): string {
  return `${year.trim()}-${month.trim().padStart(2, "0")}-${day.trim().padStart(2, "0")}`;
}
