export interface SealflowFlowElement extends HTMLElement {
    /** Ends the running flow, if any, without an outcome. */
    destroy(): void;
}
/**
 * `<sealflow-flow server client-key handshake [locale] [retry] [variables='{"userType": "customer"}']>` launches when it
 * is put into the document. Outcomes come as events `sealflow-success`, `sealflow-error`, `sealflow-skip`, with the
 * payload as `detail`. Calling this twice, or under the same name as another copy of the package, is harmless.
 */
export declare function defineFlowElement(name?: string): void;
