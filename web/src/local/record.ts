// What a store holds of a run: its log, the flow it is on, and what is still to be done outside.
import type {Core, Effect, FlowDefinition, LoggedEvent} from "../engine/full.js";
import {SealflowError} from "../errors.js";
import type {JsonObject} from "../protocol/json.js";
import type {FlowState} from "../protocol/state.js";
import {errorOf} from "./errors.js";

/** What is known of a file that an input names. The file itself stays with the caller. */
export interface LocalFile {
  /** Media type, e.g. `image/png`. */
  type: string;
  /** Bytes. */
  size: number;
}

export interface LocalRecord {
  format: 1;
  handshake: string;
  device: string;
  /** The one that the present run was started with. */
  flow: FlowDefinition;
  events: LoggedEvent[];
  /** Hash of the last event: a chain alone does not show that its end is missing. */
  head: string;
  /** Not yet reported as done. */
  effects: Effect[];
  files: Record<string, LocalFile & JsonObject>;
}

/**
 * Reads what a store gave, and adds the log up. Throws `log_damaged`, or `state_incompatible` for a record of another
 * version; then nothing must be written over it.
 */
export function readRecord(core: Core, text: string): {record: LocalRecord; state: FlowState} {
  const damaged = (reason: string): SealflowError => errorOf(core, "log_damaged", `what the store holds is damaged: ${reason}`);
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch (error) {
    throw damaged((error as Error).message);
  }
  if (!isObject(record)) throw damaged("it is no record of a run");
  if (record["format"] !== 1) {
    throw errorOf(core, "state_incompatible", `the store holds a record of format ${JSON.stringify(record["format"])}, not 1`);
  }
  if (!isRecord(record)) throw damaged("members are missing");

  const replayed = core.replay(record.events);
  const {state} = replayed;
  if (state.handshake !== record.handshake) throw damaged("the log belongs to another handshake");
  if (state.head !== record.head) throw damaged("the log does not end where it should");
  if (replayed.erased) throw damaged("private parts are missing");
  let hash: string;
  try {
    ({hash} = core.check(record.flow));
  } catch (error) {
    throw damaged((error as Error).message);
  }
  if (hash !== state.flowHash) throw damaged("the flow is not the one that the run is on");
  return {record, state};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The events are looked at by the core, the rest was written by this file. */
function isRecord(record: Record<string, unknown> | LocalRecord): record is LocalRecord {
  return (
    typeof record["handshake"] === "string" &&
    typeof record["device"] === "string" &&
    typeof record["head"] === "string" &&
    Array.isArray(record["events"]) &&
    record["events"].length > 0 &&
    Array.isArray(record["effects"]) &&
    record["effects"].every(isObject) &&
    isObject(record["flow"]) &&
    isObject(record["files"])
  );
}
