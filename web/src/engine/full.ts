// The whole core with types: what `sealflow/core` is, whatever way the bytes come.
import type {ErrorInfo} from "../protocol/error-codes.js";
import type {FieldSpec, FlowView} from "../protocol/flow.js";
import type {Json, JsonObject} from "../protocol/json.js";
import type {CoreCall} from "../protocol/outcome.js";
import type {Evolution, FlowEvent, FlowState, Plan} from "../protocol/state.js";
import type {Engine} from "./engine.js";
import {HmacKey} from "./kept.js";
import {finishCheck, type ReceiptCheck, type ReceiptToCheck, type Verification, type VerifiedReceipt} from "./receipt.js";
import type {KeepingModule} from "./start.js";

/** A flow as in a `*.flow.json` file. */
export type FlowDefinition = JsonObject;

/** An event with its private part, as a server keeps it. */
export type LoggedEvent = FlowEvent & {salt?: string; private?: string};

/** A claim of a page, or something that only a server says (`actor`). */
export interface CoreCommand {
  type: string;
  actor?: "page" | "server" | "operator";
  stage?: string;
  input?: Json;
  epoch?: number;
  launch?: LaunchFacts;
  /** 64 hex digits, fresh for each command: salts and one-time codes are derived from it. */
  entropy?: string;
  media?: JsonObject;
}

/** What a server knows about a launch (core/include/sealflow/plan.hpp). */
export interface LaunchFacts {
  handshake: string;
  locale?: string;
  variables?: JsonObject | null;
  backendVariables?: JsonObject;
  retry?: boolean;
  device?: string;
  newDevice?: string;
  /** Client key the launch comes under. */
  app?: string;
  /** What a token of the backend says; whoever passes it on has checked its signature. */
  token?: {app: string; flow: string; handshake: string; uniqueId?: string; expiresAt: number};
  expiresAt?: number;
  pinned?: boolean;
  handshakeResumes?: boolean;
  invited?: boolean;
  leaseAlive?: boolean;
  sessionAlive?: boolean;
  authenticated?: boolean;
}

export interface Effect {
  id: string;
  kind: string;
  delivery: "at_least_once" | "at_most_once";
  stage: string;
  payload: JsonObject;
}

export interface Decision {
  events: LoggedEvent[];
  effects: Effect[];
  plan: Plan | null;
}

/** The headers `webhook-id`, `webhook-timestamp` (seconds) and `webhook-signature`. */
export interface WebhookHeaders {
  id: string;
  timestamp: string;
  signature: string;
}

/** Which moment a status is of. Handlers, webhooks and results carry all three (some under other names). */
export interface StatusStamp {
  handshake: string;
  run: number;
  seq: number;
}

/** Every method gives a value or throws SealflowError; wrong types of arguments are a TypeError. */
export class Core {
  readonly #engine: Engine<KeepingModule>;
  readonly #subtle: SubtleCrypto | undefined;

  /** `subtle` checks the signatures of receipts; pages that were not loaded over https have none. */
  constructor(engine: Engine<KeepingModule>, subtle?: SubtleCrypto) {
    this.#engine = engine;
    this.#subtle = subtle;
  }

  /** Checks a flow, given as text or as an object. Throws `flow_invalid` with every problem in `details`. */
  check(flow: string | FlowDefinition): {id: string; version: string; hash: string} {
    const request = typeof flow === "string" ? {text: flow} : {flow: object("check", "flow", flow)};
    return this.#engine.call("check_flow", request) as {id: string; version: string; hash: string};
  }

  /** What a page may know of a flow. */
  clientView(flow: FlowDefinition): FlowView {
    return this.#engine.call("client_view", {flow: object("clientView", "flow", flow)}) as FlowView;
  }

  /** What a launch would do, for each stage, and why. Changes nothing. `state` null: nothing happened yet; `now` in ms. */
  plan(flow: FlowDefinition, state: FlowState | null, launch: LaunchFacts, now: number): Plan {
    return this.#engine.call("plan", {flow: object("plan", "flow", flow), state, launch, now: time("plan", now)}) as Plan;
  }

  /** The rules of a run: what happens upon a command, as events and effects. Changes nothing; evolve() takes events in. */
  decide(flow: FlowDefinition, state: FlowState | null, command: CoreCommand, now: number): Decision {
    const request = {flow: object("decide", "flow", flow), state, command, now: time("decide", now)};
    return this.#engine.call("decide", request) as Decision;
  }

  /** Keeps what HMAC makes of a key, for many messages. Close it: the key stays in the engine until then. */
  hmacKey(key: Uint8Array): HmacKey {
    return this.#engine.lend(key.length, (pointer) => {
      this.#engine.module.HEAPU8.set(key, pointer);
      return new HmacKey(this.#engine, this.#engine.module.openKey(pointer, key.length));
    });
  }

  /** Takes events in. The state given is not changed; a `gap` means that events in between are missing. */
  evolve(state: FlowState | null, events: readonly LoggedEvent[]): {state: FlowState; evolutions: Evolution[]} {
    return this.#engine.call("evolve", {state, events: list("evolve", "events", events)}) as {
      state: FlowState;
      evolutions: Evolution[];
    };
  }

  /** Which handler an outcome goes to, with what. Null: there is none yet, or it was handed over already. */
  dispatch(
    state: FlowState,
    delivery: {
      signature?: string;
      receipt?: Json;
      message?: string;
      alreadyProcessed?: boolean;
      handledSeq?: number;
      /** No server: the payload says `local: true` and has no signature. */
      local?: boolean;
    },
  ): CoreCall | null {
    return this.#engine.call("dispatch", {state, delivery: object("dispatch", "delivery", delivery)}) as CoreCall | null;
  }

  /** Checks one value. Throws `invalid_input` with its `reason`. */
  checkField(field: FieldSpec, value: Json, now: number): {stored: Json; derived: JsonObject} {
    return this.#engine.call("check_field", {field, value, now: time("checkField", now)}) as {
      stored: Json;
      derived: JsonObject;
    };
  }

  /** Evaluates a rule, e.g. `inputs.userType == 'agent'`. */
  rule(rule: string, bindings: JsonObject): Json {
    return this.#engine.call("rule", {rule: text("rule", "rule", rule), bindings}) as Json;
  }

  /** Throws `log_damaged`, with the first bad event in `where`. */
  verifyLog(events: readonly LoggedEvent[]): void {
    this.#engine.call("verify_log", {events: list("verifyLog", "events", events)});
  }

  /** The state, and the result's bytes as text, that a log adds up to. `erased`: some private part is gone. */
  replay(events: readonly LoggedEvent[]): {state: FlowState; erased: boolean; result: string | null} {
    return this.#engine.call("replay", {events: list("replay", "events", events)}) as {
      state: FlowState;
      erased: boolean;
      result: string | null;
    };
  }

  /** The result of a completed run as text: stage id -> `{input, output}`. Throws `no_outcome`, or `not_found` once erased. */
  result(state: FlowState): string {
    return this.#engine.call("result", {state: object("result", "state", state)}) as string;
  }

  /** Hex HMAC-SHA256 over the result's exact text. */
  sign(clientSecret: string, result: string): string {
    const request = {secret: text("sign", "clientSecret", clientSecret), bytes: text("sign", "result", result)};
    return this.#engine.call("sign_result", request) as string;
  }

  /** Does the signature belong to this exact text? */
  verify(clientSecret: string, result: string, signature: string): Verification {
    const request = {
      secret: text("verify", "clientSecret", clientSecret),
      bytes: text("verify", "result", result),
      signature: text("verify", "signature", signature),
    };
    return this.#engine.call("verify_result", request) as Verification;
  }

  /**
   * The three headers of a webhook, as Standard Webhooks has them. Each secret (`whsec_` and base64) signs, so that
   * keys can be changed while both are known. `now` in ms.
   */
  signWebhook(secrets: string[], id: string, body: string, now: number): WebhookHeaders {
    const request = {
      secrets: list("signWebhook", "secrets", secrets),
      id: text("signWebhook", "id", id),
      body: text("signWebhook", "body", body),
      now: time("signWebhook", now),
    };
    return this.#engine.call("sign_webhook", request) as WebhookHeaders;
  }

  /**
   * Is this exact body from somebody who has one of the secrets, and at most five minutes old (`toleranceMs`)?
   * `too_old` and `clock_ahead` are said of genuine ones only.
   */
  verifyWebhook(secrets: string[], headers: WebhookHeaders, body: string, now: number, toleranceMs?: number): Verification {
    const request = {
      secrets: list("verifyWebhook", "secrets", secrets),
      id: text("verifyWebhook", "id", headers.id),
      timestamp: text("verifyWebhook", "timestamp", headers.timestamp),
      signature: text("verifyWebhook", "signature", headers.signature),
      body: text("verifyWebhook", "body", body),
      now: time("verifyWebhook", now),
      toleranceMs,
    };
    return this.#engine.call("verify_webhook", request) as Verification;
  }

  /**
   * Is this receipt genuine, about this exact result, and at most five minutes old (`maxAgeMs`)? Also compare
   * `claims.aud` with your client key. Rejects where there is no WebCrypto.
   */
  async verifyReceipt(check: ReceiptToCheck): Promise<VerifiedReceipt> {
    if (this.#subtle === undefined) throw new Error("verifyReceipt(): WebCrypto is not there; a page needs https for it");
    const {receipt, jwks, resultText, salt, now, toleranceMs, maxAgeMs} = check;
    const request = {
      jws: text("verifyReceipt", "receipt", receipt),
      jwks: typeof jwks === "string" ? jwks : JSON.stringify(object("verifyReceipt", "jwks", jwks)),
      result: resultText === null ? null : text("verifyReceipt", "resultText", resultText),
      salt: text("verifyReceipt", "salt", salt),
      now: time("verifyReceipt", now),
      toleranceMs,
      maxAgeMs,
    };
    return finishCheck(this.#engine.call("check_receipt", request) as ReceiptCheck, this.#subtle);
  }

  /**
   * Does the status that has arrived replace the one that is kept? It does with a higher `seq`. Throws
   * `malformed_request` when they are of two handshakes, or `run` and `seq` contradict each other.
   */
  replacesStatus(arrived: StatusStamp, kept: StatusStamp): boolean {
    const request = {arrived: stamp("arrived", arrived), kept: stamp("kept", kept)};
    return this.#engine.call("replaces_status", request) as boolean;
  }

  /** Compares in a time that depends on the lengths alone. */
  equal(a: string, b: string): boolean {
    return this.#engine.call("equal", {a: text("equal", "a", a), b: text("equal", "b", b)}) as boolean;
  }

  /** RFC 8785 form of a JSON text. */
  canonicalize(json: string): string {
    const canonical = this.#engine.withText(text("canonicalize", "json", json), (pointer, length) => {
      const answer = this.#engine.module.canonical(pointer, length);
      return answer === 0 ? null : this.#engine.textOf(answer);
    });
    // Wrapped into a request only for what is wrong with it.
    return canonical ?? (this.#engine.call("canonicalize", {text: json}) as string);
  }

  /** Milliseconds of a duration such as `10d`. */
  parseDuration(duration: string): number {
    return this.#engine.call("parse_duration", {text: text("parseDuration", "duration", duration)}) as number;
  }

  /** The whole catalogue of errors. */
  errors(): ErrorInfo[] {
    return this.#engine.call("errors", {}) as ErrorInfo[];
  }

  /** Function name and JSON text in, JSON text out: for tests that compare bytes with the other builds of the core. */
  callText(name: string, request: string): string {
    return this.#engine.callText(name, request);
  }

  /** Is this text still somewhere in the engine's memory? For the test that secrets are wiped. */
  remembers(secret: string): boolean {
    return this.#engine.holds(secret);
  }
}

function text(method: string, name: string, value: unknown): string {
  if (typeof value !== "string") throw new TypeError(`${method}(): "${name}" is a string`);
  return value;
}

function object<T extends object>(method: string, name: string, value: T): T {
  if (typeof value !== "object" || (value as T | null) === null || Array.isArray(value)) {
    throw new TypeError(`${method}(): "${name}" is an object`);
  }
  return value;
}

/** Alone, without what else the message carries. */
function stamp(name: string, value: StatusStamp): StatusStamp {
  const {handshake, run, seq} = object("replacesStatus", name, value);
  return {handshake, run, seq};
}

function list<T>(method: string, name: string, value: readonly T[]): readonly T[] {
  const given: unknown = value;
  if (!Array.isArray(given)) throw new TypeError(`${method}(): "${name}" is an array`);
  return value;
}

function time(method: string, now: number): number {
  if (!Number.isSafeInteger(now)) throw new TypeError(`${method}(): "now" is milliseconds since 1970`);
  return now;
}
