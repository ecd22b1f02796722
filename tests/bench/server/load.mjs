// One slice of load by wrk: closed loop, keep-alive, one thread on the second processor. The servers have the first.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const script = join(dirname(fileURLToPath(import.meta.url)), "load.lua");
const run = promisify(execFile); // never the blocking form: somebody must read what the servers print

/**
 * Plays `requests` ({path, authorization, key, body}) in order on so many connections, as long as the slice lasts; a GET
 * of `path` when there are none. Gives answers, rate per second, p50 and p99 in milliseconds. Anything but 2xx is an error.
 */
export async function load(url, { connections, seconds, requests, path = "" }) {
  const folder = mkdtempSync(join(tmpdir(), "sealflow-load-"));
  const args = ["-c", "1", "wrk", "-t1", `-c${connections}`, `-d${seconds}s`, "-s", script, url + path];
  if (requests) {
    const lines = requests.map(({ path, authorization, key = "", body }) => [path, authorization, key, body].join("\t"));
    args.push(join(folder, "requests"));
    writeFileSync(args.at(-1), lines.join("\n"));
  }
  try {
    const { stdout } = await run("taskset", args, { maxBuffer: 1e8 });
    const figures = JSON.parse(stdout.trim().split("\n").at(-1));
    if (figures.refused + figures.broken > 0) throw new Error(`${url}: ${JSON.stringify(figures)}`);
    return figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
