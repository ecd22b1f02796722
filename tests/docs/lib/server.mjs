// A sealflowd of its own for a document's snippets: made with the command line alone, as the guide says.
import {execFileSync, spawn} from "node:child_process";
import {mkdirSync} from "node:fs";
import {createServer} from "node:net";
import {join} from "node:path";
import {setTimeout as pause} from "node:timers/promises";
import * as prerequisites from "./prerequisites.mjs";
import {root} from "./markdown.mjs";

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const {port} = probe.address();
      probe.close(() => resolve(port));
    });
  });

export async function startServer(folder) {
  const data = join(folder, ".server");
  mkdirSync(data);
  const key = `file:${join(data, "master.key")}`;
  const database = join(data, "sealflow.sqlite");
  const sealflow = (...args) => {
    const text = execFileSync(prerequisites.cli(), [...args, "--json"], {encoding: "utf8"});
    return JSON.parse(text);
  };
  sealflow("master-key", "create", "--out", join(data, "master.key"));
  const port = await freePort();
  const storage = ["--db", database, "--master-key", key];
  const app = sealflow("app", "create", "--name", "Docs", "--mode", "sandbox", "--origin", "*", ...storage);
  sealflow("flow", "publish", join(root, "examples/flows/onboarding.flow.json"), "--app", app.clientKey, ...storage);

  const child = spawn(prerequisites.server(), ["--port", String(port), ...storage], {stdio: ["ignore", "ignore", "pipe"]});
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (log += text));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const address = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; ++tries) {
    const up = await fetch(`${address}/healthz`).then((answer) => answer.ok, () => false);
    if (up) break;
    if (child.exitCode !== null || tries > 100) {
      child.kill();
      throw new Error(`sealflowd did not come up:\n${log}`);
    }
    await pause(100);
  }
  return {
    address,
    app,
    environment: {
      SEALFLOW_SERVER: address,
      SEALFLOW_CLIENT_KEY: app.clientKey,
      SEALFLOW_CLIENT_SECRET: app.clientSecret,
      SEALFLOW_SERVER_TOKEN: app.serverToken,
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
