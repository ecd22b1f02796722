// The two checks of a result. That one fails is an answer with a reason; only misuse throws.
import type {Core} from "../engine/full.js";
import {loadCore} from "../core.node.js";

export interface ResultToCheck {
  /** The app's client secret. */
  clientSecret: string;
  /** As `fetchResult` gave it. */
  result: {resultText: string | null; resultSignature: string | null};
  /** What the page's success handler got, as it came. */
  handlerSignature: string;
}

export type ResultCheck =
  | {ok: true}
  | {
      ok: false;
      reason:
        | "no_result" // nothing completed, or archived since
        | "handler_differs" // the page's signature is another one than the server's
        | "wrong_key" // another secret, or other content, than was signed
        | "body_changed" // genuine, but somebody re-encoded it: use the text as it came
        | "malformed"; // no signature at all by its form
    };

let loading: Promise<Core> | undefined;

/**
 * 1. the signature that the page handed over is the one that the server gives;
 * 2. our own HMAC over the exact bytes of the result is that signature, too.
 *
 * Both, since a page can be made to say anything.
 */
export async function verifyResult(check: ResultToCheck): Promise<ResultCheck> {
  const {clientSecret, handlerSignature} = check;
  if (typeof clientSecret !== "string" || clientSecret === "") {
    throw new TypeError('verifyResult(): "clientSecret" is a string that is not empty');
  }
  // It comes from a page, so anything may be in it, and none of that is the programmer's fault.
  if (typeof handlerSignature !== "string") return {ok: false, reason: "malformed"};
  const {resultText, resultSignature} = check.result;
  if (resultText === null || resultSignature === null) return {ok: false, reason: "no_result"};
  loading ??= loadCore();
  const core = await loading;
  if (!core.equal(handlerSignature, resultSignature)) return {ok: false, reason: "handler_differs"};
  const verification = core.verify(clientSecret, resultText, resultSignature);
  if (verification === "ok") return {ok: true};
  if (verification === "body_changed" || verification === "malformed") return {ok: false, reason: verification};
  return {ok: false, reason: "wrong_key"};
}
