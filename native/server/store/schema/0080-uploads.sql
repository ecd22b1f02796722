-- Files that come in pieces (docs/reference/session-api.md, uploads).

CREATE TABLE uploads (
  id         TEXT PRIMARY KEY,
  handshake  TEXT NOT NULL REFERENCES handshakes,
  device     TEXT NOT NULL,          -- who sends it; nobody else goes on with it
  type       TEXT NOT NULL,          -- as announced: the whole file says what it is
  length     INTEGER NOT NULL,       -- as announced
  received   INTEGER NOT NULL DEFAULT 0,
  media      TEXT,                   -- what it became; null until it is whole
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_of ON uploads (handshake);
CREATE INDEX uploads_end ON uploads (expires_at);

CREATE TABLE upload_pieces (
  id         TEXT PRIMARY KEY,       -- names its file in the folder of uploads
  upload     TEXT NOT NULL REFERENCES uploads ON DELETE CASCADE,
  start      INTEGER NOT NULL,       -- its first byte's place in the whole
  sealed_key BLOB NOT NULL,          -- of the piece, under the handshake's key
  sealed     BLOB,                   -- the piece itself, where instances share no disk
  UNIQUE (upload, start)
) STRICT, WITHOUT ROWID;
