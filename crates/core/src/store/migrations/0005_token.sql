-- The token of each environment, and how its last request ended, sealed with the vault's key. Losing it costs one request: like the
-- log of attempts it has neither digests nor a tally, a repair leaves it out, and no foreign key ties anything to it.
CREATE TABLE token (
    authorization_id TEXT NOT NULL,
    environment      TEXT NOT NULL,
    -- A hash of the settings and sealed values that it was requested with: a token belongs to these and to no others.
    configuration    BLOB NOT NULL,
    bytes            BLOB NOT NULL,
    PRIMARY KEY (authorization_id, environment)
) STRICT;
