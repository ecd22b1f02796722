// Programs that end with whoever started them: a test that is killed leaves no server, browser or screen behind.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** In place of a program, for who can name only one: runs what `LEASHED` in its environment names. */
export const leash = fileURLToPath(new URL("leash.sh", import.meta.url));

/** As `spawn` of node:child_process. */
export function spawnLeashed(program, args, { env = process.env, ...options } = {}) {
  return spawn(leash, args, { ...options, env: { ...env, LEASHED: program } });
}
