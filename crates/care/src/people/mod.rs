//! The people for whom something is prescribed: a register of the prescriber's organisation.
//!
//! A card ([`card`]) is written by a prescriber ([`patient`]), found again by what people remember
//! ([`terms`]), and compared with a new one while that is typed ([`alike`]). Identifiers and the
//! ways by which somebody must not be reached never cross.

pub(crate) mod alike;
pub(crate) mod birth_date;
pub(crate) mod card;
mod change;
pub(crate) mod fold;
pub(crate) mod identifier;
pub(crate) mod merge;
pub(crate) mod patient;
mod reach;
pub(crate) mod register;
mod settings;
pub(crate) mod store;
pub(crate) mod terms;
mod union;

pub(crate) use birth_date::today;
pub use card::{AccessNeed, CardMore, Channel, Guardian, Helper, NoContact};
pub use identifier::{BadIdentifierSystem, Identifier, IdentifierKind, IdentifierSystem};
pub use patient::NewPatient;
pub use settings::PeopleSettings;
