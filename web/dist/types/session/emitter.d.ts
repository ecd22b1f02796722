/** Typed events without the DOM. A listener that throws is reported and hinders nobody else. */
export declare class Emitter<Events extends object> {
    #private;
    /** Returns what takes the listener off again. */
    on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void;
    emit<Name extends keyof Events>(name: Name, event: Events[Name]): void;
    clear(): void;
}
/** Makes an integrator's error visible where uncaught errors are, without stopping what we do. */
export declare function reportLater(error: unknown): void;
