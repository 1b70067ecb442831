//! Organisations, staff, sign-in, roles and the audit trail.
