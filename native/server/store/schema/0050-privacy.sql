-- Erasure, how long apps keep what people gave, and which master keys wrap.

ALTER TABLE handshakes ADD COLUMN erased_at INTEGER;
-- The app's time of keeping runs from then: the last write, or the expiry of one that nobody used.
ALTER TABLE handshakes ADD COLUMN kept_from INTEGER NOT NULL DEFAULT 0;
UPDATE handshakes SET kept_from = CASE WHEN lease_seen > expires_at THEN lease_seen ELSE expires_at END;
CREATE INDEX handshakes_kept ON handshakes (app, flow, kept_from) WHERE erased_at IS NULL;

CREATE TABLE retention (
  app     TEXT NOT NULL REFERENCES apps,
  flow    TEXT NOT NULL,             -- empty: each flow that has none of its own
  keep_ms INTEGER NOT NULL,          -- 0: for ever
  PRIMARY KEY (app, flow)
) STRICT, WITHOUT ROWID;

-- Whoever wraps a key names its master key here in the same transaction, so that a start without one of them is found out.
CREATE TABLE master_keys (
  id TEXT PRIMARY KEY                -- of the key; says nothing about it
) STRICT, WITHOUT ROWID;

-- What belongs to one handshake is found by it.
CREATE INDEX effects_of ON effects (handshake);
CREATE INDEX inbox_about ON inbox (handshake);
CREATE INDEX handoffs_of ON handoffs (handshake);

-- What the sweeper looks for by age, it finds without looking at everything.
CREATE INDEX webhook_messages_settled ON webhook_messages (updated_at) WHERE state <> 'pending';
CREATE INDEX inbox_age ON inbox (created_at);
CREATE INDEX handoffs_age ON handoffs (expires_at);
CREATE INDEX wrong_codes_age ON wrong_codes (last_at);
