// Runs requests again and again while that may help, and fetches files of the launcher in the same way.
import {NetworkError} from "../errors.js";
import {load} from "../load.js";
import type {Connection} from "./connection.js";
import {retrying, type RetryPolicy} from "./retry.js";

/** How long a request is repeated. */
export interface Repeating {
  signal: AbortSignal;
  /** Until then (ms since 1970) instead of a number of times. */
  until?: number;
}

export type Persist = <T>(operation: () => Promise<T>, repeating?: Repeating) => Promise<T>;

export class Repeater {
  readonly #connection: Connection;
  readonly #policy: RetryPolicy;
  readonly #signal: AbortSignal;

  /** `connection` hears of failures. `signal` ends all that is repeated. */
  constructor(connection: Connection, policy: RetryPolicy, signal: AbortSignal) {
    this.#connection = connection;
    this.#policy = policy;
    this.#signal = signal;
  }

  readonly persist: Persist = (operation, {signal, until} = {signal: this.#signal}) => {
    const report = (error: Error | null): void => {
      this.#connection.report(error);
    };
    return this.#connection.during(retrying(operation, this.#policy, signal, report, until));
  };

  /** Fetches a file of the launcher that not every flow needs, and that is needed now. */
  load<T>(file: () => Promise<T>): Promise<T> {
    return this.persist(() => fetched(file));
  }

  /** The same for one that nobody waits for: as long as it takes, and nobody is told. */
  loadQuietly<T>(file: () => Promise<T>): Promise<T> {
    return retrying(() => fetched(file), this.#policy, this.#signal, () => undefined, Infinity);
  }
}

/** That it did not come counts as no answer. */
async function fetched<T>(file: () => Promise<T>): Promise<T> {
  try {
    return await load(file);
  } catch (cause) {
    throw new NetworkError("a file of the launcher did not come", {cause});
  }
}
