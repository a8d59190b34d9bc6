-- What the desk alone sees of a session.

-- A list in JSON; null for none.
ALTER TABLE sessions ADD COLUMN tags TEXT;
-- The position of the last commit that put an entry of the session.
ALTER TABLE sessions ADD COLUMN noted INTEGER NOT NULL DEFAULT 0;
