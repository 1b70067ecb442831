//! The signalling server as clients meet it: real sockets on port 0, a clock that stands still
//! unless a story moves it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in tests a failed assumption is a failure"
)]

mod admission;
mod client;
mod joining;
mod leaving;
mod resuming;
mod server;
mod two_connections;
mod unreadable;
