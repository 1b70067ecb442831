-- When groups meet. Written by scheduler only.

-- The rule is local wall time in an IANA zone; a 15:00 group stays at 15:00.
CREATE TABLE series (
    id               UUID   PRIMARY KEY,
    organisation_id  UUID   NOT NULL REFERENCES organisations (id),
    group_id         UUID   NOT NULL REFERENCES groups (id),
    first_date       TEXT   NOT NULL, -- 2026-12-01
    local_time       TEXT   NOT NULL, -- 15:00
    zone             TEXT   NOT NULL, -- Europe/London
    duration_minutes BIGINT NOT NULL CHECK (duration_minutes BETWEEN 5 AND 1440),
    rrule            TEXT   NOT NULL, -- RFC 5545, such as FREQ=WEEKLY;COUNT=6
    summary          TEXT   NOT NULL DEFAULT '', -- the plan as a sentence for people to read
    created_by       UUID   REFERENCES staff (id),
    created_at       BIGINT NOT NULL
);
CREATE INDEX series_by_group ON series (group_id);

CREATE TABLE sessions (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id),
    group_id        UUID   NOT NULL REFERENCES groups (id),
    series_id       UUID   NOT NULL REFERENCES series (id),
    local_date      TEXT   NOT NULL, -- its recurrence id: the date in the series' zone
    zone            TEXT   NOT NULL,
    starts_at       BIGINT NOT NULL,
    ends_at         BIGINT NOT NULL,
    state           TEXT   NOT NULL CHECK (state IN ('scheduled', 'preparing', 'started', 'closed', 'cancelled')),
    opened_at       BIGINT,
    started_at      BIGINT, -- a facilitator pressed Start: the attendance window begins
    started_by      UUID   REFERENCES staff (id),
    closed_at       BIGINT,
    closed_by       UUID   REFERENCES staff (id), -- NULL when it closed by itself
    UNIQUE (series_id, local_date)
);
CREATE INDEX sessions_by_group ON sessions (group_id, starts_at);
CREATE INDEX sessions_by_organisation ON sessions (organisation_id, starts_at);
-- What lies ahead of groups is counted for a whole organisation, and most sessions lie behind.
CREATE INDEX sessions_ahead ON sessions (organisation_id, group_id, starts_at, ends_at)
    WHERE state IN ('scheduled', 'preparing', 'started');
