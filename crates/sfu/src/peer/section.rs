//! One media section of a connection: what was negotiated for it, and what it carries.

use super::Binding;
use crate::{
    answer::Kind,
    id::Mid,
    outgoing::Outgoing,
    rtp::Header,
    sdp::{Codec, Direction, ExtensionMap, OfferedSection, SsrcPair, own_extensions},
    wish::Quality,
};

/// One media section as last negotiated.
pub(crate) struct PeerSection {
    pub(crate) mid: Mid,
    pub(crate) kind: Kind,
    pub(crate) usage: Usage,
    pub(crate) codecs: Vec<Codec>,
    pub(crate) extensions: ExtensionMap,
    /// The encodings of simulcast it sends, from the smallest on; none where it sends but one.
    pub(crate) rids: Vec<Quality>,
    /// The SSRCs its offer declared.
    pub(crate) declared: Vec<SsrcPair>,
    pub(crate) msid_track: Option<String>,
    /// What it publishes, or published before it became inactive.
    pub(crate) track: Option<usize>,
    /// What it receives.
    pub(crate) outgoing: Option<Box<Outgoing>>,
    /// Announced a track that has ended: browsers tell their page of a new one only if an answer said
    /// `inactive` in between.
    pub(crate) spent: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Usage {
    Publishing,
    Receiving,
    Data,
    Inactive,
    /// Closed by the offerer; the section may be recycled under another mid.
    Rejected,
}

impl PeerSection {
    pub(crate) fn new(offered: &OfferedSection) -> Self {
        Self {
            mid: offered.mid,
            kind: offered.kind,
            usage: Usage::Inactive,
            codecs: Vec::new(),
            extensions: offered.extensions,
            rids: Vec::new(),
            declared: Vec::new(),
            msid_track: None,
            track: None,
            outgoing: None,
            spent: false,
        }
    }

    /// One of an offer of ours.
    pub(crate) fn ours(mid: Mid, kind: Kind) -> Self {
        Self {
            mid,
            kind,
            usage: if kind == Kind::Data {
                Usage::Data
            } else {
                Usage::Receiving
            },
            codecs: Vec::new(),
            extensions: ExtensionMap::default(),
            rids: Vec::new(),
            declared: Vec::new(),
            msid_track: None,
            track: None,
            outgoing: None,
            spent: false,
        }
    }

    /// The client has answered an offer of ours. Nothing is sent in a section that it does not want; it stays
    /// taken by its track, so that the same is not offered in another.
    pub(crate) fn answered(&mut self, answered: &OfferedSection) {
        if answered.rejected {
            self.usage = Usage::Rejected;
        }
        let receives = answered.direction == Direction::RecvOnly && !answered.rejected;
        self.codecs.clear();
        if receives {
            self.codecs.clone_from(&answered.codecs);
        }
        self.extensions = answered.extensions.common(own_extensions(self.kind));
        if let Some(outgoing) = self.outgoing.as_mut() {
            outgoing.negotiated(&self.codecs, self.extensions);
        }
    }

    pub(crate) fn renegotiate(&mut self, offered: &OfferedSection, usage: Usage) {
        (self.mid, self.kind, self.usage) = (offered.mid, offered.kind, usage);
        self.codecs.clone_from(&offered.codecs);
        self.extensions = offered.extensions;
        self.declared.clone_from(&offered.ssrcs);
        self.rids.clone_from(&offered.rids);
        self.rids.sort_unstable();
        self.msid_track.clone_from(&offered.msid_track);
        if let Some(outgoing) = self.outgoing.as_mut() {
            outgoing.negotiated(&self.codecs, self.extensions);
        }
    }

    pub(super) fn carries(&self, pt: u8) -> bool {
        let of = |codec: &Codec| codec.pt == pt || codec.rtx == Some(pt);
        self.track.is_some() && self.codecs.iter().any(of)
    }

    pub(super) fn named_mid<'a>(&self, header: &Header<'a>) -> Option<&'a [u8]> {
        header.extensions.get(self.extensions.mid)
    }

    pub(super) fn declares(&self, ssrc: u32) -> bool {
        let of = |pair: &SsrcPair| pair.media == ssrc || pair.repair == Some(ssrc);
        self.declared.iter().any(of)
    }

    pub(super) fn guess_binding(&self, header: &Header<'_>) -> Option<Binding> {
        let pt = header.payload_type;
        let repair = self.codecs.iter().any(|codec| codec.rtx == Some(pt));
        let layer = match (&self.rids[..], repair) {
            ([], _) => 0,
            (_, false) => self.named_layer(header, self.extensions.rid)?,
            (_, true) => self.named_layer(header, self.extensions.repaired_rid)?,
        };
        Some(Binding {
            track: self.track?,
            layer,
            repair,
        })
    }

    fn named_layer(&self, header: &Header<'_>, extension: u8) -> Option<u8> {
        let quality = Quality::of_rid(header.extensions.get(extension)?)?;
        (0u8..)
            .zip(&self.rids)
            .find(|(_, rid)| **rid == quality)
            .map(|(at, _)| at)
    }
}

impl Usage {
    pub(crate) fn of(offered: &OfferedSection) -> Self {
        match (offered.kind, offered.direction) {
            _ if offered.rejected => Self::Rejected,
            (Kind::Data, _) => Self::Data,
            _ if offered.codecs.is_empty() => Self::Rejected,
            (_, direction) if direction.sends() => Self::Publishing,
            (_, Direction::RecvOnly) => Self::Receiving,
            _ => Self::Inactive,
        }
    }
}
