-- Every row ends with a digest over its other columns, and `tally` says how many rows each table has and what their digests add
-- up to: a change or a loss behind our back is seen. No column is an alias of the rowid, which a record would not hold.
CREATE TABLE authorization (
    id            TEXT    NOT NULL PRIMARY KEY,
    name          TEXT    NOT NULL,
    name_key      TEXT    NOT NULL UNIQUE,
    sort_key      TEXT    NOT NULL,
    search_text   TEXT    NOT NULL,
    description   TEXT    NOT NULL,
    type          TEXT    NOT NULL,
    grant_type    TEXT,
    -- 0 is not configured, 1 configured, 2 validated.
    staging       INTEGER NOT NULL CHECK (staging BETWEEN 0 AND 2),
    production    INTEGER NOT NULL CHECK (production BETWEEN 0 AND 2),
    revision      INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL,
    digest        BLOB    NOT NULL
) STRICT;

-- The list reads this index alone to find what a query asks for, in the order of the list.
CREATE INDEX authorization_listing ON authorization (sort_key, name_key, type, search_text);

CREATE TABLE environment (
    authorization_id TEXT NOT NULL REFERENCES authorization (id),
    environment      TEXT NOT NULL,
    -- The authorization's revision that the row was written with: an older row that comes back is told from the newest.
    revision         INTEGER NOT NULL,
    settings         TEXT NOT NULL,
    validated_at_ms  INTEGER,
    digest           BLOB NOT NULL,
    PRIMARY KEY (authorization_id, environment)
) STRICT;

CREATE TABLE sealed (
    authorization_id TEXT NOT NULL,
    environment      TEXT NOT NULL,
    field            TEXT NOT NULL,
    revision         INTEGER NOT NULL,
    key_id           TEXT NOT NULL,
    origin           TEXT NOT NULL,
    bytes            BLOB NOT NULL,
    digest           BLOB NOT NULL,
    PRIMARY KEY (authorization_id, environment, field),
    FOREIGN KEY (authorization_id, environment) REFERENCES environment (authorization_id, environment)
) STRICT;

CREATE TABLE vault (
    name   TEXT NOT NULL PRIMARY KEY,
    record TEXT NOT NULL,
    digest BLOB NOT NULL
) STRICT;

CREATE TABLE setting (
    key    TEXT NOT NULL PRIMARY KEY,
    value  TEXT NOT NULL,
    digest BLOB NOT NULL
) STRICT;

CREATE TABLE tally (
    name      TEXT    NOT NULL PRIMARY KEY,
    row_count INTEGER NOT NULL,
    sum       BLOB    NOT NULL,
    digest    BLOB    NOT NULL
) STRICT;
