-- What an import of sheets and of others' checks remembers.

-- What a desk calls the columns of its fact-check spreadsheet, as names are
-- compared (small, without punctuation).
CREATE TABLE sheet_column (
    header TEXT    NOT NULL PRIMARY KEY,
    field  TEXT    NOT NULL,
    event  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a sheet last said of a claim, field by field: only what changed in the
-- sheet since is taken from it again, so that an old sheet undoes nothing that
-- the desk did. It states no fact of the record.
CREATE TABLE sheet_row (
    claim INTEGER PRIMARY KEY REFERENCES claim (id),
    run   INTEGER,
    cells TEXT    NOT NULL -- JSON
) STRICT;

CREATE INDEX precedent_url ON precedent (url, id);
