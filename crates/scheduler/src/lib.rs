//! When a group meets: recurring plans, their sessions, and how a session is opened, started and
//! closed.
//!
//! A [`NewSeries`] is a first date, a local time, an IANA zone, a length and a recurrence rule
//! (RFC 5545). `rule` refuses what a group cannot meet by, `occurrences` expands the rest on local
//! wall time, `summary` says it in a sentence, and [`Scheduler::schedule`] writes series and
//! sessions in one transaction. `life` is a session's life as a pure state machine;
//! [`Scheduler::prepare`], [`Scheduler::start`] and [`Scheduler::close`] are a facilitator's steps
//! in it, [`Scheduler::close_by_itself`] is attendance's, and
//! [`Scheduler::leads`] says who answers for what. `edits` changes a plan that stands. `store` holds the SQL, `routes` the
//! web's way in.
//!
//! Invariant: a 15:00 group meets at 15:00 on its own clock, whatever daylight saving does.

mod clash;
mod close_by_itself;
mod conduct;
mod edits;
mod error;
mod form;
mod life;
mod named;
mod occurrences;
mod plan;
#[cfg(test)]
mod recurrences;
mod responsible;
mod routes;
mod rule;
mod schedule;
mod scheduler;
mod session;
mod store;
mod summary;

pub use edits::refused::Refused;
pub use error::SchedulerError;
pub use plan::NewSeries;
pub use schedule::Scheduled;
pub use scheduler::Scheduler;
