//! What is prescribed, what the patient consented to, and how far each course has come.

pub(crate) mod answer_consent;
pub(crate) mod cancel;
pub(crate) mod change;
pub(crate) mod change_consent;
pub(crate) mod changed;
pub(crate) mod consent;
pub(crate) mod detail;
pub(crate) mod prescribe;
pub(crate) mod prescription;
mod progress;
mod redirect;
mod since;
pub(crate) mod store;
pub(crate) mod summary;
pub(crate) mod template;

pub use consent::{Answers, ConsentGiven, ConsentsGiven};
pub use prescribe::Prescribed;
pub use prescription::{Dose, NewPlan, NewPrescription};
