// What a process holds: resident memory in KiB, open files and sockets (Linux).
import { readFileSync, readdirSync, readlinkSync } from "node:fs";

export function held(pid) {
  const folder = `/proc/${pid}/fd`;
  const targets = readdirSync(folder).map((file) => readlinkSync(`${folder}/${file}`));
  const sockets = targets.filter((target) => target.startsWith("socket:")).length;
  const rss = Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/^VmRSS:\s+(\d+)/m)[1]);
  return { rss, files: targets.length - sockets, sockets };
}
