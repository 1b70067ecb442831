//! A piece of evidence, as it is appended.

use wellmet_foundation::Instant;
use wellmet_vocabulary::{EvidenceLevel, Flow, MediaIdentity, SessionId};

use crate::ids::SourceId;
use crate::outcome::Person;

/// A fact about a person in a session, about to be recorded.
#[derive(Debug, Clone)]
pub(crate) struct Evidence {
    pub(crate) session: SessionId,
    pub(crate) person: Person,
    pub(crate) level: EvidenceLevel,
    pub(crate) source: Source,
    /// Recording the same source twice records it once.
    pub(crate) source_id: SourceId,
    pub(crate) identity: Option<MediaIdentity>,
    pub(crate) at: Instant,
    /// Set on intervals.
    pub(crate) until: Option<Instant>,
}

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum Source {
    /// The session's opening.
    Schedule,
    /// The door.
    Door,
    /// The media plane: ICE and DTLS are up.
    Signalling,
    /// The media plane: their packets arrive.
    MediaIn,
    /// The media plane: media reaches them.
    MediaOut,
    /// The media plane: nobody sends, and they answer.
    Quiet,
    /// A facilitator.
    Facilitator,
    /// Nobody: we lost sight of them.
    Gap,
}

impl From<Flow> for Source {
    fn from(flow: Flow) -> Self {
        match flow {
            Flow::In => Self::MediaIn,
            Flow::Out => Self::MediaOut,
            Flow::Quiet => Self::Quiet,
        }
    }
}
