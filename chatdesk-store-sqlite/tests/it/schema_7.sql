-- What schema 7 holds beside the rows of schema 1, which were brought up to it step by step: somebody who waits and whom
-- nobody has read.
INSERT INTO contacts (id, version, changed, kind, address, name, switch, created_at, wrote_at) VALUES
    (x'00000000000000000000000000000c02', 1, 6, 'user', '43', 'Grace', 'on', 6000, 6000);
INSERT INTO contact_words (rowid, text) VALUES (2, 'Grace' || char(10) || '43');
INSERT INTO sessions (id, version, changed, kind, channel, contact, status, last_seq, customer_sent, desk_sent,
    preview_text, preview_sender, preview_at, created_at, updated_at, customer_unread, desk_unread) VALUES
    (x'00000000000000000000000000000502', 1, 6, 'support', 'web', x'00000000000000000000000000000c02', 'waiting', 1, 1, 0,
     'Hello?', 'user', 6000, 6000, 6000, 0, 1);
INSERT INTO messages (session, seq, changed, sender_kind, sender_id, sender_name, kind, content, client_id, at,
    customer_sent, desk_sent) VALUES
    (x'00000000000000000000000000000502', 1, 6, 'user', '43', 'Grace', 'text', 'Hello?', NULL, 6000, 1, 0);
INSERT INTO message_words (rowid, text) VALUES (536870913, 'Hello?');
INSERT INTO events (position, kind, subject, version, actor, at, contact, keep) VALUES
    (5, '{"kind":"session_opened"}', 'ses_00000000000000000000000000000502', 1, '{"who":"customer"}', 6000,
     x'00000000000000000000000000000c02', 'stream'),
    (6, '{"kind":"message_sent","seq":1}', 'ses_00000000000000000000000000000502', 1, '{"who":"customer"}', 6000,
     x'00000000000000000000000000000c02', 'stream');
UPDATE log_head SET head = 6, at = 6000;
UPDATE search_head SET position = 6;
