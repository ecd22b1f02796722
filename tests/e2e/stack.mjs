// What a flow needs around it: sealflowd with an app and the flow, and the sample backend with its page.
import {existsSync, mkdtempSync, rmSync, statSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {createInterface} from "node:readline";
import {fileURLToPath} from "node:url";
import {spawnLeashed} from "../server/leash.mjs";
import {startServer} from "../server/harness.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** The harness looks for the programs in SEALFLOW_BIN; here they may also be named, or lie where the build puts them. */
export function findPrograms() {
  if (process.env.SEALFLOW_BIN) return;
  const built = (tree) => [join(root, "build", tree, "native/server/sealflowd"), join(root, "build", tree, "native/cli/sealflow")];
  const named = [process.env.SEALFLOWD, process.env.SEALFLOW_CLI];
  const complete = [named, built("release"), built("dev")].filter((pair) => pair.every((file) => file && existsSync(file)));
  // What was named, else what was built last: an old tree must not be tested in place of a new one.
  const byAge = complete.filter((pair) => pair !== named).sort(([a], [b]) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  const found = complete.includes(named) ? named : byAge[0];
  if (!found) throw new Error("sealflowd and sealflow are not built; build the preset release, or set SEALFLOWD and SEALFLOW_CLI");
  process.env.SEALFLOW_BIN = found.map(dirname).join(":");
}

/**
 * sealflowd with an app and the onboarding flow. `addressOf(server)`: where browser and backend are to find it, when something
 * stands in between. `web`: the package's files that it serves.
 */
export async function startSealflow({addressOf = (server) => server.url, web = join(root, "web/dist")} = {}) {
  findPrograms();
  const flags = ["--web", web];
  let server = await startServer({flags});
  // A sandbox app may allow any origin; a page's port is not known before it has started.
  const app = server.createApp({origins: ["*"]});
  server.publish(app);
  return {
    app,
    get server() {
      return server;
    },
    get address() {
      return addressOf(server);
    },
    /** On the same data, at another port. */
    async restart(signal = "SIGTERM") {
      await server.stop({keep: true, signal});
      server = await startServer({flags, folder: server.folder});
      addressOf(server);
    },
    /** The newest code that the sandbox has "sent" for a handshake. */
    newestCode: (handshake) => newestCode(server.url, app.clientKey, handshake),
    stop: () => server.stop(),
  };
}

/** That, and the sample backend, whose page is at `url`. */
export async function startStack(options) {
  const sealflow = await startSealflow(options);
  const {url, stop} = await startSamplePage(sealflow);
  const stopSealflow = sealflow.stop;
  return Object.assign(sealflow, {url, stop: () => (stop(), stopSealflow())});
}

async function startSamplePage({address, app}) {
  const folder = mkdtempSync(join(tmpdir(), "sealflow-page-"));
  const secret = (name, text) => {
    const file = join(folder, name);
    writeFileSync(file, text, {mode: 0o600});
    return file;
  };
  const backend = spawnLeashed(process.execPath, [join(root, "examples/onboarding/backend.mjs")], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      SEALFLOW_SERVER: address,
      SEALFLOW_CLIENT_KEY: app.clientKey,
      SEALFLOW_CLIENT_SECRET_FILE: secret("secret", app.clientSecret),
      SEALFLOW_SERVER_TOKEN_FILE: secret("token", app.serverToken),
      PORT: "0",
      DATA_DIR: folder,
    },
  });
  const url = await new Promise((resolve, reject) => {
    createInterface({input: backend.stdout}).on("line", (line) => {
      const found = /http:\S+/.exec(line)?.[0];
      if (found) resolve(found);
    });
    backend.once("exit", (code) => reject(new Error(`the sample backend ended with ${code}`)));
  });
  return {
    url,
    stop() {
      backend.kill();
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

export async function newestCode(server, clientKey, handshake, timeout = 10_000) {
  for (const until = Date.now() + timeout; Date.now() < until; ) {
    const {messages} = await (await fetch(`${server}/sandbox/${clientKey}/inbox.json`)).json();
    const message = messages.find((each) => each.handshake === handshake);
    if (message) return message.code;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("no code came to the sandbox inbox");
}
