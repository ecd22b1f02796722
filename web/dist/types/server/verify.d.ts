export interface ResultToCheck {
    /** The app's client secret. */
    clientSecret: string;
    /** As `fetchResult` gave it. */
    result: {
        resultText: string | null;
        resultSignature: string | null;
    };
    /** What the page's success handler got, as it came. */
    handlerSignature: string;
}
export type ResultCheck = {
    ok: true;
} | {
    ok: false;
    reason: "no_result" | "handler_differs" | "wrong_key" | "body_changed" | "malformed";
};
/**
 * 1. the signature that the page handed over is the one that the server gives;
 * 2. our own HMAC over the exact bytes of the result is that signature, too.
 *
 * Both, since a page can be made to say anything.
 */
export declare function verifyResult(check: ResultToCheck): Promise<ResultCheck>;
