-- Who carries a job, and jobs that failed for good.

ALTER TABLE jobs ADD COLUMN notifier TEXT;
-- 1 for one that is kept and never claimed; it stands in no lane.
ALTER TABLE jobs ADD COLUMN buried INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN made_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
UPDATE jobs SET made_at = due, changed_at = due;
-- `tell <session> <seq> <notifier>` held it until now.
UPDATE jobs SET notifier = substr(substr(task, 43), instr(substr(task, 43), ' ') + 1) WHERE task LIKE 'tell %';

-- By who carries them: of one that may take no more none is looked at, however many wait.
DROP INDEX jobs_due;
CREATE INDEX jobs_due ON jobs (notifier, due, made) WHERE front = 1;
DROP INDEX jobs_lane;
CREATE INDEX jobs_lane ON jobs (lane, made) WHERE lane IS NOT NULL AND buried = 0;
-- The few that somebody holds.
CREATE INDEX jobs_leased ON jobs (lane, leased_until) WHERE lease IS NOT NULL;
-- What administrators see.
CREATE INDEX jobs_carried ON jobs (buried, made) WHERE notifier IS NOT NULL;
