// A sealflowd of a hundred lines for one handshake: the real core decides, `fetch` is replaced, and each request can be
// made to fail in a chosen way.
import {createHmac, randomBytes} from "node:crypto";
import type {Core, CoreCommand, FlowDefinition, LoggedEvent} from "../../../web/src/engine/full.js";
import {SealflowError} from "../../../web/src/errors.js";
import type {FlowEvent, FlowState} from "../../../web/src/protocol/state.js";

export interface SeenRequest {
  path: string;
  key: string;
  body: string;
}

/** What happens to a request: answered; refused; lost on the way there; or done, with the answer lost. */
export type Fate = "answer" | "lost" | "answerLost" | {status: number; body?: object; headers?: Record<string, string>};

export class FakeServer {
  readonly seen: SeenRequest[] = [];
  /** For the coming requests, in order; then all are answered. */
  fates: Fate[] = [];
  now = 1_800_000_000_000;
  readonly #core: Core;
  readonly #flow: FlowDefinition;
  readonly #answers = new Map<string, {body: string; status: number; answer: object}>();
  log: LoggedEvent[] = [];
  state: FlowState | null = null;
  secret = "";
  codes: string[] = [];

  constructor(core: Core, flow: FlowDefinition) {
    this.#core = core;
    this.#flow = flow;
    globalThis.fetch = (url, init) => this.#fetch(String(url), init ?? {});
  }

  commands(): SeenRequest[] {
    return this.seen.filter(({path}) => path === "commands");
  }

  /** Something that happens without the page: another window, an operator. */
  decide(command: CoreCommand): void {
    const entropy = randomBytes(32).toString("hex");
    const {events, effects} = this.#core.decide(this.#flow, this.state, {...command, entropy}, this.now);
    this.log.push(...events);
    this.state = this.#core.evolve(this.state, events).state;
    for (const {payload} of effects) this.codes.push(String(payload["code"]));
  }

  #fetch(url: string, init: RequestInit): Promise<Response> {
    const path = new URL(url).pathname.split("/").pop() ?? "";
    const headers = new Headers(init.headers);
    const request = {path, key: headers.get("Idempotency-Key") ?? "", body: typeof init.body === "string" ? init.body : ""};
    this.seen.push(request);
    const fate = this.fates.shift() ?? "answer";
    if (fate === "lost") return Promise.reject(new TypeError("fetch failed"));
    if (typeof fate === "object") return Promise.resolve(json(fate.status, fate.body ?? {}, fate.headers));
    const {status, answer} = this.#answer(request, headers);
    if (fate === "answerLost") return Promise.reject(new TypeError("fetch failed"));
    return Promise.resolve(json(status, answer));
  }

  #answer(request: SeenRequest, headers: Headers): {status: number; answer: object} {
    const before = this.#answers.get(request.key);
    if (request.key !== "" && before) {
      return before.body === request.body ? before : {status: 422, answer: this.#error("idempotency_mismatch")};
    }
    const made = this.#make(request, headers);
    if (made.status !== 400 && made.status !== 422) this.#answers.set(request.key, {...made, body: request.body});
    return made;
  }

  #make({path, body}: SeenRequest, headers: Headers): {status: number; answer: object} {
    try {
      if (path === "launch") return {status: 200, answer: this.#launch(JSON.parse(body) as Record<string, never>)};
      if (path === "events") return {status: 200, answer: this.#since(Number(headers.get("Last-Event-ID")))};
      const {command, epoch, expectedSeq} = JSON.parse(body) as {command: CoreCommand; epoch: number; expectedSeq: number};
      if (command.type === "heartbeat") return {status: 200, answer: this.#since(expectedSeq)};
      if (this.state === null || epoch !== this.state.epoch) return {status: 409, answer: this.#error("session_superseded")};
      if (expectedSeq !== this.state.seq) {
        return {status: 409, answer: {...this.#error("seq_conflict"), ...this.#since(expectedSeq)}};
      }
      this.decide({...command, epoch});
      return {status: 200, answer: this.#since(expectedSeq)};
    } catch (error) {
      if (!(error instanceof SealflowError)) throw error;
      return {status: error.httpStatus, answer: {...error, message: error.message}};
    }
  }

  #launch(body: Record<string, never>): object {
    const {retry, deviceSecret, variables} = body;
    const known = this.secret !== "" && deviceSecret === this.secret;
    if (!known) this.secret = randomBytes(32).toString("base64url");
    const device = known ? {device: this.#deviceOf()} : {newDevice: randomBytes(8).toString("hex")};
    const launch = {
      handshake: "DS0fake",
      backendVariables: {mobile: "+919876543210"},
      expiresAt: this.now + 86_400_000,
      retry: retry ?? false,
      variables: variables ?? null,
      ...device,
    };
    const plan = this.#core.plan(this.#flow, this.state, launch, this.now);
    this.decide({type: "launch", actor: "server", launch});
    return {
      token: "token",
      tokenExpires: this.now + 1_800_000,
      now: this.now,
      device: {id: "device", ...(!known && {secret: this.secret})},
      app: {name: "Test", mode: "sandbox"},
      flow: this.#core.clientView(this.#flow),
      state: this.#publicState(),
      plan,
      delivery: this.#delivery(),
    };
  }

  #deviceOf(): string {
    const {device} = (this.state ?? {}) as {device?: string};
    return device ?? "";
  }

  #since(seq: number): {events: FlowEvent[]; seq: number; now: number; delivery: object | null} {
    const events = this.log.filter((event) => event.seq > seq).map(publicEvent);
    return {events, seq: this.state?.seq ?? 0, now: this.now, delivery: this.#delivery()};
  }

  #publicState(): FlowState {
    return this.#core.evolve(null, this.log.map(publicEvent)).state;
  }

  #delivery(): {signature: string; receipt: null} | null {
    if (this.state === null || this.state.outcome === "none") return null;
    const completed = this.state.outcome === "completed";
    return {signature: completed ? createHmac("sha256", "secret").update("{}").digest("hex") : "", receipt: null};
  }

  #error(name: string): object {
    const entry = this.#core.errors().find((known) => known.name === name);
    return {code: name, number: entry?.number, httpStatus: entry?.http, retryable: entry?.retryable, message: entry?.text};
  }
}

/** What a page gets of an event: without its private part, but with what there is to show of that. */
function publicEvent(event: LoggedEvent): FlowEvent {
  const {shown} = JSON.parse(event.private ?? "{}") as Pick<FlowEvent, "shown">;
  const copy = {...event, ...(shown !== undefined && {shown})};
  delete copy.salt;
  delete copy.private;
  return copy;
}

function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {status, headers: {"Content-Type": "application/json", ...headers}});
}
