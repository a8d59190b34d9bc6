-- Conversations of staff among themselves.

-- Who is in it, and what each has read, in JSON; null for a customer's session. Such a row has the status 'panel', and so is in
-- none of the desk's lists and in no count of them.
ALTER TABLE sessions ADD COLUMN panel TEXT;
-- Whose it is, or was: of those who left, when and after which message.
CREATE TABLE panel_members (
    member   TEXT NOT NULL,
    session  BLOB NOT NULL,
    left_at  INTEGER,
    left_seq INTEGER,
    PRIMARY KEY (member, session)
) STRICT, WITHOUT ROWID;
CREATE INDEX panel_members_of ON panel_members (session);

-- The conversation whose members alone it concerns.
ALTER TABLE events ADD COLUMN session BLOB;

-- The desk's own contact is nobody.
DROP TRIGGER count_made_contact;
CREATE TRIGGER count_made_contact AFTER INSERT ON contacts WHEN new.kind <> 'desk' BEGIN
    UPDATE list_counts SET n = n + 1 WHERE list = 'contacts';
END;
DROP TRIGGER count_deleted_contact;
CREATE TRIGGER count_deleted_contact AFTER DELETE ON contacts WHEN old.kind <> 'desk' BEGIN
    UPDATE list_counts SET n = n - 1 WHERE list = 'contacts';
END;
