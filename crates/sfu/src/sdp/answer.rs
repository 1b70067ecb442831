//! Answers to clients' offers, with the offer's own payload types and extension ids.

use super::{
    offer::Offer,
    section::OfferedSection,
    write::{self, Content, LocalTransport, Outline},
};

/// The port of RFC 8841's examples, which every implementation uses.
pub(super) const SCTP_PORT: u16 = 5000;

/// The whole answer; `contents` in the order of the offer's sections.
pub(crate) fn write(offer: &Offer, local: &LocalTransport<'_>, contents: &[Content<'_>]) -> String {
    let outlines = offer.sections.iter().map(outline);
    let sections: Vec<_> = outlines.zip(contents.iter().copied()).collect();
    write::write(local, offer.extmap_allow_mixed, &sections)
}

fn outline(offered: &OfferedSection) -> Outline<'_> {
    Outline {
        mid: offered.mid,
        kind: offered.kind,
        protocol: &offered.protocol,
        formats: &offered.formats,
        codecs: &offered.codecs,
        extensions: offered.extensions.answered(),
        rids: &offered.rids,
        reduced_size: offered.reduced_size,
        sctp_port: offered.sctp_port.unwrap_or(SCTP_PORT),
    }
}
