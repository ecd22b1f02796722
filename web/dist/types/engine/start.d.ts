import { Engine } from "./engine.js";
/** What Embind exports (wasm/src/engine.cpp). */
export interface EngineModule {
    /** Replaced whenever memory grows: read it anew after every call. */
    HEAPU8: Uint8Array<ArrayBuffer>;
    allocate(length: number): number;
    release(pointer: number, length: number): void;
    call(name: string, pointer: number, length: number): {
        pointer: number;
        length: number;
    };
}
type InstanceReceiver = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;
export type EngineFactory = (options: {
    instantiateWasm(imports: WebAssembly.Imports, receive: InstanceReceiver): object;
}) => Promise<EngineModule>;
/** Where the bytes come from: a download under way, or bytes at hand. */
export type EngineBytes = Response | Uint8Array<ArrayBuffer>;
export declare function startEngine(create: EngineFactory, bytes: Promise<EngineBytes>): Promise<Engine>;
export {};
