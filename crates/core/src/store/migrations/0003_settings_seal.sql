-- What was saved of an authorization, sealed with the vault's key: its settings, and hashes of its sealed secrets. A program
-- that can write the database can change the other tables, but can't make a seal that fits.
CREATE TABLE settings_seal (
    authorization_id TEXT    NOT NULL PRIMARY KEY REFERENCES authorization (id),
    revision         INTEGER NOT NULL,
    bytes            BLOB    NOT NULL,
    digest           BLOB    NOT NULL
) STRICT;
