// Stands between sealflowd and PostgreSQL and does what networks and wrong settings do, so that the server needs no
// setting for tests: cuts a connection around a COMMIT, or changes a statement on its way (controls that must fail).
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const commit = Buffer.from("COMMIT\0");
const mark = Buffer.from("UPDATE writers SET job");

/** Statements and what they become; filled up with blanks, since the length of a message stands in front of it. */
export const withoutDurability = { "SHOW synchronous_commit": "SHOW fsync" }; // which says "on"
export const withoutLocks = { "hashtextextended($1, 0)": "pg_backend_pid()" };

function replaced(bytes, changes) {
  for (const [from, to] of Object.entries(changes)) {
    const text = to.padEnd(from.length);
    for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(text, at, "latin1");
  }
  return bytes;
}

export async function startProxy(cluster, { changes = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "sealflow-proxy-"));
  const sockets = new Set();
  const proxy = {
    folder,
    /** The next COMMIT of a writer: "before" it arrives, "after" it took place, or "late": it arrives when the client is gone. */
    cut: undefined,
    cuts: 0,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const server = createServer((client) => {
    const upstream = connect(join(cluster.folder, ".s.PGSQL.5432"));
    let writer = false;
    let deaf = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    }
    const afterwards = (action) => setTimeout(action, 500);
    client.on("data", (data) => {
      writer ||= data.includes(mark);
      const bytes = replaced(data, changes);
      if (!writer || !proxy.cut || !data.includes(commit)) return upstream.write(bytes);
      const how = proxy.cut;
      proxy.cut = undefined;
      proxy.cuts++;
      deaf = true;
      if (how === "after") {
        upstream.once("data", () => client.destroy());
        return upstream.write(bytes);
      }
      // PostgreSQL does not notice at once: the transaction stays open, or is even committed, after the client is gone.
      client.destroy();
      afterwards(() => (how === "late" ? upstream.end(bytes) : upstream.destroy()));
    });
    upstream.on("data", (data) => deaf || client.write(data));
    upstream.on("close", () => client.destroy());
    client.on("close", () => deaf || upstream.destroy());
  });
  await new Promise((resolve) => server.listen(join(folder, ".s.PGSQL.5432"), resolve));
  return proxy;
}
