/** Version of this package; set by scripts/build.mjs. */
declare const SEALFLOW_VERSION: string;
/** Version of the core that the engines are made of; set by scripts/build.mjs. */
declare const SEALFLOW_CORE_VERSION: string;
/** Hash of sealflow-page.wasm as Subresource Integrity wants it; set by scripts/build.mjs. */
declare const SEALFLOW_PAGE_INTEGRITY: string;
/** What every launch loads beside index.js; set by scripts/build.mjs, for flowx.js alone. */
declare const SEALFLOW_FIRST_FILES: readonly string[];

declare module "#engine/page" {
  const create: import("./engine/start.js").EngineFactory;
  export default create;
}

declare module "#engine/page-js" {
  const create: import("./engine/start.js").EngineFactory;
  export default create;
}

declare module "#engine/core" {
  const create: import("./engine/start.js").EngineFactory<import("./engine/start.js").KeepingModule>;
  export default create;
}
