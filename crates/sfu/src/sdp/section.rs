//! One media section of an offer.

use super::{codec::Codec, extension::ExtensionMap, line::LineMark};
use crate::{answer::Kind, id::Mid, wish::Quality};

/// A media section that can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OfferedSection {
    pub(crate) mid: Mid,
    pub(crate) kind: Kind,
    pub(crate) direction: Direction,
    /// The offerer itself closed it (port 0 without `bundle-only`).
    pub(crate) rejected: bool,
    /// Transport protocol and formats of the `m=` line, for a section answered with port 0.
    pub(crate) protocol: String,
    pub(crate) formats: String,
    /// Only those that can be forwarded, in the offer's order.
    pub(crate) codecs: Vec<Codec>,
    pub(crate) extensions: ExtensionMap,
    /// What the client said it will send with; empty where it relies on the mid extension.
    pub(crate) ssrcs: Vec<SsrcPair>,
    /// The encodings of simulcast it offers to send, in its order; none where it sends but one.
    pub(crate) rids: Vec<Quality>,
    /// The second word of `a=msid`.
    pub(crate) msid_track: Option<String>,
    pub(crate) reduced_size: bool,
    /// `a=sctp-port`, echoed with the application section.
    pub(crate) sctp_port: Option<u16>,
    pub(crate) line: LineMark,
}

/// A media SSRC and the one its retransmissions use (`a=ssrc-group:FID`, RFC 5576).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SsrcPair {
    pub(crate) media: u32,
    pub(crate) repair: Option<u32>,
}

/// From the offerer's view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Direction {
    #[default]
    SendRecv,
    SendOnly,
    RecvOnly,
    Inactive,
}

impl Direction {
    pub(super) fn recognise(name: &str) -> Option<Self> {
        match name {
            "sendrecv" => Some(Self::SendRecv),
            "sendonly" => Some(Self::SendOnly),
            "recvonly" => Some(Self::RecvOnly),
            "inactive" => Some(Self::Inactive),
            _ => None,
        }
    }

    /// The client means to send.
    pub(crate) fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }
}
