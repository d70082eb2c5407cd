-- The desk. Times are milliseconds UTC; offsets and lengths of anchors are
-- characters (Unicode scalar values); JSON and texts are plain, so that a desk
-- stays readable with any SQLite tool. Ids come from the counters in `desk`.
-- `event` is the sequence of the event that last wrote the row, `made` that of
-- the one that made it: the state as of any event can be derived from them.
--
-- Full-text search comes later as a contentless FTS5 table over article and
-- claim ids; nothing here stands in its way.

PRAGMA application_id = 0x63706479; -- "cpdy"

CREATE TABLE desk (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    identity     TEXT    NOT NULL,
    clock        TEXT    NOT NULL CHECK (clock IN ('system', 'fixed')),
    made_at      INTEGER NOT NULL,
    events       INTEGER NOT NULL DEFAULT 0,
    people       INTEGER NOT NULL DEFAULT 0,
    articles     INTEGER NOT NULL DEFAULT 0,
    claims       INTEGER NOT NULL DEFAULT 0,
    sources      INTEGER NOT NULL DEFAULT 0,
    citations    INTEGER NOT NULL DEFAULT 0,
    decisions    INTEGER NOT NULL DEFAULT 0,
    tags         INTEGER NOT NULL DEFAULT 0,
    comments     INTEGER NOT NULL DEFAULT 0,
    publications INTEGER NOT NULL DEFAULT 0,
    runs         INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The record. Append-only: a chief's redaction may blank a payload, nothing else.
CREATE TABLE event (
    seq          INTEGER PRIMARY KEY,
    version      INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    clock        TEXT    NOT NULL CHECK (clock IN ('system', 'fixed')),
    actor        TEXT    NOT NULL,
    login        TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    subject_id   INTEGER NOT NULL,
    article      INTEGER NOT NULL DEFAULT 0, -- the chain; 0 is the desk's own
    payload      TEXT,
    payload_hash BLOB    NOT NULL CHECK (length(payload_hash) = 32),
    prev_hash    BLOB    NOT NULL CHECK (length(prev_hash) = 32),
    hash         BLOB    NOT NULL CHECK (length(hash) = 32),
    reverses     INTEGER REFERENCES event (seq),
    redacted_by  INTEGER REFERENCES event (seq)
) STRICT;
CREATE INDEX event_chain ON event (article, seq);
CREATE INDEX event_subject ON event (subject, subject_id, seq);
CREATE UNIQUE INDEX event_reverses ON event (reverses) WHERE reverses IS NOT NULL;

CREATE TABLE person (
    id      INTEGER PRIMARY KEY,
    name    TEXT    NOT NULL UNIQUE,
    display TEXT    NOT NULL,
    role    TEXT    NOT NULL CHECK (role IN ('writer', 'checker', 'editor', 'chief')),
    active  INTEGER NOT NULL CHECK (active IN (0, 1)),
    made    INTEGER NOT NULL,
    event   INTEGER NOT NULL
) STRICT;

CREATE TABLE policy (
    key   TEXT    NOT NULL PRIMARY KEY,
    value TEXT    NOT NULL,
    event INTEGER NOT NULL
) STRICT;

CREATE TABLE article (
    id            INTEGER PRIMARY KEY,
    slug          TEXT    NOT NULL UNIQUE,
    language      TEXT    NOT NULL DEFAULT '',
    desk          TEXT    NOT NULL DEFAULT '',
    urgency       INTEGER NOT NULL DEFAULT 5 CHECK (urgency BETWEEN 1 AND 9),
    provider      TEXT    NOT NULL DEFAULT '',
    external_id   TEXT,
    canonical_url TEXT,
    embargo_until INTEGER,
    due_at        INTEGER,
    assignee      INTEGER REFERENCES person (id),
    ednote        TEXT    NOT NULL DEFAULT '',
    stage         TEXT    NOT NULL CHECK (stage IN ('draft', 'submitted', 'approved', 'published', 'killed', 'spiked')),
    withdrawn     INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)), -- cancelled by its provider
    head          INTEGER NOT NULL CHECK (head >= 1),
    approved      INTEGER,
    published     INTEGER,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    published_at  INTEGER,
    made          INTEGER NOT NULL,
    event         INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX article_external ON article (provider, external_id) WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX article_url ON article (canonical_url) WHERE canonical_url IS NOT NULL;
CREATE INDEX article_updated ON article (updated_at DESC, id DESC);
CREATE INDEX article_stage ON article (stage, updated_at DESC, id DESC);
CREATE INDEX article_desk ON article (desk, updated_at DESC, id DESC) WHERE desk <> '';

-- A text as it stood; never changed, never removed.
CREATE TABLE revision (
    article       INTEGER NOT NULL REFERENCES article (id),
    number        INTEGER NOT NULL CHECK (number >= 1),
    author        TEXT    NOT NULL,
    recorded_by   INTEGER NOT NULL REFERENCES person (id),
    recorded_at   INTEGER NOT NULL,
    source_time   INTEGER,
    source_offset INTEGER, -- minutes east of UTC, as the source wrote it
    origin        TEXT    NOT NULL CHECK (origin IN ('import', 'edit', 'restore', 'apply')),
    note          TEXT    NOT NULL DEFAULT '',
    content_hash  BLOB    NOT NULL CHECK (length(content_hash) = 32),
    words         INTEGER NOT NULL,
    reader        TEXT    NOT NULL DEFAULT '',
    raw_hash      BLOB,
    run           INTEGER,
    made          INTEGER NOT NULL,
    headline      TEXT    NOT NULL,
    standfirst    TEXT    NOT NULL DEFAULT '',
    byline        TEXT    NOT NULL DEFAULT '',
    dateline      TEXT    NOT NULL DEFAULT '',
    body          TEXT    NOT NULL,
    PRIMARY KEY (article, number)
) STRICT;

-- Parts beyond the five usual ones: captions, tables, pull quotes, push texts.
CREATE TABLE revision_part (
    article  INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    part     TEXT    NOT NULL,
    text     TEXT    NOT NULL,
    PRIMARY KEY (article, revision, part),
    FOREIGN KEY (article, revision) REFERENCES revision (article, number)
) STRICT, WITHOUT ROWID;

-- What was public, from when on. It ends where the next row of its article begins.
CREATE TABLE publication (
    id       INTEGER PRIMARY KEY,
    article  INTEGER NOT NULL REFERENCES article (id),
    revision INTEGER NOT NULL,
    kind     TEXT    NOT NULL CHECK (kind IN ('first', 'correction', 'clarification', 'update', 'note', 'kill', 'reinstate')),
    at       INTEGER NOT NULL,
    note     TEXT    NOT NULL DEFAULT '', -- public
    reason   TEXT    NOT NULL DEFAULT '', -- internal: a hard change that is not called a correction
    by       INTEGER NOT NULL REFERENCES person (id),
    made     INTEGER NOT NULL,
    FOREIGN KEY (article, revision) REFERENCES revision (article, number)
) STRICT;
CREATE INDEX publication_article ON publication (article, id);

-- A gate that was passed closed: by whom, why, and which blockers.
CREATE TABLE gate_override (
    made     INTEGER PRIMARY KEY,
    article  INTEGER NOT NULL REFERENCES article (id),
    revision INTEGER NOT NULL,
    gate     TEXT    NOT NULL CHECK (gate IN ('approve', 'publish', 'republish')),
    reason   TEXT    NOT NULL,
    blockers TEXT    NOT NULL, -- JSON
    by       INTEGER NOT NULL REFERENCES person (id),
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX gate_override_article ON gate_override (article, made);

CREATE TABLE tag (
    id     INTEGER PRIMARY KEY,
    scheme TEXT    NOT NULL,
    name   TEXT    NOT NULL,
    key    TEXT    NOT NULL, -- the name without regard to case and Unicode form
    code   TEXT,
    made   INTEGER NOT NULL,
    event  INTEGER NOT NULL,
    UNIQUE (scheme, key)
) STRICT;
CREATE TABLE article_tag (
    article INTEGER NOT NULL REFERENCES article (id),
    tag     INTEGER NOT NULL REFERENCES tag (id),
    made    INTEGER NOT NULL,
    PRIMARY KEY (article, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_tag_tag ON article_tag (tag, article);

CREATE TABLE claim (
    id              INTEGER PRIMARY KEY,
    article         INTEGER NOT NULL REFERENCES article (id),
    quote           TEXT    NOT NULL DEFAULT '',
    statement       TEXT    NOT NULL DEFAULT '',
    kind            TEXT    NOT NULL,
    asks            TEXT    NOT NULL CHECK (asks IN ('said', 'so')),
    claimant        TEXT    NOT NULL DEFAULT '',
    said_on         TEXT    NOT NULL DEFAULT '',
    appearances     TEXT    NOT NULL DEFAULT '[]', -- JSON
    priority        INTEGER NOT NULL DEFAULT 2 CHECK (priority BETWEEN 1 AND 3),
    assignee        INTEGER REFERENCES person (id),
    holder          INTEGER REFERENCES person (id), -- has taken it, until lease_until
    lease_until     INTEGER,
    due_at          INTEGER,
    work            TEXT    CHECK (work IN ('checking', 'waiting')), -- begun since the last decision
    progress        TEXT    NOT NULL, -- derived, as is what `standing` and the next three say
    finding         TEXT,
    correction      TEXT    NOT NULL DEFAULT '',
    rating          TEXT    NOT NULL DEFAULT '',
    standing        TEXT    NOT NULL,
    standing_reason TEXT    NOT NULL DEFAULT '',
    hard_changes    TEXT    NOT NULL DEFAULT '[]', -- JSON
    listed          TEXT    NOT NULL DEFAULT '[]', -- JSON: changes that carry with a notice
    since           INTEGER NOT NULL, -- when it came to where it stands
    created_by      INTEGER NOT NULL REFERENCES person (id),
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    made            INTEGER NOT NULL,
    event           INTEGER NOT NULL
) STRICT;
CREATE INDEX claim_article ON claim (article, id);

-- Where a claim's words stand in a revision. Quote, prefix, suffix and context
-- follow from the immutable text and are not stored again.
CREATE TABLE anchor (
    article   INTEGER NOT NULL,
    revision  INTEGER NOT NULL,
    claim     INTEGER NOT NULL REFERENCES claim (id),
    place     INTEGER NOT NULL CHECK (place >= 1),
    part      TEXT    NOT NULL,
    start     INTEGER NOT NULL CHECK (start >= 0),
    length    INTEGER NOT NULL CHECK (length >= 0),
    confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
    how       TEXT    NOT NULL,
    PRIMARY KEY (article, revision, claim, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    id           INTEGER PRIMARY KEY,
    article      INTEGER REFERENCES article (id), -- NULL: the desk's
    kind         TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    url          TEXT    NOT NULL DEFAULT '',
    archived_url TEXT    NOT NULL DEFAULT '',
    retrieved_at INTEGER,
    is_primary   INTEGER NOT NULL DEFAULT 0 CHECK (is_primary IN (0, 1)),
    independence TEXT    NOT NULL DEFAULT '',
    confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1)),
    known_by     TEXT    NOT NULL DEFAULT '', -- who knows a confidential source's name
    note         TEXT    NOT NULL DEFAULT '',
    file_name    TEXT    NOT NULL DEFAULT '',
    file_size    INTEGER,
    file_hash    BLOB,
    file_place   TEXT    NOT NULL DEFAULT '', -- where a file too large to store lies
    created_at   INTEGER NOT NULL,
    made         INTEGER NOT NULL,
    event        INTEGER NOT NULL
) STRICT;
CREATE INDEX source_article ON source (article, id);

-- An attached file in pieces of 256 KiB.
CREATE TABLE attachment (
    source INTEGER NOT NULL REFERENCES source (id),
    piece  INTEGER NOT NULL,
    bytes  BLOB    NOT NULL,
    PRIMARY KEY (source, piece)
) STRICT;

CREATE TABLE citation (
    id        INTEGER PRIMARY KEY,
    claim     INTEGER NOT NULL REFERENCES claim (id),
    source    INTEGER NOT NULL REFERENCES source (id),
    locator   TEXT    NOT NULL DEFAULT '',
    quotation TEXT    NOT NULL DEFAULT '',
    stance    TEXT    NOT NULL CHECK (stance IN ('supports', 'contradicts', 'context')),
    note      TEXT    NOT NULL DEFAULT '',
    removed   INTEGER, -- the event that took it away
    made      INTEGER NOT NULL,
    event     INTEGER NOT NULL
) STRICT;
CREATE INDEX citation_claim ON citation (claim, id);
CREATE INDEX citation_source ON citation (source, id);

-- What was decided, by whom, and all that it rests on.
CREATE TABLE decision (
    id             INTEGER PRIMARY KEY,
    article        INTEGER NOT NULL REFERENCES article (id),
    claim          INTEGER REFERENCES claim (id), -- NULL: on the article
    kind           TEXT    NOT NULL CHECK (kind IN ('check', 'approve', 'reconfirm', 'return', 'withdraw', 'reopen', 'answered')),
    revision       INTEGER NOT NULL,
    actor          INTEGER NOT NULL REFERENCES person (id),
    at             INTEGER NOT NULL,
    note           TEXT    NOT NULL DEFAULT '',
    finding        TEXT,
    correction     TEXT    NOT NULL DEFAULT '',
    rating         TEXT    NOT NULL DEFAULT '',
    assertion      TEXT    NOT NULL DEFAULT '', -- JSON: statement, asks, claimant, kind
    citations      TEXT    NOT NULL DEFAULT '[]', -- JSON: the citations with their sources
    content_hash   BLOB, -- of the article's text, for a decision on an article
    row_hash       BLOB    NOT NULL CHECK (length(row_hash) = 32),
    made           INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_claim ON decision (claim, id) WHERE claim IS NOT NULL;
CREATE INDEX decision_article ON decision (article, id);

CREATE TABLE decision_place (
    decision     INTEGER NOT NULL REFERENCES decision (id),
    place        INTEGER NOT NULL,
    part         TEXT    NOT NULL,
    start        INTEGER NOT NULL,
    length       INTEGER NOT NULL,
    quote        TEXT    NOT NULL,
    context      TEXT    NOT NULL, -- JSON: the words in their context
    corrected    TEXT,             -- JSON: the same place with the correction in it
    quote_hash   TEXT    NOT NULL CHECK (length(quote_hash) = 64),
    context_hash TEXT    NOT NULL CHECK (length(context_hash) = 64),
    PRIMARY KEY (decision, place)
) STRICT;

-- A decision undone: the decision stays, and this says that it no longer counts.
CREATE TABLE revocation (
    decision INTEGER PRIMARY KEY REFERENCES decision (id),
    made     INTEGER NOT NULL
) STRICT;

CREATE TABLE comment (
    id       INTEGER PRIMARY KEY,
    article  INTEGER NOT NULL REFERENCES article (id),
    claim    INTEGER REFERENCES claim (id),
    revision INTEGER,
    part     TEXT,
    start    INTEGER,
    length   INTEGER,
    text     TEXT    NOT NULL,
    by       INTEGER NOT NULL REFERENCES person (id),
    at       INTEGER NOT NULL,
    made     INTEGER NOT NULL
) STRICT;
CREATE INDEX comment_article ON comment (article, id);
CREATE INDEX comment_claim ON comment (claim, id) WHERE claim IS NOT NULL;

-- Claims already checked elsewhere or here.
CREATE TABLE precedent (
    id        INTEGER PRIMARY KEY,
    statement TEXT    NOT NULL,
    claimant  TEXT    NOT NULL DEFAULT '',
    checked   TEXT    NOT NULL DEFAULT '',
    rating    TEXT    NOT NULL DEFAULT '',
    publisher TEXT    NOT NULL DEFAULT '',
    url       TEXT    NOT NULL DEFAULT '',
    raw       TEXT    NOT NULL DEFAULT '',
    made      INTEGER NOT NULL
) STRICT;

-- Only the claims that need somebody's work, one narrow row each. Overdue,
-- embargo and the end of a lease are predicates at reading, never stored.
CREATE TABLE queue (
    claim       INTEGER PRIMARY KEY REFERENCES claim (id),
    article     INTEGER NOT NULL,
    desk        TEXT    NOT NULL,
    standing    TEXT    NOT NULL,
    progress    TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    band        INTEGER NOT NULL, -- 1 is the most urgent
    priority    INTEGER NOT NULL, -- 1 is the highest
    assignee    INTEGER,
    holder      INTEGER,
    lease_until INTEGER,
    due_at      INTEGER,
    since       INTEGER NOT NULL
) STRICT;
CREATE INDEX queue_band ON queue (band, priority, since, claim);
CREATE INDEX queue_desk ON queue (desk, band, priority, since, claim) WHERE desk <> '';
CREATE INDEX queue_assignee ON queue (assignee, band, priority, since, claim) WHERE assignee IS NOT NULL;
CREATE INDEX queue_holder ON queue (holder) WHERE holder IS NOT NULL;
CREATE INDEX queue_due ON queue (due_at, claim) WHERE due_at IS NOT NULL;
CREATE INDEX queue_article ON queue (article, band, priority, since, claim);

-- The last revision of an article that a person opened. Best effort.
CREATE TABLE seen (
    person   INTEGER NOT NULL REFERENCES person (id),
    article  INTEGER NOT NULL REFERENCES article (id),
    revision INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (person, article)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_run (
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    by        INTEGER NOT NULL REFERENCES person (id),
    inputs    TEXT    NOT NULL, -- JSON
    created   INTEGER NOT NULL DEFAULT 0,
    updated   INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    withdrawn INTEGER NOT NULL DEFAULT 0,
    rejected  INTEGER NOT NULL DEFAULT 0,
    ended_at  INTEGER
) STRICT;
CREATE TABLE import_item (
    run      INTEGER NOT NULL REFERENCES import_run (id),
    item     INTEGER NOT NULL,
    input    TEXT    NOT NULL,
    outcome  TEXT    NOT NULL CHECK (outcome IN ('created', 'updated', 'unchanged', 'withdrawn', 'rejected')),
    article  INTEGER,
    revision INTEGER,
    code     TEXT,
    message  TEXT,
    repairs  TEXT    NOT NULL DEFAULT '[]', -- JSON
    PRIMARY KEY (run, item)
) STRICT, WITHOUT ROWID;

-- For people with an SQLite shell. The program keeps these rules by itself and
-- runs with triggers off, since a hostile file may carry triggers of its own.
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER revision_no_delete BEFORE DELETE ON revision
    BEGIN SELECT RAISE(ABORT, 'revisions are never deleted'); END;
CREATE TRIGGER revision_no_update BEFORE UPDATE ON revision
    BEGIN SELECT RAISE(ABORT, 'revisions are never changed'); END;
CREATE TRIGGER revision_part_no_delete BEFORE DELETE ON revision_part
    BEGIN SELECT RAISE(ABORT, 'revisions are never deleted'); END;
CREATE TRIGGER revision_part_no_update BEFORE UPDATE ON revision_part
    BEGIN SELECT RAISE(ABORT, 'revisions are never changed'); END;
CREATE TRIGGER publication_no_delete BEFORE DELETE ON publication
    BEGIN SELECT RAISE(ABORT, 'publications are never deleted'); END;
CREATE TRIGGER publication_no_update BEFORE UPDATE ON publication
    BEGIN SELECT RAISE(ABORT, 'publications are never changed'); END;
CREATE TRIGGER gate_override_no_delete BEFORE DELETE ON gate_override
    BEGIN SELECT RAISE(ABORT, 'overrides are never deleted'); END;
CREATE TRIGGER gate_override_no_update BEFORE UPDATE ON gate_override
    BEGIN SELECT RAISE(ABORT, 'overrides are never changed'); END;
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision
    BEGIN SELECT RAISE(ABORT, 'decisions are never deleted'); END;
CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision
    BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
CREATE TRIGGER decision_place_no_delete BEFORE DELETE ON decision_place
    BEGIN SELECT RAISE(ABORT, 'decisions are never deleted'); END;
CREATE TRIGGER decision_place_no_update BEFORE UPDATE ON decision_place
    BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
CREATE TRIGGER revocation_no_delete BEFORE DELETE ON revocation
    BEGIN SELECT RAISE(ABORT, 'revocations are never deleted'); END;
CREATE TRIGGER revocation_no_update BEFORE UPDATE ON revocation
    BEGIN SELECT RAISE(ABORT, 'revocations are never changed'); END;
