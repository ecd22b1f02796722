// The page's engine as plain JavaScript (preset wasm-js): a file of its own, loaded only where WebAssembly is refused.
export {default} from "#engine/page-js";
