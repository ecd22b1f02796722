// Runs a Catch2 program beside a PostgreSQL of its own, which it finds by SEALFLOW_TEST_POSTGRES (a folder with the socket). In
// parts at once: most of it is waiting for the database.
//
//   node with-postgres.mjs sealflow_server_tests '~[sqlite]'
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

import { startPostgres } from "./postgres.mjs";

const parts = 3;
const cluster = startPostgres();
const [program, ...args] = process.argv.slice(2);
const env = { ...process.env, SEALFLOW_TEST_POSTGRES: cluster.folder };

async function run(part) {
  const child = spawn(program, [...args, "--shard-count", parts, "--shard-index", part], { env, stdio: ["ignore", "pipe", "inherit"] });
  const [said, [status]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  console.log(said);
  return status;
}

const statuses = await Promise.all(Array.from({ length: parts }, (_, part) => run(part)));
cluster.remove();
process.exit(statuses.every((status) => status === 0) ? 0 : 1);
