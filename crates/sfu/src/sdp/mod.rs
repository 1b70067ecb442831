//! Session descriptions (JSEP, RFC 9429): reads what clients offer and writes the answer; for connections that
//! only receive, writes the server's offer and reads the answer.
//!
//! Invariant: an [`Offer`] or [`ClientAnswer`] that parsed is complete and within every limit; whoever holds one need not look
//! at SDP again.

pub(crate) mod answer;
mod attribute;
mod catalogue;
mod client_answer;
mod codec;
mod extension;
mod format_lines;
mod line;
mod offer;
pub(crate) mod own_offer;
mod section;
mod section_lines;
mod simulcast;
mod write;

pub(crate) use catalogue::extensions as own_extensions;
pub(crate) use client_answer::ClientAnswer;
pub(crate) use codec::{Codec, CodecKind};
pub(crate) use extension::ExtensionMap;
pub(crate) use offer::{Fingerprint, Hash, MAX_SECTIONS, Offer, Transport};
pub(crate) use own_offer::OwnSection;
pub(crate) use section::{Direction, OfferedSection, SsrcPair};
pub(crate) use write::{Content, LocalTransport, Setup};

#[cfg(test)]
mod tests;
