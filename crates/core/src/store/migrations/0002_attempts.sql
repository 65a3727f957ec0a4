-- What came of each CONNECT of saved settings, for 90 days. It holds nothing secret, and losing it does no harm: unlike the
-- other tables it has neither digests nor a tally, a repair leaves it out, and no foreign key ties anything to it.
CREATE TABLE attempt (
    authorization_id TEXT    NOT NULL,
    environment      TEXT    NOT NULL,
    -- A hash of the settings and sealed values that were tried: an attempt of other ones says nothing about those that are saved now.
    configuration    BLOB    NOT NULL,
    at_ms            INTEGER NOT NULL,
    -- Both NULL for a success.
    stage            TEXT,
    code             TEXT,
    http_status      INTEGER,
    dns_ms           REAL,
    connect_ms       REAL,
    tls_ms           REAL,
    first_byte_ms    REAL,
    body_ms          REAL,
    total_ms         REAL    NOT NULL
) STRICT;

CREATE INDEX attempt_by_authorization ON attempt (authorization_id, environment, at_ms);

-- Finds what is too old, whatever it belongs to.
CREATE INDEX attempt_by_time ON attempt (at_ms);
