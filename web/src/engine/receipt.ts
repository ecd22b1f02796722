// Receipts: everything but the signature is the core's to say. The engines have no elliptic curves; every place that
// runs them has WebCrypto.
import type {JsonObject} from "../protocol/json.js";

/** `ok`, or why a check failed. That something does not verify is an answer, not an error. */
export type Verification =
  | "ok"
  | "wrong_key"
  | "body_changed"
  | "too_old"
  | "clock_ahead"
  | "malformed"
  | "unknown_scheme"
  | "wrong_body";

/** What a receipt says (core/include/sealflow/receipt.hpp). Hashes are hex of SHA-256. */
export interface ReceiptClaims {
  /** Who signed. */
  iss: string;
  /** The client key of the app it is for: compare it with yours. */
  aud: string;
  jti: string;
  /** Seconds since 1970. */
  iat: number;
  /** Hash of the handshake's id. */
  sub: string;
  run: number;
  seq: number;
  flow: string;
  version: string;
  flowHash: string;
  outcome: "completed" | "errored" | "skipped";
  status: string;
  resultDigest: string;
  logHead: string;
}

export interface ReceiptToCheck {
  /** The receipt as it came: three parts with full stops between. */
  receipt: string;
  /** The issuer's key set, from where you trust it, as text or parsed. Never from the receipt. */
  jwks: string | object;
  /** The result's exact text; null for a run without one. */
  resultText: string | null;
  /** Beside the result: 64 hex digits. */
  salt: string;
  /** Milliseconds since 1970. */
  now: number;
  /** By how much clocks may differ. Default five minutes. */
  toleranceMs?: number;
  /** How old it may be. Default five minutes; more for what was archived. */
  maxAgeMs?: number;
}

/** `wrong_body`, `body_changed`, `too_old` and `clock_ahead` are said of genuine receipts only; those have claims. */
export type VerifiedReceipt =
  | {verification: "ok" | "wrong_body" | "body_changed" | "too_old" | "clock_ahead"; claims: ReceiptClaims}
  | {verification: "wrong_key" | "malformed" | "unknown_scheme"; claims: null};

/** What the core says: final where `jwk` is null, and otherwise if the signature fits. */
export type ReceiptCheck = VerifiedReceipt &
  (
    | {jwk: null}
    | {
        jwk: JsonObject;
        signingInput: string;
        /** Hex of r and s. */
        signature: string;
      }
  );

/** Looks at the signature, and says what then holds. */
export async function finishCheck(check: ReceiptCheck, subtle: SubtleCrypto): Promise<VerifiedReceipt> {
  if (check.jwk === null) return check;
  const {jwk, signingInput, signature, ...said} = check;
  const algorithm = {name: "ECDSA", namedCurve: "P-256"};
  // A key that is no point of the curve is refused here; it has signed nothing.
  const key = await subtle.importKey("jwk", jwk as JsonWebKey, algorithm, false, ["verify"]).catch(() => undefined);
  const message = new TextEncoder().encode(signingInput);
  const genuine =
    key !== undefined && (await subtle.verify({name: "ECDSA", hash: "SHA-256"}, key, bytesOf(signature), message));
  return genuine ? said : {verification: "wrong_key", claims: null};
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({length: hex.length / 2}, (_, index) => parseInt(hex.slice(2 * index, 2 * index + 2), 16));
}
