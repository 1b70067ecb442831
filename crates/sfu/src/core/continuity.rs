//! Whether an offer may follow what was negotiated before.

use std::collections::HashSet;

use crate::{
    error::SdpError,
    peer::{Peer, Usage},
    sdp::{Offer, Transport},
};

/// Whether `offer` may follow what was negotiated before (RFC 9429 section 5.2.2).
pub(super) fn check_continuity(peer: &Peer, offer: &Offer) -> Result<(), SdpError> {
    let whole = |reason| SdpError {
        line: 0,
        text: String::new(),
        reason,
    };
    if peer.offering.is_some() {
        return Err(whole("the server makes the offers of this connection"));
    }
    if offer.sections.len() < peer.sections.len() {
        return Err(whole("a media section of the session is missing"));
    }
    let same_certificate = |known: &Transport| known.fingerprints == offer.transport.fingerprints;
    if peer.connected() && !peer.remote.as_ref().is_some_and(same_certificate) {
        return Err(whole("the certificate cannot change in a running session"));
    }
    for (known, offered) in peer.sections.iter().zip(&offer.sections) {
        if known.mid != offered.mid && known.usage != Usage::Rejected {
            return Err(offered.line.refuse("this section had another mid"));
        }
        if known.mid == offered.mid && known.kind != offered.kind {
            return Err(offered.line.refuse("this section was of another kind"));
        }
    }
    let mut seen = HashSet::new();
    for section in &offer.sections {
        let ssrcs = section
            .ssrcs
            .iter()
            .flat_map(|pair| std::iter::once(pair.media).chain(pair.repair));
        for ssrc in ssrcs {
            if !seen.insert(ssrc) {
                return Err(section
                    .line
                    .refuse("an SSRC of this section is named twice in the offer"));
            }
            if peer.outgoing.contains_key(&ssrc) {
                return Err(section
                    .line
                    .refuse("an SSRC of this section is one of the server's"));
            }
        }
    }
    Ok(())
}
