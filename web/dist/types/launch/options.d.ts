import type { JsonObject } from "../protocol/json.js";
import type { ErrorPayload, SkipPayload, SuccessPayload } from "../protocol/outcome.js";
export interface LaunchOptions {
    /** Where sealflowd is, e.g. `https://verify.example.com`. */
    server: string;
    /** Public key of the app: 32 hex digits. */
    clientKey: string;
    /** Id that the backend got when it created the handshake: `DS0…`. */
    handshake: string;
    /** BCP 47; English where a text is missing. Default: the page's language, else the browser's. */
    locale?: string;
    /** Go on with a handshake that has an outcome already, or that another device began. */
    retry?: boolean;
    /** Values for the flow's variables. Left out: those of the last launch stay. */
    variables?: JsonObject;
    /** A hand-off code from another device's link. */
    handoff?: string;
    /** Exactly one of the three is called, once per launch. */
    onSuccess?: (result: SuccessPayload) => unknown;
    onError?: (error: ErrorPayload) => unknown;
    onSkip?: (skip: SkipPayload) => unknown;
}
/**
 * Throws TypeError for what only a programmer can mend. The form of handshake and key is left to the server: they come
 * from a backend, and a wrong one reaches `onError` like any other refusal.
 */
export declare function checkOptions(options: LaunchOptions): void;
