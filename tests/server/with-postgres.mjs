// Runs a program beside a PostgreSQL of its own, which it finds by SEALFLOW_TEST_POSTGRES (a folder with the socket).
//
//   node with-postgres.mjs sealflow_server_tests '~[sqlite]'
import { spawnSync } from "node:child_process";

import { startPostgres } from "./postgres.mjs";

const cluster = startPostgres();
const [program, ...args] = process.argv.slice(2);
const { status } = spawnSync(program, args, { stdio: "inherit", env: { ...process.env, SEALFLOW_TEST_POSTGRES: cluster.folder } });
cluster.remove();
process.exit(status ?? 1);
