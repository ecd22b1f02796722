-- Apps that change while they are used, limits, and handshakes that are listed, archived, cancelled.

-- Server tokens that were replaced and are still taken for a while.
CREATE TABLE former_tokens (
  token_hash TEXT PRIMARY KEY,
  app        TEXT NOT NULL REFERENCES apps,
  ends_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The latest one whose time has come signs. A new one may be known before it signs.
CREATE TABLE client_secrets (
  app           TEXT NOT NULL REFERENCES apps,
  id            TEXT NOT NULL,       -- names it in results
  sealed_secret BLOB NOT NULL,
  signs_from    INTEGER NOT NULL,
  PRIMARY KEY (app, id)
) STRICT, WITHOUT ROWID;
INSERT INTO client_secrets (app, id, sealed_secret, signs_from)
  SELECT client_key, secret_id, sealed_secret, created_at FROM apps;
ALTER TABLE apps DROP COLUMN secret_id;
ALTER TABLE apps DROP COLUMN sealed_secret;

ALTER TABLE apps ADD COLUMN limits TEXT NOT NULL DEFAULT '{}';  -- JSON; what is absent is the server's setting

CREATE TABLE daily_counts (
  app   TEXT NOT NULL REFERENCES apps,
  day   TEXT NOT NULL,               -- 2027-01-31, UTC
  name  TEXT NOT NULL,               -- of the call; empty: all calls of the app
  calls INTEGER NOT NULL,
  PRIMARY KEY (app, day, name)
) STRICT, WITHOUT ROWID;

ALTER TABLE handshakes ADD COLUMN tag_index TEXT;        -- HMAC of the tag, to find it by
ALTER TABLE handshakes ADD COLUMN cancelled_at INTEGER;
-- Sessions are ended by handshake, and an open stream looks whether its own goes on.
CREATE INDEX sessions_of ON sessions (handshake, device);

CREATE INDEX handshakes_of_flow ON handshakes (app, flow, created_at, id);
CREATE INDEX handshakes_by_tag ON handshakes (app, tag_index);
