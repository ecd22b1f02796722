// A PostgreSQL of its own for tests: a cluster in a temporary folder, on a Unix socket, run by a user without rights.
//
//   const postgres = startPostgres();            // undefined where Debian's postgresql-15 is not installed
//   postgres.database("one")                     // postgres://… of a new, empty database
//   postgres.stop("immediate"); postgres.start(); postgres.remove();
import { execFile, execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const programs = process.env.PGBIN ?? "/usr/lib/postgresql/15/bin";

/** initdb refuses to run as root. Debian's package makes the user postgres; whoever is not root runs it as he is. */
function unprivileged() {
  if (userInfo().uid !== 0) return {};
  const id = (kind) => Number(execFileSync("id", [kind, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

export const hasPostgres = existsSync(join(programs, "initdb"));

/** In memory where there is room: a database for each test is mostly waiting for the disk. Its process may die, not its machine. */
function roomiest() {
  const memory = "/dev/shm";
  const { bavail, bsize } = existsSync(memory) ? statfsSync(memory) : { bavail: 0, bsize: 0 };
  return bavail * bsize > 6 * 2 ** 30 ? memory : tmpdir();
}

export function startPostgres({ settings = {}, inMemory = true } = {}) {
  const user = unprivileged();
  const folder = mkdtempSync(join(inMemory ? roomiest() : tmpdir(), "sealflow-pg-"));
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o755); // the socket is in it
  const data = join(folder, "data");
  const run = (name, ...args) => execFileSync(join(programs, name), args, { ...user, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  run("initdb", "-D", data, "-U", "sealflow", "-A", "trust", "-E", "UTF8", "--no-sync");
  const given = { listen_addresses: "", unix_socket_directories: folder, max_connections: 200, ...settings };
  const options = Object.entries(given).map(([name, value]) => `-c ${name}='${value}'`).join(" ");
  let count = 0;
  const cluster = {
    folder,
    url: (name, socket = folder) => `postgres://sealflow@/${name}?host=${encodeURIComponent(socket)}`,
    start: () => run("pg_ctl", "-D", data, "-l", join(folder, "log"), "-o", options, "-w", "start"),
    stop: (mode = "fast") => run("pg_ctl", "-D", data, "-m", mode, "-w", "stop"),
    /** As after a crash, without holding up this process. */
    async restart(mode = "immediate") {
      const later = (...args) => promisify(execFile)(join(programs, "pg_ctl"), ["-D", data, "-w", ...args], { ...user, cwd: folder });
      await later("-m", mode, "stop");
      // Not promisified: the server it leaves behind would keep a pipe of its output open.
      await new Promise((resolve, reject) => {
        const child = spawn(join(programs, "pg_ctl"), ["-D", data, "-l", join(folder, "log"), "-o", options, "-w", "start"], { ...user, cwd: folder, stdio: "ignore" });
        child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`pg_ctl start: ${code}`))));
      });
    },
    sql: (name, text) => execFileSync(join(programs, "psql"), ["-h", folder, "-U", "sealflow", "-d", name, "-qAt", "-c", text], { encoding: "utf8", maxBuffer: 2 ** 30 }).trim(),
    database(name = `test${++count}`) {
      cluster.sql("postgres", `CREATE DATABASE ${name}`);
      return cluster.url(name);
    },
    /** From now on this role needs its password. */
    guard(role) {
      const rules = join(data, "pg_hba.conf");
      writeFileSync(rules, `local all ${role} scram-sha-256\n${readFileSync(rules, "utf8")}`);
      run("pg_ctl", "-D", data, "reload");
    },
    remove() {
      process.off("exit", cluster.remove);
      try {
        cluster.stop("immediate");
      } catch {
        // It was stopped already.
      }
      rmSync(folder, { recursive: true });
    },
  };
  // Also when a test fails before it comes to that.
  process.on("exit", cluster.remove);
  cluster.start();
  return cluster;
}
