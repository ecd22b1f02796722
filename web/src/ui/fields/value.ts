// From what was typed to what is sent. The core judges; here only the kind of JSON value is right.
import {asciiDigits} from "../../i18n/digits.js";
import type {FieldSpec} from "../../protocol/flow.js";
import type {Json} from "../../protocol/json.js";
import {inputTraits} from "./traits.js";

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

/** `decimalSign` is how the person's language separates whole and part: "12,5" in Spanish. */
export function valueOf(field: FieldSpec, typed: Typed, decimalSign = "."): Json {
  if (typeof typed === "boolean") return typed;
  if (typeof typed === "object") return isEmpty(typed) ? "" : isoDate(typed);
  if (field.format === "number" || field.format === "integer") {
    const given = asciiDigits(typed.trim());
    // Where the comma is the decimal sign, "1.234" is a thousand to some and one to others.
    const unclear = given === "" || (decimalSign === "," && given.includes("."));
    const number = unclear ? NaN : Number(given.replace(decimalSign, "."));
    // What is no number goes as it is, for the core to refuse.
    return Number.isFinite(number) ? number : given;
  }
  return inputTraits(field.format ?? "text").ascii === true ? asciiDigits(typed) : typed;
}

/** Missing parts stay missing, so that the core refuses the whole. */
function isoDate({day, month, year}: DateParts): string {
  const parts = [year, month.padStart(2, "0"), day.padStart(2, "0")];
  return asciiDigits(parts.join("-"));
}
