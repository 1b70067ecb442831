-- What people are told, each with its own delivery row. Written by notify only.

-- Ids only: the address, the wording and a door link are found or computed when the mail is sent,
-- and again when the demo's outbox page shows it.
CREATE TABLE mails (
    id              UUID   PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisations (id), -- the recipient's
    event_id        UUID   NOT NULL REFERENCES events (id),
    template        TEXT   NOT NULL CHECK (template IN ('referral_arrived', 'door_link', 'place_offered', 'patient_joined', 'attendance_finalised')),
    staff_id        UUID   REFERENCES staff (id),
    membership_id   UUID   REFERENCES memberships (id),
    offer_id        UUID   REFERENCES offers (id), -- to the patient for whom a place is kept
    recipient_id    UUID   NOT NULL, -- whichever of the three it is: a unique key cannot hold NULL
    prescription_id UUID   REFERENCES prescriptions (id), -- the one whose consent decides whether it is sent
    created_at      BIGINT NOT NULL,
    due_at          BIGINT NOT NULL,
    claimed_until   BIGINT NOT NULL DEFAULT 0,
    attempts        BIGINT NOT NULL DEFAULT 0,
    sent_at         BIGINT, -- patient_joined: set before it is handed over, so that it never goes out twice
    uncertain       TEXT,   -- sent_at stands, yet the mail server's answer never came
    withheld        TEXT,   -- never to be sent, and why
    parked_reason   TEXT,   -- waits for a person, and why
    UNIQUE (event_id, template, recipient_id),
    CHECK ((staff_id IS NOT NULL AND membership_id IS NULL AND offer_id IS NULL)
        OR (staff_id IS NULL AND (membership_id IS NULL) <> (offer_id IS NULL))),
    CHECK (recipient_id = COALESCE(staff_id, membership_id, offer_id))
);
CREATE INDEX mails_due ON mails (due_at) WHERE sent_at IS NULL AND withheld IS NULL AND parked_reason IS NULL;
CREATE INDEX mails_by_offer ON mails (offer_id) WHERE offer_id IS NOT NULL;
CREATE INDEX mails_by_organisation ON mails (organisation_id, created_at);
