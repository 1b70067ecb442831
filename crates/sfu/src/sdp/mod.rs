//! Session descriptions: reads what clients offer (JSEP, RFC 9429) and writes the answer.
//!
//! Invariant: an [`Offer`] that parsed is complete and within every limit; whoever holds one need not look
//! at SDP again.

pub(crate) mod answer;
mod attribute;
mod codec;
mod extension;
mod format_lines;
mod line;
mod offer;
mod section;
mod section_lines;
mod simulcast;

pub(crate) use codec::{Codec, CodecKind};
pub(crate) use extension::ExtensionMap;
pub(crate) use offer::{Fingerprint, Hash, Offer, Transport};
pub(crate) use section::{Direction, OfferedSection, SsrcPair};

#[cfg(test)]
mod tests;
