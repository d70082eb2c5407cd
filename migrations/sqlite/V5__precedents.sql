-- What was checked before, by its words, so that it is found again: what others
-- published (the precedent's id) and this desk's own claims whose finding is
-- approved and holds (the claim's id, negative). All of it derives from those
-- tables; store/engine/words.rs keeps it, because our own connections run no
-- triggers, and has the same two queries, which `db check` holds this to.
CREATE VIRTUAL TABLE precedent_words USING fts5(statement, title, about, tokenize = 'porter unicode61');

INSERT INTO precedent_words (rowid, statement, title, about)
SELECT id, statement,
    CASE WHEN json_valid(raw)
        THEN CAST(coalesce(nullif(raw ->> '$.headline', ''), raw ->> '$.name', '') AS TEXT) ELSE '' END,
    claimant || ' ' || CASE WHEN json_valid(raw)
        THEN substr(coalesce(raw ->> '$.description', ''), 1, 1000) ELSE '' END
FROM precedent;

INSERT INTO precedent_words (rowid, statement, title, about)
SELECT -id, CASE statement WHEN '' THEN quote ELSE statement END, '', claimant
FROM claim
WHERE progress = 'approved' AND standing IN ('approved', 'contradicted') AND finding <> 'not-checkable';
