-- SQLite compares text byte by byte, so an ordinary index finds what begins so.
CREATE INDEX patient_terms_by_term ON patient_terms (organisation_id, term, patient_id);
