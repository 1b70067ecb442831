//! Who staff are, for whom they work, what they may do, and the trail of what they did.
//!
//! An organisation is a tenant; a person of staff belongs to one and holds roles in it. They come
//! in by a one-time invitation, choose a password ([`Passwords`](password), argon2id), sign in,
//! and are known by a cookie until twelve idle hours or seven days have passed. [`Accounts`] gives
//! the routes, the commands the binary seeds with, and [`Authenticate`] for the cookie; its
//! background work chains the audit trail ([`chain`]) so that a changed line shows.
//!
//! Invariant: a password, a session token and an invitation token are stored as hashes only, and
//! whoever fails to sign in learns nothing about who has an account.
//!
//! [`Authenticate`]: wellmet_vocabulary::Authenticate

mod accounts;
mod authenticate;
pub mod chain;
mod cookies;
mod error;
#[cfg(test)]
mod fixture;
mod invitation;
mod leaving;
mod newcomer;
mod partner_invitation;
mod partnership;
mod password;
mod routes;
mod sealer;
mod session;
mod sign_in;
mod store;
mod tries;

pub use accounts::{Accounts, FirstAdministrator, Trail};
pub use cookies::STAFF_COOKIE;
pub use error::AccountsError;
pub use newcomer::Newcomer;
