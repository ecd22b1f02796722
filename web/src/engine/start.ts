// Brings an engine to life from its bytes.
import {Engine} from "./engine.js";

/** What Embind exports (wasm/src/engine.cpp). */
export interface EngineModule {
  /** Replaced whenever memory grows: read it anew after every call. */
  HEAPU8: Uint8Array<ArrayBuffer>;
  allocate(length: number): number;
  release(pointer: number, length: number): void;
  /** Takes `name<TAB>request`; gives a 32-bit length and that many bytes after it. */
  call(pointer: number, length: number): number;
}

/** What the whole core's engine exports beside that (wasm/src/kept.cpp). */
export interface KeepingModule extends EngineModule {
  openKey(pointer: number, length: number): number;
  sign(key: number, pointer: number, length: number): number;
  closeKey(key: number): void;
  canonical(pointer: number, length: number): number;
}

type InstanceReceiver = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;

export type EngineFactory<Module extends EngineModule = EngineModule> = (options: {
  /** Not asked for by the engine in plain JavaScript. */
  instantiateWasm?: (imports: WebAssembly.Imports, receive: InstanceReceiver) => object;
}) => Promise<Module>;

/** Where the bytes come from: a download under way, or bytes at hand. */
export type EngineBytes = Response | Uint8Array<ArrayBuffer>;

/** Code without state: any number of engines may be made of it. */
export async function compileEngine(pending: EngineBytes | Promise<EngineBytes>): Promise<WebAssembly.Module> {
  const bytes = await pending;
  if (!(bytes instanceof Response)) return WebAssembly.compile(bytes);
  if (!bytes.ok) throw new Error(`Sealflow's engine was not found: ${bytes.url} answers ${bytes.status}`);
  // Streaming compiles while downloading, but insists on exactly this type; a web server may not know it.
  if (bytes.headers.get("Content-Type") === "application/wasm") return WebAssembly.compileStreaming(bytes);
  return WebAssembly.compile(await bytes.arrayBuffer());
}

export async function startEngine<Module extends EngineModule>(
  create: EngineFactory<Module>,
  compiled: WebAssembly.Module | Promise<WebAssembly.Module>,
): Promise<Engine<Module>> {
  const code = await compiled;
  const module = await new Promise<Module>((resolve, reject) => {
    // Emscripten's own loading is passed by: it guesses the environment, and guesses wrong in Node (3.1.6).
    const instantiateWasm = (imports: WebAssembly.Imports, receive: InstanceReceiver): object => {
      WebAssembly.instantiate(code, imports).then((instance) => {
        receive(instance, code);
      }, reject);
      return {};
    };
    create({instantiateWasm}).then(resolve, reject);
  });
  return new Engine(module);
}
