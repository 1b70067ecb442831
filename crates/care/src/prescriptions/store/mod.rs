//! Prescriptions and consents, as the prescriber's organisation holds them.

pub(crate) mod consents;
pub(crate) mod prescriptions;
pub(crate) mod summaries;
