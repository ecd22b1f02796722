-- BLOBs named `sealed_…` are AES-GCM (sealing.hpp), `wrapped_key` is a key under the master key, `…_hash` is SHA-256.

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE apps (
  client_key        TEXT PRIMARY KEY,
  name              TEXT NOT NULL,
  mode              TEXT NOT NULL CHECK (mode IN ('sandbox', 'live')),
  active            INTEGER NOT NULL DEFAULT 1,
  origins           TEXT NOT NULL,   -- JSON array
  addresses         TEXT NOT NULL,   -- JSON array of addresses and CIDR blocks
  handshake_resumes INTEGER NOT NULL DEFAULT 0,
  token_hash        TEXT NOT NULL UNIQUE,
  secret_id         TEXT NOT NULL,   -- names the client secret in results
  sealed_secret     BLOB NOT NULL,
  wrapped_key       BLOB NOT NULL,
  created_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Definitions by content: a run goes on with the very one it was started with, whatever the draft became.
CREATE TABLE definitions (
  hash       TEXT PRIMARY KEY,
  definition TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE flows (
  app        TEXT NOT NULL REFERENCES apps,
  id         TEXT NOT NULL,
  draft      TEXT NOT NULL REFERENCES definitions,
  active     INTEGER NOT NULL DEFAULT 1,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (app, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshots (
  id         TEXT PRIMARY KEY,
  app        TEXT NOT NULL,
  flow       TEXT NOT NULL,
  version    TEXT NOT NULL,
  hash       TEXT NOT NULL REFERENCES definitions,
  created_at INTEGER NOT NULL,
  UNIQUE (app, flow, version),
  FOREIGN KEY (app, flow) REFERENCES flows
) STRICT, WITHOUT ROWID;

CREATE TABLE handshakes (
  id               TEXT PRIMARY KEY,
  number           TEXT NOT NULL UNIQUE,
  app              TEXT NOT NULL,
  flow             TEXT NOT NULL,
  snapshot         TEXT REFERENCES snapshots,
  webhook          INTEGER NOT NULL DEFAULT 0,
  wrapped_key      BLOB NOT NULL,
  sealed_tag       BLOB NOT NULL,
  sealed_variables BLOB NOT NULL,
  seq              INTEGER NOT NULL DEFAULT 0,
  sealed_head      BLOB,              -- seq and hash of the last event: a shortened log is found out
  lease_seen       INTEGER NOT NULL DEFAULT 0,
  created_at       INTEGER NOT NULL,
  expires_at       INTEGER NOT NULL,
  archived_at      INTEGER,
  FOREIGN KEY (app, flow) REFERENCES flows
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  handshake      TEXT NOT NULL REFERENCES handshakes,
  seq            INTEGER NOT NULL,
  event          TEXT NOT NULL,      -- public
  sealed_salt    BLOB,
  sealed_private BLOB,
  PRIMARY KEY (handshake, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE effects (
  number         INTEGER PRIMARY KEY, -- in the order they were decided
  id             TEXT NOT NULL UNIQUE,
  handshake      TEXT NOT NULL REFERENCES handshakes,
  kind           TEXT NOT NULL,
  delivery       TEXT NOT NULL CHECK (delivery IN ('at_least_once', 'at_most_once')),
  stage          TEXT NOT NULL,
  sealed_payload BLOB,               -- gone once it is done
  status         TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'started', 'done', 'failed')),
  reason         TEXT NOT NULL DEFAULT '',
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX effects_open ON effects (number) WHERE status IN ('pending', 'started');

CREATE TABLE results (
  handshake    TEXT NOT NULL REFERENCES handshakes,
  run          INTEGER NOT NULL,
  sealed_bytes BLOB NOT NULL,
  signature    TEXT NOT NULL,
  secret_id    TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  PRIMARY KEY (handshake, run)
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
  handshake  TEXT NOT NULL REFERENCES handshakes,
  id         TEXT NOT NULL,          -- SHA-256 of the device secret
  created_at INTEGER NOT NULL,
  PRIMARY KEY (handshake, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  handshake  TEXT NOT NULL,
  device     TEXT NOT NULL,
  idle_until INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL,
  FOREIGN KEY (handshake, device) REFERENCES devices
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_end ON sessions (ends_at);

CREATE TABLE idempotency (
  handshake     TEXT NOT NULL REFERENCES handshakes,
  device        TEXT NOT NULL,
  key           TEXT NOT NULL,
  body_hash     TEXT NOT NULL,
  status        INTEGER NOT NULL,
  sealed_answer BLOB NOT NULL,
  created_at    INTEGER NOT NULL,
  PRIMARY KEY (handshake, device, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_age ON idempotency (created_at);

CREATE TABLE media (
  id          TEXT PRIMARY KEY,
  handshake   TEXT NOT NULL REFERENCES handshakes,
  type        TEXT NOT NULL,
  size        INTEGER NOT NULL,
  sha256      TEXT NOT NULL,
  sealed_key  BLOB NOT NULL,         -- of the file, under the handshake's key
  created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX media_of ON media (handshake);

CREATE TABLE handoffs (
  code_hash  TEXT PRIMARY KEY,
  handshake  TEXT NOT NULL REFERENCES handshakes,
  digits     TEXT NOT NULL,
  device     TEXT,                   -- who claimed it
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  app            TEXT NOT NULL REFERENCES apps,
  effect         TEXT NOT NULL UNIQUE,
  handshake      TEXT NOT NULL REFERENCES handshakes,
  sealed_message BLOB NOT NULL,
  created_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX inbox_of ON inbox (app, id);
