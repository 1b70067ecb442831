//! Technique without domain words, for every member of the house.
//!
//! In the order a request meets it: [`http`] turns bytes into typed values and errors into
//! problems; [`Db`] and [`Tx`] make a change one transaction on SQLite or PostgreSQL;
//! [`events`] records what happened and brings it to whoever must act; [`audit`] records who did
//! it; [`Bus`] hints to open pages that something changed. [`Clock`] and [`Rng`] are the only
//! sources of time and randomness, [`Instant`] the only stored time, [`secret`] the only tokens.
//!
//! Invariant: nothing here knows what a patient or a session is.

pub mod audit;
mod bus;
mod clock;
pub mod db;
pub mod events;
mod ground;
pub mod http;
mod id;
mod instant;
mod pii;
mod rng;
pub mod secret;
pub mod settings;
pub mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;

pub use bus::{Bus, Hint};
pub use clock::Clock;
pub use db::{Db, DbError, Tx};
pub use ground::Ground;
pub use instant::Instant;
pub use pii::Pii;
pub use rng::Rng;
