// The session calls of docs/reference/session-api.md, one method each. No decisions here.
import type {FlowView} from "../protocol/flow.js";
import type {JsonObject} from "../protocol/json.js";
import type {Command, Delivery, FlowEvent, FlowState, Plan} from "../protocol/state.js";
import {readJson, request} from "./http.js";
import {readEventStream} from "./stream.js";

export interface LaunchRequest {
  clientKey: string;
  locale: string;
  retry: boolean;
  variables?: JsonObject;
  deviceSecret?: string;
  handoff?: string;
  /** An auth token of the backend's. */
  token?: string;
}

export interface LaunchReply {
  token: string;
  tokenExpires: number;
  now?: number;
  device: {id: string; secret?: string};
  app: {name: string; mode: "sandbox" | "live"};
  flow: FlowView;
  state: FlowState;
  plan: Plan;
  delivery: Delivery | null;
  /** Of a launch by a link: the digits that the other screen shows as well. */
  handoff?: {digits: string};
}

export interface CommandRequest {
  command: Command;
  epoch: number;
  expectedSeq: number;
}

export interface EventsReply {
  events: FlowEvent[];
  seq: number;
  now?: number;
  delivery: Delivery | null;
}

/** A link for another device, the code in its fragment. */
export interface HandoffReply {
  code: string;
  digits: string;
  /** ms since 1970, by the server's clock. */
  expires: number;
}

const answerTimeout = 20_000;

export class SessionApi {
  readonly base: string;
  readonly signal: AbortSignal;
  #token = "";

  /** `signal` ends every call, running and future. */
  constructor(server: string, handshake: string, signal: AbortSignal) {
    this.base = new URL(`v1/sessions/${encodeURIComponent(handshake)}/`, server.replace(/\/*$/, "/")).href;
    this.signal = signal;
  }

  async launch(body: LaunchRequest, key: string): Promise<LaunchReply> {
    const sent = {...body, launcher: SEALFLOW_VERSION, core: SEALFLOW_CORE_VERSION};
    const reply = await readJson<LaunchReply>(await this.#post("launch", JSON.stringify(sent), {"Idempotency-Key": key}));
    this.#token = reply.token;
    return reply;
  }

  async command(body: CommandRequest, key: string): Promise<EventsReply> {
    return readJson<EventsReply>(
      await this.#post("commands", JSON.stringify(body), {...this.authorisation(), "Idempotency-Key": key}),
    );
  }

  /** Each call makes another link; all are good for ten minutes, each for one device. */
  async handoff(): Promise<HandoffReply> {
    return readJson<HandoffReply>(await this.#post("handoff", "{}", this.authorisation()));
  }

  /** What happened after `seq`, at once. */
  async events(seq: number): Promise<EventsReply> {
    return readJson<EventsReply>(await this.#getEvents(seq, "application/json", this.signal));
  }

  /** What happens after `seq`, as it happens. Ends when the server or `signal` (the caller's own) says so. */
  async *stream(seq: number, signal: AbortSignal): AsyncGenerator<FlowEvent> {
    const response = await this.#getEvents(seq, "text/event-stream", signal);
    yield* readEventStream(response, signal);
  }

  /** Of every call but the launch. */
  authorisation(): Record<string, string> {
    return {Authorization: `Bearer ${this.#token}`};
  }

  #post(path: string, body: string | undefined, headers: Record<string, string>): Promise<Response> {
    return request(`${this.base}${path}`, {
      method: "POST",
      headers: {"Content-Type": "application/json", ...headers},
      ...(body !== undefined && {body}),
      signal: this.signal,
      timeout: answerTimeout,
    });
  }

  #getEvents(seq: number, accept: string, signal: AbortSignal): Promise<Response> {
    return request(`${this.base}events`, {
      method: "GET",
      headers: {Accept: accept, "Last-Event-ID": String(seq), ...this.authorisation()},
      signal,
      timeout: answerTimeout,
    });
  }
}
