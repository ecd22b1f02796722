import type { LaunchOptions } from "../launch/options.js";
import type { JsonObject } from "../protocol/json.js";
type Handler = (data: object) => unknown;
export interface AttestrFlowxOptions {
    /** Client key. */
    cl: string;
    /** Handshake id. */
    hs: string;
    /** Language. Attestr's own codes ma, pu, be, ka stand for mr, pa, bn, kn. */
    lc?: string;
    /** Values of the flow's variables. */
    qr?: JsonObject;
    retry?: boolean;
    onFlowxSuccess?: Handler;
    onFlowxComplete?: Handler;
    onFlowxError?: Handler;
    onFlowxSkip?: Handler;
    /** Names of before July 2021. */
    onComplete?: Handler;
    onError?: Handler;
    onSkip?: Handler;
    /** Sealflow's addition: where sealflowd is, if not where the script comes from. */
    server?: string;
}
export declare function toLaunchOptions(options: AttestrFlowxOptions, server: string): LaunchOptions;
/**
 * Attestr's guide shows handlers that get an object, its sample one that gets JSON text. This is both: an object whose
 * text is its JSON, so `data.signature` and `JSON.parse(data).signature` work alike.
 */
export declare function readableTwice<Data extends object>(data: Data): Data;
/** The address to talk to: the script's own origin, else its `data-server`, else the option. */
export declare function findServer(script: {
    src?: string;
    dataset?: DOMStringMap;
} | null, option: string | undefined): string;
export {};
