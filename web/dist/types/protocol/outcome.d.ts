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
    original?: {
        code: number;
        httpStatusCode: number;
        message: string;
    };
}
export interface SkipPayload extends PayloadCommon {
    /** The stage that was on screen, else the last one done, else null. */
    stage: string | null;
}
export type HandlerCall = {
    handler: "success";
    payload: SuccessPayload;
} | {
    handler: "error";
    payload: ErrorPayload;
} | {
    handler: "skip";
    payload: SkipPayload;
};
export {};
