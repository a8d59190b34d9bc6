-- What is deleted, and what it leaves behind.

-- The instant of the last event: in the log time never goes back.
ALTER TABLE log_head ADD COLUMN at INTEGER NOT NULL DEFAULT -9223372036854775808;
UPDATE log_head SET at = coalesce((SELECT max(at) FROM events), at);

-- The position at which a session of this contact was last deleted: who resumes from before it begins anew.
ALTER TABLE contacts ADD COLUMN trimmed INTEGER NOT NULL DEFAULT 0;

-- The person whom a job is about, with whom it goes.
ALTER TABLE jobs ADD COLUMN contact BLOB;
CREATE INDEX jobs_contact ON jobs (contact) WHERE contact IS NOT NULL;

CREATE INDEX keys_owner ON keys (owner);
CREATE INDEX sessions_ended ON sessions (updated_at, id) WHERE status = 'ended';

-- Deleted records of which something is still in the file. Of sessions messages, cursors and words are to be removed, in
-- steps; no reader sees them: each begins at a session's own row. Where all rows are gone, the traces of them are not.
CREATE TABLE deleted (
    record BLOB NOT NULL,
    gone   INTEGER NOT NULL DEFAULT 0,
    -- The session's, by which the search knows its messages.
    made   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (gone, record)
) STRICT, WITHOUT ROWID;

-- As before, but for the references to sessions: those would have to go in the commit that deletes the session. Nor do
-- messages name their contact any more: what changed for a customer is found from their sessions, and an index less is
-- a page less to write for every message.
CREATE TABLE messages_2 (
    session       BLOB NOT NULL,
    seq           INTEGER NOT NULL,
    changed       INTEGER NOT NULL,
    sender_kind   TEXT NOT NULL,
    sender_id     TEXT NOT NULL,
    sender_name   TEXT,
    kind          TEXT NOT NULL,
    content       TEXT NOT NULL,
    client_id     TEXT,
    at            INTEGER NOT NULL,
    customer_sent INTEGER NOT NULL,
    desk_sent     INTEGER NOT NULL,
    PRIMARY KEY (session, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO messages_2 SELECT session, seq, changed, sender_kind, sender_id, sender_name, kind, content,
    client_id, at, customer_sent, desk_sent FROM messages;
DROP TABLE messages;
ALTER TABLE messages_2 RENAME TO messages;
CREATE UNIQUE INDEX messages_client ON messages (session, sender_kind, sender_id, client_id)
    WHERE client_id IS NOT NULL;

CREATE TABLE cursors_2 (
    session BLOB NOT NULL,
    reader  TEXT NOT NULL,
    contact BLOB NOT NULL,
    seq     INTEGER NOT NULL,
    seen    INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (session, reader)
) STRICT, WITHOUT ROWID;
INSERT INTO cursors_2 SELECT session, reader, contact, seq, seen, changed FROM cursors;
DROP TABLE cursors;
ALTER TABLE cursors_2 RENAME TO cursors;
CREATE INDEX cursors_changed ON cursors (contact, changed);

-- How many rows the desk's long lists have: counting them takes longer than reading a page.
CREATE TABLE list_counts (
    list TEXT NOT NULL PRIMARY KEY,
    n    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO list_counts VALUES ('waiting', 0), ('active', 0), ('ended', 0), ('contacts', 0);
UPDATE list_counts SET n = (SELECT count(*) FROM sessions WHERE last_seq > 0 AND status = list);
UPDATE list_counts SET n = (SELECT count(*) FROM contacts) WHERE list = 'contacts';
-- On a message neither status nor contact moves, so its statement names neither and no trigger is part of it.
CREATE TRIGGER count_made_session AFTER INSERT ON sessions WHEN new.last_seq > 0 BEGIN
    UPDATE list_counts SET n = n + 1 WHERE list = new.status;
END;
CREATE TRIGGER count_moved_session AFTER UPDATE OF status ON sessions
    WHEN old.status <> new.status OR (old.last_seq > 0) <> (new.last_seq > 0) BEGIN
    UPDATE list_counts SET n = n - (old.last_seq > 0) WHERE list = old.status;
    UPDATE list_counts SET n = n + (new.last_seq > 0) WHERE list = new.status;
END;
CREATE TRIGGER count_deleted_session AFTER DELETE ON sessions WHEN old.last_seq > 0 BEGIN
    UPDATE list_counts SET n = n - 1 WHERE list = old.status;
END;
CREATE TRIGGER count_made_contact AFTER INSERT ON contacts BEGIN
    UPDATE list_counts SET n = n + 1 WHERE list = 'contacts';
END;
CREATE TRIGGER count_deleted_contact AFTER DELETE ON contacts BEGIN
    UPDATE list_counts SET n = n - 1 WHERE list = 'contacts';
END;
