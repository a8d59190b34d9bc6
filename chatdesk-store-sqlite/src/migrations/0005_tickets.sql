-- Tickets.

CREATE TABLE tickets (
    number            INTEGER PRIMARY KEY,
    id                BLOB NOT NULL UNIQUE,
    version           INTEGER NOT NULL,
    changed           INTEGER NOT NULL,
    session           BLOB NOT NULL,
    -- The session's number of making, by which the search knows it.
    session_made      INTEGER NOT NULL UNIQUE,
    contact           BLOB NOT NULL,
    status            TEXT NOT NULL,
    -- 1 is the lowest, 4 the highest.
    priority          INTEGER NOT NULL,
    agent_id          TEXT,
    agent_name        TEXT,
    description       TEXT NOT NULL,
    reference         TEXT,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    first_answered_at INTEGER,
    resolved_at       INTEGER
) STRICT;
-- One for each order; those of each status stand in it, and what else the list is narrowed by is picked out of the index.
CREATE INDEX tickets_created ON tickets (status, created_at, number, priority, agent_id);
CREATE INDEX tickets_updated ON tickets (status, updated_at, number, priority, agent_id);
CREATE INDEX tickets_priority ON tickets (status, priority, number, agent_id);
CREATE INDEX tickets_number ON tickets (status, number, priority, agent_id);
-- Whose phone it is.
CREATE INDEX contacts_phone ON contacts (phone) WHERE phone IS NOT NULL;

-- How many stand so, and of those how many nobody has.
INSERT INTO list_counts VALUES ('ticket open', 0), ('ticket in_progress', 0), ('ticket resolved', 0),
    ('ticket closed', 0), ('ticket open nobody', 0), ('ticket in_progress nobody', 0), ('ticket resolved nobody', 0),
    ('ticket closed nobody', 0);
CREATE TRIGGER count_made_ticket AFTER INSERT ON tickets BEGIN
    UPDATE list_counts SET n = n + 1 WHERE list = 'ticket ' || new.status;
    UPDATE list_counts SET n = n + (new.agent_id IS NULL) WHERE list = 'ticket ' || new.status || ' nobody';
END;
CREATE TRIGGER count_moved_ticket AFTER UPDATE OF status, agent_id ON tickets BEGIN
    UPDATE list_counts SET n = n - 1 WHERE list = 'ticket ' || old.status;
    UPDATE list_counts SET n = n - (old.agent_id IS NULL) WHERE list = 'ticket ' || old.status || ' nobody';
    UPDATE list_counts SET n = n + 1 WHERE list = 'ticket ' || new.status;
    UPDATE list_counts SET n = n + (new.agent_id IS NULL) WHERE list = 'ticket ' || new.status || ' nobody';
END;
CREATE TRIGGER count_deleted_ticket AFTER DELETE ON tickets BEGIN
    UPDATE list_counts SET n = n - 1 WHERE list = 'ticket ' || old.status;
    UPDATE list_counts SET n = n - (old.agent_id IS NULL) WHERE list = 'ticket ' || old.status || ' nobody';
END;

-- The words of descriptions, as those of contacts.
CREATE VIRTUAL TABLE ticket_words
    USING fts5 (text, content = '', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO ticket_words (ticket_words, rank) VALUES ('secure-delete', 1);
