import type { JsonObject } from "../protocol/json.js";
export interface BackendOptions {
    /** Where sealflowd is, e.g. `https://verify.example.com`. */
    server: string;
    /** The app's server token. */
    serverToken: string;
    /** Milliseconds until a call is given up. Default 10,000. */
    timeout?: number;
}
export interface HandshakeRequest {
    /** Flow id, `FX0…`. */
    flow: string;
    /** Id of a published version; null runs the draft. */
    snapshot?: string | null;
    /** Your own reference to this user: 1 to 256 characters. */
    tag: string;
    webhook?: boolean;
    /** Until when the first launch must be: milliseconds since 1970. Default: 24 hours from now. */
    expiry?: number;
    /** Values of the variables that only a backend may set. */
    variables?: JsonObject;
}
export interface Handshake {
    /** Keep it: the result is fetched, and checked, by this id. */
    id: string;
    /** For people, to quote. */
    number: string;
    digest: string;
}
export interface ExecutionResult {
    id: string;
    number: string;
    tag: string;
    requestId: string;
    /** Was the handshake used on a device? */
    consumed: boolean;
    archived: number | null;
    /** Stage id -> {input, output}. Null until a run completed. */
    result: Record<string, {
        input: JsonObject;
        output: JsonObject;
    }> | null;
    /** The same as the text that was signed, byte for byte. This is what is verified, never `result`. */
    resultText: string | null;
    resultSignature: string | null;
    resultSignatureKeyId: string | null;
    status: string | null;
    outcome: string | null;
    run: number;
    seq: number;
}
export interface Language {
    key: string;
    value: string;
}
export declare class SealflowBackend {
    #private;
    constructor(options: BackendOptions);
    /** Creates a handshake for one user. Keep its id; give id and client key to the page. */
    createHandshake(request: HandshakeRequest): Promise<Handshake>;
    /** Fetches what came of a handshake. Check it with `verifyResult` before believing it. */
    fetchResult(handshake: string): Promise<ExecutionResult>;
    /** The languages that the screens have. */
    languages(): Promise<Language[]>;
}
