-- What is due, by what the queue is narrowed to: overdue claims come before all
-- others, and a person, a kind, a standing or a desk may have few of very many.
CREATE INDEX queue_due_assignee ON queue (assignee, due_at, claim) WHERE due_at IS NOT NULL AND assignee IS NOT NULL;
CREATE INDEX queue_due_kind ON queue (kind, due_at, claim) WHERE due_at IS NOT NULL;
CREATE INDEX queue_due_standing ON queue (standing, due_at, claim) WHERE due_at IS NOT NULL AND standing <> 'unapproved';
CREATE INDEX queue_due_desk ON queue (desk, due_at, claim) WHERE due_at IS NOT NULL AND desk <> '';
