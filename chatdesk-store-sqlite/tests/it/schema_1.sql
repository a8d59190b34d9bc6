-- A chat as schema 1 kept it: put behind the schema's own text, which is committed and does not change.
PRAGMA application_id = 1667527531;
PRAGMA user_version = 1;
INSERT INTO contacts (id, version, changed, kind, address, name, email, switch, created_at, wrote_at) VALUES
    (x'00000000000000000000000000000c01', 1, 1, 'user', '42', 'Ada', 'ada@example.org', 'on', 1000, 3000);
INSERT INTO sessions (id, version, changed, kind, channel, contact, agent_id, agent_name, status, subject, last_seq,
    customer_sent, desk_sent, preview_text, preview_sender, preview_at, created_at, updated_at, customer_unread,
    desk_unread) VALUES
    (x'00000000000000000000000000000501', 4, 4, 'support', 'web', x'00000000000000000000000000000c01', '7', 'Alex',
     'ended', 'Marmalade', 2, 1, 1, 'On its way', 'admin', 4000, 1000, 5000, 1, 0);
INSERT INTO messages VALUES
    (x'00000000000000000000000000000501', 1, x'00000000000000000000000000000c01', 2, 'user', '42', 'Ada', 'text',
     'Where is my marmalade?', 'client-1', 3000, 1, 0),
    (x'00000000000000000000000000000501', 2, x'00000000000000000000000000000c01', 3, 'admin', '7', 'Alex', 'text',
     'On its way', NULL, 4000, 1, 1);
INSERT INTO cursors VALUES
    (x'00000000000000000000000000000501', 'desk', x'00000000000000000000000000000c01', 1, 1, 3);
INSERT INTO keys VALUES ('addr:42', 'con_00000000000000000000000000000c01', NULL);
INSERT INTO events (position, kind, subject, version, actor, at, contact, keep) VALUES
    (1, '{"kind":"session_opened"}', 'ses_00000000000000000000000000000501', 1, '{"who":"customer"}', 1000,
     x'00000000000000000000000000000c01', 'stream'),
    (2, '{"kind":"message_sent","seq":1}', 'ses_00000000000000000000000000000501', 2, '{"who":"customer"}', 3000,
     x'00000000000000000000000000000c01', 'stream'),
    (3, '{"kind":"message_sent","seq":2}', 'ses_00000000000000000000000000000501', 3, '{"who":"desk","id":"7"}', 4000,
     x'00000000000000000000000000000c01', 'stream'),
    (4, '{"kind":"session_ended"}', 'ses_00000000000000000000000000000501', 4, '{"who":"desk","id":"7"}', 5000,
     x'00000000000000000000000000000c01', 'stream');
INSERT INTO jobs (key, lane, front, due, task) VALUES ('alert:1', 'whatsapp:1', 1, 2000, 'look');
UPDATE log_head SET epoch = 77, head = 4;
UPDATE search_head SET position = 4;
INSERT INTO message_words (rowid, text) VALUES (268435457, 'Where is my marmalade?'), (268435458, 'On its way');
INSERT INTO contact_words (rowid, text) VALUES (1, 'Ada' || char(10) || 'ada@example.org' || char(10) || '42');
