-- Until when a token can be had without the user, in UTC milliseconds; NULL where no user signs in. It is outside the seal, so that the list
-- can show it without the vault's key, and decides nothing. The tokens that were kept before are requested again.
DROP TABLE token;
CREATE TABLE token (
    authorization_id   TEXT NOT NULL,
    environment        TEXT NOT NULL,
    -- A hash of the settings and sealed values that it was requested with: a token belongs to these and to no others.
    configuration      BLOB NOT NULL,
    bytes              BLOB NOT NULL,
    signed_in_until_ms INTEGER,
    PRIMARY KEY (authorization_id, environment)
) STRICT;

-- Finds the authorizations whose users sign in.
CREATE INDEX authorization_of_users ON authorization (grant_type) WHERE grant_type <> 'client_credentials';
