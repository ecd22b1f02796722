// One request, one answer. Whatever goes wrong becomes a SealflowError (the server said no) or a NetworkError (it said
// nothing), so that callers have two cases and no third.
import {NetworkError, SealflowError, type ErrorBody} from "../errors.js";
import type {FlowEvent, Progress} from "../protocol/state.js";

/** A refusal by the server, with what only a server can add. */
export class ServerRefusal extends SealflowError {
  /** How long the server asks to wait, in ms; 0 when it does not say. */
  readonly retryAfter: number;
  /** The events that the page lacks (`seq_conflict`). */
  readonly events: readonly FlowEvent[];
  /** How far the other device is (`session_superseded`). */
  readonly progress: readonly Progress[];

  constructor(body: ErrorBody & {events?: FlowEvent[]; progress?: Progress[]}, retryAfter: number) {
    super(body);
    this.retryAfter = retryAfter;
    this.events = body.events ?? [];
    this.progress = body.progress ?? [];
  }
}

export interface RequestOptions {
  method: string;
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
  /** Milliseconds until an answer must have begun, and again until all of it must be there. */
  timeout: number;
}

/** What `read` makes of the answer, if the server agreed. A connection that breaks, or falls silent, in the middle counts as no answer. */
export async function request<T>(url: string, {timeout, signal, ...init}: RequestOptions, read: (response: Response) => Promise<T>): Promise<T> {
  const timer = new AbortController();
  const wait = () => setTimeout(() => {
    timer.abort();
  }, timeout);
  let stop = wait();
  const forward = (): void => {
    timer.abort();
  };
  signal.addEventListener("abort", forward);
  let refused: ServerRefusal;
  try {
    signal.throwIfAborted();
    const response = await fetch(url, {
      ...init,
      signal: timer.signal,
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "origin",
      redirect: "error",
    });
    clearTimeout(stop);
    stop = wait();
    if (response.ok) return await read(response);
    refused = await refusal(response);
  } catch (cause) {
    signal.throwIfAborted();
    throw new NetworkError(`no answer from ${new URL(url).origin}`, {cause});
  } finally {
    clearTimeout(stop);
  }
  throw refused;
}

export const readJson = <T>(response: Response): Promise<T> => response.json() as Promise<T>;
/** As it is: a stream may last, and only the caller's signal ends it. */
export const readLater = (response: Response): Promise<Response> => Promise.resolve(response);

async function refusal(response: Response): Promise<ServerRefusal> {
  const retryAfter = secondsToMs(response.headers.get("Retry-After"));
  const body = parsed(await response.text());
  return new ServerRefusal(isErrorBody(body) ? body : foreignError(response.status), retryAfter);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isErrorBody(body: unknown): body is ErrorBody & {events?: FlowEvent[]} {
  return typeof body === "object" && body !== null && "code" in body && typeof body.code === "string";
}

/** Somebody in between answered (a proxy, a captive portal): no catalogue entry, only a status. */
export function foreignError(status: number): ErrorBody {
  const temporary = status >= 500 || status === 408 || status === 429;
  return {
    code: temporary ? "unavailable" : "internal",
    number: temporary ? 50301 : 5001,
    httpStatus: status,
    retryable: temporary,
    message: `something between page and server answered ${status}`,
  };
}

function secondsToMs(header: string | null): number {
  const seconds = Number(header ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) * 1000 : 0;
}
