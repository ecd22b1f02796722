import type { EngineModule } from "./start.js";
export declare class Engine {
    #private;
    constructor(module: EngineModule);
    /** Calls a function of the core. Throws SealflowError with what the core reports. */
    call(name: string, request: unknown): unknown;
    /** The same without reading either text: for parity tests, which compare bytes. */
    callText(name: string, request: string): string;
    /** Is this text anywhere in the engine's memory? For the test that keys do not stay there. */
    holds(text: string): boolean;
}
