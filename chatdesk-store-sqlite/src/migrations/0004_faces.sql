-- What visitors say of themselves.

-- When they last did: what their token says of it counts no more.
ALTER TABLE contacts ADD COLUMN said_at INTEGER;
