-- What the people who receive referrals keep beside them: it is their organisation's own, and does
-- not cross when a referral is handed on. Written by care only.

-- Append-only. A contact has a channel and an outcome; a note has neither.
CREATE TABLE referral_log (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id),
    referral_id     UUID   NOT NULL REFERENCES referrals (id),
    staff_id        UUID   NOT NULL REFERENCES staff (id),
    channel         TEXT   CHECK (channel IN ('phone', 'email', 'sms', 'letter', 'video', 'in_person')),
    outcome         TEXT   CHECK (outcome IN ('reached', 'message_left', 'no_answer', 'wrong_contact', 'not_interested')),
    text            TEXT   NOT NULL,
    next_contact_on TEXT,
    written_at      BIGINT NOT NULL,
    CHECK ((channel IS NULL) = (outcome IS NULL))
);
CREATE INDEX referral_log_by_referral ON referral_log (referral_id, id);

-- What has to be done. Those of people have their words; those that events made have a kind, and
-- the event's id, so that an event delivered twice makes one.
CREATE TABLE tasks (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id),
    referral_id     UUID   REFERENCES referrals (id),
    kind            TEXT   NOT NULL CHECK (kind IN ('by_hand', 'first_missed_session', 'came_back', 'cancelled_by_sender',
                                                    'offer_expired', 'offer_to_tell', 'onward_withdrawn',
                                                    'follow_up')),
    words           TEXT,
    due_on          TEXT,
    assigned_to     UUID   REFERENCES staff (id), -- NULL: whoever finds it
    made_by         UUID   REFERENCES staff (id), -- NULL: an event
    source_id       UUID   UNIQUE,
    made_at         BIGINT NOT NULL,
    done_at         BIGINT,
    done_by         UUID   REFERENCES staff (id),
    CHECK ((kind = 'by_hand') = (words IS NOT NULL))
);
CREATE INDEX tasks_open ON tasks (organisation_id, assigned_to) WHERE done_at IS NULL;
CREATE INDEX tasks_by_referral ON tasks (referral_id);

-- Ways of looking at the caseload that somebody keeps. The query only travels: it is never searched.
CREATE TABLE caseload_views (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id),
    staff_id        UUID   NOT NULL REFERENCES staff (id),
    name            TEXT   NOT NULL,
    query           TEXT   NOT NULL,
    kept_at         BIGINT NOT NULL,
    UNIQUE (staff_id, name)
);

-- A concern about a patient, until it is lifted.
CREATE TABLE referral_flags (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id),
    referral_id     UUID   NOT NULL REFERENCES referrals (id),
    kind            TEXT   NOT NULL CHECK (kind IN ('risk', 'safeguarding')),
    text            TEXT   NOT NULL,
    raised_by       UUID   NOT NULL REFERENCES staff (id),
    raised_at       BIGINT NOT NULL,
    lifted_by       UUID   REFERENCES staff (id),
    lifted_at       BIGINT,
    lift_reason     TEXT
);
CREATE INDEX referral_flags_by_referral ON referral_flags (referral_id, raised_at);

-- Something that went wrong, and what is to follow from it.
CREATE TABLE incidents (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id),
    referral_id     UUID   NOT NULL REFERENCES referrals (id),
    kind            TEXT   NOT NULL CHECK (kind IN ('safeguarding', 'wrong_person', 'behaviour', 'health', 'other')),
    happened_on     TEXT   NOT NULL, -- 2026-12-01
    text            TEXT   NOT NULL,
    follow_up       TEXT   NOT NULL, -- what is to be done; may be nothing
    recorded_by     UUID   NOT NULL REFERENCES staff (id),
    recorded_at     BIGINT NOT NULL,
    closed_by       UUID   REFERENCES staff (id),
    closed_at       BIGINT,
    closing_note    TEXT
);
CREATE INDEX incidents_by_referral ON incidents (referral_id, recorded_at);
