// The text that a lit template puts on the screen.
import {nothing, type TemplateResult} from "lit/html.js";

export function textOf(part: unknown): string {
  return flat(part).replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
}

function flat(part: unknown): string {
  if (part === nothing || part === undefined || part === null) return "";
  if (Array.isArray(part)) return part.map(flat).join("");
  if (typeof part !== "object") return String(part);
  const {strings, values} = part as TemplateResult;
  return strings.reduce((text, string, index) => text + flat(values[index - 1]) + string);
}
