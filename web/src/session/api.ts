// The session calls of docs/reference/session-api.md, one method each; those of files are in uploads/api.ts. No decisions here.
import type {FlowView} from "../protocol/flow.js";
import type {JsonObject} from "../protocol/json.js";
import type {Command, Delivery, FlowEvent, FlowState, Plan} from "../protocol/state.js";
import {readJson, readLater, request} from "./http.js";

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

type Reader<Reply> = (response: Response) => Promise<Reply>;

export class SessionApi {
  /** Ends every call, running and future. */
  readonly signal: AbortSignal;
  readonly base: string;
  #token = "";

  constructor(server: string, handshake: string, signal: AbortSignal) {
    this.base = new URL(`v1/sessions/${encodeURIComponent(handshake)}/`, server.replace(/\/*$/, "/")).href;
    this.signal = signal;
  }

  async launch(body: LaunchRequest, key: string): Promise<LaunchReply> {
    const sent = {...body, launcher: SEALFLOW_VERSION, core: SEALFLOW_CORE_VERSION};
    const reply = await this.#post<LaunchReply>("launch", sent, {"Idempotency-Key": key});
    this.#token = reply.token;
    return reply;
  }

  command(body: CommandRequest, key: string): Promise<EventsReply> {
    return this.#post("commands", body, {"Idempotency-Key": key, ...this.authorisation()});
  }

  /** Each call makes another link; all are good for ten minutes, each for one device. */
  handoff(): Promise<HandoffReply> {
    return this.#post("handoff", {}, this.authorisation());
  }

  /** What happened after `seq`, at once. */
  events(seq: number): Promise<EventsReply> {
    return this.#get<EventsReply>(seq, "application/json", readJson);
  }

  /** What happens after `seq`, as it happens. Ends when the server or `signal` (the caller's own) says so. */
  openStream(seq: number, signal: AbortSignal): Promise<Response> {
    return this.#get(seq, "text/event-stream", readLater, signal);
  }

  /** Of every call but the launch, which brings what it is granted a token for. */
  authorisation(): Record<string, string> {
    return {Authorization: `Bearer ${this.#token}`};
  }

  #post<Reply>(path: string, body: object, headers: Record<string, string> = {}): Promise<Reply> {
    return this.#send<Reply>("POST", path, {"Content-Type": "application/json", ...headers}, readJson, JSON.stringify(body));
  }

  #get<Reply>(seq: number, accept: string, read: Reader<Reply>, signal?: AbortSignal): Promise<Reply> {
    return this.#send("GET", "events", {Accept: accept, "Last-Event-ID": String(seq), ...this.authorisation()}, read, undefined, signal);
  }

  #send<Reply>(method: string, path: string, headers: Record<string, string>, read: Reader<Reply>, body?: string, signal = this.signal): Promise<Reply> {
    return request(this.base + path, {method, headers, ...(body && {body}), signal, timeout: answerTimeout}, read);
  }
}
