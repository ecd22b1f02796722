export interface RetryPolicy {
    tries: number;
    /** The longest pause before the second try, in ms; it doubles from there. */
    base: number;
    /** No pause is longer, unless the server asks for it. */
    cap: number;
    random(): number;
    pause(ms: number, signal: AbortSignal): Promise<void>;
}
export declare const defaultRetryPolicy: RetryPolicy;
/** Would the very same request have a chance a little later? */
export declare function worthRepeating(error: unknown): boolean;
/** Full jitter, with the server's wish as the least. */
export declare function pauseBefore(attempt: number, error: unknown, policy: RetryPolicy): number;
/**
 * Runs `operation` until it answers, is refused for good, or the tries are used up; then the last failure is thrown.
 * `onTrouble` is told about each failure that will be repeated, and with null when it is over.
 */
export declare function retrying<T>(operation: () => Promise<T>, policy: RetryPolicy, signal: AbortSignal, onTrouble: (error: Error | null) => void): Promise<T>;
/** Waits, but not beyond the moment the browser says that it is online again. */
export declare function pause(ms: number, signal: AbortSignal): Promise<void>;
