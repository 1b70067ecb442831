//! What an offer led to: the answer's text, and what each of its sections now carries. And the server's own offers.

use crate::id::{Label, Mid, Source};

/// The result of a successful offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The SDP answer (RFC 8866), lines ended by CRLF.
    pub sdp: String,
    /// One entry per media section, in the offer's order.
    pub sections: Vec<Section>,
    /// Subscriptions that found no free `recvonly` section in this offer.
    pub wanted: SectionsWanted,
}

/// An offer of the server's, for a connection that only receives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerOffer {
    /// Counts the offers of one connection, from 1.
    pub number: u32,
    /// The SDP offer (RFC 8866), lines ended by CRLF.
    pub sdp: String,
    /// One entry per media section.
    pub sections: Vec<Section>,
}

/// One media section of the connection as it stands after the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its tag.
    pub mid: Mid,
    /// Its media.
    pub kind: Kind,
    /// What it carries.
    pub role: SectionRole,
}

/// The media of a section (the first word of its `m=` line).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `m=audio`.
    Audio,
    /// `m=video`.
    Video,
    /// `m=application`: data channels.
    Data,
}

/// What a section carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionRole {
    /// The peer sends here (`sendonly` or `sendrecv` in the offer); it is a [`Source`] others may subscribe to.
    Publishing {
        /// The second word of the offer's `a=msid`: the client's own track id, where it told one.
        msid_track: Option<String>,
    },
    /// The peer receives here (`recvonly` in the offer).
    Receiving {
        /// Whose track is forwarded here; `None` while the section is free and answered `inactive`.
        source: Option<Source>,
        /// The msid announced for it.
        label: Option<Label>,
    },
    /// The data channels' section.
    Data,
    /// `inactive` in the offer, or refused.
    Inactive,
}

/// How many more `recvonly` sections the peer's subscriptions need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SectionsWanted {
    /// Further `m=audio` sections.
    pub audios: u32,
    /// Further `m=video` sections.
    pub videos: u32,
}
