import {readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** The engine's one function, without the package around it. */
export async function startEngine(file) {
  const {default: create} = await import(pathToFileURL(join(root, "build/wasm/dist", `${file}.mjs`)));
  const module = await create({wasmBinary: readFileSync(join(root, "build/wasm/dist", `${file}.wasm`))});
  return (functionName, request) => {
    const bytes = new TextEncoder().encode(`${functionName}\t${request}`);
    const pointer = module.allocate(bytes.length);
    module.HEAPU8.set(bytes, pointer);
    const answer = module.call(pointer, bytes.length);
    const length = new DataView(module.HEAPU8.buffer).getUint32(answer, true);
    const reply = new TextDecoder().decode(module.HEAPU8.slice(answer + 4, answer + 4 + length));
    module.release(answer, 4 + length);
    module.release(pointer, bytes.length);
    return reply;
  };
}
