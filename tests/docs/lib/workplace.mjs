// A folder in which the snippets of one document run, one after the other.
import {spawn} from "node:child_process";
import {cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {basename, join} from "node:path";
import * as prerequisites from "./prerequisites.mjs";
import {root} from "./markdown.mjs";
import {startServer} from "./server.mjs";
import {writeReceipt, writeWebhook} from "./signed.mjs";
import {walk} from "./walk.mjs";

const longest = 120_000;

export class Workplace {
  folder = mkdtempSync(join(tmpdir(), "sealflow-docs-"));
  server;
  #environment = {};

  /** `example`: a folder of examples/, whose README is run in a copy of it, with the package installed. */
  constructor(example) {
    if (example === undefined) {
      symlinkSync(join(root, "examples"), join(this.folder, "examples"));
      return;
    }
    cpSync(join(root, example), this.folder, {recursive: true, filter: (path) => basename(path) !== "node_modules"});
    this.usePackages();
  }

  async close() {
    await this.server?.stop();
    rmSync(this.folder, {recursive: true, force: true});
  }

  write(name, text) {
    if (basename(name) !== name) throw new Error(`a file's name has no folder: ${name}`);
    writeFileSync(join(this.folder, name), text);
  }

  /** sealflowd with a sandbox app and the onboarding flow. */
  async useServer() {
    this.server ??= await startServer(this.folder);
    Object.assign(this.#environment, this.server.environment);
    return this.server;
  }

  /** A walked flow: answer.json (the execution result as it came), handler-signature.txt, secret.txt. */
  async useResult() {
    if (existsSync(join(this.folder, "answer.json"))) return;
    const server = await this.useServer();
    const headers = {Authorization: `Basic ${server.app.serverToken}`, "Content-Type": "application/json"};
    const path = `${server.address}/api/v1/public/flowx/handshake`;
    const body = JSON.stringify({flow: "FX0onboarding", snapshot: null, tag: "docs", variables: {mobile: "+919876543210"}});
    const {_id} = await (await fetch(path, {method: "POST", headers, body})).json();
    this.write("handler-signature.txt", await walk(server, _id));
    this.write("secret.txt", server.app.clientSecret);
    this.write("answer.json", await (await fetch(`${path}/${_id}`, {headers})).text());
  }

  /** The core installed; gives the place, which is also in SEALFLOW_PREFIX. */
  usePrefix() {
    const prefix = (this.#environment.SEALFLOW_PREFIX ??= join(this.folder, ".prefix"));
    if (!existsSync(prefix)) prerequisites.installCore(prefix);
    return prefix;
  }

  /** A signed webhook, or a receipt, in files (signed.mjs). */
  async useWebhook() {
    if (!existsSync(join(this.folder, "webhook-id.txt"))) await writeWebhook(this);
  }
  useReceipt() {
    if (!existsSync(join(this.folder, "receipt.txt"))) writeReceipt(this);
  }

  /** `sealflow` as an installed package, and the libraries of others that guides name. */
  usePackages() {
    const modules = join(this.folder, "node_modules");
    if (existsSync(join(modules, "sealflow"))) return;
    mkdirSync(modules, {recursive: true});
    symlinkSync(prerequisites.npmPackage(), join(modules, "sealflow"));
    for (const name of ["jose", "standardwebhooks"]) {
      symlinkSync(join(root, "tests/interop/node_modules", name), join(modules, name));
    }
  }

  /** Our programs under their names. */
  usePrograms() {
    const bin = join(this.folder, ".bin");
    if (existsSync(bin)) return;
    mkdirSync(bin);
    symlinkSync(prerequisites.cli(), join(bin, "sealflow"));
    symlinkSync(prerequisites.server(), join(bin, "sealflowd"));
    this.#environment.PATH = `${bin}:${process.env.PATH}`;
  }

  /** `{code, stdout, stderr}`; never throws for an exit code. */
  run(command, args, options = {}) {
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, {
        cwd: this.folder,
        env: {...process.env, LC_ALL: "C.UTF-8", ...this.#environment},
        stdio: ["ignore", "pipe", "pipe"],
        timeout: longest,
        ...options,
      });
      let stdout = "";
      let stderr = "";
      child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({code: code ?? signal, stdout, stderr}));
    });
  }
}
