-- Patients, what was prescribed for them, what crosses to another organisation, groups and
-- memberships. Written by care only. Patient and prescription belong to the prescriber's
-- organisation; group and membership to the group's; the referral is what crosses.

CREATE TABLE patients (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id),
    full_name       TEXT   NOT NULL,
    preferred_name  TEXT   NOT NULL,
    email           TEXT,
    phone           TEXT,
    birth_date      TEXT,                       -- 2011-02-28
    more            TEXT   NOT NULL DEFAULT '{}', -- the rest of the card, as JSON: it is never searched
    version         BIGINT NOT NULL DEFAULT 1,
    merged_into     UUID   REFERENCES patients (id), -- the same person's other card, which is kept
    created_at      BIGINT NOT NULL
);
CREATE INDEX patients_by_birth_date ON patients (organisation_id, birth_date);

CREATE TABLE prescriptions (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id),
    patient_id      UUID   NOT NULL REFERENCES patients (id),
    prescriber_id   UUID   NOT NULL REFERENCES staff (id),
    reason          TEXT   NOT NULL,
    goal            TEXT,
    urgency         TEXT   NOT NULL DEFAULT 'routine' CHECK (urgency IN ('routine', 'urgent', 'asap')),
    dose_sessions   BIGINT NOT NULL CHECK (dose_sessions > 0),
    dose_rhythm     TEXT   NOT NULL,
    version         BIGINT NOT NULL DEFAULT 1,
    prescribed_at   BIGINT NOT NULL
);
CREATE INDEX prescriptions_by_patient ON prescriptions (patient_id);
CREATE INDEX prescriptions_by_prescriber ON prescriptions (organisation_id, prescriber_id, prescribed_at);

-- FHIR Task. The card is what the patient agreed to let cross. A referral that is handed on has a
-- child; who answers for the patient is the open referral without one.
CREATE TABLE referrals (
    id                   UUID   PRIMARY KEY,
    prescription_id      UUID   NOT NULL REFERENCES prescriptions (id),
    parent_id            UUID   REFERENCES referrals (id),
    redirected           BOOLEAN NOT NULL DEFAULT FALSE, -- its prescriber sent another one instead
    from_organisation_id UUID   NOT NULL REFERENCES organisations (id),
    to_organisation_id   UUID   NOT NULL REFERENCES organisations (id),
    status               TEXT   NOT NULL CHECK (status IN ('requested', 'accepted', 'rejected', 'on_hold', 'in_progress',
                                                    'completed', 'cancelled', 'failed')),
    status_reason        TEXT,
    stage                TEXT   NOT NULL DEFAULT 'new'
                                CHECK (stage IN ('new', 'contacted', 'waitlisted', 'matched',
                                                 'first_session_attended', 'disengaged')),
    version              BIGINT NOT NULL DEFAULT 1, -- rises with every change; a stale page's action is refused
    assigned_to          UUID   REFERENCES staff (id), -- of the receiving organisation
    next_contact_on      TEXT,                         -- 2026-12-01
    ended_at             BIGINT,                       -- set while the status is one of the last
    search_name          TEXT   NOT NULL DEFAULT '',   -- the card's names, folded for searching
    card_full_name       TEXT   NOT NULL,
    card_preferred_name  TEXT   NOT NULL,
    card_email           TEXT,
    card_phone           TEXT,
    card_birth_date      TEXT,
    card_more            TEXT   NOT NULL DEFAULT '{}', -- language, channel, access needs, guardian, helper: JSON
    card_reason          TEXT, -- this and the goal only as long as the patient agrees
    card_goal            TEXT,
    requested_at         BIGINT NOT NULL
);
CREATE INDEX referrals_by_receiver ON referrals (to_organisation_id, status, requested_at);
CREATE INDEX referrals_received ON referrals (to_organisation_id, requested_at, id);
CREATE INDEX referrals_open ON referrals (to_organisation_id, requested_at, id) WHERE ended_at IS NULL;
CREATE INDEX referrals_assigned ON referrals (assigned_to, requested_at) WHERE ended_at IS NULL;
CREATE INDEX referrals_by_prescription ON referrals (prescription_id);
-- Most have no parent. An index of those too would tell SQLite's planner that thousands share one.
CREATE INDEX referrals_by_parent ON referrals (parent_id) WHERE parent_id IS NOT NULL;
-- A prescription goes by one referral.
CREATE UNIQUE INDEX referrals_sent ON referrals (prescription_id) WHERE parent_id IS NULL AND NOT redirected;
-- A patient is handed on to one partner at a time.
CREATE UNIQUE INDEX referrals_open_child ON referrals (parent_id) WHERE ended_at IS NULL;

-- Each change of a referral, with who and when, as it stood then. What it was about beside: a
-- colleague it was given to, an organisation it was handed to or came back from.
CREATE TABLE referral_history (
    id          UUID   PRIMARY KEY,
    referral_id UUID   NOT NULL REFERENCES referrals (id),
    status      TEXT   NOT NULL,
    stage       TEXT   NOT NULL DEFAULT 'new',
    kind        TEXT   NOT NULL DEFAULT 'status'
                       CHECK (kind IN ('status', 'stage', 'assigned', 'handed_on', 'came_back',
                                       'order_changed')),
    version     BIGINT NOT NULL DEFAULT 1,
    about_id    UUID,
    staff_id    UUID   REFERENCES staff (id),
    reason      TEXT,
    changed_at  BIGINT NOT NULL
);
CREATE INDEX referral_history_by_referral ON referral_history (referral_id, changed_at);

-- Append-only: the newest row of a prescription and question is the answer in force.
CREATE TABLE consents (
    id              UUID    PRIMARY KEY,
    prescription_id UUID    NOT NULL REFERENCES prescriptions (id),
    question        TEXT    NOT NULL CHECK (question IN ('share_attendance', 'share_reason', 'share_onward',
                                                     'contact_by_message', 'guardian_agrees')),
    given           BOOLEAN NOT NULL,
    text_version    TEXT    NOT NULL,
    language        TEXT    NOT NULL,
    recorded_by     TEXT    NOT NULL CHECK (recorded_by IN ('staff', 'patient')),
    staff_id        UUID    REFERENCES staff (id),
    recorded_at     BIGINT  NOT NULL
);
CREATE INDEX consents_by_prescription ON consents (prescription_id, question, recorded_at, id);

CREATE TABLE groups (
    id               UUID   PRIMARY KEY,
    organisation_id  UUID   NOT NULL REFERENCES organisations (id),
    name             TEXT   NOT NULL,
    topic            TEXT   NOT NULL,
    language         TEXT   NOT NULL,
    capacity         BIGINT NOT NULL CHECK (capacity > 0),
    attended_percent BIGINT NOT NULL DEFAULT 50 CHECK (attended_percent BETWEEN 1 AND 100),
    created_at       BIGINT NOT NULL
);
CREATE INDEX groups_by_organisation ON groups (organisation_id, name, id);

CREATE TABLE group_facilitators (
    group_id UUID NOT NULL REFERENCES groups (id),
    staff_id UUID NOT NULL REFERENCES staff (id),
    PRIMARY KEY (group_id, staff_id)
);

CREATE TABLE memberships (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id), -- the group's
    group_id        UUID   NOT NULL REFERENCES groups (id),
    referral_id     UUID   NOT NULL REFERENCES referrals (id),
    prescription_id UUID   NOT NULL REFERENCES prescriptions (id),
    alias           TEXT   NOT NULL, -- the name the other members see
    status          TEXT   NOT NULL CHECK (status IN ('active', 'ended')),
    started_at      BIGINT NOT NULL,
    ended_at        BIGINT
);
-- One place at a time; whoever left may be given another.
CREATE UNIQUE INDEX memberships_active ON memberships (prescription_id) WHERE status = 'active';
CREATE INDEX memberships_by_prescription ON memberships (prescription_id);
CREATE INDEX memberships_by_referral ON memberships (referral_id);
CREATE INDEX memberships_by_group ON memberships (group_id, status);
CREATE INDEX memberships_held ON memberships (organisation_id, group_id) WHERE status = 'active';
