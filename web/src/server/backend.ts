// The calls of docs/reference/backend-api.md.
import {NetworkError} from "../errors.js";
import type {JsonObject} from "../protocol/json.js";
import type {Outcome} from "../protocol/state.js";
import {BackendError} from "./backend-error.js";
import {rawMember} from "./raw-member.js";

export interface BackendOptions {
  /** Where sealflowd is, e.g. `https://verify.example.com`. */
  server: string;
  /** The app's server token. */
  serverToken: string;
  /** Milliseconds until a call is given up. Default 10,000. */
  timeout?: number;
}

export interface HandshakeRequest {
  /** Flow id, `FX0…`. */
  flow: string;
  /** Id of a published version; null runs the draft. */
  snapshot?: string | null;
  /** Your own reference to this user: 1 to 256 characters. */
  tag: string;
  webhook?: boolean;
  /** Until when the first launch must be: milliseconds since 1970. Default: 24 hours from now. */
  expiry?: number;
  /** Values of the variables that only a backend may set. */
  variables?: JsonObject;
}

export interface Handshake {
  /** Keep it: the result is fetched, and checked, by this id. */
  id: string;
  /** For people, to quote. */
  number: string;
  digest: string;
}

export interface ExecutionResult {
  id: string;
  number: string;
  /** Null once the person's data was erased. */
  tag: string | null;
  requestId: string;
  /** Was the handshake used on a device? */
  consumed: boolean;
  archived: number | null;
  /** Since when it can no longer be used; it never was. */
  cancelled: number | null;
  /** Since when the person's data is gone. */
  erased: number | null;
  /** Stage id -> {input, output}. Null until a run completed. */
  result: Record<string, {input: JsonObject; output: JsonObject}> | null;
  /** The same as the text that was signed, byte for byte. This is what is verified, never `result`. */
  resultText: string | null;
  resultSignature: string | null;
  resultSignatureKeyId: string | null;
  /** To hand on to who must not have the client secret: `verifyReceipt` checks it. Null until the run ended. */
  receipt: string | null;
  /** What `verifyReceipt` takes as `salt`. Whoever gets it can try out whether a result is the one of the receipt. */
  receiptSalt: string | null;
  status: string | null;
  outcome: string | null;
  run: number;
  seq: number;
}

export interface HandshakeFilter {
  /** Flow id, `FX0…`. */
  flow: string;
  /** Only those with exactly this tag. */
  tag?: string;
  /** How many are fetched with one call: 1 to 100. Default 20. */
  pageSize?: number;
}

/** What a list says of a handshake. All times are milliseconds since 1970. */
export interface ListedHandshake {
  id: string;
  number: string;
  flow: string;
  /** Id of the published version that it is pinned to; null: it runs the draft. */
  snapshot: string | null;
  /** Null once the person's data was erased. */
  tag: string | null;
  created: number;
  /** Until when the first launch must be. */
  expiry: number;
  archived: number | null;
  cancelled: number | null;
  /** Since when the person's data is gone. */
  erased: number | null;
  /** Was it used on a device? Null where the server cannot read its log; then the two below are null, too. */
  consumed: boolean | null;
  /** Of the latest run; null until it ended. */
  outcome: Exclude<Outcome, "none"> | null;
  /** Of the flow's end, e.g. `auto_approved`; null until the run ended. */
  status: string | null;
}

/** What was done with a handshake so far: each null, or since when (milliseconds since 1970). */
export type HandshakeChange = Pick<ListedHandshake, "id" | "number" | "archived" | "cancelled" | "erased">;

/** The server's name for it is Attestr's. */
type Sent<T extends {id: string}> = Omit<T, "id"> & {_id: string};

export interface Language {
  key: string;
  value: string;
}

export class SealflowBackend {
  readonly #base: string;
  readonly #authorisation: string;
  readonly #timeout: number;

  constructor(options: BackendOptions) {
    const {server, serverToken, timeout = 10_000} = options;
    if (typeof server !== "string" || !/^https?:\/\//.test(server)) {
      throw new TypeError('SealflowBackend: "server" is an http or https address');
    }
    if (typeof serverToken !== "string" || serverToken === "") {
      throw new TypeError('SealflowBackend: "serverToken" is a string that is not empty');
    }
    this.#base = new URL("api/v1/public/", server.replace(/\/*$/, "/")).href;
    this.#authorisation = `Basic ${serverToken}`;
    this.#timeout = timeout;
  }

  /** Creates a handshake for one user. Keep its id; give id and client key to the page. */
  async createHandshake(request: HandshakeRequest): Promise<Handshake> {
    const body = JSON.stringify({snapshot: null, ...request});
    const {json} = await this.#call("POST", "flowx/handshake", body);
    return renamed(json as Sent<Handshake>);
  }

  /** Fetches what came of a handshake. Check it with `verifyResult` before believing it. */
  async fetchResult(handshake: string): Promise<ExecutionResult> {
    const {json, text} = await this.#call("GET", pathOf(handshake, "fetchResult"));
    const raw = rawMember(text, "result");
    const resultText = raw === undefined || raw === "null" ? null : raw;
    return {...renamed(json as Sent<Omit<ExecutionResult, "resultText">>), resultText};
  }

  /**
   * The handshakes of a flow, newest first; pages are fetched as the loop goes on. One that is created meanwhile does not
   * move the others, so none is skipped and none comes twice.
   *
   *     for await (const {id} of sealflow.listHandshakes({flow: "FX0onboarding", tag: user.id})) …
   *
   * Refused with 4002 when there is no such flow, 4001 when `pageSize` is not from 1 to 100.
   */
  async *listHandshakes(filter: HandshakeFilter): AsyncGenerator<ListedHandshake, void, undefined> {
    const {flow, tag, pageSize: limit} = filter;
    if (typeof flow !== "string" || flow === "") throw new TypeError('listHandshakes(): "flow" is a flow id');
    // A tag that got lost on the way would stand for everybody, and what is listed is often erased.
    if ("tag" in filter && (typeof tag !== "string" || tag === "")) {
      throw new TypeError('listHandshakes(): "tag" is a string that is not empty, or not there');
    }
    let cursor: string | null = null;
    do {
      const body = JSON.stringify({flow, tag, limit, cursor});
      const page = (await this.#call("POST", "flowx/handshake/list", body)).json as {
        handshakes: Sent<ListedHandshake>[];
        next: string | null;
      };
      yield* page.handshakes.map(renamed);
      cursor = page.next;
    } while (cursor !== null);
  }

  /**
   * Puts a handshake away: its result and signature are given to nobody any more, nobody launches it, open pages end. The
   * data stays until it is erased. Again changes nothing, so it may be repeated after a `NetworkError`.
   *
   * Refused with 40401 when the app has no such handshake.
   */
  async archiveHandshake(handshake: string): Promise<HandshakeChange> {
    return this.#change(pathOf(handshake, "archiveHandshake", "archive"));
  }

  /**
   * Takes back a handshake that nobody used: it is not launched any more, and a page that only looked at the first screen
   * ends. Again changes nothing.
   *
   * Refused with 40901 when somebody used it (archive or erase it instead), 41003 when it was archived, 41005 when erased,
   * 40401 when the app has no such handshake, 50002 when its log is damaged.
   */
  async cancelHandshake(handshake: string): Promise<HandshakeChange> {
    return this.#change(pathOf(handshake, "cancelHandshake", "cancel"));
  }

  /**
   * Destroys for ever what the person gave: values, files, result, tag. At any time, also in the middle of a run; open pages
   * end, and webhooks that wait are not sent. Id, times, outcome and status stay. Again changes nothing.
   *
   * Refused with 40401 when the app has no such handshake.
   */
  async eraseHandshake(handshake: string): Promise<HandshakeChange> {
    return this.#change(pathOf(handshake, "eraseHandshake", "erase"));
  }

  /** The languages that the screens have. */
  async languages(): Promise<Language[]> {
    return (await this.#call("GET", "languages")).json as Language[];
  }

  async #change(path: string): Promise<HandshakeChange> {
    return renamed((await this.#call("POST", path)).json as Sent<HandshakeChange>);
  }

  async #call(method: string, path: string, body?: string): Promise<{json: unknown; text: string}> {
    const headers = {Authorization: this.#authorisation, "Content-Type": "application/json", Accept: "application/json"};
    let response: Response;
    let bytes: ArrayBuffer;
    try {
      const signal = AbortSignal.timeout(this.#timeout);
      response = await fetch(this.#base + path, {method, headers, signal, redirect: "error", ...(body !== undefined && {body})});
      bytes = await response.arrayBuffer();
    } catch (cause) {
      throw new NetworkError(`no answer from ${new URL(this.#base).origin}`, {cause});
    }
    const {json, text} = decode(bytes);
    if (response.ok && json !== undefined) return {json, text};
    throw new BackendError(isErrorBody(json) ? json : foreignError(response.status), retryAfter(response.headers));
  }
}

function pathOf(handshake: string, call: string, action?: string): string {
  if (typeof handshake !== "string" || handshake === "") throw new TypeError(`${call}() takes a handshake id`);
  const path = `flowx/handshake/${encodeURIComponent(handshake)}`;
  return action === undefined ? path : `${path}/${action}`;
}

function renamed<T extends {_id: string}>({_id, ...rest}: T): Omit<T, "_id"> & {id: string} {
  return {id: _id, ...rest};
}

/** Strictly UTF-8, byte-order mark included: the text must stand for the bytes one to one. */
function decode(bytes: ArrayBuffer): {json?: unknown; text: string} {
  try {
    const text = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(bytes);
    return {json: JSON.parse(text) as unknown, text};
  } catch {
    return {text: ""};
  }
}

function isErrorBody(json: unknown): json is ConstructorParameters<typeof BackendError>[0] {
  return typeof json === "object" && json !== null && "code" in json && typeof json.code === "number";
}

/** Somebody in between answered: a proxy, another server at that address. */
function foreignError(status: number): ConstructorParameters<typeof BackendError>[0] {
  const message = `the answer (${status}) is not one of sealflowd`;
  return {code: 5001, httpStatusCode: status >= 400 ? status : 502, message};
}

/** In milliseconds; 0 when nothing is said, or a date, which sealflowd never sends. */
function retryAfter(headers: Headers): number {
  const seconds = headers.get("Retry-After") ?? "";
  return /^[0-9]{1,9}$/.test(seconds) ? Number(seconds) * 1000 : 0;
}
