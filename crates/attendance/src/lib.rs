//! Presence, evidence, outcome, register, dose and their explanation.

pub mod outcome;
