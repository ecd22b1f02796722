// Trying again, politely: pauses grow, differ between pages, and end at once when the connection comes back.
import {NetworkError, SealflowError} from "../errors.js";
import {ServerRefusal} from "./http.js";

export interface RetryPolicy {
  tries: number;
  /** The longest pause before the second try, in ms; it doubles from there. */
  base: number;
  /** No pause is longer, unless the server asks for it. */
  cap: number;
  random(): number;
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

export const defaultRetryPolicy: RetryPolicy = {
  tries: 8,
  base: 1000,
  cap: 15_000,
  random: Math.random,
  pause,
};

/** Would the very same request have a chance a little later? */
export function worthRepeating(error: unknown): boolean {
  if (error instanceof NetworkError) return true;
  if (!(error instanceof SealflowError)) return false;
  if (error.code === "request_in_progress") return true;
  return error.retryable && (error.httpStatus >= 500 || error.httpStatus === 429);
}

/** Full jitter, with the server's wish as the least. */
export function pauseBefore(attempt: number, error: unknown, policy: RetryPolicy): number {
  const spread = policy.random() * Math.min(policy.cap, policy.base * 2 ** (attempt - 1));
  const asked = error instanceof ServerRefusal ? error.retryAfter : 0;
  return Math.max(asked, 200 + spread);
}

/**
 * Runs `operation` until it answers, is refused for good, or the tries are used up; then the last failure is thrown.
 * With `until` (ms since 1970) the tries do not count, only the time. `onTrouble` is told about each failure that will
 * be repeated, and with null when it is over.
 */
export async function retrying<T>(
  operation: () => Promise<T>,
  policy: RetryPolicy,
  signal: AbortSignal,
  onTrouble: (error: Error | null) => void,
  until?: number,
): Promise<T> {
  const over = (attempt: number): boolean => (until === undefined ? attempt >= policy.tries : Date.now() >= until);
  for (let attempt = 1; ; ++attempt) {
    try {
      const answer = await operation();
      onTrouble(null);
      return answer;
    } catch (error) {
      if (signal.aborted || !worthRepeating(error) || over(attempt)) throw error;
      onTrouble(error as Error);
      await policy.pause(pauseBefore(attempt, error, policy), signal);
    }
  }
}

/** Waits, but not beyond the moment the browser says that it is online again. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer);
      globalThis.removeEventListener("online", finish);
      signal.removeEventListener("abort", finish);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(finish, ms);
    globalThis.addEventListener("online", finish);
    signal.addEventListener("abort", finish);
    if (signal.aborted) finish();
  });
}
