-- What was checked before, by its words, so that it is found again: what others
-- published (the precedent's id) and this desk's own claims whose finding is
-- approved and holds (the claim's id, negative), by their statement, else by the
-- sentence that was approved: a quote alone may be a fragment. All of it derives from those
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
SELECT -id, CASE statement WHEN '' THEN coalesce((
    SELECT CASE WHEN json_valid(p.context) THEN nullif(p.context ->> '$.sentence.text', '') END
    FROM decision d JOIN decision_place p ON p.decision = d.id
    WHERE d.claim = claim.id AND d.kind = 'approve' AND NOT EXISTS (SELECT 1 FROM revocation v WHERE v.decision = d.id)
    ORDER BY d.id DESC, p.place LIMIT 1
), quote) ELSE statement END, '', claimant
FROM claim
WHERE progress = 'approved' AND standing IN ('approved', 'contradicted') AND finding <> 'not-checkable';
