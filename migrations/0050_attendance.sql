-- The truth about who was there. Written by attendance only.

-- Append-only facts. A person is a membership or a person of staff. `until` is set on intervals (E5),
-- and on the end of a wait: an E2 row with it says that they left the waiting room then.
-- `source_id` makes recording idempotent: the event's id, the presence interval's id, or for an
-- invitation (E0) the membership's. A row of source `gap` is an interval (E5) in which we lost sight
-- of somebody who was present: it is credited to nobody, and may make an outcome `unknown`.
CREATE TABLE evidence (
    id            UUID   PRIMARY KEY,
    session_id    UUID   NOT NULL REFERENCES sessions (id),
    membership_id UUID   REFERENCES memberships (id),
    staff_id      UUID   REFERENCES staff (id),
    level         TEXT   NOT NULL CHECK (level IN ('E0', 'E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7')),
    source        TEXT   NOT NULL CHECK (source IN ('schedule', 'door', 'signalling', 'media_in', 'media_out', 'quiet', 'facilitator', 'gap')),
    source_id     UUID   NOT NULL,
    identity      TEXT,
    at            BIGINT NOT NULL,
    until         BIGINT,
    recorded_at   BIGINT NOT NULL,
    UNIQUE (session_id, level, source, source_id),
    CHECK ((membership_id IS NULL) <> (staff_id IS NULL))
);
CREATE INDEX evidence_by_session ON evidence (session_id, membership_id);
CREATE INDEX evidence_by_membership ON evidence (membership_id, session_id);

-- A facilitator's word (E7). The reason is free text and may be personal, so it stands beside the
-- evidence, not in it.
CREATE TABLE attestations (
    evidence_id UUID PRIMARY KEY REFERENCES evidence (id),
    attested_by UUID NOT NULL REFERENCES staff (id),
    verdict     TEXT NOT NULL CHECK (verdict IN ('attended', 'partial', 'brief', 'tried', 'cancelled_by_patient', 'cancelled_by_provider', 'no_show')),
    reason      TEXT NOT NULL
);

-- Open intervals: mutable, one heartbeat UPDATE per node every 15 s; closing one appends evidence.
CREATE TABLE presence (
    id            UUID   PRIMARY KEY,
    node          UUID   NOT NULL,
    session_id    UUID   NOT NULL REFERENCES sessions (id),
    membership_id UUID   REFERENCES memberships (id),
    staff_id      UUID   REFERENCES staff (id),
    identity      TEXT   NOT NULL UNIQUE,
    source        TEXT   NOT NULL CHECK (source IN ('media_in', 'media_out', 'quiet')),
    since         BIGINT NOT NULL,
    heartbeat_at  BIGINT NOT NULL,
    CHECK ((membership_id IS NULL) <> (staff_id IS NULL))
);
CREATE INDEX presence_by_node ON presence (node);
CREATE INDEX presence_by_session ON presence (session_id);

-- At most one "joined" per membership and session, whatever reconnects happen.
CREATE TABLE joined_notices (
    session_id      UUID   NOT NULL REFERENCES sessions (id),
    membership_id   UUID   NOT NULL REFERENCES memberships (id),
    prescription_id UUID   NOT NULL REFERENCES prescriptions (id),
    joined_at       BIGINT NOT NULL,
    PRIMARY KEY (session_id, membership_id)
);
CREATE INDEX joined_notices_by_prescription ON joined_notices (prescription_id);

-- A facilitator's confirmation of a session's outcomes; an amendment is a higher version.
CREATE TABLE registers (
    id           UUID    PRIMARY KEY,
    session_id   UUID    NOT NULL REFERENCES sessions (id),
    version      BIGINT  NOT NULL,
    confirmed_by UUID    REFERENCES staff (id), -- NULL when it closed by itself
    confirmed_at BIGINT  NOT NULL,
    UNIQUE (session_id, version)
);

CREATE TABLE outcomes (
    register_id     UUID   NOT NULL REFERENCES registers (id),
    session_id      UUID   NOT NULL REFERENCES sessions (id),
    membership_id   UUID   NOT NULL REFERENCES memberships (id),
    verdict         TEXT   NOT NULL CHECK (verdict IN ('attended', 'partial', 'brief', 'tried', 'cancelled_by_patient', 'cancelled_by_provider', 'no_show', 'unknown')),
    dwell_ms        BIGINT NOT NULL,
    window_ms       BIGINT NOT NULL,
    rule_version    BIGINT NOT NULL,
    explanation     TEXT   NOT NULL, -- for the group's staff, with times
    summary         TEXT   NOT NULL, -- for the prescriber: verdict and reason, no times
    attested_by     UUID   REFERENCES staff (id),
    attested_reason TEXT,
    PRIMARY KEY (register_id, membership_id)
);
CREATE INDEX outcomes_by_membership ON outcomes (membership_id, session_id);

-- What a membership has come to, kept in the transaction that changes an outcome.
CREATE TABLE doses (
    membership_id   UUID   PRIMARY KEY REFERENCES memberships (id),
    prescription_id UUID   NOT NULL REFERENCES prescriptions (id),
    attended        BIGINT NOT NULL DEFAULT 0,
    partial         BIGINT NOT NULL DEFAULT 0,
    brief           BIGINT NOT NULL DEFAULT 0,
    tried           BIGINT NOT NULL DEFAULT 0,
    missed          BIGINT NOT NULL DEFAULT 0,
    not_counted     BIGINT NOT NULL DEFAULT 0,
    unknown         BIGINT NOT NULL DEFAULT 0
);
-- Who left one group and got a place in another has two: their prescription is the sum.
CREATE INDEX doses_by_prescription ON doses (prescription_id);

-- Every few seconds the tracker asks which sessions are under way, and which closed lately.
CREATE INDEX sessions_under_way ON sessions (state) WHERE state IN ('preparing', 'started');
CREATE INDEX sessions_by_closing ON sessions (closed_at);
