/** The repository; set by web/scripts/test.mjs. */
declare const SEALFLOW_ROOT: string;
