-- Work outside that takes several tries, and what waits for an operator.

ALTER TABLE effects ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
-- Nobody looks at an open effect before: it is being performed, or waits for its next try.
ALTER TABLE effects ADD COLUMN next_at INTEGER NOT NULL DEFAULT 0;
DROP INDEX effects_open;
CREATE INDEX effects_due ON effects (next_at, number) WHERE status IN ('pending', 'started');

-- An index over the logs: which handshakes wait for an operator. `stage` is empty after the end.
CREATE TABLE reviews (
  handshake TEXT PRIMARY KEY REFERENCES handshakes,
  app       TEXT NOT NULL REFERENCES apps,
  stage     TEXT NOT NULL,
  since     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reviews_of ON reviews (app, since);

-- Messages with one-time codes, per contact (a blind index), app, and country prefix of an app.
CREATE TABLE code_counts (
  subject TEXT NOT NULL,
  began   INTEGER NOT NULL,  -- of the hour or day
  count   INTEGER NOT NULL,
  PRIMARY KEY (subject, began)
) STRICT, WITHOUT ROWID;
CREATE INDEX code_counts_age ON code_counts (began);

-- Wrong guesses in a row, per contact, over all handshakes.
CREATE TABLE wrong_codes (
  contact      TEXT PRIMARY KEY,
  wrong        INTEGER NOT NULL,
  last_at      INTEGER NOT NULL,
  locked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
