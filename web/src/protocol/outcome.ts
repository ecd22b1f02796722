// What the three handlers get.

interface PayloadCommon {
  /** Handshake id. */
  hs: string;
  run: number;
  /** Position in the handshake's log: of two messages, the one with the higher `seq` is right. */
  seq: number;
  /** There when the flow had ended for good before this launch. */
  transactionAlreadyProcessed?: true;
}

export interface SuccessPayload extends PayloadCommon {
  /** Hex HMAC of the result; a backend compares it with what it fetches. */
  signature: string;
  receipt: string | null;
  /** Of the end that was reached, e.g. `auto_approved`; also `auto_declined` is a completed flow. */
  status: string;
}

export interface ErrorPayload extends PayloadCommon {
  code: number;
  httpStatusCode: number;
  /** In the user's language. */
  message: string;
  retry: false;
  stage: string | null;
  original?: {code: number; httpStatusCode: number; message: string};
}

/** What the core says of a run that the user left. */
export interface LeftPayload extends PayloadCommon {
  /** The stage that was on screen, else the last one done, else null. */
  stage: string | null;
}

export interface SkipPayload extends LeftPayload {
  /** Why: `user_cancelled`, or `pending` of one who left while an operator or a service is at work, and the run goes on. */
  reason: string;
  /** Does a launch with `retry: true` go on there? False where the flow lets nobody come back who has left. */
  resumable: boolean;
}

type Called = {handler: "success"; payload: SuccessPayload} | {handler: "error"; payload: ErrorPayload};

/** An outcome as the core hands it over. */
export type CoreCall = Called | {handler: "skip"; payload: LeftPayload};

/** An outcome as a page's handlers get it. */
export type HandlerCall = Called | {handler: "skip"; payload: SkipPayload};
