-- In the database's language words sort as in a dictionary; what begins so is found by bytes.
CREATE INDEX patient_terms_by_term ON patient_terms (organisation_id, term text_pattern_ops, patient_id);
