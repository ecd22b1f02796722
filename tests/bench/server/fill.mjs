// Makes a database look as if a great many handshakes were made and begun: copies of one that was, each under an id of its
// own, so that every table and index has the rows and the random order it would have. Their sealed values belong to the
// one they were copied from; nobody opens them here.
import { createRequire } from "node:module";

const Database = createRequire(import.meta.url)("better-sqlite3");

export function fill(file, count) {
  const db = new Database(file);
  // Nobody else is there, and it can be made again: neither log nor sync, and all of it in memory until the end.
  db.pragma("locking_mode = EXCLUSIVE");
  db.pragma("journal_mode = OFF");
  db.pragma("synchronous = OFF");
  db.pragma("cache_size = -4000000");
  db.exec("CREATE TEMP TABLE copies (id TEXT, number TEXT, token TEXT)");
  db.prepare(`
    WITH RECURSIVE counting(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counting WHERE n < ?)
    INSERT INTO copies SELECT 'DS0' || substr(hex(randomblob(11)), 1, 22), hex(randomblob(8)), lower(hex(randomblob(32))) FROM counting`).run(count);
  const { id: model } = db.prepare("SELECT id FROM handshakes WHERE seq > 0 LIMIT 1").get();
  const copy = (table, changed) => {
    const columns = db.pragma(`table_info(${table})`).map(({ name }) => name);
    const values = columns.map((name) => changed[name] ?? `original.${name}`);
    const whose = table === "handshakes" ? "id" : "handshake";
    db.prepare(`INSERT INTO ${table} (${columns}) SELECT ${values} FROM ${table} AS original, copies WHERE original.${whose} = ?`).run(model);
  };
  db.transaction(() => {
    copy("handshakes", { id: "copies.id", number: "copies.number" });
    copy("devices", { handshake: "copies.id" });
    copy("sessions", { token_hash: "copies.token", handshake: "copies.id" });
    copy("events", { handshake: "copies.id" });
  })();
  db.pragma("journal_mode = WAL");
  db.close();
}
