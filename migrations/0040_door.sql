-- The patient's edge: door links, the devices that came through them, admission. Written by door only.

-- The database holds only the token's hash; the token itself is computed from the door key.
CREATE TABLE door_links (
    membership_id UUID   NOT NULL REFERENCES memberships (id),
    generation    BIGINT NOT NULL,
    token_hash    TEXT   NOT NULL UNIQUE,
    created_at    BIGINT NOT NULL,
    revoked_at    BIGINT,
    revoked_by    UUID   REFERENCES staff (id),
    revoke_reason TEXT,
    PRIMARY KEY (membership_id, generation)
);

-- One device that came through a door link; known by its cookie.
CREATE TABLE door_sessions (
    id              UUID    PRIMARY KEY,
    organisation_id UUID    NOT NULL REFERENCES organisations (id),
    membership_id   UUID    NOT NULL REFERENCES memberships (id),
    generation      BIGINT  NOT NULL, -- of the link it came through
    cookie_hash     TEXT    NOT NULL UNIQUE,
    display_name    TEXT    NOT NULL,
    party           BIGINT  NOT NULL DEFAULT 1 CHECK (party IN (1, 2)), -- "2 of us"
    new_device      BOOLEAN NOT NULL, -- another device had come through this link before
    created_at      BIGINT  NOT NULL,
    expires_at      BIGINT  NOT NULL,
    ended_at        BIGINT
);
CREATE INDEX door_sessions_by_membership ON door_sessions (membership_id);

-- A device's way into one session, and the opaque identity the media plane knows it by.
CREATE TABLE visits (
    door_session_id UUID   NOT NULL REFERENCES door_sessions (id),
    session_id      UUID   NOT NULL REFERENCES sessions (id),
    membership_id   UUID   NOT NULL REFERENCES memberships (id),
    identity        TEXT   NOT NULL UNIQUE,
    state           TEXT   NOT NULL CHECK (state IN ('waiting', 'admitted', 'removed', 'left')),
    waiting_since   BIGINT,
    admitted_at     BIGINT, -- stored: a phone that slept comes back without a second wait
    admitted_by     UUID   REFERENCES staff (id),
    removed_at      BIGINT,
    removed_by      UUID   REFERENCES staff (id),
    remove_reason   TEXT,
    left_at         BIGINT,
    PRIMARY KEY (door_session_id, session_id)
);
CREATE INDEX visits_by_session ON visits (session_id, membership_id);

-- The facilitators' own identities on the media plane.
CREATE TABLE staff_visits (
    session_id UUID   NOT NULL REFERENCES sessions (id),
    staff_id   UUID   NOT NULL REFERENCES staff (id),
    identity   TEXT   NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (session_id, staff_id)
);
