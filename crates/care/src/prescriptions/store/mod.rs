//! Prescriptions and consents, as the prescriber's organisation holds them.

pub(crate) mod consents;
pub(crate) mod crossed;
pub(crate) mod of_patient;
pub(crate) mod own;
pub(crate) mod prescriptions;
pub(crate) mod summaries;
pub(crate) mod usual;
