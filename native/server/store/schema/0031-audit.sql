-- What operators and backends did: one chain of hashes per app and day.

CREATE TABLE audit (
  app    TEXT NOT NULL REFERENCES apps,
  day    TEXT NOT NULL,              -- 2027-01-31, UTC
  number INTEGER NOT NULL,           -- 1, 2, … of the day
  entry  TEXT NOT NULL,              -- JSON, names the hash of the entry before
  hash   TEXT NOT NULL,              -- of the entry
  PRIMARY KEY (app, day, number)
) STRICT, WITHOUT ROWID;

-- Where the chain of an app ends, sealed: whoever has the database alone cannot shorten it.
CREATE TABLE audit_ends (
  app        TEXT PRIMARY KEY REFERENCES apps,
  written    INTEGER NOT NULL,       -- how often; its change locks the row before it is read
  sealed_end BLOB
) STRICT, WITHOUT ROWID;
