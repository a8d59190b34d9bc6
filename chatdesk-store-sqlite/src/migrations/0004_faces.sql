-- What visitors say of themselves.

-- When they last did: what their token says of it counts no more.
ALTER TABLE contacts ADD COLUMN said_at INTEGER;

-- What the desk's list is narrowed by.

-- With the row's id, in whose order rows of one commit come.
DROP INDEX sessions_changed;
CREATE INDEX sessions_changed ON sessions (contact, changed, id);
-- With who has it: of the few that are open those of somebody are picked out of it.
DROP INDEX sessions_inbox;
CREATE INDEX sessions_inbox ON sessions (status, changed, id, agent_id) WHERE last_seq > 0;
-- Of the many that have ended they are found; no message moves what has ended.
CREATE INDEX sessions_ended_of ON sessions (agent_id, changed, id) WHERE status = 'ended' AND last_seq > 0;
-- Who waits, the first opened first; no message but the first moves it.
CREATE INDEX sessions_waiting ON sessions (created_at, id) WHERE status = 'waiting';
