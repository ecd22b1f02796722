// What comes of a local run. Everything says `local`, and nothing is signed: it proves nothing to anybody.
import type {JsonObject} from "../protocol/json.js";
import type {ErrorPayload, LeftPayload, SuccessPayload} from "../protocol/outcome.js";

interface Local {
  local: true;
}

/** Of a completed run; also of one that ended as `auto_declined`: the status says so. */
export type LocalSuccessPayload = Omit<SuccessPayload, "signature" | "receipt"> & Local;
export type LocalErrorPayload = ErrorPayload & Local;
export type LocalSkipPayload = LeftPayload & Local;

export type LocalHandlerCall =
  | {handler: "success"; payload: LocalSuccessPayload}
  | {handler: "error"; payload: LocalErrorPayload}
  | {handler: "skip"; payload: LocalSkipPayload};

/** What was gathered: stage id → `{input, output}`, in the order walked. */
export interface LocalResult {
  local: true;
  handshake: string;
  run: number;
  /** Of the event that ended the run. */
  seq: number;
  /** Of the end that was reached, e.g. `needs_review`. */
  status: string;
  stages: Record<string, {input: JsonObject; output: JsonObject}>;
}
