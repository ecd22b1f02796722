import { type AttestrFlowxOptions } from "./drop-in/attestr.js";
export type { AttestrFlowxOptions } from "./drop-in/attestr.js";
export declare class AttestrFlowx {
    #private;
    constructor(options: AttestrFlowxOptions);
    launch(): void;
}
