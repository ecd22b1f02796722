// The sample's own tables: users, and the handshakes that were created for them. SQLite as WebAssembly, so that
// installing needs no compiler; a real backend uses what it has.
import {mkdirSync, rmSync} from "node:fs";
import {join} from "node:path";
import sqlite from "node-sqlite3-wasm";

export function openDatabase(folder) {
  mkdirSync(folder, {recursive: true});
  const file = join(folder, "onboarding.sqlite");
  // This build of SQLite locks by a folder, which stays behind when the process was killed. We are the only writer.
  rmSync(`${file}.lock`, {recursive: true, force: true});
  const db = new sqlite.Database(file);
  db.exec(`
    CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, name TEXT NOT NULL, mobile TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS handshakes (
      id TEXT PRIMARY KEY, number TEXT NOT NULL, user TEXT NOT NULL REFERENCES users(id), created INTEGER NOT NULL,
      verified INTEGER, reason TEXT, status TEXT, result TEXT, signature TEXT);
    INSERT OR IGNORE INTO users VALUES ('asha', 'Asha Verma', '+919876543210');`);

  return {
    user: (id) => db.get("SELECT * FROM users WHERE id = ?", id),
    handshake: (id) => db.get("SELECT * FROM handshakes WHERE id = ?", id),
    latestHandshake: (user) =>
      db.get("SELECT * FROM handshakes WHERE user = ? ORDER BY created DESC, rowid DESC LIMIT 1", user),
    addHandshake: ({id, number, user}) =>
      db.run("INSERT INTO handshakes (id, number, user, created) VALUES (?, ?, ?, ?)", [id, number, user, Date.now()]),
    storeVerdict: ({handshake, verified, reason, status, result, signature}) =>
      db.run("UPDATE handshakes SET verified = ?, reason = ?, status = ?, result = ?, signature = ? WHERE id = ?", [
        verified ? 1 : 0, reason, status, result, signature, handshake,
      ]),
    close: () => db.close(),
  };
}
