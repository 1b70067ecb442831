-- Tenants, their staff, and how staff sign in. Written by accounts only.

CREATE TABLE organisations (
    id         UUID   PRIMARY KEY,
    name       TEXT   NOT NULL,
    created_at BIGINT NOT NULL
);

-- Whom an organisation may refer patients to. Ended by being deleted; the trails of both tell.
CREATE TABLE partnerships (
    from_organisation_id UUID   NOT NULL REFERENCES organisations (id),
    to_organisation_id   UUID   NOT NULL REFERENCES organisations (id),
    created_at           BIGINT NOT NULL,
    PRIMARY KEY (from_organisation_id, to_organisation_id)
);
CREATE INDEX partnerships_by_receiver ON partnerships (to_organisation_id);

CREATE TABLE staff (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id),
    name            TEXT   NOT NULL,
    email           TEXT   NOT NULL UNIQUE, -- lowercase
    password_hash   TEXT,                   -- argon2id, PHC string; NULL until the invitation is accepted
    created_at      BIGINT NOT NULL,
    disabled_at     BIGINT
);
CREATE INDEX staff_by_organisation ON staff (organisation_id, name);

CREATE TABLE staff_roles (
    staff_id UUID NOT NULL REFERENCES staff (id),
    role     TEXT NOT NULL CHECK (role IN ('prescriber', 'link_worker', 'facilitator', 'administrator')),
    PRIMARY KEY (staff_id, role)
);

CREATE TABLE invitations (
    id          UUID   PRIMARY KEY,
    staff_id    UUID   NOT NULL REFERENCES staff (id),
    token_hash  TEXT   NOT NULL UNIQUE,
    expires_at  BIGINT NOT NULL,
    accepted_at BIGINT
);

-- An organisation asks another, which need not be here yet, to work together.
CREATE TABLE partner_invitations (
    id              UUID    PRIMARY KEY,
    organisation_id UUID    NOT NULL REFERENCES organisations (id),
    name            TEXT    NOT NULL,   -- whom it is for, as who invites calls them
    to_them         BOOLEAN NOT NULL,   -- who invites refers patients to them
    from_them       BOOLEAN NOT NULL,   -- they refer patients to who invites
    token_hash      TEXT    NOT NULL UNIQUE,
    made_at         BIGINT  NOT NULL,
    expires_at      BIGINT  NOT NULL,
    ended_at        BIGINT              -- accepted or withdrawn
);
CREATE INDEX partner_invitations_open ON partner_invitations (organisation_id) WHERE ended_at IS NULL;

CREATE TABLE staff_sessions (
    id           UUID   PRIMARY KEY,
    staff_id     UUID   NOT NULL REFERENCES staff (id),
    token_hash   TEXT   NOT NULL UNIQUE,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    ended_at     BIGINT
);
CREATE INDEX staff_sessions_by_expiry ON staff_sessions (expires_at);

-- Where each organisation's audit chain ends, and which sealer may lengthen it until when. The
-- organisation is not referenced: the trail outlives everything it speaks of.
CREATE TABLE audit_chains (
    organisation_id UUID   PRIMARY KEY,
    sequence        BIGINT NOT NULL,
    hash            TEXT   NOT NULL,
    claimed_until   BIGINT NOT NULL DEFAULT 0
);
