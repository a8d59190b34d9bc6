-- Where the dialog with somebody of a text channel stands, and how far what the desk said there got; null on the web.

ALTER TABLE sessions ADD COLUMN dialog TEXT;
ALTER TABLE messages ADD COLUMN receipt TEXT;

-- Who waits on a text channel stands in no queue of the web.
DROP INDEX sessions_waiting;
CREATE INDEX sessions_waiting ON sessions (created_at, id)
    WHERE status = 'waiting' AND channel = 'web' AND last_seq > 0;
CREATE INDEX sessions_by_text ON sessions (changed, id, contact, made) WHERE channel <> 'web';
