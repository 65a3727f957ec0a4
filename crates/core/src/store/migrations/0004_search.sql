-- A page of the list reads one of these indexes alone to find its rows. The texts aren't in them: that keeps them small.
DROP INDEX authorization_listing;
CREATE INDEX authorization_listing ON authorization (sort_key, name_key);
CREATE INDEX authorization_listing_of_type ON authorization (type, sort_key, name_key);

-- The texts that a search looks at, packed in the order of the list. All of it follows from `authorization`: losing it does no
-- harm, a repair leaves it out and writes it again. The tally with its name says for which rows of `authorization` it was written.
CREATE TABLE search_block (
    -- The keys of the first entry. A block has the entries up to the next block.
    sort_key TEXT NOT NULL,
    name_key TEXT NOT NULL,
    texts    BLOB NOT NULL,
    -- Last, so that a search doesn't read it.
    keys     BLOB NOT NULL,
    PRIMARY KEY (sort_key, name_key)
) STRICT, WITHOUT ROWID;
