-- What people are told, each with its own delivery row. Written by notify only.

-- Addresses stand here until the mail is sent; bodies are rendered when sending and, without a
-- mail server, kept for the demo's outbox page. A door token never stands in a row: it is computed.
CREATE TABLE mails (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id),
    event_id        UUID   NOT NULL REFERENCES events (id),
    template        TEXT   NOT NULL,
    staff_id        UUID   REFERENCES staff (id),
    membership_id   UUID   REFERENCES memberships (id),
    created_at      BIGINT NOT NULL,
    due_at          BIGINT NOT NULL,
    claimed_until   BIGINT NOT NULL DEFAULT 0,
    attempts        BIGINT NOT NULL DEFAULT 0,
    sent_at         BIGINT,
    parked_reason   TEXT,
    UNIQUE (event_id, template),
    CHECK ((membership_id IS NULL) <> (staff_id IS NULL))
);
CREATE INDEX mails_due ON mails (due_at) WHERE sent_at IS NULL AND parked_reason IS NULL;
CREATE INDEX mails_by_organisation ON mails (organisation_id, created_at);
