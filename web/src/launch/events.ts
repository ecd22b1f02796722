// What a page can listen to, beside the three handlers. For progress, statistics, a help line: what counts is the
// outcome, and the result that the backend fetches.
import type {HandlerCall} from "../protocol/outcome.js";
import type {Trouble} from "../session/connection.js";

/**
 * Which moment an event is of: of two, the one with the higher `seq` is the later. `run` and `seq` are 0 as long as the
 * server has not answered.
 */
export interface Moment {
  handshake: string;
  run: number;
  seq: number;
}

interface OfStage extends Moment {
  /** Id: `FS0…` */
  stage: string;
}

/** None of these holds what somebody typed, or what an output says. */
export interface FlowEvents {
  /** A run begins. `reason`: why it is a new one, e.g. `no_state` or `inputs_changed`. */
  started: Moment & {reason: string};
  /** A run goes on, at `target`. `dropped`: stages that had passed and are asked again. */
  resumed: Moment & {reason: string; target: string; dropped: string[]};
  /** A resumed run need not do this stage: it passed before, at `at` (ms since 1970). One event for each. */
  skipped: OfStage & {reason: string; at: number | null};
  /** A stage is due. */
  entered: OfStage & {type: string};
  /** The user has sent a stage off; whether it passes comes next. */
  submitted: OfStage;
  passed: OfStage;
  /** A try was used up. `code` says why, e.g. `wrong_code`; `triesLeft` is null where tries are not limited. */
  rejected: OfStage & {code: string; triesLeft: number | null};
  /** The stage waits for somebody else: an operator (`type: "review"`; the page may close), an API, a code on its way. */
  pending: OfStage & {type: string};
  /** Another device goes on with this. No outcome comes from here unless the user takes it back. */
  superseded: Moment;
  /** Requests fail and are repeated: the device is `offline`, nothing answers, or the server cannot (`down`, `busy`). */
  offline: Moment & {cause: Trouble};
  /** Requests work again. */
  online: Moment;
  /** What the handler gets, which is called right after. */
  outcome: Moment & HandlerCall;
  /** The sheet has gone from the screen. */
  closed: Moment;
}
