-- Where webhooks go, and the outbox. `id` of a message is its `webhook-id`: the same for each delivery.

CREATE TABLE webhook_endpoints (
  id            TEXT PRIMARY KEY,
  app           TEXT NOT NULL REFERENCES apps,
  events        TEXT NOT NULL,         -- JSON array
  disabled      TEXT NOT NULL DEFAULT '', -- why nothing is sent; empty: it is
  sealed_config BLOB NOT NULL,         -- URL, Basic token, signing secrets: under the app's key
  created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_endpoints_of ON webhook_endpoints (app);

CREATE TABLE webhook_messages (
  id          TEXT PRIMARY KEY,
  endpoint    TEXT NOT NULL REFERENCES webhook_endpoints,
  handshake   TEXT REFERENCES handshakes, -- null: a test event
  event       TEXT NOT NULL,
  sealed_body BLOB NOT NULL,           -- under the handshake's key, so erased with it
  state       TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'dead')),
  attempts    INTEGER NOT NULL DEFAULT 0,
  next_at     INTEGER NOT NULL,        -- when it is due; moved ahead while it is being sent
  since       INTEGER NOT NULL,        -- when trying began, or began anew
  reason      TEXT NOT NULL DEFAULT '', -- of the last failure
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_messages_due ON webhook_messages (next_at) WHERE state = 'pending';
CREATE INDEX webhook_messages_of ON webhook_messages (endpoint, state);
CREATE INDEX webhook_messages_about ON webhook_messages (handshake);
