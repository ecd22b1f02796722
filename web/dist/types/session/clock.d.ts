/**
 * The server's time as far as it is known. A user's clock may be off by hours, and a sandbox has a clock of its own:
 * "another code in 30 seconds" must not depend on either.
 */
export declare class ServerClock {
    #private;
    /** `now` is the server's time of an answer that has just come. */
    learn(now: number | undefined): void;
    now(): number;
}
