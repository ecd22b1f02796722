// What snippets need: found once, and a clear message when it is not there.
import {execFileSync} from "node:child_process";
import {existsSync} from "node:fs";
import {join, resolve} from "node:path";
import {root} from "./markdown.mjs";

const env = process.env;
const builds = env.SEALFLOW_BUILD ? [resolve(env.SEALFLOW_BUILD)] : ["dev", "release"].map((name) => join(root, "build", name));

function first(what, paths, hint) {
  const found = paths.find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(`${what} is not there (looked for ${paths.join(", ")}). ${hint}`);
  }
  return found;
}

const buildHint = "Build it: cmake --preset dev && cmake --build --preset dev; or name a build folder with SEALFLOW_BUILD.";

export const cli = () =>
  first("the command line", env.SEALFLOW_CLI ? [resolve(env.SEALFLOW_CLI)] : builds.map((b) => join(b, "native/cli/sealflow")), buildHint);

export const server = () =>
  first("the server", env.SEALFLOWD ? [resolve(env.SEALFLOWD)] : builds.map((b) => join(b, "native/server/sealflowd")), buildHint);

/** The core's libraries, in the order the linker needs. */
export function libraries() {
  const build = first("the core's library", builds.map((folder) => join(folder, "core/libsealflow_core.a")), buildHint).replace(/core\/[^/]*$/, "");
  return ["core/libsealflow_core.a", "libsealflow_mbedtls_p256.a", "libsealflow_mbedtls.a", "libsealflow_double_conversion.a"].map((name) => join(build, name));
}

/** The core installed to `prefix`, as `cmake --install` does it. */
export function installCore(prefix) {
  const build = first("a built core", builds.filter((folder) => existsSync(join(folder, "core/libsealflow_core.a"))), buildHint);
  execFileSync("cmake", ["--install", build, "--component", "sealflow_core", "--prefix", prefix], {stdio: "ignore"});
}

export function npmPackage() {
  const folder = resolve(env.SEALFLOW_PACKAGE ?? join(root, "web"));
  first("the built npm package", [join(folder, "dist/server.js")], "Build it: cd web && npm run build; or name one with SEALFLOW_PACKAGE.");
  return folder;
}

export function tool(name, ...versionArguments) {
  try {
    execFileSync(name, versionArguments, {stdio: "ignore"});
  } catch (cause) {
    throw new Error(`${name} is needed for these snippets and does not run`, {cause});
  }
  return name;
}
