// The calls of docs/reference/backend-api.md.
import {NetworkError} from "../errors.js";
import type {JsonObject} from "../protocol/json.js";
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
  /** Since when the person's data is gone. */
  erased: number | null;
  /** Stage id -> {input, output}. Null until a run completed. */
  result: Record<string, {input: JsonObject; output: JsonObject}> | null;
  /** The same as the text that was signed, byte for byte. This is what is verified, never `result`. */
  resultText: string | null;
  resultSignature: string | null;
  resultSignatureKeyId: string | null;
  status: string | null;
  outcome: string | null;
  run: number;
  seq: number;
}

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
    const {_id, number, digest} = json as {_id: string; number: string; digest: string};
    return {id: _id, number, digest};
  }

  /** Fetches what came of a handshake. Check it with `verifyResult` before believing it. */
  async fetchResult(handshake: string): Promise<ExecutionResult> {
    if (typeof handshake !== "string" || handshake === "") throw new TypeError("fetchResult() takes a handshake id");
    const {json, text} = await this.#call("GET", `flowx/handshake/${encodeURIComponent(handshake)}`);
    const {_id, ...rest} = json as Omit<ExecutionResult, "id" | "resultText"> & {_id: string};
    const raw = rawMember(text, "result");
    return {...rest, id: _id, resultText: raw === undefined || raw === "null" ? null : raw};
  }

  /** The languages that the screens have. */
  async languages(): Promise<Language[]> {
    return (await this.#call("GET", "languages")).json as Language[];
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
    throw new BackendError(isErrorBody(json) ? json : foreignError(response.status));
  }
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
