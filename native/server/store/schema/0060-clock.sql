-- How far the clock of a sandbox app is ahead, in ms: for trying out what takes days.
ALTER TABLE apps ADD COLUMN clock_ahead INTEGER NOT NULL DEFAULT 0;
