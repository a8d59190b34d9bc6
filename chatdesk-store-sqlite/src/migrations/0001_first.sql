-- `made` is the order in which rows were made; it is never given out twice, and lists page by it.
-- `changed` is the last log position of the batch that wrote the row.

CREATE TABLE log_head (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    epoch  INTEGER NOT NULL,
    floor  INTEGER NOT NULL,
    head   INTEGER NOT NULL,
    -- The last lease token given out.
    leases INTEGER NOT NULL
) STRICT;
INSERT INTO log_head VALUES (1, random() & 0x7fffffffffffffff, 0, 0, 0);

CREATE TABLE contacts (
    made        INTEGER PRIMARY KEY AUTOINCREMENT,
    id          BLOB NOT NULL UNIQUE,
    version     INTEGER NOT NULL,
    changed     INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    address     TEXT NOT NULL,
    name        TEXT,
    email       TEXT,
    phone       TEXT,
    switch      TEXT NOT NULL,
    switched_at INTEGER,
    switched_by TEXT,
    created_at  INTEGER NOT NULL,
    -- The last message of the customer's side; it moves no version.
    wrote_at    INTEGER
) STRICT;
CREATE INDEX contacts_address ON contacts (address);

CREATE TABLE sessions (
    made            INTEGER PRIMARY KEY AUTOINCREMENT,
    id              BLOB NOT NULL UNIQUE,
    version         INTEGER NOT NULL,
    changed         INTEGER NOT NULL,
    kind            TEXT NOT NULL,
    channel         TEXT NOT NULL,
    contact         BLOB NOT NULL REFERENCES contacts (id),
    agent_id        TEXT,
    agent_name      TEXT,
    status          TEXT NOT NULL,
    subject         TEXT,
    last_seq        INTEGER NOT NULL,
    customer_sent   INTEGER NOT NULL,
    desk_sent       INTEGER NOT NULL,
    preview_text    TEXT,
    preview_sender  TEXT,
    preview_at      INTEGER,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    -- Sent by the other side minus seen, kept here so that sums over sessions need no join.
    customer_unread INTEGER NOT NULL,
    desk_unread     INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_of ON sessions (contact, made);
CREATE INDEX sessions_open ON sessions (contact, made) WHERE status <> 'ended';
CREATE INDEX sessions_changed ON sessions (contact, changed);
CREATE INDEX sessions_inbox ON sessions (status, changed, id) WHERE last_seq > 0;
CREATE INDEX sessions_customer_unread ON sessions (contact, customer_unread) WHERE customer_unread > 0;
CREATE INDEX sessions_desk_unread ON sessions (contact, desk_unread) WHERE desk_unread > 0;

CREATE TABLE messages (
    session       BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    seq           INTEGER NOT NULL,
    -- The session's, so that a customer's resume finds messages without visiting every session.
    contact       BLOB NOT NULL,
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
CREATE UNIQUE INDEX messages_client ON messages (session, sender_kind, sender_id, client_id)
    WHERE client_id IS NOT NULL;
CREATE INDEX messages_changed ON messages (contact, changed);

CREATE TABLE cursors (
    session BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    reader  TEXT NOT NULL,
    contact BLOB NOT NULL,
    seq     INTEGER NOT NULL,
    seen    INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (session, reader)
) STRICT, WITHOUT ROWID;
CREATE INDEX cursors_changed ON cursors (contact, changed);

CREATE TABLE keys (
    key   TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    until INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_until ON keys (until) WHERE until IS NOT NULL;

CREATE TABLE entries (
    made    INTEGER PRIMARY KEY AUTOINCREMENT,
    id      BLOB NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    subject TEXT NOT NULL,
    kind    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    content TEXT NOT NULL
) STRICT;
CREATE INDEX entries_of ON entries (subject, kind, made);

CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    kind     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    version  INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    at       INTEGER NOT NULL,
    -- The customer that it concerns beside the desk; null: the desk alone.
    contact  BLOB,
    keep     TEXT NOT NULL
) STRICT;
CREATE INDEX events_stream ON events (at, position) WHERE keep = 'stream';

CREATE TABLE jobs (
    made         INTEGER PRIMARY KEY AUTOINCREMENT,
    key          TEXT NOT NULL UNIQUE,
    lane         TEXT,
    -- 1 when no older job stands in its lane: it alone may be claimed.
    front        INTEGER NOT NULL,
    due          INTEGER NOT NULL,
    task         TEXT NOT NULL,
    lease        INTEGER,
    leased_until INTEGER,
    attempt      INTEGER NOT NULL DEFAULT 0,
    error        TEXT
) STRICT;
CREATE INDEX jobs_due ON jobs (due, made) WHERE front = 1;
CREATE INDEX jobs_lane ON jobs (lane, made) WHERE lane IS NOT NULL;

-- Up to which position of the log the words of messages are known.
CREATE TABLE search_head (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    position INTEGER NOT NULL
) STRICT;
INSERT INTO search_head VALUES (1, 0);

-- Both hold words alone, no text; what is deleted there leaves no trace.
CREATE VIRTUAL TABLE message_words
    USING fts5 (text, content = '', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO message_words (message_words, rank) VALUES ('secure-delete', 1);
CREATE VIRTUAL TABLE contact_words
    USING fts5 (text, content = '', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO contact_words (contact_words, rank) VALUES ('secure-delete', 1);
