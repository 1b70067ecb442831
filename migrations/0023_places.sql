-- For whom groups are, what patients wish for, and places that are waited for and offered.
-- Written by care only.

ALTER TABLE groups ADD COLUMN version BIGINT NOT NULL DEFAULT 1; -- rises with every edit
ALTER TABLE groups ADD COLUMN changed_by UUID REFERENCES staff (id);
ALTER TABLE groups ADD COLUMN youngest BIGINT CHECK (youngest BETWEEN 0 AND 120);
ALTER TABLE groups ADD COLUMN oldest BIGINT CHECK (oldest BETWEEN 0 AND 120);
ALTER TABLE groups ADD COLUMN takes_waiting BOOLEAN NOT NULL DEFAULT TRUE; -- whether people may wait for a place
ALTER TABLE groups ADD COLUMN shared_at BIGINT; -- since when partner organisations see it; NULL: they do not
ALTER TABLE groups ADD COLUMN search_words TEXT NOT NULL DEFAULT ''; -- its name and what it is about, folded for searching
ALTER TABLE groups ADD COLUMN confirmed_at BIGINT; -- when somebody last said that all this still holds

CREATE INDEX groups_shared ON groups (organisation_id, name, id) WHERE shared_at IS NOT NULL;

-- Lowercase, so that they can be compared.
CREATE TABLE group_topics (
    group_id UUID NOT NULL REFERENCES groups (id),
    topic    TEXT NOT NULL,
    PRIMARY KEY (group_id, topic)
);

-- Languages besides the one it is held in.
CREATE TABLE group_languages (
    group_id UUID NOT NULL REFERENCES groups (id),
    language TEXT NOT NULL,
    PRIMARY KEY (group_id, language)
);

CREATE TABLE group_features (
    group_id UUID NOT NULL REFERENCES groups (id),
    feature  TEXT NOT NULL CHECK (feature IN ('captions', 'screen_reader', 'large_print', 'step_free', 'quiet')),
    PRIMARY KEY (group_id, feature)
);

-- What a patient hopes for, as the organisation that answers for them has heard it.
CREATE TABLE wishes (
    referral_id UUID   PRIMARY KEY REFERENCES referrals (id),
    topic       TEXT, -- lowercase
    language    TEXT,
    age         BIGINT CHECK (age BETWEEN 0 AND 120),
    changed_by  UUID   NOT NULL REFERENCES staff (id),
    changed_at  BIGINT NOT NULL
);

CREATE TABLE wished_times (
    referral_id UUID NOT NULL REFERENCES referrals (id),
    band        TEXT NOT NULL CHECK (band IN ('morning', 'afternoon', 'evening', 'weekend')),
    PRIMARY KEY (referral_id, band)
);

CREATE TABLE wished_features (
    referral_id UUID NOT NULL REFERENCES referrals (id),
    feature     TEXT NOT NULL CHECK (feature IN ('captions', 'screen_reader', 'large_print', 'step_free', 'quiet')),
    PRIMARY KEY (referral_id, feature)
);

-- Who waits for a place in which group. The order is that of coming.
CREATE TABLE waitlist (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id), -- the group's
    group_id        UUID   NOT NULL REFERENCES groups (id),
    referral_id     UUID   NOT NULL REFERENCES referrals (id),
    joined_at       BIGINT NOT NULL,
    left_at         BIGINT,
    left_why        TEXT   CHECK (left_why IN ('placed', 'declined', 'expired', 'left')),
    CHECK ((left_at IS NULL) = (left_why IS NULL))
);
CREATE UNIQUE INDEX waitlist_once ON waitlist (group_id, referral_id) WHERE left_at IS NULL;
CREATE INDEX waitlist_line ON waitlist (group_id, joined_at, id) WHERE left_at IS NULL;
CREATE INDEX waitlist_waiting ON waitlist (organisation_id, group_id) WHERE left_at IS NULL;
CREATE INDEX waitlist_by_referral ON waitlist (referral_id);

-- A place kept for one patient until they answer. It counts as taken while it is open.
CREATE TABLE offers (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id), -- the group's
    group_id        UUID   NOT NULL REFERENCES groups (id),
    referral_id     UUID   NOT NULL REFERENCES referrals (id),
    status          TEXT   NOT NULL CHECK (status IN ('open', 'accepted', 'declined', 'expired', 'withdrawn')),
    version         BIGINT NOT NULL DEFAULT 1,
    made_at         BIGINT NOT NULL,
    made_by         UUID   REFERENCES staff (id), -- NULL: a place became free, and they were first in line
    expires_at      BIGINT NOT NULL,
    answered_at     BIGINT,
    answered_by     UUID   REFERENCES staff (id),
    CHECK ((answered_at IS NULL) = (status = 'open'))
);
CREATE UNIQUE INDEX offers_open ON offers (referral_id) WHERE status = 'open';
CREATE INDEX offers_open_by_group ON offers (group_id) WHERE status = 'open';
CREATE INDEX offers_held ON offers (organisation_id, group_id) WHERE status = 'open';
CREATE INDEX offers_due ON offers (expires_at) WHERE status = 'open';
CREATE INDEX offers_by_referral ON offers (referral_id, made_at);
