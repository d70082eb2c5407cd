-- What a person has taken, by whom it is to be checked: mostly by the same
-- person, and then it is met in that person's own walk of the queue.
DROP INDEX queue_holder;
CREATE INDEX queue_holder ON queue (holder, assignee, lease_until) WHERE holder IS NOT NULL;
