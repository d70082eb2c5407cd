-- The queue in the orders and by the filters in which it is asked for, so that
-- none reads all of it: a kind, a standing (nearly all live claims are
-- `unapproved`, and the bands lead to those), the longest waiting, and claims
-- whose taker's time is up. And the articles that their provider cancelled.
CREATE INDEX queue_kind ON queue (kind, band, priority, since, claim);
CREATE INDEX queue_standing ON queue (standing, band, priority, since, claim) WHERE standing <> 'unapproved';
CREATE INDEX queue_age ON queue (since, claim);
CREATE INDEX queue_lease ON queue (lease_until, claim) WHERE lease_until IS NOT NULL;
CREATE INDEX article_withdrawn ON article (updated_at, id) WHERE withdrawn = 1;
