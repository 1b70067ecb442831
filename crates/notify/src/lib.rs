//! Domain events told to people, by mail.
//!
//! In the order a mail lives: [`consumer`] writes a row of ids in the transaction that consumes
//! the event; [`sender`] claims it by lease; [`letter`] finds who it is for and whether it may
//! still go out; [`template`] words it; [`post`] hands it to the mail server, and [`fate`] says
//! what its answer means. [`routes`] is the demo's outbox, [`store`] is all SQL.
//!
//! Invariant: a mail says the least. No name of a patient, no reason, no group, no minutes; a
//! prescriber is told under consent in force at the moment of sending, and of "joined" at most
//! once, whatever crashes.

mod bring;
mod consumer;
mod error;
mod fate;
#[cfg(test)]
mod fixture;
mod letter;
mod notify;
mod post;
mod routes;
mod sender;
mod settings;
mod store;
mod template;

pub use error::NotifyError;
pub use notify::Notify;
pub use settings::{BadMailSettings, MailSettings};
