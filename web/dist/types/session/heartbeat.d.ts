/** Keeps the lease (60 s) while the page is visible. A hidden page lets it go: the user may be on another device. */
export declare class Heartbeat {
    #private;
    constructor(beat: () => Promise<void>);
    start(): void;
    stop(): void;
}
