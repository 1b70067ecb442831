//! Presence, evidence, outcome, register, dose and their explanation.
