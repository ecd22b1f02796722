/** Version of this package; set by scripts/build.mjs. */
declare const SEALFLOW_VERSION: string;

declare module "#engine/page" {
  const create: import("./engine/start.js").EngineFactory;
  export default create;
}

declare module "#engine/core" {
  const create: import("./engine/start.js").EngineFactory<import("./engine/start.js").KeepingModule>;
  export default create;
}
