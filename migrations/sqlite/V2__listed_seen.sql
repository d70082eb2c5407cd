-- A change that carries an approval with a notice, and that somebody looked at:
-- it is not shown again. `key` is a hash of what changed, so that the next
-- change is shown. A row is never removed; an undo ends it.

CREATE TABLE listed_seen (
    claim    INTEGER NOT NULL REFERENCES claim (id),
    key      TEXT    NOT NULL CHECK (length(key) = 64),
    article  INTEGER NOT NULL REFERENCES article (id),
    revision INTEGER NOT NULL,
    cause    TEXT    NOT NULL,
    message  TEXT    NOT NULL,
    by       INTEGER NOT NULL REFERENCES person (id),
    at       INTEGER NOT NULL,
    made     INTEGER NOT NULL,
    ended    INTEGER, -- the event that took it back
    PRIMARY KEY (claim, key, made)
) STRICT, WITHOUT ROWID;
CREATE INDEX listed_seen_article ON listed_seen (article, claim);

CREATE TRIGGER listed_seen_no_delete BEFORE DELETE ON listed_seen
    BEGIN SELECT RAISE(ABORT, 'what was seen stays on the record'); END;
