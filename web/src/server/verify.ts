// The checks of a result: its signature, its receipt. That one fails is an answer with a reason; only misuse throws.
import type {ReceiptClaims, ReceiptToCheck, Verification} from "../engine/receipt.js";
import {sharedCore} from "./shared-core.js";

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
        | "no_result" // nothing completed, or archived or erased since
        | "handler_differs" // the page's signature is another one than the server's
        | "wrong_key" // another secret, or other content, than was signed
        | "body_changed" // genuine, but somebody re-encoded it: use the text as it came
        | "malformed"; // no signature at all by its form
    };

export type ReceiptVerdict =
  | {ok: true; claims: ReceiptClaims}
  | {
      ok: false;
      /** `wrong_body`: genuine, but of another result or salt; `body_changed`: of this result, re-encoded. */
      reason: Exclude<Verification, "ok">;
      /** Of a genuine receipt, else null. */
      claims: ReceiptClaims | null;
    };

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
  const core = await sharedCore();
  if (!core.equal(handlerSignature, resultSignature)) return {ok: false, reason: "handler_differs"};
  const verification = core.verify(clientSecret, resultText, resultSignature);
  if (verification === "ok") return {ok: true};
  if (verification === "body_changed" || verification === "malformed") return {ok: false, reason: verification};
  return {ok: false, reason: "wrong_key"};
}

/**
 * Checks a receipt against the issuer's public keys: that it is genuine, about this exact result, and fresh. That it is
 * for your app (`claims.aud`) is for you to compare. `now` is this machine's clock unless given.
 */
export async function verifyReceipt(check: Omit<ReceiptToCheck, "now"> & {now?: number}): Promise<ReceiptVerdict> {
  const {verification, claims} = await (await sharedCore()).verifyReceipt({now: Date.now(), ...check});
  return verification === "ok" ? {ok: true, claims} : {ok: false, reason: verification, claims};
}
