-- Receipts: the keys that sign them, and the receipt of each ended run.

CREATE TABLE receipt_keys (
  id             TEXT PRIMARY KEY,
  kid            TEXT NOT NULL UNIQUE, -- thumbprint of the public key, as in receipts
  wrapped_key    BLOB NOT NULL,        -- seals the next two
  sealed_public  BLOB,                 -- x and y: what nobody with the master key sealed is not published. Null once withdrawn
  sealed_private BLOB,                 -- null once another one signs
  published_at   INTEGER NOT NULL,
  signs_from     INTEGER NOT NULL,     -- the latest one whose time has come signs
  withdrawn_at   INTEGER               -- not published any more; null: for as long as receipts live
) STRICT, WITHOUT ROWID;

-- The newest of each run: a review after the end makes another one.
CREATE TABLE receipts (
  handshake   TEXT NOT NULL REFERENCES handshakes,
  run         INTEGER NOT NULL,
  seq         INTEGER NOT NULL,      -- what it says was true then
  jws         TEXT NOT NULL,
  sealed_salt BLOB NOT NULL,
  PRIMARY KEY (handshake, run)
) STRICT, WITHOUT ROWID;
