//! Patients, prescriptions, referrals, consent, groups and memberships.
