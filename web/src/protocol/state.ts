// What the core says about a run: events, the state they add up to, plans, outcomes.
import type {Json, JsonObject} from "./json.js";

/** One fact of a handshake. Private data is not in it; `commit` binds that. */
export interface FlowEvent {
  v: 1;
  handshake: string;
  run: number;
  seq: number;
  at: number;
  prev: string;
  type: string;
  stage: string | null;
  public: JsonObject;
  commit: string | null;
  hash: string;
  /** Of what is private, the part that the person's page shows. Not hashed. */
  shown?: JsonObject;
}

export type Outcome = "none" | "completed" | "errored" | "skipped";

export interface StageRecord {
  id: string;
  progress: "entered" | "passed" | "dropped";
  enteredAt: number;
  passedAt: number;
  tries: number;
  /** For a provider, an API or an operator: nothing can be submitted. */
  waiting: boolean;
  /** The step of an index page that the stage was entered in, or "". */
  step: string;
  /** Of an index page: the steps that are done. */
  stepsDone: string[];
  revealed: Json;
  /** Of the last progress or rejection: the public part, and what is shown. */
  notes: Json;
}

/** The notes of a `biometric` stage that is not waiting: the token is good for one scan. */
export interface ScanNotes {
  note: "ready";
  provider: string;
  mode: "enrol" | "verify";
  token: string;
  /** ms since 1970; from then on `renew_token` gives another. */
  expiresAt: number;
}

/** The members that this package reads; the core knows more, and all of it goes back to the core unchanged. */
export interface FlowState {
  v: number;
  handshake: string;
  run: number;
  seq: number;
  /** Hash of the last event. */
  head: string;
  /** Of the definition that the run is on. */
  flowHash: string;
  epoch: number;
  locale: string;
  current: string;
  path: string[];
  stages: StageRecord[];
  outcome: Outcome;
  end: string;
  status: string;
  outcomeStage: string;
  outcomeSeq: number;
  /** Of the operator's review that changed `status` after the end; 0 = none. */
  reviewSeq: number;
  error: JsonObject | null;
  acknowledged: boolean;
}

/** How far a device is that has taken the session over: ids only. */
export interface Progress {
  stage: string;
  passed: boolean;
}

export type Evolution = "applied" | "duplicate" | "stale" | "gap";

export interface PlanStep {
  stage: string;
  verdict: "run" | "skip" | "expired" | "blocked";
  reason: string;
  /** When the stage passed, if it did. */
  at: number | null;
}

export interface Plan {
  action: "start" | "resume" | "finish" | "deliver" | "authenticate";
  reason: string;
  target: string;
  dropped: string[];
  transactionAlreadyProcessed: boolean;
  steps: PlanStep[];
}

export interface Command {
  type: "submit" | "send_code" | "renew_token" | "skip" | "fail" | "acknowledge" | "heartbeat";
  stage?: string;
  input?: JsonObject;
}

/** What comes from the server with an outcome. */
export interface Delivery {
  signature: string;
  receipt: Json;
  /** Of a run that failed: what to tell the user, in the language of the launch. */
  message?: string;
  /** Of a run that was left: does a retry go on with it? */
  resumable?: boolean;
}
