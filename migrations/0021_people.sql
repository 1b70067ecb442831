-- What finds a patient again, what they are numbered by elsewhere, what became of their card, and
-- which cards turned out to be of one person. Written by care only.

-- What a search or a hint looks for, folded: `n:` a word of a name, `p:` a telephone number's digits
-- from the end, `e:` an address, `i:` an identifier. Made anew with each change of the card.
CREATE TABLE patient_terms (
    organisation_id UUID NOT NULL REFERENCES organisations (id),
    patient_id      UUID NOT NULL REFERENCES patients (id),
    term            TEXT NOT NULL,
    PRIMARY KEY (patient_id, term)
);

-- A national or record number, by a system of the settings. It never crosses.
CREATE TABLE patient_identifiers (
    patient_id UUID NOT NULL REFERENCES patients (id),
    system     TEXT NOT NULL,
    value      TEXT NOT NULL,
    PRIMARY KEY (patient_id, system)
);

-- Append-only: which parts of a card changed, in words, without what they hold.
CREATE TABLE patient_history (
    id         UUID   PRIMARY KEY,
    patient_id UUID   NOT NULL REFERENCES patients (id),
    staff_id   UUID   NOT NULL REFERENCES staff (id),
    what       TEXT   NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX patient_history_by_patient ON patient_history (patient_id, changed_at);

-- Two cards of one person. The merged one keeps its row, and nothing of it is lost; what hung on it
-- follows to the kept one. `kept_before` is the kept card as it was, for the undo.
CREATE TABLE patient_merges (
    id                 UUID   PRIMARY KEY,
    organisation_id    UUID   NOT NULL REFERENCES organisations (id),
    kept_id            UUID   NOT NULL REFERENCES patients (id),
    merged_id          UUID   NOT NULL REFERENCES patients (id),
    kept_before        TEXT   NOT NULL,
    merged_by          UUID   NOT NULL REFERENCES staff (id),
    merged_at          BIGINT NOT NULL,
    undone_by          UUID   REFERENCES staff (id),
    undone_at          BIGINT
);
CREATE INDEX patient_merges_by_kept ON patient_merges (kept_id, merged_at);
CREATE UNIQUE INDEX patient_merges_standing ON patient_merges (merged_id) WHERE undone_at IS NULL;

-- What followed, so that the undo takes back exactly this.
CREATE TABLE patient_merge_moves (
    merge_id        UUID NOT NULL REFERENCES patient_merges (id),
    prescription_id UUID NOT NULL REFERENCES prescriptions (id),
    PRIMARY KEY (merge_id, prescription_id)
);

-- Append-only: what of a prescription its prescriber changed, in words, without what is personal.
CREATE TABLE prescription_history (
    id              UUID   PRIMARY KEY,
    prescription_id UUID   NOT NULL REFERENCES prescriptions (id),
    staff_id        UUID   NOT NULL REFERENCES staff (id),
    version         BIGINT NOT NULL, -- the prescription's, after the change
    changed         TEXT   NOT NULL, -- the parts that differ, as JSON; of what is personal only that it differs
    changed_at      BIGINT NOT NULL
);
CREATE INDEX prescription_history_by_prescription ON prescription_history (prescription_id, changed_at);
