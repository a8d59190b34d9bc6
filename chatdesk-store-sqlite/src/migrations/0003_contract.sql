-- What the desk alone sees of a session.

-- A list in JSON; null for none.
ALTER TABLE sessions ADD COLUMN tags TEXT;
-- The position of the last commit that put an entry of the session.
ALTER TABLE sessions ADD COLUMN noted INTEGER NOT NULL DEFAULT 0;

-- Entries of a kind by their last change: who follows a list asks for what is new twice a second.
CREATE INDEX entries_changed ON entries (kind, changed, id);
