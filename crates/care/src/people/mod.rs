//! The people for whom something is prescribed: a register of the prescriber's organisation.

pub(crate) mod patient;
pub(crate) mod store;

pub use patient::NewPatient;
