// Settings from the environment. Secrets come as files, so that they show neither in a process list nor in a log.
import {readFileSync} from "node:fs";

export function readSettings(env) {
  return {
    server: new URL(needed(env, "SEALFLOW_SERVER")).origin,
    clientKey: needed(env, "SEALFLOW_CLIENT_KEY"),
    clientSecret: secretFile(env, "SEALFLOW_CLIENT_SECRET_FILE"),
    serverToken: secretFile(env, "SEALFLOW_SERVER_TOKEN_FILE"),
    flow: env.SEALFLOW_FLOW || "FX0onboarding",
    snapshot: env.SEALFLOW_SNAPSHOT || null,
    port: Number(env.PORT || 8000),
    dataFolder: env.DATA_DIR || "data",
  };
}

function needed(env, name) {
  const value = env[name];
  if (!value) {
    console.error(`${name} is not set; see the first lines of backend.mjs`);
    process.exit(2);
  }
  return value;
}

function secretFile(env, name) {
  return readFileSync(needed(env, name), "utf8").trim();
}
