-- Several instances on one database (PostgreSQL).

-- The last job of each writing thread, set by that job's own transaction: what a thread finds here after it lost its
-- connection during a commit says whether that commit took place.
CREATE TABLE writers (
  id     TEXT PRIMARY KEY,
  job    INTEGER NOT NULL,
  at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Uploads, where instances share no disk: the sealed file in pieces.
CREATE TABLE media_parts (
  media   TEXT NOT NULL REFERENCES media ON DELETE CASCADE,
  number  INTEGER NOT NULL,
  sealed  BLOB NOT NULL,
  PRIMARY KEY (media, number)
) STRICT, WITHOUT ROWID;
