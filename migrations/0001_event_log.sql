-- The event log, its registered consumers, and one delivery row per event and consumer.
-- Portable subset throughout: TEXT, BIGINT, UUID, BOOLEAN; times are unix milliseconds (UTC).

CREATE TABLE events (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL,
    kind            TEXT   NOT NULL,
    payload         TEXT   NOT NULL,
    recorded_at     BIGINT NOT NULL
);
CREATE INDEX events_by_kind ON events (kind, recorded_at);

CREATE TABLE consumers (
    name  TEXT   NOT NULL,
    kind  TEXT   NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (name, kind)
);

CREATE TABLE deliveries (
    event_id      UUID   NOT NULL REFERENCES events (id),
    consumer      TEXT   NOT NULL,
    due_at        BIGINT NOT NULL,
    claimed_until BIGINT NOT NULL DEFAULT 0,
    attempts      BIGINT NOT NULL DEFAULT 0,
    done_at       BIGINT,
    parked_reason TEXT,
    PRIMARY KEY (event_id, consumer)
);
CREATE INDEX deliveries_due ON deliveries (consumer, due_at) WHERE done_at IS NULL AND parked_reason IS NULL;

-- Who read or wrote what. Append-only; carries ids only. Rows are appended unsealed (hash NULL);
-- a sealer per organisation then chains them.
CREATE TABLE audit (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL,
    recorded_at     BIGINT NOT NULL,
    actor_kind      TEXT   NOT NULL,
    actor_id        UUID,
    action          TEXT   NOT NULL,
    subject_kind    TEXT   NOT NULL,
    subject_id      UUID,
    reason          TEXT,
    sequence        BIGINT,
    previous_hash   TEXT,
    hash            TEXT,
    UNIQUE (organisation_id, sequence)
);
CREATE INDEX audit_by_organisation ON audit (organisation_id, id);
CREATE INDEX audit_unsealed ON audit (organisation_id, id) WHERE hash IS NULL;
