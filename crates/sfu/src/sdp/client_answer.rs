//! A client's answer to an offer of the server's.

use super::{
    offer::{self, Offer, Transport},
    section::OfferedSection,
};
use crate::error::SdpError;

/// A parsed answer: at least one section that is not rejected, and those in one BUNDLE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClientAnswer {
    pub(crate) transport: Transport,
    pub(crate) sections: Vec<OfferedSection>,
}

impl ClientAnswer {
    /// Reads an answer. It is written as an offer is, but chooses where an offer leaves the choice.
    ///
    /// # Errors
    /// Names the first line that cannot be accepted, or what is missing.
    pub(crate) fn parse(sdp: &str) -> Result<Self, SdpError> {
        let (session, sections) = offer::read(sdp)?;
        let levels = sections.iter().map(|section| &section.transport);
        let mut levels = std::iter::once(&session.transport).chain(levels);
        if let Some(line) = levels.find_map(|level| level.undecided.as_ref()) {
            return Err(line.refuse("an answer decides who begins DTLS: active"));
        }
        let Offer {
            transport,
            sections,
            ..
        } = offer::assemble(&session, sections)?;
        Ok(Self {
            transport,
            sections,
        })
    }
}
