//! Patients, as the prescriber's organisation holds them.

pub(crate) mod merges;
pub(crate) mod patients;
pub(crate) mod search;
