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
    follows          UUID   REFERENCES series (id), -- an edit of "this and following" ended that one and began this
    sequence         BIGINT NOT NULL DEFAULT 0, -- rises with every edit: what editors race for, and a calendar's SEQUENCE
    created_by       UUID   REFERENCES staff (id),
    created_at       BIGINT NOT NULL
);
CREATE INDEX series_by_group ON series (group_id);

CREATE TABLE sessions (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id),
    group_id        UUID   NOT NULL REFERENCES groups (id),
    series_id       UUID   NOT NULL REFERENCES series (id),
    local_date      TEXT   NOT NULL, -- the date on which it is, in its zone
    recurrence_date TEXT   NOT NULL, -- the date the series gave it, whenever it is now: its RECURRENCE-ID
    in_plan         BOOLEAN NOT NULL DEFAULT TRUE, -- FALSE when an edit left its series no place for it, so it is cancelled
    moved           BOOLEAN NOT NULL DEFAULT FALSE, -- somebody gave it a time of its own, apart from its series
    zone            TEXT   NOT NULL,
    starts_at       BIGINT NOT NULL,
    ends_at         BIGINT NOT NULL,
    state           TEXT   NOT NULL CHECK (state IN ('scheduled', 'preparing', 'started', 'closed', 'cancelled')),
    opened_at       BIGINT,
    attended_percent BIGINT, -- the group's when the room was opened: by it the session is judged for ever
    started_at      BIGINT, -- a facilitator pressed Start: the attendance window begins
    started_by      UUID   REFERENCES staff (id),
    closed_at       BIGINT,
    closed_by       UUID   REFERENCES staff (id), -- NULL when it closed by itself
    cancelled_at    BIGINT,
    cancelled_by    UUID   REFERENCES staff (id),
    cancel_reason   TEXT,   -- for staff; nobody else is told it
    UNIQUE (series_id, recurrence_date)
);
CREATE INDEX sessions_by_group ON sessions (group_id, starts_at);
CREATE INDEX sessions_by_organisation ON sessions (organisation_id, starts_at);
-- What lies ahead of groups is counted for a whole organisation, and most sessions lie behind.
CREATE INDEX sessions_ahead ON sessions (organisation_id, group_id, starts_at, ends_at)
    WHERE state IN ('scheduled', 'preparing', 'started');

-- One change of a plan that stood, whatever its scope. Members are told once for each.
CREATE TABLE schedule_edits (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id),
    group_id        UUID   NOT NULL REFERENCES groups (id),
    series_id       UUID   NOT NULL REFERENCES series (id), -- to which its sessions belong since
    scope           TEXT   NOT NULL CHECK (scope IN ('this', 'following', 'all')),
    sequence        BIGINT NOT NULL, -- what it made of its series' sequence: how a stale editor learns of it
    summary         TEXT   NOT NULL, -- what was done, as a sentence for staff
    edited_by       UUID   REFERENCES staff (id),
    edited_at       BIGINT NOT NULL
);
CREATE INDEX schedule_edits_by_series ON schedule_edits (series_id, edited_at);

CREATE TABLE schedule_edit_sessions (
    edit_id       UUID   NOT NULL REFERENCES schedule_edits (id),
    session_id    UUID   NOT NULL REFERENCES sessions (id),
    what          TEXT   NOT NULL CHECK (what IN ('moved', 'cancelled', 'added', 'restored')),
    was_starts_at BIGINT, -- NULL when it was added
    was_ends_at   BIGINT,
    was_zone      TEXT,
    PRIMARY KEY (edit_id, session_id)
);
