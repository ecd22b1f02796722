// The session on another device: the link that takes it there, how far it is there, and the way back. Loaded when a link
// is made or the session has gone.
//
// While another device may take the session over, or has, this asks every few seconds whether it has. Not the event
// stream: that is for who holds the session, and ends at the very moment that is of interest here.
import {SealflowError} from "../errors.js";
import type {FlowState, Progress} from "../protocol/state.js";
import type {EventsReply, HandoffReply, SessionApi} from "./api.js";
import {ServerRefusal} from "./http.js";
import {isFinished} from "./lease.js";
import {defaultRetryPolicy} from "./retry.js";

/** What this needs of its session. */
export interface OtherDevicePort {
  state(): FlowState;
  /** The server's time. */
  now(): number;
  /** Another device has it. */
  superseded(): boolean;
  /** This device has it, and this is new. */
  take(reply: EventsReply): Promise<void>;
  /** Another device has it, or is further. */
  moved(): void;
  makeLink(): Promise<HandoffReply>;
  /** Opens the session here again. */
  relaunch(): Promise<void>;
}

const interval = 2500;

export class OtherDevice {
  readonly #api: SessionApi;
  readonly #port: OtherDevicePort;
  #link: HandoffReply | undefined;
  #progress: readonly Progress[] | undefined;

  constructor(api: SessionApi, port: OtherDevicePort) {
    this.#api = api;
    this.#port = port;
  }

  /** The last link that was made here. */
  get link(): HandoffReply | undefined {
    return this.#link;
  }

  /** How far the other device is, while it has the session. */
  get progress(): readonly Progress[] | undefined {
    return this.#progress;
  }

  async handOff(): Promise<HandoffReply> {
    return (this.#link = await this.#port.makeLink());
  }

  async takeBack(): Promise<void> {
    await this.look();
    if (isFinished(this.#progress)) return;
    await this.#port.relaunch();
    this.#progress = undefined;
    this.#link = undefined;
  }

  /** Asks as long as there is a reason to: the session has gone, or somebody may come by the link. */
  async follow(signal: AbortSignal): Promise<void> {
    const reason = (): boolean => this.#port.superseded() || this.#port.now() < (this.#link?.expires ?? 0);
    while (reason() && !signal.aborted && (await this.look())) {
      await defaultRetryPolicy.pause(interval, signal);
    }
  }

  /** Asks once. False: asking again is of no use. */
  async look(): Promise<boolean> {
    const {seq, epoch} = this.#port.state();
    try {
      await this.#port.take(await this.#api.events(seq));
    } catch (error) {
      if (error instanceof ServerRefusal && error.code === "session_superseded") {
        // Unless it was taken back while the answer was on its way.
        if (this.#port.state().epoch === epoch) {
          this.#progress = error.progress;
          this.#port.moved();
        }
      }
      // A token that has run out is not renewed: the launch which that takes would take the session back.
      else if (error instanceof SealflowError && !error.retryable) return false;
    }
    return true;
  }
}
