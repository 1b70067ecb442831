//! Data channels (RFC 8831): SCTP over the peer's DTLS, and what the channels are opened with (RFC 8832).
//!
//! The client begins the association, as every WebRTC stack does once DTLS is up; the server answers and never sends
//! an INIT of its own, so that there is no collision to resolve. Either side opens channels. Three labels mean
//! something here; a channel of any other name is confirmed and closed again.
//!
//! The invariant: **nothing of a packet reaches the SCTP stack before `guard` has found it whole and within bounds**,
//! and what one client can make the server hold is a number that stands in this folder:
//!
//! - inbound, at most twice `RECEIVE_WINDOW` bytes and `guard::MAX_HELD` chunks that wait for missing ones;
//! - outbound, `MAX_BACKLOG` bytes on the reliable channel and `lane::MAX_LOSSY` on each of the others, shared with
//!   whoever else is sent the same message.

mod association;
mod backlog;
mod channel;
mod dcep;
mod guard;
#[cfg(test)]
mod hostile;
mod lane;
mod link;

pub(crate) use backlog::{Backlog, Backlogs};
pub use channel::DataChannel;
pub(crate) use link::{DataLink, Happening};

/// The longest message either way, in bytes; announced as `a=max-message-size` (RFC 8841 section 6).
pub(crate) const MAX_MESSAGE: usize = 65_536;
/// What a client may have under way to the server: two of the longest messages.
const RECEIVE_WINDOW: u32 = 2 * 65_536;
/// Reliable bytes on their way to one peer, wherever they wait.
pub(crate) const MAX_BACKLOG: usize = 1 << 20;

/// What a message counts for: SCTP sends one byte for an empty one.
pub(crate) fn cost(message: &bytes::Bytes) -> usize {
    message.len().max(1)
}
