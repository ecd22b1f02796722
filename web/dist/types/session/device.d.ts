export declare class DeviceStore {
    #private;
    constructor(server: string, handshake: string);
    read(): string | undefined;
    write(secret: string): void;
    /**
     * Runs a launch while no other tab, and no second mount in this one, runs its own for the same handshake: the one
     * that comes second finds the secret, instead of being taken for another device.
     */
    exclusively<T>(launch: () => Promise<T>): Promise<T>;
}
/** A UUID of version 4; `crypto.randomUUID` is there in secure contexts only. */
export declare function randomKey(): string;
