//! Patients, what is prescribed for them, what crosses to another organisation, and the groups
//! they find a place in.
//!
//! In the order of the loop: a [`NewPrescription`] becomes a patient, a prescription and a
//! referral with the patient's card ([`Care::prescribe`]); the receiving organisation takes it on
//! ([`Care::accept`]) or declines ([`Care::reject`]); a [`NewGroup`] is made where one is missing
//! ([`Care::add_group`]); the patient is given a place ([`Care::match_to_group`]); and may change
//! what the prescriber is told ([`Care::answer_consent`]). The rules are pure: capacity,
//! alias, fits, history, progress. Each room's `store` holds its
//! SQL, `routes` the web's way in.
//!
//! Invariant: patient and prescription belong to the prescriber's organisation, group and
//! membership to the group's; only the referral and its card are read by both. What a prescriber
//! reads names no group and no other member, and no attendance without the patient's consent.

mod care;
mod caseload;
mod error;
mod form;
mod groups;
mod named;
mod people;
mod places;
mod prescriptions;
mod referrals;
mod routes;

pub use care::Care;
pub use error::CareError;
pub use groups::{DirectorySearch, Feature, GroupEdit, GroupsWanted, NewGroup, Suits, TimeBand};
pub use people::{
    AccessNeed, BadIdentifierSystem, CardMore, Channel, Guardian, Helper, Identifier,
    IdentifierKind, IdentifierSystem, NewPatient, NoContact, PeopleSettings,
};
pub use places::{Place, Sought, Started, Wishes};
pub use prescriptions::{
    Answers, ConsentGiven, ConsentsGiven, Dose, NewPlan, NewPrescription, Prescribed,
};
