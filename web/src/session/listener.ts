import type {SealflowError} from "../errors.js";
import type {Delivery, FlowEvent, Plan} from "../protocol/state.js";

/** What a session tells whoever shows it; nothing before the engine is there. */
export interface SessionListener {
  /** Something to be shown has changed. */
  changed(): void;
  /** The server has opened the session: what is to be done, and what is skipped. Not told of launches that only renew. */
  launched(plan: Plan): void;
  /** A fact was added to the log. */
  event(event: FlowEvent): void;
  /** What the user did in a stage is on its way. */
  submitted(stage: string): void;
  /** The run has an outcome, and this is what the server adds to it. Nobody waits for what the listener does then. */
  outcome(delivery: Delivery): void;
  /** The session cannot go on: a launch was refused, the first or one that was to renew it. */
  refused(error: SealflowError): void;
  /**
   * Requests fail, or the device is offline (the error); or all works again (null). `troubleOf()` says what it is. This
   * may be told at any time.
   */
  trouble(error: Error | null): void;
}
