// While another device may take the session over, or has: asks every few seconds whether it has, and how far it is.
// Not the event stream: that is for who holds the session, and ends at the very moment that is of interest here.
import {SealflowError} from "../errors.js";
import type {Progress} from "../protocol/state.js";
import type {EventsReply, SessionApi} from "./api.js";
import {Background} from "./background.js";
import {ServerRefusal} from "./http.js";
import {defaultRetryPolicy} from "./retry.js";

export interface FollowerPort {
  seq(): number;
  epoch(): number;
  /** Is there a reason to ask? */
  following(): boolean;
  /** This device has it, and this is new. */
  take(reply: EventsReply): Promise<void>;
  /** Another device has it, and is so far. */
  moved(progress: readonly Progress[]): void;
}

const interval = 2500;

/** All that was entered has passed. An end is reached in the same moment as the last stage passes. */
export function isFinished(progress: readonly Progress[] | undefined): boolean {
  return progress !== undefined && progress.length > 0 && progress.every(({passed}) => passed);
}

export class Follower {
  readonly #api: SessionApi;
  readonly #port: FollowerPort;
  readonly #background = new Background();

  constructor(api: SessionApi, port: FollowerPort) {
    this.#api = api;
    this.#port = port;
  }

  /** Does nothing when it is doing so already. */
  start(signal: AbortSignal): void {
    this.#background.start(() => this.#run(signal));
  }

  /** Asks once. False: asking again is of no use. */
  async look(): Promise<boolean> {
    const epoch = this.#port.epoch();
    try {
      await this.#port.take(await this.#api.events(this.#port.seq()));
    } catch (error) {
      if (error instanceof ServerRefusal && error.code === "session_superseded") {
        // Unless it was taken back while the answer was on its way.
        if (this.#port.epoch() === epoch) this.#port.moved(error.progress);
      }
      // A token that has run out is not renewed: the launch which that takes would take the session back.
      else if (error instanceof SealflowError && !error.retryable) return false;
    }
    return true;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (this.#port.following() && !signal.aborted && (await this.look())) {
      await defaultRetryPolicy.pause(interval, signal);
    }
  }
}
